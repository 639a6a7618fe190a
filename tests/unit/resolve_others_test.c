// SPDX-License-Identifier: GPL-2.0-only
/*
 * resolve_others_test.c - do rulesets of others have a meaning?
 *
 * Each file of ../shared/corpora/nft that nft takes must resolve. Skipped, said
 * so, where they are not beside the checkout.
 */
#include "lib/resolved.h"

#include <glob.h>
#include <limits.h>
#include <nftables/libnftables.h>
#include <sched.h>
#include <unistd.h>

#define FILES "../shared/corpora/nft/*/*.nft"

static struct nft_ctx *nft;

/* Includes start from the file's folder, in nft too. */
static bool nft_takes(const char *path)
{
	char folder[PATH_MAX];

	snprintf(folder, sizeof(folder), "%.*s",
		 (int)(strrchr(path, '/') - path), path);
	nft_ctx_clear_include_paths(nft);
	nft_ctx_add_include_path(nft, folder);
	return !nft_run_cmd_from_filename(nft, path);
}

static void resolves_as_nft_takes_it(void **state)
{
	const char *path = *state;
	struct policy *policy;
	struct ruleset *rs;
	struct resolved f;
	int err;

	resolved_setup(&f);
	err = nft_parse_file(f.arena, f.diag, path, NULL, &rs);
	if (!err)
		err = resolve_ruleset(f.arena, f.diag, rs, &policy);
	if (err)
		diag_print(f.diag, stderr);
	arena_free(f.arena);
	assert_int_equal(err, 0);
}

/* Those that nft refuses are another test's. */
static size_t tests_of(const glob_t *files, struct CMUnitTest *out)
{
	size_t n = 0;

	for (size_t i = 0; i < files->gl_pathc; i++) {
		char *path = files->gl_pathv[i];

		if (!nft_takes(path))
			continue;
		out[n++] = (struct CMUnitTest){
			.name = path + strlen("../shared/corpora/"),
			.test_func = resolves_as_nft_takes_it,
			.initial_state = path,
		};
	}
	return n;
}

static int skip_all(const char *why)
{
	printf("1..0 # SKIP %s\n", why);
	return 0;
}

int main(void)
{
	struct CMUnitTest *tests;
	glob_t files;
	int failed;

	if (glob(FILES, 0, NULL, &files))
		return skip_all("no " FILES);
	if (unshare(CLONE_NEWNET))
		return skip_all("no right to make a network namespace");
	nft = nft_ctx_new(NFT_CTX_DEFAULT);
	nft_ctx_set_dry_run(nft, true);
	nft_ctx_buffer_output(nft);
	nft_ctx_buffer_error(nft);
	tests = calloc(files.gl_pathc, sizeof(*tests));
	failed = _cmocka_run_group_tests("resolve_others", tests,
					 tests_of(&files, tests), NULL, NULL);
	nft_ctx_free(nft);
	globfree(&files);
	free(tests);
	return failed;
}

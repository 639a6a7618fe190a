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

static void resolves_if_nft_takes_it(void **state)
{
	const char *path = *state;
	struct policy *policy;
	struct ruleset *rs;
	struct resolved f;
	int err;

	if (!nft_takes(path)) {
		print_message("# nft: %s", nft_ctx_get_error_buffer(nft));
		skip();
	}
	resolved_setup(&f);
	err = nft_parse_file(f.arena, f.diag, path, NULL, &rs);
	if (!err)
		err = resolve_ruleset(f.arena, f.diag, rs, &policy);
	if (err)
		diag_print(f.diag, stderr);
	arena_free(f.arena);
	assert_int_equal(err, 0);
}

static void needs_the_corpora(void **state)
{
	print_message("# no %s, or no right to make a network namespace\n",
		      FILES);
	skip();
}

int main(void)
{
	static const struct CMUnitTest nothing[] = {
		cmocka_unit_test(needs_the_corpora),
	};
	struct CMUnitTest *tests;
	glob_t files;
	int failed;

	if (glob(FILES, 0, NULL, &files) || unshare(CLONE_NEWNET))
		return cmocka_run_group_tests(nothing, NULL, NULL);
	nft = nft_ctx_new(NFT_CTX_DEFAULT);
	nft_ctx_set_dry_run(nft, true);
	nft_ctx_buffer_output(nft);
	nft_ctx_buffer_error(nft);
	tests = calloc(files.gl_pathc, sizeof(*tests));
	for (size_t i = 0; i < files.gl_pathc; i++) {
		tests[i].name =
			files.gl_pathv[i] + strlen("../shared/corpora/");
		tests[i].test_func = resolves_if_nft_takes_it;
		tests[i].initial_state = files.gl_pathv[i];
	}
	failed = _cmocka_run_group_tests("resolve_others", tests,
					 files.gl_pathc, NULL, NULL);
	nft_ctx_free(nft);
	globfree(&files);
	free(tests);
	return failed;
}

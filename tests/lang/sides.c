// SPDX-License-Identifier: GPL-2.0-only
/*
 * sides.c - asks nft and nicfw what they make of a text
 */
#include "lang/lang.h"
#include "lang/nft_parse.h"
#include "lang/nft_print.h"

#include <errno.h>
#include <nftables/libnftables.h>
#include <sched.h>
#include <stdlib.h>
#include <unistd.h>

static struct nft_ctx *nft;

int lang_start(const char **why)
{
	*why = "a network namespace needs root";
	if (unshare(CLONE_NEWNET))
		return -errno;
	nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (!nft)
		return -ENOMEM;
	nft_ctx_buffer_output(nft);
	nft_ctx_buffer_error(nft);
	*why = "this kernel has no nftables";
	return nft_run_cmd_from_buffer(nft, "list tables") ? -ENOTSUP : 0;
}

void lang_stop(void)
{
	if (nft)
		nft_ctx_free(nft);
	nft = NULL;
}

static enum answer answer(struct arena *a, int err, const char **why)
{
	*why = arena_strdup(a, nft_ctx_get_error_buffer(nft));
	if (!err)
		return TAKEN;
	return strstr(*why, "syntax error") ? NO_SYNTAX : REFUSED;
}

enum answer nft_checks(struct arena *a, const char *text, const char **why)
{
	int err;

	nft_ctx_set_dry_run(nft, true);
	err = nft_run_cmd_from_buffer(nft, text);
	nft_ctx_set_dry_run(nft, false);
	return answer(a, err, why);
}

enum answer nft_checks_file(struct arena *a, const char *path,
			    const char **why)
{
	int err;

	nft_ctx_set_dry_run(nft, true);
	err = nft_run_cmd_from_filename(nft, path);
	nft_ctx_set_dry_run(nft, false);
	return answer(a, err, why);
}

bool nft_runs(struct arena *a, const char *text, const char **why)
{
	return answer(a, nft_run_cmd_from_buffer(nft, text), why) == TAKEN;
}

const char *nft_lists(struct arena *a, unsigned int flags)
{
	unsigned int old = nft_ctx_output_get_flags(nft);

	nft_ctx_output_set_flags(nft, flags);
	if (nft_run_cmd_from_buffer(nft, "list ruleset"))
		abort();
	nft_ctx_output_set_flags(nft, old);
	return arena_strdup(a, nft_ctx_get_output_buffer(nft));
}

/* The first message of @diag, with its place. */
static const char *first_message(struct arena *a, const struct diag *diag)
{
	const struct diag_msg *msg = &diag->msgs.v[0];

	return arena_printf(a, "%s:%u:%u: %s", msg->loc.file, msg->loc.line,
			    msg->loc.col, msg->text);
}

static const char *print(struct arena *a, const struct ruleset *rs)
{
	char *buf = NULL, *text;
	size_t len = 0;
	FILE *out = open_memstream(&buf, &len);

	if (!out)
		abort();
	nft_print_ruleset(rs, out);
	fclose(out);
	text = arena_strndup(a, buf, len);
	free(buf);
	return text;
}

static struct reading read_once(struct arena *a, const char *file,
				const char *text)
{
	struct diag *diag = diag_new(a);
	struct ruleset *rs = NULL;
	struct reading r = {};

	if (nft_parse(a, diag, file, text, strlen(text), NULL, &rs)) {
		r.why = first_message(a, diag);
		return r;
	}
	r.is_read = true;
	r.printed = print(a, rs);
	return r;
}

struct reading nicfw_reads(struct arena *a, const char *file, const char *text)
{
	struct reading r = read_once(a, file, text);
	struct reading again;

	if (!r.is_read)
		return r;
	again = read_once(a, "printed", r.printed);
	if (!again.is_read)
		r.why = again.why;
	else if (strcmp(again.printed, r.printed))
		r.why = "what was printed prints otherwise";
	else
		r.is_fixpoint = true;
	return r;
}

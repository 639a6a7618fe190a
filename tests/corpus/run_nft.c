// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_nft.c - the corpus on the kernel's own nftables
 *
 * The same text goes to libnftables, the same frames to the ingress hook.
 */
#include "corpus/run_engine.h"

#include <errno.h>
#include <nftables/libnftables.h>

static int run_command(struct bench *b, const char *command)
{
	if (!nft_run_cmd_from_buffer(b->nft, command))
		return 0;
	b->why = arena_printf(b->arena, "nft refuses the rules: %s",
			      nft_ctx_get_error_buffer(b->nft));
	return -EINVAL;
}

/* At the rig's ends there is an ingress hook, and no host behind it. */
static int start(struct bench *b)
{
	if (b->walk.why_front) {
		b->why = "a front: tests/live has the host behind it";
		return -ENOTSUP;
	}
	b->nft = nft_ctx_new(NFT_CTX_DEFAULT);
	if (!b->nft) {
		b->why = "no libnftables context";
		return -ENOMEM;
	}
	nft_ctx_buffer_output(b->nft);
	nft_ctx_buffer_error(b->nft);
	if (run_command(b, "list tables")) {
		b->why = "this kernel has no nftables";
		return -ENOTSUP;
	}
	return run_command(b, b->file.rules);
}

static void stop(struct bench *b)
{
	if (!b->nft)
		return;
	run_command(b, "flush ruleset");
	nft_ctx_free(b->nft);
	b->nft = NULL;
}

const struct engine engine_nft = {
	.name = "nft",
	.needs_rig = true,
	.start = start,
	.ask = bench_send_controlled,
	.stop = stop,
};

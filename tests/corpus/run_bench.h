/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run_bench.h - a corpus file on the bench: all that engines share about it
 */
#ifndef NICFW_TESTS_RUN_BENCH_H
#define NICFW_TESTS_RUN_BENCH_H

#include "corpus/run_file.h"
#include "lib/loaded.h"
#include "lib/rig.h"
#include "lib/wire.h"
#include "offload/interp.h"
#include "policy/compile.h"

struct dpdk;
struct nfp;
struct nft_ctx;
struct stages;

enum answer_kind {
	ANSWER_NONE, /* the engine cannot be asked; why says why */
	ANSWER_ACCEPT,
	ANSWER_DROP,
	ANSWER_PUNT,
	ANSWER_PASS,  /* accept or punt */
	ANSWER_ERROR, /* why */
};

struct answer {
	enum answer_kind kind;
	bool names_decider; /* chain and rule of decided are set */
	struct eval_result decided;
	const char *why;
};

/* A profile, and the file's policy compiled for it. */
struct stage {
	const char *name;
	struct profile *profile;
	struct compiled *compiled; /* NULL: not yet */
	const char *why;	   /* it cannot be compiled */
};

#define N_STAGES 2

struct bench {
	struct arena *arena; /* the file's */
	struct corpus_file file;
	struct policy *policy;
	struct stage stages[N_STAGES];
	struct rig *rig;	/* NULL: none */
	struct wire *wire;	/* NULL: none; else rig is */
	struct device device;	/* that the frames arrive on */
	struct path walk;	/* of those frames */
	struct answer *control; /* each packet on either, without a policy */
	const char *why;	/* for what an engine's start() returned */

	/* The running engine's own. */
	struct stage *stage;
	struct interp *interp;
	struct nfp *nfp;
	uint32_t *words; /* of each instruction on an nfp */
	uint64_t *runs;	 /* of each instruction in interp */
	struct dpdk *dpdk;
	struct loaded loaded;
	struct nft_ctx *nft;
	uint64_t *before;
	uint64_t *after;
	struct stages *stages_run; /* of the two-stage engine */
};

/*
 * Reads the corpus file at @path and makes its policy; with @rig or @wire, asks
 * it for control. Returns 0, or -errno with errors in @diag: -ENOTSUP for a
 * policy that may lack no more than the rig's devices.
 */
int bench_open(struct bench *b, struct diag *diag, struct rig *rig,
	       struct wire *wire, const char *path, bool unjudged);

/* The stage of that name; NULL if @name is. */
struct stage *bench_stage(struct bench *b, const char *name);

/* The bound of stages on a host: the kernel's own code has none. */
struct reach bench_host_reach(const struct bench *b);

/*
 * Sends @p through the rig: ACCEPT if it was collected, else DROP, but NONE for
 * what the rig loses without any policy.
 */
void bench_send_controlled(struct bench *b, const struct corpus_packet *p,
			   struct answer *out);

/* In a front an image counts what it drops, and no one else's decision. */
static inline bool bench_names_decider(const struct bench *b,
				       const struct answer *answer)
{
	return !b->walk.why_front || answer->kind == ANSWER_DROP;
}

#endif

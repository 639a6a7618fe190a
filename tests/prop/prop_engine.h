/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * prop_engine.h - what is held against the oracle: one row an engine
 *
 * An engine is a policy compiled for a profile, in one of the forms that the
 * compiler has, run by our interpreter, by the kernel or by DPDK.
 */
#ifndef NICFW_TESTS_PROP_ENGINE_H
#define NICFW_TESTS_PROP_ENGINE_H

#include "lib/loaded.h"
#include "offload/interp.h"
#include "policy/classify.h"
#include "policy/compile.h"
#include "policy/simplify.h"

/* Who runs the program. */
enum prop_way {
	BY_INTERPRETER, /* ours */
	BY_KERNEL,
	BY_DPDK, /* a translation of it (dpdk/dpdk.h) */
	BY_DPDK_JIT,
};

struct prop_engine {
	const char *name;
	const char *profile;
	bool is_last_stage;
	enum prop_way way;
	/* How the graph is made; NULL: as compile_policy() finds best. */
	const struct classify_limits *form;
	/* Too little room for the whole, and the driver behind it. */
	bool is_early;
	/* Of a form: bits of simplify.h, before it. */
	uint32_t passes;
	/* Dear ones get each so manieth ruleset only; 0: all. */
	uint32_t every;
};

#define N_PROP_ENGINES 22
extern const struct prop_engine prop_engines[N_PROP_ENGINES];

/* The device that all frames arrive on. */
extern const struct device prop_device;

/* An engine with a policy in it. */
struct machine {
	const struct prop_engine *engine;
	const struct profile *profile;
	const struct compiled *compiled;
	struct interp *interp; /* one of these three */
	struct loaded loaded;
	struct dpdk *dpdk;
	uint64_t *before; /* packets of each counter */
	uint64_t *after;
	uint64_t bytes;		/* of all counters, of an interpreter */
	uint64_t *hits;		/* of each rule, by the oracle */
	struct machine *behind; /* of an early stage: gets what it passes */
};

/*
 * Puts @policy into @engine; what it needs is in @a. Returns 0; -EPERM if the
 * kernel lets us load no program; -ENOTSUP if there is no libdpdk; -ENOSPC if
 * the kernel refuses this one and the checker had said so, if it is too long
 * for DPDK, or if an early stage has nothing to drop; else -errno, and then
 * *@why says more.
 */
int machine_start(struct arena *a, const struct prop_engine *engine,
		  const struct policy *policy, struct machine *out,
		  const char **why);
void machine_stop(struct machine *m);

/*
 * Runs @frame. NULL if verdict, decider and counters are the oracle's, or if
 * the engine takes no frames of this length; else what differs, in @a.
 */
const char *machine_check(struct arena *a, struct machine *m,
			  const uint8_t *frame, size_t len);

/* "drop r3", "accept policy base0", "accept -": as the corpus has it. */
const char *prop_outcome(struct arena *a, const struct policy *p,
			 const struct eval_result *result);

#endif

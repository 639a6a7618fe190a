// SPDX-License-Identifier: GPL-2.0-only
/*
 * prop_engine.c - what is held against the oracle
 */
#include "prop/prop_engine.h"

#include "dpdk/dpdk.h"
#include "lib/rng.h"
#include "offload/check.h"
#include "policy/compile_int.h"
#include "policy/early.h"

#include <errno.h>

/* BPF_PROG_TEST_RUN takes what fits a page beside head- and tailroom. */
#define TEST_RUN_MIN 14
#define TEST_RUN_MAX 3500

const struct device prop_device = {
	.name = "eth0",
	.ifindex = 10,
	.mac = { 2, 0, 0, 0, 0, 2 },
};

/* The ends of what classify() can be asked for, and between. */
static const struct classify_limits small_leaves = { .leaf = 2,
						     .max_lists = 12000 };
static const struct classify_limits large_leaves = { .leaf = 8,
						     .max_lists = 1500 };
static const struct classify_limits groups = { .leaf = 8,
					       .max_lists = 12000,
					       .in_groups = true };
static const struct classify_limits tuples = {
	.leaf = 2, .max_lists = 12000, .in_groups = true, .in_tuples = true
};
static const struct classify_limits vectors = {
	.leaf = 2, .max_lists = 12000, .in_groups = true, .in_vectors = true
};
static const struct classify_limits trees = { .leaf = 2,
					      .max_lists = 12000,
					      .in_groups = true,
					      .in_trees = true,
					      .tree_bytes = 1 << 22,
					      .few_sets = 1,
					      .few_spans = UINT32_MAX };
/* Of one field that rules differ in most, if it has 32 bits. */
static const struct classify_limits spans = { .leaf = 2,
					      .max_lists = 12000,
					      .in_groups = true,
					      .in_trees = true,
					      .tree_bytes = 1 << 22,
					      .few_sets = 1 };
static const struct classify_limits few_lists = { .leaf = 1,
						  .max_lists = 5,
						  .in_groups = true };
static const struct classify_limits chain = { .leaf = 1 };

const struct prop_engine prop_engines[N_PROP_ENGINES] = {
	{ "agilio-cx, interpreter", "agilio-cx", false, BY_INTERPRETER, NULL },
	{ "agilio-cx, kernel", "agilio-cx", false, BY_KERNEL, NULL },
	{ "driver, interpreter", "driver", true, BY_INTERPRETER, NULL },
	{ "driver, kernel", "driver", true, BY_KERNEL, NULL },
	{ "graph of small leaves", "driver", true, BY_INTERPRETER,
	  &small_leaves },
	{ "graph of large leaves", "driver", true, BY_INTERPRETER,
	  &large_leaves },
	{ "graphs of groups", "driver", true, BY_INTERPRETER, &groups },
	{ "groups and tuples", "driver", true, BY_INTERPRETER, &tuples },
	{ "vectors", "driver", true, BY_INTERPRETER, &vectors },
	{ "vectors, kernel", "agilio-cx", false, BY_KERNEL, &vectors,
	  .every = 5 },
	{ "trees", "driver", true, BY_INTERPRETER, &trees },
	{ "trees, kernel", "driver", true, BY_KERNEL, &trees, .every = 5 },
	{ "spans", "driver", true, BY_INTERPRETER, &spans },
	{ "spans, kernel", "driver", true, BY_KERNEL, &spans, .every = 5 },
	{ "graphs cut short", "driver", true, BY_INTERPRETER, &few_lists },
	{ "chain of tests", "driver", true, BY_INTERPRETER, &chain },
	{ "shadowed items gone", "driver", true, BY_INTERPRETER, &chain,
	  .passes = 1 << SIMPLIFY_SHADOWED },
	{ "items merged", "driver", true, BY_INTERPRETER, &chain,
	  .passes = 1 << SIMPLIFY_MERGED },
	{ "all passes", "driver", true, BY_INTERPRETER, &chain,
	  .passes = SIMPLIFY_ALL },
	{ "agilio-cx, DPDK", "agilio-cx", false, BY_DPDK, NULL, .every = 20 },
	{ "driver, DPDK's JIT", "driver", true, BY_DPDK_JIT, NULL,
	  .every = 20 },
	{ "two stages", "agilio-cx", false, BY_INTERPRETER, NULL, true,
	  .every = 5 },
};

/* The row of the stage behind an early one. */
#define BEHIND (&prop_engines[2])

static bool is_on_path(const struct policy_chain *c)
{
	const char *const *name;

	if (!c->hook)
		return false;
	vec_for_each(name, &c->devices) {
		if (!strcmp(*name, prop_device.name))
			return true;
	}
	return false;
}

/* As compile_policy(), but in the form that the engine asks for. */
static int compile_form(struct arena *a, struct diag *diag,
			const struct policy *policy, struct machine *m,
			const struct image_options *opts)
{
	struct lowered low;
	struct draft draft;
	struct compiled *c;
	struct plan *plan;
	struct image *img;
	int err = compile_lower(a, diag, policy, &prop_device, m->profile,
				&draft);

	if (err)
		return err;
	c = arena_memdup(a, &draft.out, sizeof(draft.out));
	simplify(a, &draft.low, m->engine->passes, &low, NULL);
	plan = classify(a, &low, m->engine->form, &draft.base);
	plan_validate(plan);
	err = image_emit(a, plan, m->profile, opts, &img);
	if (err)
		return err;
	c->plan = plan;
	c->image = img;
	m->compiled = c;
	return 0;
}

/* Of 40 to 95 percent, one that is the same for the same rules. */
static uint32_t choose_percent(const struct policy *policy)
{
	const struct policy_chain *c;
	const struct policy_rule *rule;
	struct rng rng = {};

	vec_for_each(c, &policy->chains) {
		vec_for_each(rule, &c->rules)
			rng.state = rng_next(&rng) ^ strlen(rule->text);
	}
	return rng_between(&rng, 40, 95);
}

/* The early part of @policy, on a NIC that has no room for the whole. */
static int compile_part(struct arena *a, struct diag *diag,
			const struct policy *policy, struct machine *m,
			const struct image_options *opts)
{
	struct profile *small = arena_memdup(a, m->profile, sizeof(*small));
	struct check_report report = {};
	struct early_report early;
	struct compiled *c;
	int err = compile_policy(a, diag, policy, &prop_device, m->profile,
				 opts, &c);

	if (err)
		return err;
	check_image(a, c->image, m->profile, &report);
	small->max_insns = report.insns * choose_percent(policy) / 100;
	m->profile = small;
	err = compile_early(a, diag, policy, &prop_device, small, opts, NULL,
			    &c, &early);
	m->compiled = c;
	return err ?: early.is_whole ? -ENOSPC : 0;
}

static int compile(struct arena *a, const struct policy *policy,
		   struct machine *m, const char **why)
{
	const struct prop_engine *e = m->engine;
	struct image_options opts = { .last_stage = e->is_last_stage };
	struct diag *diag = diag_new(a);
	struct profile *profile;
	struct compiled *compiled;
	int err;

	err = profile_find(a, diag, e->profile, &profile);
	m->profile = profile;
	if (!err && e->form) {
		err = compile_form(a, diag, policy, m, &opts);
	} else if (!err && e->is_early) {
		err = compile_part(a, diag, policy, m, &opts);
	} else if (!err) {
		err = compile_policy(a, diag, policy, &prop_device, profile,
				     &opts, &compiled);
		m->compiled = compiled;
	}
	if (err)
		*why = diag->msgs.n ? diag->msgs.v[0].text : "not emitted";
	return err;
}

/* What check_image() refuses, the kernel may refuse. */
static int load(struct arena *a, struct machine *m, const char **why)
{
	struct check_report report = {};
	int err = loaded_open(a, m->compiled->image, &m->loaded, why);

	if (err != -EPERM && err) {
		check_image(a, m->compiled->image, m->profile, &report);
		if (report.violations.n)
			return -ENOSPC;
	}
	return err;
}

static int translate(struct arena *a, struct machine *m, const char **why)
{
	bool by_jit = m->engine->way == BY_DPDK_JIT;
	int err = dpdk_new(a, m->compiled->image, by_jit, &m->dpdk, why);

	return err == -E2BIG ? -ENOSPC : err;
}

int machine_start(struct arena *a, const struct prop_engine *engine,
		  const struct policy *policy, struct machine *out,
		  const char **why)
{
	struct machine m = {
		.engine = engine,
		.loaded = LOADED_NONE,
	};
	int err = compile(a, policy, &m, why);

	if (err)
		return err;
	if (engine->way == BY_KERNEL)
		err = load(a, &m, why);
	else if (engine->way == BY_INTERPRETER)
		m.interp = interp_new(m.compiled->image);
	else
		err = translate(a, &m, why);
	if (!err && engine->is_early) {
		m.behind = arena_new_of(a, struct machine);
		err = machine_start(a, BEHIND, policy, m.behind, why);
	}
	if (err) {
		interp_free(m.interp);
		return err;
	}
	m.before = arena_calloc(a, m.compiled->counters.n, sizeof(*m.before));
	m.after = arena_calloc(a, m.compiled->counters.n, sizeof(*m.after));
	m.hits = arena_calloc(a, policy->n_rules, sizeof(*m.hits));
	*out = m;
	return 0;
}

void machine_stop(struct machine *m)
{
	if (m->behind)
		machine_stop(m->behind);
	interp_free(m->interp);
	loaded_close(&m->loaded);
	dpdk_free(m->dpdk);
}

static size_t count_bases(const struct policy *p)
{
	const struct policy_chain *c;
	size_t n = 0;

	vec_for_each(c, &p->chains)
		n += is_on_path(c);
	return n;
}

const char *prop_outcome(struct arena *a, const struct policy *p,
			 const struct eval_result *result)
{
	static const char *const verdicts[] = { "accept", "drop", "punt" };
	const char *verdict = verdicts[result->verdict];

	if (result->rule)
		return arena_printf(a, "%s %s", verdict, result->rule->comment);
	if (!result->chain)
		return arena_printf(a, "%s -", verdict);
	if (count_bases(p) == 1)
		return arena_printf(a, "%s policy", verdict);
	return arena_printf(a, "%s policy %s", verdict, result->chain->name);
}

/* The packets that the engine's counters give to each rule, of one frame. */
static const uint64_t *count_hits(struct arena *a, const struct machine *m)
{
	uint64_t *hits =
		arena_calloc(a, m->compiled->policy->n_rules, sizeof(*hits));

	for (size_t i = 0; i < m->compiled->counters.n; i++) {
		const struct counter_of *of = &m->compiled->counters.v[i];

		if (of->rule && of->kind == counter_kind_of(of->rule))
			hits[of->rule->id] += m->after[i] - m->before[i];
	}
	return hits;
}

static const char *check_hits(struct arena *a, const struct machine *m)
{
	const uint64_t *hits = count_hits(a, m);
	const struct policy_chain *c;
	const struct policy_rule *rule;

	vec_for_each(c, &m->compiled->policy->chains) {
		vec_for_each(rule, &c->rules) {
			if (hits[rule->id] != m->hits[rule->id])
				return arena_printf(
					a, "%s counts %lu packets, not %lu",
					rule->comment, hits[rule->id],
					m->hits[rule->id]);
		}
	}
	return NULL;
}

/* Not of the kernel's counters. Bytes count from the network header on. */
static const char *check_bytes(const struct machine *m, uint64_t bytes_before,
			       const uint8_t *frame, size_t len)
{
	struct frame_view view;
	uint64_t packets = 0;

	if (m->engine->way == BY_KERNEL ||
	    !frame_parse(frame, len, (struct reach){}, &view))
		return NULL;
	for (size_t i = 0; i < m->compiled->counters.n; i++)
		packets += m->after[i] - m->before[i];
	if (m->bytes - bytes_before != packets * view.avail[PLAN_NET])
		return "bytes are not counted from the network header";
	return NULL;
}

/* What counters in user space say now. */
static void read_counters(struct machine *m, const struct nicfw_counter *now)
{
	m->bytes = 0;
	for (size_t i = 0; i < m->compiled->counters.n; i++) {
		m->after[i] = now[i].packets;
		m->bytes += now[i].bytes;
	}
}

/* Runs the frame; the engine's answer, or -errno and *@why. */
static int run(struct machine *m, const uint8_t *frame, size_t len,
	       const char **why)
{
	int action, err = 0;

	if (m->interp) {
		action = interp_run(m->interp, frame, len, why);
		read_counters(m, interp_counters(m->interp));
		return action;
	}
	if (m->dpdk) {
		action = dpdk_run(m->dpdk, frame, len, why);
		read_counters(m, dpdk_counters(m->dpdk));
		return action;
	}
	action = loaded_run(&m->loaded, frame, len);
	if (action < 0)
		*why = strerror(-action);
	else
		err = loaded_read_packets(&m->loaded, m->compiled->counters.n,
					  m->after);
	if (err)
		*why = "counters cannot be read";
	return err ?: action;
}

static const char *compare(struct arena *a, const struct machine *m, int action,
			   const struct eval_result *want)
{
	enum plan_verdict verdict = want->verdict;
	struct eval_result got;

	if (verdict == PLAN_PUNT)
		verdict = m->engine->is_last_stage ? PLAN_DROP : PLAN_ACCEPT;
	compiled_decided(m->compiled, m->before, m->after, &got);
	got.verdict = action == XDP_DROP ? PLAN_DROP : PLAN_ACCEPT;
	if (action != XDP_DROP && action != XDP_PASS)
		return arena_printf(a, "answers %d", action);
	if (got.verdict == verdict && got.chain == want->chain &&
	    got.rule == want->rule)
		return NULL;
	return arena_printf(a, "%s instead of %s",
			    prop_outcome(a, m->compiled->policy, &got),
			    prop_outcome(a, m->compiled->policy, want));
}

/* Holds the engine's answer against what the oracle says within @reach. */
static const char *check_at(struct arena *a, struct machine *m, int action,
			    struct reach reach, const uint8_t *frame,
			    size_t len, enum plan_verdict *verdict)
{
	const struct policy *p = m->compiled->policy;
	struct eval_result want;
	const char *why;

	memset(m->hits, 0, p->n_rules * sizeof(*m->hits));
	eval_frame(p, m->compiled->walk, &prop_device, reach, frame, len,
		   m->hits, &want);
	*verdict = want.verdict;
	why = compare(a, m, action, &want);
	return why ?: check_hits(a, m);
}

/* What an early stage passes, it has not counted, and the next one decides. */
static const char *check_passed(struct arena *a, struct machine *m,
				const uint8_t *frame, size_t len)
{
	for (size_t i = 0; i < m->compiled->counters.n; i++) {
		if (m->compiled->counters.v[i].kind != COUNTER_LEFT &&
		    m->after[i] != m->before[i])
			return "a frame that is passed on is counted";
	}
	return machine_check(a, m->behind, frame, len);
}

const char *machine_check(struct arena *a, struct machine *m,
			  const uint8_t *frame, size_t len)
{
	static const struct reach no_bound = { UINT32_MAX, UINT32_MAX };
	uint64_t *spent = m->before, bytes_before = m->bytes;
	enum plan_verdict verdict;
	const char *why = NULL;
	int action;

	if (m->engine->way == BY_KERNEL &&
	    (len < TEST_RUN_MIN || len > TEST_RUN_MAX))
		return NULL;
	action = run(m, frame, len, &why);
	if (action < 0)
		return why;
	if (m->behind && action == XDP_PASS) {
		why = check_passed(a, m, frame, len);
		goto out;
	}
	why = check_at(a, m, action, m->profile->reach, frame, len, &verdict);
	/* An engine may know more than it must, where rules do not matter. */
	if (why && verdict == PLAN_PUNT &&
	    !check_at(a, m, action, no_bound, frame, len, &verdict))
		why = NULL;
	if (!why)
		why = check_bytes(m, bytes_before, frame, len);
out:
	m->before = m->after;
	m->after = spent;
	return why;
}

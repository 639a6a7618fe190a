// SPDX-License-Identifier: GPL-2.0-only
/*
 * compile.c - from a policy to an image for one device and one stage
 *
 * The same lowered rules can become a large fast graph or a small slow one.
 * The forms are tried fastest first; the first one that does not grow out of
 * proportion and that the profile has room for is taken. If there is none, the
 * smallest is.
 */
#include "policy/compile.h"

#include "policy/classify.h"
#include "policy/compile_int.h"
#include "policy/simplify.h"

#include <errno.h>

/* Lists that a graph may be made of: so many, and so many for each item. */
struct form {
	const char *name;
	uint32_t lists;
	uint32_t lists_per_item;
	bool or_nothing;
	bool in_groups;
	bool in_tuples;
	bool in_vectors;
	bool in_trees;
	uint32_t worth; /* nodes of code that it is tried instead of; 0: none */
};

/* A graph of more lists is more code than a program should be. */
#define MAX_LISTS 16000

/* Items that a list may have, on average over the lists of a graph. */
#define MANY_ENTRIES 64

/*
 * No kernel takes more than a million instructions, and a node is two or more:
 * half of the nodes may be such as no frame reaches. Nor are they all made for
 * a NIC: what is so many times too large for it is told without its size.
 */
#define MAX_NODES      1000000
#define NODES_PER_INSN 16

/* A block of a vector starts it and takes its first rule (ops.def). */
#define VECTOR_INSNS (3 + 19)

/* Instructions of code, on a host that has trees; a node is two or more. */
#define MUCH_CODE  8000
#define MUCH_NODES (MUCH_CODE / 2)

/* So many are less than to go through much code. */
#define FEW_LOOKUPS 4

/*
 * Nodes of code from which on frames of many flows are told sooner by data: the
 * processor guesses which way a node goes, and lookups in tables have fewer to
 * guess than steps down trees.
 */
#define WORTH_TABLES 1500
#define WORTH_TREES  3000

/* A vector is worth what starts and ends it from so many items on. */
#define FEW_ITEMS 10

/* Spans are a megabyte at least, which trees of fewer boxes are not. */
#define FEW_SPANS 4096

/* A fact is worth a test of each frame up to so many for a field. */
#define FEW_SETS 6

#define N_FORMS (sizeof(forms) / sizeof(forms[0]))

static const struct form forms[] = {
	{ .name = "one decision graph",
	  .lists = 200,
	  .lists_per_item = 4,
	  .or_nothing = true },
	{ .name = "several decision graphs",
	  .lists = 200,
	  .lists_per_item = 12,
	  .or_nothing = true,
	  .in_groups = true },
	{ .name = "graphs and decision trees",
	  .lists = 200,
	  .lists_per_item = 4,
	  .in_groups = true,
	  .in_tuples = true,
	  .in_trees = true,
	  .worth = WORTH_TREES },
	{ .name = "graphs and mask hashes",
	  .lists = 200,
	  .lists_per_item = 4,
	  .in_groups = true,
	  .in_tuples = true,
	  .worth = WORTH_TABLES },
	{ .name = "graphs, mask hashes and rule vectors",
	  .lists = 200,
	  .lists_per_item = 4,
	  .in_groups = true,
	  .in_tuples = true,
	  .in_vectors = true },
	{ .name = "a chain of tests", .lists = 0 },
};

enum counter_kind counter_kind_of(const struct policy_rule *rule)
{
	const struct policy_stmt *s;
	uint32_t n_counters = 0, n_maps = 0;
	bool at_counter = false, counts_verdict = false;

	vec_for_each(s, &rule->stmts) {
		if (at_counter && s->kind == POLICY_VERDICT)
			counts_verdict = s->action.kind == VERDICT_ACCEPT ||
					 s->action.kind == VERDICT_DROP;
		at_counter = s->kind == POLICY_COUNTER;
		n_counters += at_counter;
		n_maps += s->kind == POLICY_VMAP;
	}
	if (n_counters == 0 || (n_counters == 1 && !n_maps && counts_verdict))
		return COUNTER_DECIDED;
	return COUNTER_REACHED;
}

static uint32_t most_nodes(const struct profile *profile)
{
	const uint64_t n = (uint64_t)NODES_PER_INSN * profile->max_insns;

	return n < MAX_NODES ? (uint32_t)n : MAX_NODES;
}

/* Why there is no plan in @form, although it is not or_nothing. */
static const char *why_none(struct arena *a, const struct form *form,
			    const struct classify_limits *limits,
			    size_t n_items, uint32_t max_insns)
{
	if (form->in_trees)
		return "no items are left that are fit for one";
	if (*limits->lacks_maps)
		return arena_printf(a, "%zu items need more than %u maps",
				    n_items, limits->max_maps);
	return arena_printf(a, "%zu items need more than %u instructions",
			    n_items, max_insns);
}

/*
 * The plan of @low in one form; NULL, with the reason in *@why, if it grows out
 * of proportion, or has none of what the form is for. A list has a node, and a
 * node an instruction: what has more of them than @profile takes is not worth
 * finishing.
 */
static struct plan *plan_form(struct arena *a, const struct plan *base,
			      const struct lowered *low,
			      const struct form *form,
			      const struct profile *profile, const char **why)
{
	bool lacks_maps = false;
	struct classify_limits limits = {
		.leaf = 2,
		.max_lists = form->lists,
		.max_nodes = most_nodes(profile),
		.or_nothing = form->or_nothing,
		.in_groups = form->in_groups,
		.in_tuples = form->in_tuples,
		.in_vectors = form->in_vectors,
		.max_vectors = profile->max_insns / VECTOR_INSNS,
		.max_maps = check_most_maps(profile),
		.lacks_maps = &lacks_maps,
		.in_trees = form->in_trees,
		/* The next form has lookups that this one leaves out. */
		.trees_or_nothing = form->in_trees,
		.tree_bytes = profile->tree_bytes,
		.few_sets = FEW_SETS,
		.few_spans = FEW_SPANS,
		.few_items = FEW_ITEMS,
	};
	const struct segment *segment;
	struct plan *plan;
	size_t n_items = 0;

	*why = "the profile has none";
	if (form->in_trees && !profile->tree_bytes)
		return NULL;
	vec_for_each(segment, &low->segments) {
		limits.max_lists += form->lists_per_item * segment->items.n;
		n_items += segment->items.n;
	}
	if (limits.max_lists > MAX_LISTS)
		limits.max_lists = MAX_LISTS;
	if (form->or_nothing && profile->tree_bytes &&
	    limits.max_lists > MUCH_NODES)
		limits.max_lists = MUCH_NODES;
	if (limits.max_lists > profile->max_insns)
		limits.max_lists = profile->max_insns;
	*why = arena_printf(a, "%zu items need more than %u nodes", n_items,
			    limits.max_lists);
	/* Nearly every item is the end of some list. */
	if (form->or_nothing && n_items > limits.max_lists)
		return NULL;
	limits.max_entries = (uint64_t)MANY_ENTRIES * limits.max_lists;
	plan = classify(a, low, &limits, base);
	if (!plan && !form->or_nothing)
		*why = why_none(a, form, &limits, n_items, profile->max_insns);
	return plan;
}

/*
 * As compile_policy(), in one form; -E2BIG, with the reason in *@why, if it
 * grows out of proportion, or has more nodes than @max_nodes.
 */
static int compile_form(struct arena *a, const struct draft *draft,
			const struct form *form, uint32_t max_nodes,
			const struct profile *profile,
			const struct image_options *opts, struct compiled *out,
			const char **why)
{
	struct plan *plan =
		plan_form(a, &draft->base, &draft->low, form, profile, why);
	struct image_options options = opts ? *opts : (struct image_options){};
	struct image *img;
	int err;

	if (!plan || plan->nodes.n > max_nodes)
		return -E2BIG;
	plan_validate(plan);
	/* Behind a front the host decides: what punts goes there. */
	if (draft->out.walk->why_front)
		options.last_stage = false;
	err = image_emit(a, plan, profile, &options, &img);
	if (err) {
		*why = err == -EFBIG
			       ? "it has more instructions than any kernel takes"
			       : "its jumps or its stack are out of a program's reach";
		return err;
	}
	out->plan = plan;
	out->image = img;
	return 0;
}

int compile_lower(struct arena *a, struct diag *diag,
		  const struct policy *policy, const struct device *dev,
		  const struct profile *profile, struct draft *out)
{
	struct path *walk = arena_calloc(a, 1, sizeof(*walk));

	path_find(a, policy, dev, walk);
	*out = (struct draft){
		.out = { .policy = policy, .walk = walk },
		.base = { .needs_l4 = path_needs_l4(policy, walk),
			  .needs_ext = policy_needs_ext(policy) },
	};
	out->out.path.v = walk->chains.v;
	out->out.path.n = walk->chains.n;
	memcpy(out->base.mac, dev->mac, sizeof(out->base.mac));
	return lower_policy(a, diag, &out->out, dev, profile, &out->base,
			    &out->low);
}

/*
 * True if @form is to be tried although @best fits, which is of code: a host's
 * verifier may follow far more instructions than there are, and frames of many
 * flows find little of it in the processor's caches.
 */
static bool is_worth(const struct form *form, const struct profile *profile,
		     const struct compiled *best,
		     const struct check_report *report)
{
	return profile->tree_bytes && form->worth &&
	       (report->insns > MUCH_CODE || best->plan->nodes.n > form->worth);
}

/* Is a program of @form better than the best one so far, which is another's? */
static bool is_better(const struct form *form,
		      const struct check_report *checked,
		      const struct check_report *best)
{
	if (checked->violations.n)
		return best->violations.n && checked->insns < best->insns;
	return best->violations.n || form->in_trees ||
	       (checked->lookups <= FEW_LOOKUPS &&
		checked->insns < best->insns / 2);
}

/* Its items live as long as those of @draft. */
static struct draft simplify_draft(struct arena *a, const struct draft *draft)
{
	struct draft simple = *draft;
	const struct segment *segment;

	vec_for_each(segment, &draft->low.segments)
		simple.out.n_items += segment->items.n;
	simple.out.n_gone =
		arena_calloc(a, N_SIMPLIFY_PASSES, sizeof(uint32_t));
	simplify(draft->low.arena, &draft->low, SIMPLIFY_ALL, &simple.low,
		 simple.out.n_gone);
	return simple;
}

/* Why a program that was made is not the one that is taken. */
static const char *why_left(struct arena *a, const struct check_report *checked)
{
	if (checked->violations.n)
		return arena_strdup(a, checked->violations.v[0].text);
	return arena_printf(a, "%u instructions are much code", checked->insns);
}

int compile_draft(struct arena *a, const struct draft *draft,
		  const struct profile *profile,
		  const struct image_options *opts, struct compiled **out,
		  struct check_report *report)
{
	const struct draft simple = simplify_draft(a, draft);
	struct form_tried *tried = arena_calloc(a, N_FORMS, sizeof(*tried));
	struct arena *best_arena = NULL;
	struct compiled *best = NULL;
	size_t n = 0, taken = 0;

	for (size_t i = 0; i < N_FORMS; i++) {
		struct compiled form = simple.out;
		struct check_report checked = {};
		struct form_tried *try;
		struct arena *own;

		if (best && !report->violations.n &&
		    !is_worth(&forms[i], profile, best, report))
			continue;
		try = &tried[n++];
		try->name = forms[i].name;
		own = arena_child(a);
		if (compile_form(own, &simple, &forms[i], UINT32_MAX, profile,
				 opts, &form, &try->why_not)) {
			try->why_not = arena_strdup(a, try->why_not);
			arena_free(own);
			continue;
		}
		check_image(own, form.image, profile, &checked);
		try->why_not = why_left(a, &checked);
		if (best && !is_better(&forms[i], &checked, report)) {
			arena_free(own);
			continue;
		}
		arena_free(best_arena);
		best_arena = own;
		taken = n - 1;
		best = arena_memdup(a, &form, sizeof(form));
		*report = checked;
		if (!checked.violations.n && !forms[i].or_nothing)
			break;
	}
	if (!best) {
		*vec_push(a, &report->violations) = (struct violation){
			PLAN_NO_RULE, UINT32_MAX,
			arena_printf(
				a,
				"the rules are more than one program can be: as %s, %s",
				tried[n - 1].name, tried[n - 1].why_not)
		};
		return -E2BIG;
	}
	tried[taken].why_not = NULL;
	best->forms = tried;
	/* What was tried in vain behind one that fits is no quicker. */
	best->n_forms = report->violations.n ? n : taken + 1;
	*out = best;
	return 0;
}

/* Of a part of a policy, only the form that it has is worth telling. */
static struct form_tried *form_alone(struct arena *a, const struct form *form)
{
	struct form_tried *tried = arena_new_of(a, struct form_tried);

	tried->name = form->name;
	return tried;
}

int compile_fitting(struct arena *a, const struct draft *draft,
		    const struct profile *profile,
		    const struct image_options *opts, uint32_t *form,
		    struct compiled **out, struct check_report *report)
{
	const struct draft simple = simplify_draft(a, draft);

	for (uint32_t i = *form; i < N_FORMS; i++) {
		struct compiled c = simple.out;
		struct check_report checked = {};
		struct arena *own = arena_child(a);
		const char *why;

		if (compile_form(own, &simple, &forms[i], profile->max_insns,
				 profile, opts, &c, &why)) {
			arena_free(own);
			continue;
		}
		check_image(own, c.image, profile, &checked);
		if (checked.violations.n) {
			arena_free(own);
			continue;
		}
		c.forms = form_alone(a, &forms[i]);
		c.n_forms = 1;
		*out = arena_memdup(a, &c, sizeof(c));
		*report = checked;
		*form = i;
		return 0;
	}
	return -ENOSPC;
}

static void count_items(struct draft *draft)
{
	const struct segment *segment;
	const struct item *it;

	vec_for_each(segment, &draft->low.segments)
		vec_for_each(it, &segment->items)
			if (it->counter != PLAN_NO_COUNTER)
				draft->out.counters.v[it->counter].n_items++;
}

int compile_policy(struct arena *a, struct diag *diag,
		   const struct policy *policy, const struct device *dev,
		   const struct profile *profile,
		   const struct image_options *opts, struct compiled **out)
{
	struct check_report report = {};
	struct draft draft;
	int err = compile_lower(a, diag, policy, dev, profile, &draft);

	if (err)
		return err;
	count_items(&draft);
	err = compile_draft(a, &draft, profile, opts, out, &report);
	arena_free(draft.low.arena);
	if (err)
		diag_error(
			diag, (struct loc){},
			"%s: %s; put addresses and ports that share a verdict into named sets",
			profile->name, report.violations.v[0].text);
	return err;
}

const char *compiled_form(const struct compiled *c)
{
	for (size_t i = 0; i < c->n_forms; i++)
		if (!c->forms[i].why_not)
			return c->forms[i].name;
	return NULL;
}

void compiled_decided(const struct compiled *c, const uint64_t *before,
		      const uint64_t *after, struct eval_result *out)
{
	const struct policy_chain *const *base;

	out->chain = NULL;
	out->rule = NULL;
	/* The last chain on the path that decided is the one that counts. */
	vec_for_each(base, &c->path) {
		for (size_t i = 0; i < c->counters.n; i++) {
			const struct counter_of *of = &c->counters.v[i];

			if (of->kind != COUNTER_DECIDED || of->chain != *base ||
			    after[i] == (before ? before[i] : 0))
				continue;
			out->chain = of->chain;
			out->rule = of->rule;
		}
	}
}

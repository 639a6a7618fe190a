// SPDX-License-Identifier: GPL-2.0-only
/*
 * forms.c - the forms that a program can have, and plans in them
 */
#include "policy/forms.h"

#include "offload/check.h"
#include "policy/classify.h"

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

/* A node is two instructions or more. */
#define MUCH_NODES (FORM_MUCH_CODE / 2)

/*
 * A graph of more than much code, and of so many times the nodes of a chain, is
 * copies of that, mostly: its lists have run out, and each ends in a chain of
 * its own. The kernel verifies 50,000 to 100,000 instructions a second.
 */
#define COPIES 2

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

const struct form forms[] = {
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
const size_t n_forms = sizeof(forms) / sizeof(forms[0]);

/*
 * About as many nodes as @low has as a chain of tests: two an interval. From
 * @enough on they are not counted.
 */
static uint64_t chain_nodes(const struct lowered *low, uint64_t enough)
{
	const struct segment *segment;
	const struct item *it;
	uint64_t n = 0;

	vec_for_each(segment, &low->segments) {
		vec_for_each(it, &segment->items) {
			n++;
			for (uint32_t i = 0; i < it->n_constraints; i++)
				n += 2 * it->constraints[i].allowed->n;
			if (n >= enough)
				return n;
		}
	}
	return n;
}

/* Nodes that a plan in @form may have; on a host the next form may do. */
static uint32_t most_nodes(const struct form *form, const struct lowered *low,
			   const struct profile *profile)
{
	uint64_t n = (uint64_t)NODES_PER_INSN * profile->max_insns;
	uint64_t few;

	if (n > MAX_NODES)
		n = MAX_NODES;
	if (form->lists && profile->tree_bytes) {
		few = COPIES * chain_nodes(low, n / COPIES + 1);
		if (few < MUCH_NODES)
			few = MUCH_NODES;
		if (few < n)
			n = few;
	}
	return (uint32_t)n;
}

/* Why there is no plan in @form, although it is not or_nothing. */
static const char *why_none(struct arena *a, const struct form *form,
			    const struct classify_limits *limits,
			    size_t n_items)
{
	if (form->in_trees && !*limits->lacks_nodes)
		return "no items are left that are fit for one";
	if (*limits->lacks_maps)
		return arena_printf(a, "%zu items need more than %u maps",
				    n_items, limits->max_maps);
	return arena_printf(a, "%zu items need more than %u nodes", n_items,
			    limits->max_nodes);
}

const char *form_name(const struct form *form, const struct plan *plan)
{
	if (!plan->spans.n)
		return form->name;
	return plan->tables.n ? "graphs, decision trees and spans"
			      : "graphs and spans";
}

struct plan *form_plan(struct arena *a, const struct plan *base,
		       const struct lowered *low, const struct form *form,
		       const struct profile *profile, const char **why)
{
	bool lacks_maps = false, lacks_nodes = false;
	struct classify_limits limits = {
		.leaf = 2,
		.max_lists = form->lists,
		.or_nothing = form->or_nothing,
		.in_groups = form->in_groups,
		.in_tuples = form->in_tuples,
		.in_vectors = form->in_vectors,
		.max_vectors = profile->max_insns / VECTOR_INSNS,
		.max_maps = check_most_maps(profile),
		.lacks_maps = &lacks_maps,
		.lacks_nodes = &lacks_nodes,
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
	limits.max_nodes = most_nodes(form, low, profile);
	limits.max_entries = (uint64_t)MANY_ENTRIES * limits.max_lists;
	plan = classify(a, low, &limits, base);
	if (!plan && !form->or_nothing)
		*why = why_none(a, form, &limits, n_items);
	return plan;
}

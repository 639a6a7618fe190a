// SPDX-License-Identifier: GPL-2.0-only
/*
 * budget.c - what a program takes of what a stage has, in words
 */
#include "budget.h"

#include "load/memory.h"
#include "policy/simplify.h"

#include <inttypes.h>

/* "1,688" for 1688, whatever the locale. */
static const char *number(struct arena *a, uint64_t n)
{
	if (n < 1000)
		return arena_printf(a, "%" PRIu64, n);
	return arena_printf(a, "%s,%03" PRIu64, number(a, n / 1000), n % 1000);
}

static const char *share(struct arena *a, uint64_t n, uint64_t max)
{
	return arena_printf(a, "%s of %s", number(a, n), number(a, max));
}

const char *budget_text(struct arena *a, const struct check_report *r)
{
	return arena_printf(
		a, "%s instructions, %s maps, %s entries, %s bytes of stack",
		share(a, r->insns, r->max_insns),
		share(a, r->maps, r->max_maps),
		share(a, r->entries, r->max_entries),
		share(a, r->stack_bytes, r->max_stack_bytes));
}

const char *budget_hearsay(struct arena *a, const struct profile *profile)
{
	const struct profile_source *s;
	const char *text = NULL;

	vec_for_each(s, &profile->sources) {
		if (!s->third_party)
			continue;
		text = text ? arena_printf(a, "%s, %s", text, s->figure)
			    : s->figure;
	}
	return text;
}

void budget_count_parts(const struct plan *plan, struct budget_parts *out)
{
	const struct plan_map *m;
	const struct plan_table *t;

	*out = (struct budget_parts){ .nodes = plan->nodes.n };
	vec_for_each(m, &plan->maps) {
		out->mask_hashes += m->kind == PLAN_MAP_RANKED;
		out->vectors += m->kind == PLAN_MAP_VECTORS;
	}
	out->spans = plan->spans.n;
	vec_for_each(t, &plan->tables)
		out->trees += t->trees.n;
}

/* ", 2 mask hashes"; nothing where there are none. */
static const char *part(struct arena *a, size_t n, const char *one,
			const char *many)
{
	if (!n)
		return "";
	return arena_printf(a, ", %s %s", number(a, n), n == 1 ? one : many);
}

const char *budget_form(struct arena *a, const struct compiled *c)
{
	struct budget_parts p;

	budget_count_parts(c->plan, &p);
	return arena_printf(
		a, "%s: %s nodes%s%s%s%s", compiled_form(c), number(a, p.nodes),
		part(a, p.trees, "decision tree", "decision trees"),
		part(a, p.spans, "array of spans", "arrays of spans"),
		part(a, p.mask_hashes, "mask hash", "mask hashes"),
		part(a, p.vectors, "map of rule vectors",
		     "maps of rule vectors"));
}

const char *budget_simplified(struct arena *a, const struct compiled *c)
{
	const char *text = NULL;

	for (enum simplify_pass p = 0; p < N_SIMPLIFY_PASSES; p++) {
		if (!c->n_gone[p])
			continue;
		text = text ? arena_printf(a, "%s, %s %s", text,
					   number(a, c->n_gone[p]),
					   simplify_names[p])
			    : arena_printf(
				      a,
				      "the rules come to %s items, of which %s %s",
				      number(a, c->n_items),
				      number(a, c->n_gone[p]),
				      simplify_names[p]);
	}
	return text;
}

const char *budget_memory(struct arena *a, const struct image *img)
{
	const struct memory_host host = memory_this_host();

	if (img->profile->stage == STAGE_OFFLOAD)
		return NULL;
	return arena_printf(a, "%s of kernel memory on this host, with %u CPUs",
			    memory_text(a, memory_of_image(img, &host)),
			    host.n_cpus);
}

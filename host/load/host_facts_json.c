// SPDX-License-Identifier: GPL-2.0-only
/*
 * host_facts_json.c - facts as JSON, for --json and for what status reads again
 */
#include "load/host_facts_json.h"

#include "load/meta.h"

static const char *run_text(struct arena *a, const struct dependent_run *run)
{
	const char *from = meta_place(a, &run->first->loc);

	if (run->first == run->last)
		return from;
	return arena_printf(a, "%s to %s", from,
			    meta_place(a, &run->last->loc));
}

static json_t *rules_json(struct arena *a, const struct dependents *depends)
{
	const struct policy_chain *const *chain;
	const struct dependent_run *run;
	json_t *rules = json_array();

	if (!depends)
		return rules;
	vec_for_each(run, &depends->runs)
		json_array_append_new(rules, json_string(run_text(a, run)));
	vec_for_each(chain, &depends->policies)
		json_array_append_new(rules,
				      json_string(arena_printf(
					      a, "%s (policy)",
					      meta_place(a, &(*chain)->loc))));
	return rules;
}

json_t *host_facts_json(struct arena *a, const struct host_reading *reading,
			const struct dependents *depends)
{
	json_t *all = json_array();

	for (enum host_fact i = 0; i < N_HOST_FACTS; i++) {
		const struct fact_row *row = &fact_rows[i];
		const struct fact_reading *read = &reading->of[i];
		struct host_facts facts = reading->facts;

		json_array_append_new(
			all,
			json_pack(
				"{s:s, s:s, s:s, s:s, s:b, s:b, s:s?, s:I, s:o}",
				"fact", row->name, "is", row->is, "then",
				row->then, "source", row->source, "holds",
				*fact_of(&facts, i), "unread", read->is_unread,
				"why", read->why, "n_rules",
				(json_int_t)(depends ? depends[i].n_rules : 0),
				"rules",
				rules_json(a, depends ? &depends[i] : NULL)));
	}
	return all;
}

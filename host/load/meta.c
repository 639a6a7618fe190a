// SPDX-License-Identifier: GPL-2.0-only
/*
 * meta.c - what status and counters want to know of a generation
 */
#include "load/meta.h"
#include "base/utf8.h"
#include "lang/nft_print.h"

#include <time.h>

static json_t *counter_of(struct arena *a, const struct counter_of *c)
{
	const struct loc *loc = c->rule ? &c->rule->loc : &c->chain->loc;
	const struct ast_table *table = c->chain->table;

	return json_pack(
		"{s:s, s:s, s:s?, s:s?, s:s}", "kind",
		c->kind == COUNTER_REACHED ? "reached" : "decided", "chain",
		arena_printf(a, "%s %s %s", family_name(table->family),
			     table->name, c->chain->name),
		"rule", c->rule ? utf8_text(a, c->rule->text) : NULL, "policy",
		c->rule ? NULL
			: (c->chain->policy == VERDICT_DROP ? "drop"
							    : "accept"),
		"place",
		arena_printf(a, "%s:%u",
			     loc->file ? utf8_text(a, loc->file) : "?",
			     loc->line));
}

static json_t *slot_of(const struct job *job, enum attach_slot slot)
{
	enum profile_stage stage = job->slots[slot].stage;
	const struct check_report *report = job->stages[stage].report;
	const struct profile *profile = job->stages[stage].profile;
	const struct compiled *compiled = job->compiled[stage];
	json_t *counters = json_array();
	const struct counter_of *c;

	if (!job->slots[slot].is_used) {
		json_decref(counters);
		return json_null();
	}
	vec_for_each(c, &compiled->counters)
		json_array_append_new(counters, counter_of(job->a, c));
	return json_pack(
		"{s:s, s:s, s:I, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:o}",
		"mode", nic_stage_name(stage), "profile",
		utf8_text(job->a, profile->name), "insns",
		(json_int_t)report->insns, "max_insns",
		(json_int_t)report->max_insns, "unit",
		profile->unit == UNIT_NFP ? "nfp" : "bpf", "maps",
		(json_int_t)report->maps, "max_maps",
		(json_int_t)report->max_maps, "entries",
		(json_int_t)report->entries, "max_entries",
		(json_int_t)report->max_entries, "stack_bytes",
		(json_int_t)report->stack_bytes, "max_stack_bytes",
		(json_int_t)report->max_stack_bytes, "counters", counters);
}

json_t *meta_of(const struct job *job)
{
	json_t *steps = json_array();
	const struct job_refusal *r;

	vec_for_each(r, &job->steps.refusals)
		json_array_append_new(steps,
				      json_pack("{s:s, s:s}", "mode",
						nic_stage_name(r->stage), "why",
						utf8_text(job->a, r->why)));
	return json_pack("{s:s, s:I, s:b, s:b, s:o, s:o, s:o}", "source",
			 job->opts->source, "loaded_at", (json_int_t)time(NULL),
			 "shadow", job->opts->shadow, "complete",
			 !job->opts->shadow && job->slots[SLOT_HOST].is_used,
			 "steps", steps, "host", slot_of(job, SLOT_HOST), "nic",
			 slot_of(job, SLOT_NIC));
}

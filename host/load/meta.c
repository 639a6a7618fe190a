// SPDX-License-Identifier: GPL-2.0-only
/*
 * meta.c - what status and counters want to know of a generation
 */
#include "load/meta.h"
#include "base/utf8.h"
#include "load/host_facts_json.h"
#include "load/live.h"
#include "load/memory.h"

#include <time.h>

const char *meta_rule_text(struct arena *a, const struct policy_rule *rule)
{
	return utf8_text(a, rule->text);
}

const char *meta_place(struct arena *a, const struct loc *loc)
{
	return utf8_text(a, loc_text(a, *loc));
}

/* The name of the chain that has the rule; NULL: the base chain. */
static const char *own_chain(const struct policy *policy,
			     const struct counter_of *c)
{
	const struct policy_chain *chain;

	vec_for_each(chain, &policy->chains)
		if (c->rule >= chain->rules.v &&
		    c->rule < chain->rules.v + chain->rules.n)
			return chain == c->chain ? NULL : chain->name;
	return NULL;
}

static json_t *counter_of(const struct job *job, const struct counter_of *c)
{
	static const char *const kinds[] = {
		[COUNTER_DECIDED] = "decided",
		[COUNTER_REACHED] = "reached",
		[COUNTER_LEFT] = "left",
	};
	const struct loc *loc = c->rule ? &c->rule->loc : &c->chain->loc;
	const char *in = own_chain(job->policy, c);
	struct arena *a = job->a;

	return json_pack(
		"{s:s, s:s, s:s?, s:s?, s:s?, s:s}", "kind", kinds[c->kind],
		"chain", utf8_text(a, live_chain_name(a, c->chain)), "in",
		in ? utf8_text(a, in) : NULL, "rule",
		c->rule ? meta_rule_text(a, c->rule) : NULL, "policy",
		c->rule || c->kind == COUNTER_LEFT
			? NULL
			: (c->chain->policy == VERDICT_DROP ? "drop"
							    : "accept"),
		"place", meta_place(a, loc));
}

/* How much of the policy a NIC holds that could not take all. */
static json_t *part_of(const struct job *job, enum attach_slot slot)
{
	if (slot != SLOT_NIC || !job->is_part)
		return json_null();
	return json_pack("{s:I, s:I}", "rules", (json_int_t)job->early.n_held,
			 "of", (json_int_t)job->early.n_rules);
}

/* Bytes of the host's memory; null: they are a NIC's. */
static json_t *memory_of(const struct image *img)
{
	const struct memory_host host = memory_this_host();

	return img->profile->stage == STAGE_OFFLOAD
		       ? json_null()
		       : json_integer((json_int_t)memory_of_image(img, &host));
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
		json_array_append_new(counters, counter_of(job, c));
	return json_pack(
		"{s:s, s:s, s:o, s:I, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:s, s:o, s:o}",
		"mode", nic_stage_name(stage), "profile",
		utf8_text(job->a, profile->name), "part", part_of(job, slot),
		"insns", (json_int_t)report->insns, "max_insns",
		(json_int_t)report->max_insns, "unit",
		profile->unit == UNIT_NFP ? "nfp" : "bpf", "maps",
		(json_int_t)report->maps, "max_maps",
		(json_int_t)report->max_maps, "entries",
		(json_int_t)report->entries, "max_entries",
		(json_int_t)report->max_entries, "stack_bytes",
		(json_int_t)report->stack_bytes, "max_stack_bytes",
		(json_int_t)report->max_stack_bytes, "form",
		compiled_form(compiled), "memory", memory_of(compiled->image),
		"counters", counters);
}

static json_t *asked_of(const struct job *job)
{
	const char *profile = job->opts->profile;

	return json_pack("{s:s, s:b, s:s?}", "mode",
			 nic_stage_name(job->opts->wish.first), "strict",
			 job->opts->wish.strict, "profile",
			 profile ? utf8_text(job->a, profile) : NULL);
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
	return json_pack(
		"{s:s, s:I, s:b, s:b, s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o}",
		"source", job->opts->source, "loaded_at",
		(json_int_t)time(NULL), "shadow", job->opts->shadow, "with_nft",
		job->opts->with_nft, "asked", asked_of(job), "complete",
		!strcmp(job_kind(job), "complete"), "front", meta_front(job),
		"live", meta_live(job), "steps", steps, "host",
		slot_of(job, SLOT_HOST), "nic", slot_of(job, SLOT_NIC), "facts",
		host_facts_json(job->a, &job->host, job->depends));
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * meta.c - what status and counters want to know of a generation
 */
#include "load/meta.h"
#include "base/utf8.h"
#include "load/host_facts_json.h"
#include "load/labels.h"
#include "load/live.h"
#include "load/memory.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *meta_rule_text(struct arena *a, const struct policy_rule *rule)
{
	return utf8_text(a, rule->text);
}

const char *meta_place(struct arena *a, const struct loc *loc)
{
	return utf8_text(a, loc_text(a, *loc));
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

	if (!job->slots[slot].is_used)
		return json_null();
	return json_pack(
		"{s:s, s:s, s:o, s:I, s:I, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:s, s:o}",
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
		compiled_form(compiled), "memory", memory_of(compiled->image));
}

/* Whoever reads a path may be in another folder. */
static const char *asked_profile(const struct job *job)
{
	const char *name = job->opts->profile, *text;
	char *path = name && strchr(name, '/') ? realpath(name, NULL) : NULL;

	if (!name)
		return NULL;
	text = utf8_text(job->a, arena_strdup(job->a, path ?: name));
	free(path);
	return text;
}

static json_t *asked_of(const struct job *job)
{
	return json_pack("{s:s, s:b, s:s?}", "mode",
			 nic_stage_name(job->opts->wish.first), "strict",
			 job->opts->wish.strict, "profile", asked_profile(job));
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
		"live", meta_live(job), "steps", steps, "facts",
		host_facts_json(job->a, &job->host, job->depends),
		attach_slot_names[SLOT_HOST], slot_of(job, SLOT_HOST),
		attach_slot_names[SLOT_NIC], slot_of(job, SLOT_NIC));
}

json_t *meta_with_labels(const struct job *job)
{
	struct labels labels[N_SLOTS];
	json_t *meta = meta_of(job);
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		arena_exhausted();
	meta_print_labels(job, out);
	if (fclose(out))
		arena_exhausted();
	if (!labels_of_text(job->a, text, len, labels))
		labels_add_to_meta(labels, meta);
	free(text);
	return meta;
}

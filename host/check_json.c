// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_json.c - what `nicfw check` says of a ruleset, as JSON
 */
#include "check_report.h"

#include "base/utf8.h"
#include "budget.h"
#include "lint_report.h"
#include "load/host_facts_json.h"
#include "load/live.h"
#include "load/memory.h"
#include "policy/simplify.h"

/* null: there is no program. */
static json_t *form_json(const struct compiled *compiled)
{
	json_t *left = json_array();
	struct budget_parts p;

	if (!compiled->image) {
		json_decref(left);
		return json_null();
	}
	for (size_t i = 0; i < compiled->n_forms; i++)
		if (compiled->forms[i].why_not)
			json_array_append_new(
				left,
				json_pack("{s:s, s:s}", "name",
					  compiled->forms[i].name, "why_not",
					  compiled->forms[i].why_not));
	budget_count_parts(compiled->plan, &p);
	return json_pack("{s:s, s:I, s:I, s:I, s:I, s:I, s:o}", "name",
			 compiled_form(compiled), "nodes", (json_int_t)p.nodes,
			 "trees", (json_int_t)p.trees, "spans",
			 (json_int_t)p.spans, "mask_hashes",
			 (json_int_t)p.mask_hashes, "vectors",
			 (json_int_t)p.vectors, "left", left);
}

/* Items, and those that each pass took; null: there is no program. */
static json_t *simplified_json(const struct compiled *compiled)
{
	json_t *json;

	if (!compiled->image)
		return json_null();
	json = json_pack("{s:I}", "items", (json_int_t)compiled->n_items);
	for (enum simplify_pass p = 0; p < N_SIMPLIFY_PASSES; p++)
		json_object_set_new(json, simplify_names[p],
				    json_integer(compiled->n_gone[p]));
	return json;
}

/* null: it is not the host's. */
static json_t *memory_json(const struct answer *ans)
{
	const struct memory_host host = memory_this_host();
	const struct image *img = ans->compiled->image;

	if (!img || ans->profile->stage == STAGE_OFFLOAD)
		return json_null();
	return json_pack("{s:I, s:I}", "bytes",
			 (json_int_t)memory_of_image(img, &host), "cpus",
			 (json_int_t)host.n_cpus);
}

static json_t *budget_json(struct check *c, const struct answer *ans)
{
	static const char *const kernels[] = {
		[KERNEL_NO_DOUBT] = "no doubt",
		[KERNEL_UNASKED] = "not asked",
		[KERNEL_TAKES] = "takes it",
		[KERNEL_REFUSES] = "refuses it",
	};
	const struct check_report *r = check_budget(ans);
	json_t *violations = json_array();
	const struct violation *v;

	vec_for_each(v, &ans->report.violations)
		json_array_append_new(
			violations,
			json_string(utf8_text(
				c->arena, check_violation_text(c, ans, v))));
	return json_pack(
		"{s:s, s:b, s:b, s:s, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o, s:o, s:o, s:s, s:o}",
		"profile", ans->profile->name, "fits",
		!ans->report.violations.n, "part", ans->early.n_drops != 0,
		"unit", check_unit(ans->profile), "instructions",
		(json_int_t)r->insns, "max_instructions",
		(json_int_t)r->max_insns, "maps", (json_int_t)r->maps,
		"max_maps", (json_int_t)r->max_maps, "entries",
		(json_int_t)r->entries, "max_entries",
		(json_int_t)r->max_entries, "lookups", (json_int_t)r->lookups,
		"simplified", simplified_json(ans->compiled), "form",
		form_json(ans->compiled), "memory", memory_json(ans), "kernel",
		kernels[ans->kernel], "violations", violations);
}

/* Code of the rule's own, by profile. */
static json_t *costs_json(const struct check *c, const struct policy_rule *rule)
{
	json_t *costs = json_object();
	const struct answer *ans;

	vec_for_each(ans, &c->answers) {
		if (ans->costs)
			json_object_set_new(costs, ans->profile->name,
					    json_integer(ans->costs[rule->id]));
	}
	return costs;
}

/* A rule that the NIC lacks says why. */
static json_t *rule_json(struct check *c, const struct policy_rule *rule)
{
	const char *why_host = check_why_host(c, rule);
	const char *why_not_nic = check_why_not_nic(c, rule);
	json_t *json = json_pack("{s:s, s:s, s:s, s:o}", "rule",
				 source_rule_name(c->arena, rule), "text",
				 utf8_text(c->arena, rule->text), "runs",
				 utf8_text(c->arena, check_where(c, rule)),
				 "cost", costs_json(c, rule));

	if (why_host)
		json_object_set_new(json, "why_host",
				    json_string(utf8_text(c->arena, why_host)));
	if (why_not_nic)
		json_object_set_new(
			json, "why_not_on_nic",
			json_string(utf8_text(c->arena, why_not_nic)));
	return json;
}

static json_t *rules_json(struct check *c)
{
	const struct policy_chain *chain;
	const struct policy_rule *rule;
	json_t *rules = json_array();

	vec_for_each(chain, &c->src.policy->chains) {
		if (check_is_other_device(c, chain))
			continue;
		vec_for_each(rule, &chain->rules)
			json_array_append_new(rules, rule_json(c, rule));
	}
	return rules;
}

static json_t *findings_json(struct check *c)
{
	json_t *findings = json_array();
	const struct lint_finding *f;

	vec_for_each(f, &c->lint.findings) {
		if (!check_is_other_device(c, f->chain))
			json_array_append_new(findings, lint_json(c->arena, f));
	}
	return findings;
}

static json_t *tally_json(struct check *c)
{
	struct check_tally t;

	check_count(c, &t);
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "rules",
			 (json_int_t)t.n, "nic", (json_int_t)t.n_nic,
			 "nic_in_part", (json_int_t)t.n_nic_in_part, "driver",
			 (json_int_t)t.n_host_stage, "driver_in_part",
			 (json_int_t)t.n_in_part, "host", (json_int_t)t.n_host,
			 "nowhere", (json_int_t)t.n_nowhere);
}

/* null: no host was asked. */
static json_t *facts_json(struct check *c)
{
	struct dependents *depends;

	if (!c->host)
		return json_null();
	depends = arena_calloc(c->arena, N_HOST_FACTS, sizeof(*depends));
	depends_find(c->arena, c->src.policy, &c->dev, c->answers.v[0].profile,
		     depends);
	return host_facts_json(c->arena, c->host, depends);
}

/* The base chains that no frame of the device meets. */
static json_t *left_json(struct check *c)
{
	const struct left_chain *left;
	json_t *all = json_array();

	if (!check_is_front(c))
		return all;
	vec_for_each(left, &c->answers.v[0].compiled->walk->left) {
		const struct policy_chain *chain = left->chain;

		json_array_append_new(
			all,
			json_pack("{s:s, s:s, s:s}", "chain",
				  utf8_text(c->arena,
					    live_chain_name(c->arena, chain)),
				  "place",
				  utf8_text(c->arena,
					    loc_text(c->arena, chain->loc)),
				  "why", left->why));
	}
	return all;
}

void check_add_json(struct check *c)
{
	json_t *profiles = json_array();
	const struct answer *ans;

	vec_for_each(ans, &c->answers)
		json_array_append_new(profiles, budget_json(c, ans));
	json_array_append_new(
		c->devices,
		json_pack("{s:s, s:b, s:o, s:o, s:o, s:o, s:I, s:I, s:o, s:o}",
			  "device", utf8_text(c->arena, c->dev.name),
			  "complete", check_is_complete(c), "summary",
			  tally_json(c), "rules", rules_json(c), "left",
			  left_json(c), "findings", findings_json(c),
			  "unsure_shadowed", (json_int_t)c->lint.n_unsure,
			  "unsure_redundant",
			  (json_int_t)c->lint.n_unsure_later, "profiles",
			  profiles, "facts", facts_json(c)));
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_report.c - what `nicfw check` says of a ruleset on one device
 */
#include "check_report.h"

#include "base/utf8.h"
#include "budget.h"
#include "lint_report.h"
#include "load/host_facts_json.h"

static const char *const stage_names[] = {
	[STAGE_OFFLOAD] = "NIC",
	[STAGE_DRIVER] = "driver",
	[STAGE_GENERIC] = "generic",
};

const struct answer *check_part(const struct check *c)
{
	const struct answer *ans;

	vec_for_each(ans, &c->answers) {
		if (ans->profile->stage == STAGE_OFFLOAD &&
		    !ans->early.is_whole)
			return ans;
	}
	return NULL;
}

bool check_fits(const struct check *c)
{
	const struct answer *ans;

	vec_for_each(ans, &c->answers)
		if (!ans->report.violations.n)
			return true;
	return false;
}

/* Stages that take the whole policy, "NIC, driver"; "nowhere". */
static const char *where(struct check *c)
{
	const struct answer *ans;
	const char *text = NULL;

	vec_for_each(ans, &c->answers) {
		const char *stage = stage_names[ans->profile->stage];

		if (!ans->report.violations.n)
			text = text ? arena_printf(c->arena, "%s, %s", text,
						   stage)
				    : stage;
	}
	return text ? text : "nowhere";
}

static enum early_place place_of(const struct check *c,
				 const struct policy_rule *rule)
{
	const struct answer *nic = check_part(c);

	return nic ? nic->early.rules[rule->id].place : EARLY_NOWHERE;
}

static const struct compiled *any_compiled(const struct check *c)
{
	return c->answers.v[0].compiled;
}

static bool is_front(const struct check *c)
{
	return any_compiled(c)->walk->why_front != NULL;
}

static const struct placed_rule *placed(const struct check *c,
					const struct policy_rule *rule)
{
	return &any_compiled(c)->places[rule->id];
}

/* Why the host decides: "needs ct state", "behind web.nft:4, ..." */
static const char *why_host(struct check *c, const struct policy_rule *rule)
{
	const struct placed_rule *p = placed(c, rule);
	const char *by = p->by && p->by != rule
				 ? source_rule_name(c->arena, p->by)
				 : NULL;

	if (p->place == RULE_UNMET && !by)
		return "no packet from this device gets there";
	if (p->place == RULE_UNMET && p->needs)
		return arena_printf(c->arena, "behind %s, which needs %s", by,
				    p->needs);
	if (p->place == RULE_UNMET)
		return arena_printf(c->arena, "behind %s", by);
	if (by)
		return arena_printf(c->arena, "%s needs %s", by, p->needs);
	return arena_printf(c->arena, "needs %s",
			    p->needs ? p->needs : "the host");
}

static const char *where_in_front(struct check *c,
				  const struct policy_rule *rule)
{
	const struct placed_rule *p = placed(c, rule);

	switch (p->place) {
	case RULE_HERE:
		return where(c);
	case RULE_PARTLY:
		return arena_printf(c->arena, "%s in part, host (%s)", where(c),
				    why_host(c, rule));
	case RULE_UNMET:
	case RULE_HOST:
		break;
	}
	return arena_printf(c->arena, "%s (%s)",
			    p->place == RULE_UNMET && !p->needs ? "unmet"
								: "host",
			    why_host(c, rule));
}

/* As where(), of a rule of which a NIC may hold what is dropped. */
static const char *where_rule(struct check *c, const struct policy_rule *rule)
{
	if (is_front(c))
		return where_in_front(c, rule);
	switch (place_of(c, rule)) {
	case EARLY_THERE:
		return "NIC";
	case EARLY_PARTLY:
		return arena_printf(c->arena, "NIC in part, %s", where(c));
	case EARLY_NOWHERE:
		break;
	}
	return where(c);
}

/* Rules by where they are. */
struct tally {
	size_t n;
	size_t by_place[EARLY_THERE + 1];
	size_t in_front[RULE_HOST + 1];
};

/* "148 NIC, driver, 3 in part, 33 host" */
static const char *where_in_all(struct check *c, const struct tally *t)
{
	const char *text = arena_printf(c->arena, "%zu %s",
					t->in_front[RULE_HERE], where(c));

	if (t->in_front[RULE_PARTLY])
		text = arena_printf(c->arena, "%s, %zu in part", text,
				    t->in_front[RULE_PARTLY]);
	return arena_printf(c->arena, "%s, %zu host", text,
			    t->in_front[RULE_HOST] + t->in_front[RULE_UNMET]);
}

/* "NIC, driver", or "23 NIC, 2 NIC in part, 26 driver" of what is divided. */
static const char *where_rules(struct check *c, const struct tally *t)
{
	const char *text;

	if (is_front(c))
		return where_in_all(c, t);
	if (!check_part(c))
		return where(c);
	text = arena_printf(c->arena, "%zu NIC, ", t->by_place[EARLY_THERE]);
	if (t->by_place[EARLY_PARTLY])
		text = arena_printf(c->arena, "%s%zu NIC in part, ", text,
				    t->by_place[EARLY_PARTLY]);
	return arena_printf(c->arena, "%s%zu %s", text,
			    t->by_place[EARLY_NOWHERE], where(c));
}

static const struct policy_rule *find_rule(const struct policy *p, uint32_t id)
{
	const struct policy_chain *chain;
	const struct policy_rule *rule;

	vec_for_each(chain, &p->chains) {
		vec_for_each(rule, &chain->rules) {
			if (rule->id == id)
				return rule;
		}
	}
	return NULL;
}

/* A base chain of another device has no rules here. */
static bool is_other_device(const struct check *c,
			    const struct policy_chain *chain)
{
	const struct policy_chain *const *base;

	vec_for_each(base, &c->answers.v[0].compiled->path) {
		if (*base == chain)
			return false;
	}
	return chain->hook != NULL;
}

static const char *violation_text(struct check *c, const struct answer *ans,
				  const struct violation *v)
{
	const struct policy_rule *rule = find_rule(c->src.policy, v->rule);

	if (!rule)
		return arena_printf(c->arena, "%s: %s", ans->profile->name,
				    v->text);
	return arena_printf(c->arena, "%s: %s: %s",
			    source_rule_name(c->arena, rule),
			    ans->profile->name, v->text);
}

/* A NIC that holds a part is asked what that takes. */
static const struct check_report *budget_report(const struct answer *ans)
{
	return ans->early.n_drops ? &ans->early.check : &ans->report;
}

static const char *fits_text(const struct answer *ans)
{
	if (!ans->report.violations.n)
		return "fits";
	return ans->early.n_drops ? "a part that fits" : "does not fit";
}

static void print_budgets(struct check *c)
{
	const struct answer *ans;
	const struct violation *v;

	vec_for_each(ans, &c->answers) {
		vec_for_each(v, &ans->report.violations)
			printf("%s\n", violation_text(c, ans, v));
	}
	vec_for_each(ans, &c->answers) {
		const char *hearsay = budget_hearsay(c->arena, ans->profile);

		if (hearsay)
			printf("%s: only third parties report the figures %s\n",
			       ans->profile->name, hearsay);
	}
	vec_for_each(ans, &c->answers)
		printf("%s: at most %u map lookups for a frame\n",
		       ans->profile->name, budget_report(ans)->lookups);
	vec_for_each(ans, &c->answers)
		printf("%s: %s: %s\n", ans->profile->name,
		       budget_text(c->arena, budget_report(ans)),
		       fits_text(ans));
}

/* The base chains that no frame of the device meets. */
static void print_left(struct check *c)
{
	const struct left_chain *left;

	vec_for_each(left, &any_compiled(c)->walk->left) {
		const struct policy_chain *chain = left->chain;

		if (is_front(c))
			printf("%s:%u: chain %s: host (%s)\n",
			       utf8_text(c->arena, chain->loc.file),
			       chain->loc.line, chain->name, left->why);
	}
}

/* What the host is, or is taken to be. */
static void print_facts(struct check *c)
{
	struct host_facts facts;

	if (!is_front(c))
		return;
	if (!c->host) {
		printf("%s: no host was asked: it is taken to forward, to translate where the rules do, and to have nothing else in the way\n",
		       c->dev.name);
		return;
	}
	facts = c->host->facts;
	printf("%s: this host was asked\n", c->dev.name);
	for (enum host_fact i = 0; i < N_HOST_FACTS; i++) {
		const struct fact_reading *read = &c->host->of[i];

		if (*fact_of(&facts, i))
			printf("%s: %s: %s (%s%s)\n", c->dev.name,
			       fact_rows[i].name, fact_rows[i].is,
			       read->is_unread ? "cannot be read: " : "",
			       read->why);
	}
}

static void print_findings(struct check *c)
{
	const struct lint_finding *f = c->lint.findings.v;
	const struct lint_finding *end = f + c->lint.findings.n;

	while (f < end) {
		const size_t n = lint_alike(f, end - f);

		if (!is_other_device(c, f->chain))
			printf("%s: %s\n", lint_place(c->arena, f),
			       lint_text(c->arena, f, n - 1));
		f += n;
	}
	if (c->lint.n_unsure)
		printf("%zu rules have too many before them to tell whether these, together, shadow them\n",
		       c->lint.n_unsure);
	if (c->lint.n_unsure_later)
		printf("%zu rules have too many behind them to tell whether these make them redundant\n",
		       c->lint.n_unsure_later);
}

static bool is_complete(const struct check *c)
{
	return check_fits(c) && !is_front(c);
}

void check_print_device(struct check *c)
{
	const struct policy_chain *chain;
	const struct policy_rule *rule;
	struct tally tally = {};

	vec_for_each(chain, &c->src.policy->chains) {
		if (is_other_device(c, chain))
			continue;
		vec_for_each(rule, &chain->rules) {
			tally.n++;
			tally.by_place[place_of(c, rule)]++;
			tally.in_front[placed(c, rule)->place]++;
			printf("%s: %s: %s\n", source_rule_name(c->arena, rule),
			       where_rule(c, rule), rule->text);
		}
	}
	print_left(c);
	print_facts(c);
	print_findings(c);
	print_budgets(c);
	printf("%s: %zu rules: %s; complete: %s\n", c->dev.name, tally.n,
	       where_rules(c, &tally), is_complete(c) ? "yes" : "no");
}

static json_t *budget_json(struct check *c, const struct answer *ans)
{
	const struct check_report *r = budget_report(ans);
	json_t *violations = json_array();
	const struct violation *v;

	vec_for_each(v, &ans->report.violations)
		json_array_append_new(
			violations,
			json_string(utf8_text(c->arena,
					      violation_text(c, ans, v))));
	return json_pack(
		"{s:s, s:b, s:b, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:o}",
		"profile", ans->profile->name, "fits",
		!ans->report.violations.n, "part", ans->early.n_drops != 0,
		"instructions", (json_int_t)r->insns, "max_instructions",
		(json_int_t)r->max_insns, "maps", (json_int_t)r->maps,
		"max_maps", (json_int_t)r->max_maps, "entries",
		(json_int_t)r->entries, "max_entries",
		(json_int_t)r->max_entries, "lookups", (json_int_t)r->lookups,
		"violations", violations);
}

/* A rule that the NIC lacks says why. */
static json_t *rule_json(struct check *c, const struct policy_rule *rule)
{
	const struct answer *nic = check_part(c);
	json_t *json = json_pack("{s:s, s:s, s:s}", "rule",
				 source_rule_name(c->arena, rule), "text",
				 utf8_text(c->arena, rule->text), "runs",
				 where_rule(c, rule));

	if (is_front(c) && placed(c, rule)->place != RULE_HERE)
		json_object_set_new(json, "why_host",
				    json_string(why_host(c, rule)));
	if (nic && nic->early.rules[rule->id].why)
		json_object_set_new(
			json, "why_not_on_nic",
			json_string(nic->early.rules[rule->id].why));
	return json;
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

void check_add_json(struct check *c)
{
	json_t *rules = json_array(), *profiles = json_array();
	const struct policy_chain *chain;
	const struct policy_rule *rule;
	const struct answer *ans;

	vec_for_each(chain, &c->src.policy->chains) {
		if (is_other_device(c, chain))
			continue;
		vec_for_each(rule, &chain->rules)
			json_array_append_new(rules, rule_json(c, rule));
	}
	vec_for_each(ans, &c->answers)
		json_array_append_new(profiles, budget_json(c, ans));
	json_array_append_new(c->devices,
			      json_pack("{s:s, s:b, s:o, s:o, s:o}", "device",
					c->dev.name, "complete", is_complete(c),
					"rules", rules, "profiles", profiles,
					"facts", facts_json(c)));
}

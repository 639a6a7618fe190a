// SPDX-License-Identifier: GPL-2.0-only
/*
 * cmd_check.c - where each rule of a file would run, and why
 */
#include "cmd.h"

#include "base/utf8.h"
#include "budget.h"
#include "offload/check.h"
#include "policy/early.h"
#include "progress.h"
#include "source.h"

#include <errno.h>

struct options {
	const char *file;
	const char *profile;
	struct cmd_texts defines;
	bool json;
};

static const struct cmd_option rows[] = {
	{ "file", 'f', "FILE", "the ruleset; - is standard input", CMD_TEXT,
	  offsetof(struct options, file) },
	CMD_PROFILE(
		struct options,
		"check against this profile alone (default: agilio-cx and driver)"),
	CMD_DEFINE(struct options),
	CMD_JSON(struct options),
	{},
};

static const char *const default_profiles[] = { "agilio-cx", "driver" };

/* What one profile says of the rules for one device. */
struct answer {
	const struct profile *profile;
	struct compiled *compiled;  /* of a NIC: the part that it holds */
	struct check_report report; /* of the whole policy's program */
	struct early_report early;  /* of a NIC */
};

struct check {
	const struct options *opts;
	struct arena *arena;
	struct diag *diag;
	struct source src;
	struct device dev;
	VEC(const struct profile *) profiles;
	VEC(struct answer) answers; /* one a profile */
	json_t *devices;	    /* with --json, else NULL */
	bool is_refused;
};

static const char *const stage_names[] = {
	[STAGE_OFFLOAD] = "NIC",
	[STAGE_DRIVER] = "driver",
	[STAGE_GENERIC] = "generic",
};

static int ask_nic(struct check *c, struct answer *ans)
{
	int err = compile_early(c->arena, c->diag, c->src.policy, &c->dev,
				ans->profile, NULL, NULL, &ans->compiled,
				&ans->early);

	ans->report = ans->early.whole;
	return err == -ENOSPC ? 0 : err;
}

static int ask_host(struct check *c, struct answer *ans)
{
	int err = compile_policy(c->arena, c->diag, c->src.policy, &c->dev,
				 ans->profile, NULL, &ans->compiled);

	if (!err)
		check_image(c->arena, ans->compiled->image, ans->profile,
			    &ans->report);
	return err;
}

static int ask_profile(struct check *c, const struct profile *profile)
{
	struct answer *ans = vec_push(c->arena, &c->answers);

	ans->profile = profile;
	return profile->stage == STAGE_OFFLOAD ? ask_nic(c, ans)
					       : ask_host(c, ans);
}

/* The NIC that holds a part of the policy, or nothing of it; NULL: none. */
static const struct answer *find_part(const struct check *c)
{
	const struct answer *ans;

	vec_for_each(ans, &c->answers) {
		if (ans->profile->stage == STAGE_OFFLOAD &&
		    !ans->early.is_whole)
			return ans;
	}
	return NULL;
}

/* True if some stage takes the whole policy. */
static bool is_complete(const struct check *c)
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
	const struct answer *nic = find_part(c);

	return nic ? nic->early.rules[rule->id].place : EARLY_NOWHERE;
}

/* As where(), of a rule of which a NIC may hold what is dropped. */
static const char *where_rule(struct check *c, const struct policy_rule *rule)
{
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
};

/* "NIC, driver", or "23 NIC, 2 NIC in part, 26 driver" of what is divided. */
static const char *where_rules(struct check *c, const struct tally *t)
{
	const char *text;

	if (!find_part(c))
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

static void print_device(struct check *c)
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
			printf("%s: %s: %s\n", source_rule_name(c->arena, rule),
			       where_rule(c, rule), rule->text);
		}
	}
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
	const struct answer *nic = find_part(c);
	json_t *json = json_pack("{s:s, s:s, s:s}", "rule",
				 source_rule_name(c->arena, rule), "text",
				 utf8_text(c->arena, rule->text), "runs",
				 where_rule(c, rule));

	if (nic && nic->early.rules[rule->id].why)
		json_object_set_new(
			json, "why_not_on_nic",
			json_string(nic->early.rules[rule->id].why));
	return json;
}

static void add_device_json(struct check *c)
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
			      json_pack("{s:s, s:b, s:o, s:o}", "device",
					c->dev.name, "complete", is_complete(c),
					"rules", rules, "profiles", profiles));
}

/* Behind a NIC that cannot hold all, the host does, asked for or not. */
static int ask_behind(struct check *c)
{
	struct profile *driver;
	int err;

	if (!find_part(c) || c->answers.n > 1)
		return 0;
	err = profile_find(c->arena, c->diag, "driver", &driver);
	return err ? err : ask_profile(c, driver);
}

static int check_device(struct check *c, const char *name)
{
	const struct profile **profile;
	int err = source_device(c->arena, c->diag, &c->src, name, &c->dev);

	c->answers.n = 0;
	vec_for_each(profile, &c->profiles)
		if (!err)
			err = ask_profile(c, *profile);
	if (!err)
		err = ask_behind(c);
	if (err)
		return err;
	if (!is_complete(c))
		c->is_refused = true;
	if (c->devices)
		add_device_json(c);
	else
		print_device(c);
	return 0;
}

static int check_devices(struct check *c)
{
	const char *const *name;
	int err = 0;

	vec_for_each(name, &c->src.devices)
		if (!err)
			err = check_device(c, *name);
	if (!c->src.devices.n)
		diag_warning(c->diag, (struct loc){ c->src.path, 1, 1 },
			     "no chain at netdev ingress: nothing to load");
	return err;
}

static enum cmd_status add_profile(struct check *c, const char *fallback)
{
	struct profile *profile;
	enum cmd_status status = cmd_profile(
		c->arena, c->diag, c->opts->profile, fallback, &profile);

	if (!status)
		*vec_push(c->arena, &c->profiles) = profile;
	return status;
}

static enum cmd_status find_profiles(struct check *c)
{
	size_t n = sizeof(default_profiles) / sizeof(default_profiles[0]);
	enum cmd_status status = CMD_DONE;

	if (c->opts->profile)
		return add_profile(c, NULL);
	for (size_t i = 0; i < n && !status; i++)
		status = add_profile(c, default_profiles[i]);
	return status;
}

static enum cmd_status check(struct check *c)
{
	const struct options *o = c->opts;
	enum cmd_status status = find_profiles(c);
	int err;

	if (status)
		return status;
	progress_on(arena_printf(c->arena, "reading %s", o->file));
	if (source_read(c->arena, c->diag, o->file, o->defines.texts.v,
			o->defines.texts.n, &c->src) ||
	    policy_refuse_host(c->src.policy, c->diag))
		return CMD_REFUSED;
	if (o->json)
		c->devices = json_array();
	progress_on("compiling");
	err = check_devices(c);
	if (c->devices && !err)
		cmd_print_json(c->devices);
	else
		json_decref(c->devices);
	return err || c->is_refused ? CMD_REFUSED : CMD_DONE;
}

enum cmd_status cmd_check(const struct command *cmd, int argc, char **argv)
{
	struct options o = {};
	struct arena *a = arena_new();
	struct check c = { .opts = &o, .arena = a, .diag = diag_new(a) };
	struct cmd_operands operands = {};
	enum cmd_status status;

	if (cmd_parse(a, cmd, rows, &o, argc, argv, &operands, &status)) {
		if (operands.n)
			status = cmd_usage(cmd, "what is '%s'?", operands.v[0]);
		else if (!o.file)
			status = cmd_usage(cmd, "give the ruleset with -f");
		else
			status = check(&c);
		cmd_report(c.diag);
	}
	progress_off();
	arena_free(a);
	return status;
}

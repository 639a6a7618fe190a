// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_report.c - prints what `nicfw check` says of a ruleset on one device
 */
#include "check_report.h"

#include "base/term.h"
#include "base/utf8.h"
#include "budget.h"
#include "lint_report.h"
#include "load/host_facts_json.h"

/* @text, of a ruleset or with parts of one, as a terminal may get it. */
static const char *styled(struct check *c, enum term_style style,
			  const char *text)
{
	return term_text(c->arena, c->has_colours, style,
			 utf8_text(c->arena, text));
}

/* "web.nft:12: " */
static void print_place(struct check *c, const char *place)
{
	printf("%s ",
	       styled(c, TERM_PLACE, arena_printf(c->arena, "%s:", place)));
}

/* ---- Rules ---- */

static enum term_style style_of(struct check *c, const struct policy_rule *rule)
{
	if (!check_fits(c))
		return TERM_BAD;
	return check_why_host(c, rule) || check_why_not_nic(c, rule)
		       ? TERM_WARNING
		       : TERM_GOOD;
}

static void print_rule(struct check *c, const struct policy_rule *rule)
{
	print_place(c, source_rule_name(c->arena, rule));
	printf("%s: %s\n", styled(c, style_of(c, rule), check_where(c, rule)),
	       utf8_text(c->arena, rule->text));
}

static void print_rules(struct check *c)
{
	const struct policy_chain *chain;
	const struct policy_rule *rule;

	vec_for_each(chain, &c->src.policy->chains) {
		if (check_is_other_device(c, chain))
			continue;
		vec_for_each(rule, &chain->rules)
			print_rule(c, rule);
	}
}

/* The base chains that no frame of the device meets. */
static void print_left(struct check *c)
{
	const struct left_chain *left;

	if (!check_is_front(c))
		return;
	vec_for_each(left, &c->answers.v[0].compiled->walk->left) {
		const struct policy_chain *chain = left->chain;

		print_place(c, loc_text(c->arena, chain->loc));
		printf("chain %s: host (%s)\n",
		       utf8_text(c->arena, chain->name), left->why);
	}
}

/* What the host is, or is taken to be. */
static void print_facts(struct check *c)
{
	const char *device = utf8_text(c->arena, c->dev.name);
	struct host_facts facts;

	if (!check_is_front(c))
		return;
	if (!c->host) {
		printf("%s: no host was asked: it is taken to forward, to translate where the rules do, and to have nothing else in the way\n",
		       device);
		return;
	}
	facts = c->host->facts;
	printf("%s: this host was asked\n", device);
	for (enum host_fact i = 0; i < N_HOST_FACTS; i++) {
		const struct fact_reading *read = &c->host->of[i];

		if (*fact_of(&facts, i))
			printf("%s: %s: %s (%s%s)\n", device, fact_rows[i].name,
			       fact_rows[i].is,
			       read->is_unread ? "cannot be read: " : "",
			       read->why);
	}
}

/* ---- Lint ---- */

static void print_finding(struct check *c, const struct lint_finding *f,
			  size_t n_more)
{
	const char *text = lint_text(c->arena, f, n_more);
	const enum term_style style = f->kind == LINT_REDUNDANT ? TERM_NOTE
								: TERM_WARNING;

	print_place(c, lint_place(c->arena, f));
	printf("%s\n", styled(c, style, text));
}

static void print_findings(struct check *c)
{
	const struct lint_finding *f = c->lint.findings.v;
	const struct lint_finding *end = f + c->lint.findings.n;

	while (f < end) {
		const size_t n = lint_alike(f, end - f);

		if (!check_is_other_device(c, f->chain))
			print_finding(c, f, n - 1);
		f += n;
	}
	if (c->lint.n_unsure)
		printf("%zu rules have too many before them to tell whether these, together, shadow them\n",
		       c->lint.n_unsure);
	if (c->lint.n_unsure_later)
		printf("%zu rules have too many behind them to tell whether these make them redundant\n",
		       c->lint.n_unsure_later);
}

/* ---- Budgets ---- */

static void print_fits(struct check *c, const struct answer *ans)
{
	const char *text = "does not fit";
	enum term_style style = TERM_BAD;

	if (!ans->report.violations.n) {
		text = "fits";
		style = TERM_GOOD;
	} else if (ans->early.n_drops) {
		text = "a part that fits";
		style = TERM_WARNING;
	}
	printf("%s: %s: %s\n", ans->profile->name,
	       budget_text(c->arena, check_budget(ans)),
	       styled(c, style, text));
}

/* The form of the program, and why a quicker one was not taken. */
static void print_form(struct check *c, const struct answer *ans)
{
	const struct compiled *compiled = ans->compiled;
	const char *simplified, *memory;

	if (!compiled->image)
		return;
	simplified = budget_simplified(c->arena, compiled);
	if (simplified)
		printf("%s: %s\n", ans->profile->name, simplified);
	printf("%s: form: %s\n", ans->profile->name,
	       budget_form(c->arena, compiled));
	for (size_t i = 0; i < compiled->n_forms; i++)
		if (compiled->forms[i].why_not)
			printf("%s: quicker, but not taken: %s: %s\n",
			       ans->profile->name, compiled->forms[i].name,
			       compiled->forms[i].why_not);
	memory = budget_memory(c->arena, compiled->image);
	if (memory)
		printf("%s: %s\n", ans->profile->name, memory);
}

static void print_budgets(struct check *c)
{
	const struct answer *ans;
	const struct violation *v;

	vec_for_each(ans, &c->answers) {
		vec_for_each(v, &ans->report.violations)
			printf("%s\n", styled(c, TERM_BAD,
					      check_violation_text(c, ans, v)));
	}
	vec_for_each(ans, &c->answers) {
		const char *hearsay = budget_hearsay(c->arena, ans->profile);

		if (hearsay)
			printf("%s: only third parties report the figures %s\n",
			       ans->profile->name, hearsay);
	}
	vec_for_each(ans, &c->answers)
		printf("%s: at most %u map lookups for a frame\n",
		       ans->profile->name, check_budget(ans)->lookups);
	vec_for_each(ans, &c->answers)
		print_form(c, ans);
	vec_for_each(ans, &c->answers) {
		const char *kernel = check_kernel_text(c, ans);

		if (kernel)
			printf("%s: %s\n", ans->profile->name, kernel);
	}
	vec_for_each(ans, &c->answers)
		print_fits(c, ans);
}

void check_print_device(struct check *c)
{
	struct check_tally tally;

	print_rules(c);
	print_left(c);
	print_facts(c);
	print_findings(c);
	print_budgets(c);
	check_count(c, &tally);
	printf("%s\n",
	       styled(c, TERM_STRONG,
		      arena_printf(c->arena, "%s: %zu rules: %s; complete: %s",
				   c->dev.name, tally.n,
				   check_tally_text(c, &tally),
				   check_is_complete(c) ? "yes" : "no")));
}

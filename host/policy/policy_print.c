// SPDX-License-Identifier: GPL-2.0-only
/*
 * policy_print.c - a policy as text
 */
#include "policy/policy.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "lang/duration.h"
#include "lang/nft_print.h"

struct printer {
	const struct policy *policy;
	FILE *out;
};

static const char *shown(const struct printer *p, const char *text)
{
	return utf8_text(p->policy->arena, text);
}

static const char *const verdict_words[] = {
	[VERDICT_ACCEPT] = "accept",	 [VERDICT_DROP] = "drop",
	[VERDICT_CONTINUE] = "continue", [VERDICT_RETURN] = "return",
	[VERDICT_JUMP] = "jump",	 [VERDICT_GOTO] = "goto",
};

static void action_print(const struct printer *p, const struct action *action)
{
	fputs(verdict_words[action->kind], p->out);
	if (action->kind == VERDICT_JUMP || action->kind == VERDICT_GOTO)
		fprintf(p->out, " %s",
			shown(p, p->policy->chains.v[action->chain].name));
}

static void number_print(const struct printer *p, enum datatype type,
			 uint16_t width, u128 v)
{
	fputs(datatype_print(p->policy->arena, type, width, v), p->out);
}

/* "eth*" is all names that start like this, zeroes and ones behind it. */
static bool is_name_prefix(const struct interval *v)
{
	u128 rest = v->lo ^ v->hi;

	return !(rest & (rest + 1)) && !(v->lo & rest);
}

static void range_print(const struct printer *p, enum datatype type,
			uint16_t width, const struct interval *v)
{
	uint8_t name[16];

	if (type == TYPE_IFNAME && is_name_prefix(v)) {
		u128_to_bytes(v->lo, name, sizeof(name));
		fprintf(p->out, "\"%.*s*\"", (int)sizeof(name),
			(const char *)name);
		return;
	}
	/* The ends of other ranges of names need not be names. */
	if (type == TYPE_IFNAME)
		type = TYPE_INTEGER;
	number_print(p, type, width, v->lo);
	fputs("-", p->out);
	number_print(p, type, width, v->hi);
}

static void interval_print(const struct printer *p, enum datatype type,
			   uint16_t width, const struct interval *v)
{
	if (v->lo == v->hi)
		number_print(p, type, width, v->lo);
	else if (!v->lo && v->hi == u128_max(width))
		fputs("*", p->out);
	else
		range_print(p, type, width, v);
}

/* What is left is said where it is less than all. */
static void life_print(const struct printer *p, const struct element_life *life)
{
	uint64_t left_ms = (life->ends - p->policy->read_at) / NS_PER_MS;
	char text[DURATION_MAX_LEN];

	fprintf(p->out, " timeout %s", duration_text(text, life->timeout_ms));
	if (left_ms < life->timeout_ms)
		fprintf(p->out, " expires %s", duration_text(text, left_ms));
}

static void element_print(const struct printer *p, const struct policy_set *set,
			  const struct element *e)
{
	for (uint32_t i = 0; i < set->n_parts; i++) {
		fputs(i ? " . " : " ", p->out);
		interval_print(p, set->types[i], set->widths[i], &e->parts[i]);
	}
	if (set->is_map) {
		fputs(" : ", p->out);
		action_print(p, &e->action);
	} else if (set->is_timed && e->life) {
		life_print(p, e->life);
	}
}

static void elements_print(const struct printer *p,
			   const struct policy_set *set)
{
	const struct element *e;

	fputs("{", p->out);
	vec_for_each(e, &set->elements) {
		element_print(p, set, e);
		if (e + 1 < set->elements.v + set->elements.n ||
		    set->has_fallback)
			fputs(",", p->out);
	}
	if (set->has_fallback) {
		fputs(" * : ", p->out);
		action_print(p, &set->fallback);
	}
	fputs(" }", p->out);
}

static void parts_print(const struct printer *p, const struct policy_stmt *stmt)
{
	for (uint32_t i = 0; i < stmt->n_parts; i++) {
		const struct part *part = &stmt->parts[i];
		const struct field *field = &fields[part->field];

		fprintf(p->out, "%s%s", i ? " . " : "", field->name);
		if (part->mask == u128_max(field->width))
			continue;
		fputs(" & ", p->out);
		number_print(p, field->type, field->width, part->mask);
	}
}

static void one_range_print(const struct printer *p,
			    const struct policy_stmt *stmt)
{
	const struct field *field = &fields[stmt->parts[0].field];

	fputs("{ ", p->out);
	interval_print(p, field->type, field->width, stmt->range->v);
	fputs(" }", p->out);
}

static void key_print(const struct printer *p, const struct policy_stmt *stmt,
		      const char *how)
{
	parts_print(p, stmt);
	fprintf(p->out, " %s ", how);
	if (stmt->is_range)
		one_range_print(p, stmt);
	else if (stmt->set->name)
		fprintf(p->out, "@%s", stmt->set->name);
	else
		elements_print(p, stmt->set);
}

static void states_print(const struct printer *p, uint8_t states)
{
	static const char *const names[] = { "invalid", "established",
					     "related", "new", "untracked" };
	const char *before = "";

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (states & 1u << i) {
			fprintf(p->out, "%s%s", before, names[i]);
			before = ", ";
		}
	}
}

static void choices_print(const struct printer *p,
			  const struct policy_stmt *stmt)
{
	const struct choice *c;

	fprintf(p->out, "%s {", shown(p, stmt->text));
	vec_for_each(c, &stmt->choices->v) {
		fputs(c == stmt->choices->v.v ? " " : "; ", p->out);
		if (stmt->is_by_state)
			states_print(p, c->states);
		else
			fputs("?", p->out);
		fputs(" : ", p->out);
		action_print(p, &c->action);
	}
	fputs(" }", p->out);
}

static void stmt_print(const struct printer *p, const struct policy_stmt *stmt)
{
	fputs("\t\t", p->out);
	switch (stmt->kind) {
	case POLICY_MATCH:
		key_print(p, stmt, stmt->negate ? "not in" : "in");
		break;
	case POLICY_COUNTER:
		fputs("counter", p->out);
		break;
	case POLICY_VERDICT:
		action_print(p, &stmt->action);
		break;
	case POLICY_VMAP:
		key_print(p, stmt, "vmap");
		break;
	case POLICY_STATES:
		fputs("ct state in { ", p->out);
		states_print(p, stmt->states);
		fputs(" }", p->out);
		break;
	case POLICY_CHOICES:
		choices_print(p, stmt);
		break;
	case POLICY_HOST:
		fprintf(p->out, "host: %s", shown(p, stmt->text));
		break;
	case POLICY_HOTDROP:
		fprintf(p->out, "drop what has less than %u transport bytes",
			stmt->n_bytes);
		break;
	}
	fputs("\n", p->out);
}

static void chain_print(const struct printer *p,
			const struct policy_chain *chain)
{
	const struct policy_rule *rule;
	const struct policy_stmt *stmt;
	const char *const *device;

	fprintf(p->out, "chain %s %s %s", family_name(chain->table->family),
		shown(p, chain->table->name), shown(p, chain->name));
	if (chain->hook) {
		fprintf(p->out, " type %s hook %s", chain->hook->type,
			chain->hook->hook);
		vec_for_each(device, &chain->devices)
			fprintf(p->out, " %s", shown(p, *device));
		fprintf(p->out, " priority %ld policy %s", chain->priority,
			verdict_words[chain->policy]);
	}
	fputs("\n", p->out);
	vec_for_each(rule, &chain->rules) {
		fprintf(p->out, "\t%u: %s\n", rule->id, shown(p, rule->text));
		vec_for_each(stmt, &rule->stmts)
			stmt_print(p, stmt);
	}
}

void policy_print(const struct policy *policy, FILE *out)
{
	struct printer p = { policy, out };
	struct policy_set *const *set;
	const struct policy_chain *chain;

	vec_for_each(set, &policy->sets) {
		fprintf(out, "%s %s ", (*set)->is_map ? "map" : "set",
			(*set)->name);
		elements_print(&p, *set);
		fputs("\n", out);
	}
	vec_for_each(chain, &policy->chains)
		chain_print(&p, chain);
}

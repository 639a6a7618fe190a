// SPDX-License-Identifier: GPL-2.0-only
/*
 * lint_report.c - what lint found, in words
 */
#include "lint_report.h"

#include "base/utf8.h"
#include "source.h"

/* Rules that are named where several take a rule's packets together. */
#define MAX_NAMED 4

/* "warning", or "note" for what only takes room. */
static const char *lint_level(const struct lint_finding *f)
{
	return f->kind == LINT_REDUNDANT ? "note" : "warning";
}

const char *lint_place(struct arena *a, const struct lint_finding *f)
{
	if (f->rule)
		return source_rule_name(a, f->rule);
	return utf8_text(a, loc_text(a, f->chain->loc));
}

/* "web.nft:7", "web.nft:7, web.nft:8 and 3 more together" */
static const char *name_takers(struct arena *a, const struct lint_finding *f)
{
	const char *text = source_rule_name(a, f->by.v[0]);
	size_t i;

	for (i = 1; i < f->by.n && i < MAX_NAMED; i++)
		text = arena_printf(a, "%s, %s", text,
				    source_rule_name(a, f->by.v[i]));
	if (i < f->by.n)
		text = arena_printf(a, "%s and %zu more", text, f->by.n - i);
	return f->by.n > 1 ? arena_printf(a, "%s together", text) : text;
}

static const char *redundant_text(struct arena *a, const struct lint_finding *f)
{
	if (!f->is_later)
		return arena_printf(a, "redundant: behind %s, %s the same",
				    name_takers(a, f),
				    f->by.n > 1 ? "which do" : "which does");
	if (f->by.n)
		return arena_printf(a, "redundant: without it %s does the same",
				    name_takers(a, f));
	return arena_printf(a, "redundant: without it the %s does the same",
			    f->chain->hook ? "chain's policy" : "chain's end");
}

static const char *unreached_text(struct arena *a, const struct lint_finding *f)
{
	if (!f->rule)
		return arena_printf(a, "chain %s is never reached: %zu rule%s",
				    f->chain->name, f->chain->rules.n,
				    f->chain->rules.n == 1 ? "" : "s");
	if (f->field)
		return arena_printf(
			a,
			"never reached: no packet in this chain has such a %s",
			f->field);
	return arena_printf(a, "never reached: behind %s, which takes all",
			    name_takers(a, f));
}

static const char *kind_text(struct arena *a, const struct lint_finding *f)
{
	switch (f->kind) {
	case LINT_SHADOWED:
		return arena_printf(a, "shadowed by %s", name_takers(a, f));
	case LINT_REDUNDANT:
		return redundant_text(a, f);
	case LINT_UNREACHED:
		return unreached_text(a, f);
	case LINT_CONTRADICTORY:
		return arena_printf(a,
				    "contradictory: no %s fits all its matches",
				    f->field);
	case N_LINT_KINDS:
		break;
	}
	return "";
}

/* The packet, with the rule that decides it where that is none of those named.
 */
static const char *witness_text(struct arena *a, const struct lint_finding *f)
{
	const char *text;

	if (!f->packet)
		return "";
	text = arena_printf(a, ", e.g. '%s'%s%s", f->packet,
			    f->iface ? " on " : "",
			    f->iface ? utf8_text(a, f->iface) : "");
	if (f->is_later ? f->decider == f->rule
			: f->by.n == 1 && f->decider == f->by.v[0])
		return text;
	return arena_printf(a, "%s, which %s decides", text,
			    source_rule_name(a, f->decider));
}

const char *lint_text(struct arena *a, const struct lint_finding *f,
		      size_t n_more)
{
	const char *text = arena_printf(a, "%s: %s%s", lint_level(f),
					kind_text(a, f), witness_text(a, f));

	if (!n_more)
		return text;
	return arena_printf(a, "%s; and %zu rule%s behind it", text, n_more,
			    n_more == 1 ? "" : "s");
}

size_t lint_alike(const struct lint_finding *f, size_t n)
{
	size_t i;

	if (f->kind != LINT_UNREACHED || !f->by.n)
		return 1;
	for (i = 1; i < n; i++) {
		if (f[i].kind != f->kind || f[i].chain != f->chain ||
		    !f[i].by.n || f[i].by.v[0] != f->by.v[0] ||
		    f[i].rule != f[i - 1].rule + 1)
			break;
	}
	return i;
}

json_t *lint_json(struct arena *a, const struct lint_finding *f)
{
	json_t *by = json_array();
	const struct policy_rule *const *rule;
	json_t *json;

	vec_for_each(rule, &f->by)
		json_array_append_new(by,
				      json_string(source_rule_name(a, *rule)));
	json = json_pack("{s:s, s:s, s:s, s:s, s:o, s:b}", "kind",
			 lint_kind_names[f->kind], "level", lint_level(f),
			 "rule", lint_place(a, f), "chain",
			 utf8_text(a, f->chain->name), "by", by, "later",
			 f->is_later);
	if (f->rule)
		json_object_set_new(json, "text",
				    json_string(utf8_text(a, f->rule->text)));
	if (f->field)
		json_object_set_new(json, "field", json_string(f->field));
	if (f->packet) {
		json_object_set_new(json, "packet", json_string(f->packet));
		if (f->iface)
			json_object_set_new(
				json, "iface",
				json_string(utf8_text(a, f->iface)));
		json_object_set_new(
			json, "decided_by",
			json_string(source_rule_name(a, f->decider)));
	}
	return json;
}

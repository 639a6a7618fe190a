// SPDX-License-Identifier: GPL-2.0-only
/*
 * meta_print.c - what is known of a generation's counters, as text
 */
#include "base/digits.h"
#include "base/utf8.h"
#include "load/labels.h"
#include "load/live.h"
#include "load/meta.h"

/* What a row of counters has of the one before it, for they are many. */
struct rows {
	struct arena *arena; /* of their texts */
	enum attach_slot slot;
	const struct policy *policy;
	struct text out;
	const struct counter_of *last;	/* NULL: none */
	const struct policy_chain *own; /* that has its rule */
	const char *between;		/* its fields between place and rule */
	const char *file;
	const char *file_field; /* as it is printed */
};

static bool has_rule(const struct policy_chain *chain,
		     const struct policy_rule *rule)
{
	return rule >= chain->rules.v && rule < chain->rules.v + chain->rules.n;
}

/* The chain that has the rule; NULL: there is no rule. Most follow the last. */
static const struct policy_chain *own_chain(const struct rows *rows,
					    const struct counter_of *c)
{
	const size_t n = rows->policy->chains.n;
	const struct policy_chain *const v = rows->policy->chains.v;
	const size_t first = rows->own ? rows->own - v : 0;

	for (size_t i = 0; c->rule && i < n; i++) {
		const struct policy_chain *chain = &v[(first + i) % n];

		if (has_rule(chain, c->rule))
			return chain;
	}
	return NULL;
}

static const char *policy_of(const struct counter_of *c)
{
	if (c->rule || c->kind == COUNTER_LEFT)
		return NULL;
	return c->chain->policy == VERDICT_DROP ? "drop" : "accept";
}

static const char *print_between(struct arena *a, const struct counter_of *c,
				 const struct policy_chain *own)
{
	static const char *const kinds[] = {
		[COUNTER_DECIDED] = "decided",
		[COUNTER_REACHED] = "reached",
		[COUNTER_LEFT] = "left",
	};
	const struct label label = { {
		[LABEL_KIND] = kinds[c->kind],
		[LABEL_CHAIN] = utf8_text(a, live_chain_name(a, c->chain)),
		[LABEL_IN] = own && own != c->chain ? utf8_text(a, own->name)
						    : NULL,
		[LABEL_POLICY] = policy_of(c),
	} };
	struct text out = {};
	const char *text;

	label_print_fields(&label, LABEL_KIND, LABEL_POLICY, &out);
	text = text_take(&out, a);
	text_free(&out);
	return text;
}

static void print_place(struct rows *rows, const struct loc *loc)
{
	const struct loc file = { .file = loc->file };
	char number[DIGITS_SIZE];

	if (!rows->last || rows->file != loc->file)
		rows->file_field = label_field_print(
			rows->arena, meta_place(rows->arena, &file));
	rows->file = loc->file;
	text_put(&rows->out, rows->file_field);
	if (!loc->file || !loc->line)
		return;
	text_put(&rows->out, ":");
	text_put(&rows->out, digits_of(loc->line, number));
}

static void print_label(struct rows *rows, const struct counter_of *c)
{
	const struct policy_chain *own = own_chain(rows, c);
	const struct counter_of *last = rows->last;
	struct label label = {};

	if (!last || last->kind != c->kind || last->chain != c->chain ||
	    rows->own != own)
		rows->between = print_between(rows->arena, c, own);
	text_put(&rows->out, attach_slot_names[rows->slot]);
	text_put(&rows->out, "\t");
	print_place(rows, c->rule ? &c->rule->loc : &c->chain->loc);
	text_put(&rows->out, rows->between);
	if (c->rule)
		label.fields[LABEL_RULE] = meta_rule_text(rows->arena, c->rule);
	label_print_fields(&label, LABEL_RULE, LABEL_RULE, &rows->out);
	text_put(&rows->out, "\n");
	rows->last = c;
	rows->own = own;
}

void meta_print_labels(const struct job *job, FILE *file)
{
	struct rows rows = { .arena = arena_new(), .out.to = file };
	const struct counter_of *c;

	for (rows.slot = 0; rows.slot < N_SLOTS; rows.slot++) {
		const struct job_slot *slot = &job->slots[rows.slot];
		const struct compiled *compiled = job->compiled[slot->stage];

		if (!slot->is_used)
			continue;
		rows.policy = compiled->policy;
		rows.last = NULL;
		rows.own = NULL;
		vec_for_each(c, &compiled->counters)
			print_label(&rows, c);
	}
	text_free(&rows.out);
	arena_free(rows.arena);
}

static void put_number(struct text *out, const char *before, uint32_t n)
{
	char digits[DIGITS_SIZE];

	text_put(out, before);
	text_put(out, digits_of(n, digits));
}

static void print_counters(const struct image *img, struct text *out)
{
	for (uint32_t i = 0; i < img->n_counters; i++) {
		const uint32_t row = image_counter_of(img, i);
		const char *before = i ? "," : "";

		if (row == IMAGE_NO_COUNTER)
			text_printf(out, "%s-1", before);
		else
			put_number(out, before, row);
	}
	text_put(out, "], \"sums\": [");
	for (uint32_t i = 0; i < img->n_sums; i++) {
		put_number(out, i ? "," : "", img->sums[i].from);
		put_number(out, ",", img->sums[i].to);
	}
}

void meta_print_counters(const struct job *job, FILE *file)
{
	struct text out = { .to = file };
	const char *before = "{";

	for (enum attach_slot s = 0; s < N_SLOTS; s++) {
		const struct job_slot *slot = &job->slots[s];
		const struct image *img;

		if (!slot->is_used)
			continue;
		img = job->compiled[slot->stage]->image;
		if (!img->counter_of)
			continue;
		text_printf(&out, "%s\n\"%s\": { \"n\": %u, \"of\": [", before,
			    attach_slot_names[s], img->n_plan_counters);
		before = ",";
		print_counters(img, &out);
		text_put(&out, "] }");
	}
	text_put(&out, *before == '{' ? "{}\n" : "\n}\n");
	text_free(&out);
}

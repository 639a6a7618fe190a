// SPDX-License-Identifier: GPL-2.0-only
/*
 * meta_print.c - what is known of a generation's counters, as text
 */
#include "base/digits.h"
#include "base/utf8.h"
#include "load/labels.h"
#include "load/live.h"
#include "load/meta.h"

/* What rows of counters have in common, for they are many. */
struct rows {
	struct arena *arena; /* of their texts */
	enum attach_slot slot;
	const struct policy *policy;
	FILE *out;
	const struct policy_chain *chain; /* of the last row, NULL: none */
	const char *chain_name;
};

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

static const char *policy_of(const struct counter_of *c)
{
	if (c->rule || c->kind == COUNTER_LEFT)
		return NULL;
	return c->chain->policy == VERDICT_DROP ? "drop" : "accept";
}

static void print_label(struct rows *rows, const struct counter_of *c)
{
	static const char *const kinds[] = {
		[COUNTER_DECIDED] = "decided",
		[COUNTER_REACHED] = "reached",
		[COUNTER_LEFT] = "left",
	};
	const struct loc *loc = c->rule ? &c->rule->loc : &c->chain->loc;
	const char *in = own_chain(rows->policy, c);
	struct arena *a = rows->arena;

	if (c->chain != rows->chain)
		rows->chain_name = utf8_text(a, live_chain_name(a, c->chain));
	rows->chain = c->chain;
	label_print(rows->slot,
		    &(struct label){ {
			    [LABEL_PLACE] = meta_place(a, loc),
			    [LABEL_KIND] = kinds[c->kind],
			    [LABEL_CHAIN] = rows->chain_name,
			    [LABEL_IN] = in ? utf8_text(a, in) : NULL,
			    [LABEL_POLICY] = policy_of(c),
			    [LABEL_RULE] = c->rule ? meta_rule_text(a, c->rule)
						   : NULL,
		    } },
		    rows->out);
}

void meta_print_labels(const struct job *job, FILE *out)
{
	struct rows rows = { .arena = arena_new(), .out = out };
	const struct counter_of *c;

	for (rows.slot = 0; rows.slot < N_SLOTS; rows.slot++) {
		const struct job_slot *slot = &job->slots[rows.slot];
		const struct compiled *compiled = job->compiled[slot->stage];

		if (!slot->is_used)
			continue;
		rows.policy = compiled->policy;
		vec_for_each(c, &compiled->counters)
			print_label(&rows, c);
	}
	arena_free(rows.arena);
}

static void print_row(uint32_t row, const char *before, FILE *out)
{
	char number[DIGITS_SIZE];

	fputs(before, out);
	fputs(row == IMAGE_NO_COUNTER ? "-1" : digits_of(row, number), out);
}

void meta_print_counters(const struct job *job, FILE *out)
{
	const char *before = "{";

	for (enum attach_slot s = 0; s < N_SLOTS; s++) {
		const struct job_slot *slot = &job->slots[s];
		const struct image *img;

		if (!slot->is_used)
			continue;
		img = job->compiled[slot->stage]->image;
		if (!img->counter_of)
			continue;
		fprintf(out, "%s\n\"%s\": { \"n\": %u, \"of\": [", before,
			attach_slot_names[s], img->n_plan_counters);
		before = ",";
		for (uint32_t i = 0; i < img->n_counters; i++)
			print_row(image_counter_of(img, i), i ? "," : "", out);
		fputs("], \"sums\": [", out);
		for (uint32_t i = 0; i < img->n_sums; i++)
			fprintf(out, "%s%u,%u", i ? "," : "", img->sums[i].from,
				img->sums[i].to);
		fputs("] }", out);
	}
	fputs(*before == '{' ? "{}\n" : "\n}\n", out);
}

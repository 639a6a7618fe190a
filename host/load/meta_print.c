// SPDX-License-Identifier: GPL-2.0-only
/*
 * meta_print.c - what is known of a generation, as text
 */
#include "base/utf8.h"
#include "load/live.h"
#include "load/meta.h"

#include <stdlib.h>
#include <string.h>

/* What rows of counters have in common, for they are many. */
struct rows {
	struct arena *arena; /* of a row's texts */
	const struct policy *policy;
	FILE *out;
	const struct policy_chain *chain; /* of the last row, NULL: none */
	const char *chain_name;
};

/* The key is in @before. @text NULL: null. */
static void print_member(FILE *out, const char *before, const char *text)
{
	fputs(before, out);
	if (text)
		utf8_print_json(text, out);
	else
		fputs("null", out);
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

static const char *policy_of(const struct counter_of *c)
{
	if (c->rule || c->kind == COUNTER_LEFT)
		return NULL;
	return c->chain->policy == VERDICT_DROP ? "drop" : "accept";
}

static void print_row(struct rows *rows, const struct counter_of *c)
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
	print_member(rows->out, "  { \"kind\": ", kinds[c->kind]);
	print_member(rows->out, ", \"chain\": ", rows->chain_name);
	print_member(rows->out, ", \"in\": ", in ? utf8_text(a, in) : NULL);
	print_member(rows->out, ", \"rule\": ",
		     c->rule ? meta_rule_text(a, c->rule) : NULL);
	print_member(rows->out, ", \"policy\": ", policy_of(c));
	print_member(rows->out, ", \"place\": ", meta_place(a, loc));
	fputs(" }", rows->out);
}

static void print_counters(const struct compiled *compiled, FILE *out)
{
	struct rows rows = {
		.arena = arena_new(),
		.policy = compiled->policy,
		.out = out,
	};
	const char *before = "\n";
	const struct counter_of *c;

	fputs("[", out);
	vec_for_each(c, &compiled->counters) {
		fputs(before, out);
		print_row(&rows, c);
		before = ",\n";
	}
	fputs(" ]", out);
	arena_free(rows.arena);
}

/* All but the brace that closes it. */
static void print_open(json_t *object, FILE *out)
{
	char *text = json_dumps(object, JSON_INDENT(1));

	if (!text)
		arena_exhausted();
	fwrite(text, 1, strlen(text) - 1, out);
	free(text);
	json_decref(object);
}

static void print_slot(const struct job *job, enum attach_slot s, FILE *out)
{
	const struct job_slot *slot = &job->slots[s];

	fprintf(out, ",\n\"%s\": ", attach_slot_names[s]);
	if (!slot->is_used) {
		fputs("null", out);
		return;
	}
	print_open(meta_slot(job, s), out);
	fputs(",\n\"counters\": ", out);
	print_counters(job->compiled[slot->stage], out);
	fputs(" }", out);
}

void meta_print(const struct job *job, FILE *out)
{
	print_open(meta_without_slots(job), out);
	for (enum attach_slot s = 0; s < N_SLOTS; s++)
		print_slot(job, s, out);
	fputs(" }\n", out);
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
			fprintf(out, "%s%d", i ? "," : "",
				(int)image_counter_of(img, i));
		fputs("] }", out);
	}
	fputs(*before == '{' ? "{}\n" : "\n}\n", out);
}

json_t *meta_of(const struct job *job)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	json_t *meta;

	if (!out)
		arena_exhausted();
	meta_print(job, out);
	fclose(out);
	meta = json_loadb(text, len, 0, NULL);
	free(text);
	return meta;
}

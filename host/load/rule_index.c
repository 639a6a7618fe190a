// SPDX-License-Identifier: GPL-2.0-only
/*
 * rule_index.c - which rules of a generation can change while it runs
 */
#include "load/rule_index.h"
#include "base/fd.h"
#include "base/member.h"
#include "lang/nft_print.h"
#include "policy/simplify.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>

/* What is looked for in a job. */
struct finding {
	const struct job *job;
	const struct compiled *c;
	const struct policy_chain *chain;   /* that has the rules */
	VEC(const struct image_map *) maps; /* the tables */
};

/* ---- Writing ---- */

/* The base chain of the rule that @counter is of, if it stands there. */
static const struct policy_chain *chain_of(const struct counter_of *c)
{
	const struct policy_chain *chain = c->chain;

	return c->rule && c->kind == COUNTER_DECIDED && c->n_items == 1 &&
			       c->rule >= chain->rules.v &&
			       c->rule < chain->rules.v + chain->rules.n
		       ? chain
		       : NULL;
}

static const struct plan_map *plan_map_of(const struct finding *f,
					  const struct image_map *m)
{
	return &f->c->plan->maps.v[m->plan_map];
}

/* What the first row of a table counts. */
static const struct counter_of *sample_of(const struct finding *f,
					  const struct image_map *m)
{
	return &f->c->counters.v[plan_map_of(f, m)->values[1] >> 2];
}

/* Those of the first chain that has some. */
static const char *find_tables(struct finding *f)
{
	const struct image_map *m;

	vec_for_each(m, &f->c->image->maps) {
		const struct policy_chain *chain =
			m->perfect ? chain_of(sample_of(f, m)) : NULL;

		if (!chain || (f->chain && f->chain != chain) ||
		    plan_asks_twice(f->job->a, f->c->plan, m->plan_map))
			continue;
		f->chain = chain;
		*vec_push(f->job->a, &f->maps) = m;
	}
	return f->chain ? NULL
			: "none of its rules are in a table of exact rules";
}

static bool has_dependents(const struct job *job)
{
	for (enum host_fact i = 0; i < N_HOST_FACTS; i++)
		if (job->depends[i].n_rules)
			return true;
	return false;
}

static bool has_times(const struct finding *f)
{
	const struct plan_map *m;

	vec_for_each(m, &f->c->plan->maps)
		if (m->kind == PLAN_MAP_TIMED)
			return true;
	return false;
}

/* What a change of the text, and nothing else, would not follow. */
static const char *why_not(struct finding *f)
{
	const struct job *job = f->job;
	const char *why;

	if (!job->opts->keeps_source)
		return "the file was not kept";
	if (job->slots[SLOT_NIC].is_used || !job->slots[SLOT_HOST].is_used)
		return "the NIC has the rules as well";
	if (strcmp(job_kind(job), "complete"))
		return "it is not a complete load";
	if (job->opts->with_nft)
		return "the kernel has these rules as well";
	if (has_times(f))
		return "times of its elements begin when it is loaded";
	if (has_dependents(job))
		return "some rules depend on facts of the host";
	why = find_tables(f);
	if (!why && f->chain->at != HOOK_INGRESS)
		why = "its exact rules are not at ingress";
	return why;
}

static json_t *parts_of(const struct finding *f, const struct image_map *m)
{
	const struct plan_part *part;
	json_t *all = json_array();

	vec_for_each(part, &plan_map_of(f, m)->parts) {
		const struct plan_value *v = &f->c->plan->values.v[part->value];

		json_array_append_new(
			all, json_pack("{s:i, s:i, s:i, s:I, s:I}", "base",
				       v->base, "bit_off", v->bit_off, "width",
				       v->width, "mask_high",
				       (json_int_t)(uint64_t)(part->mask >> 64),
				       "mask_low",
				       (json_int_t)(uint64_t)part->mask));
	}
	return all;
}

static json_t *perfect_json(const struct perfect *t)
{
	return json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I}", "seed",
			 (json_int_t)t->seed, "n_parts", (json_int_t)t->n_parts,
			 "group_bits", (json_int_t)t->group_bits, "n_rows",
			 (json_int_t)t->n_rows, "row_bytes",
			 (json_int_t)t->row_bytes, "rows_at",
			 (json_int_t)t->rows_at, "n_bytes",
			 (json_int_t)t->n_bytes);
}

static json_t *tables_of(const struct finding *f)
{
	const struct image_map *const *m;
	json_t *all = json_array();

	vec_for_each(m, &f->maps)
		json_array_append_new(
			all, json_pack("{s:I, s:I, s:o, s:o, s:s}", "tree",
				       (json_int_t)objects_pin_number(
					       f->c->image,
					       *m - f->c->image->maps.v),
				       "first_counter",
				       (json_int_t)(*m)->first_counter, "parts",
				       parts_of(f, *m), "perfect",
				       perfect_json((*m)->perfect), "sample",
				       sample_of(f, *m)->rule->text));
	return all;
}

/* As the file has it, for this device alone. */
static const char *head_of(const struct finding *f)
{
	return arena_printf(
		f->job->a,
		"type filter hook ingress device \"%s\" priority %ld; policy %s;",
		f->job->nic.name, f->chain->priority,
		f->chain->policy == VERDICT_DROP ? "drop" : "accept");
}

static bool leaves_out(const struct finding *f)
{
	const struct plan_map *m;

	vec_for_each(m, &f->c->plan->maps)
		if (m->n_same)
			return true;
	return f->c->n_gone[SIMPLIFY_SHADOWED] != 0;
}

static json_t *index_of(const struct finding *f)
{
	const struct job *job = f->job;
	const struct policy_chain *chain = f->chain;

	return json_pack(
		"{s:n, s:s, s:s, s:s?, s:b, s:I, s:s, s:s, s:s, s:s, s:o, s:I, s:b}",
		"why_not", "mode", nic_stage_name(job->opts->wish.first),
		"runs", nic_stage_name(job->slots[SLOT_HOST].stage), "profile",
		job->opts->profile, "strict", job->opts->wish.strict,
		"small_set", (json_int_t)f->c->image->profile->small_set,
		"family", family_name(chain->table->family), "table",
		chain->table->name, "chain", chain->name, "head", head_of(f),
		"tables", tables_of(f), "counters",
		(json_int_t)f->c->counters.n, "uncovers", leaves_out(f));
}

static void print_lines(const void *of, FILE *out)
{
	const struct finding *f = of;

	for (uint32_t i = 0; i < f->c->image->n_counters; i++) {
		const uint32_t row = image_counter_of(f->c->image, i);
		struct rule_line line = { row, 0 };

		if (row != IMAGE_NO_COUNTER &&
		    chain_of(&f->c->counters.v[row]) == f->chain)
			line.line = f->c->counters.v[row].rule->loc.line;
		fwrite(&line, sizeof(line), 1, out);
	}
}

int rule_index_write(const struct job *job, const struct state *st)
{
	const struct job_slot *host = &job->slots[SLOT_HOST];
	struct finding f = { .job = job, .c = job->compiled[host->stage] };
	const unsigned int gen = job->change.new_gen;
	const struct text_link link = state_text_link(
		st, job->nic.name, gen, STATE_SOURCE, job->opts->source_fd);
	const char *why = why_not(&f);
	json_t *json = why ? json_pack("{s:s}", "why_not", why) : index_of(&f);
	int err = state_write_json(st, job->nic.name, gen, STATE_ROWS, json);

	json_decref(json);
	if (err || why)
		return err;
	err = state_print_text(st, job->nic.name, gen, STATE_LINES, print_lines,
			       &f);
	if (!err)
		err = state_write_text(st, job->nic.name, gen, STATE_EDITS, "");
	/* Without it the next load is of all rules. */
	if (!err)
		state_link_text(&link);
	return err;
}

/* ---- Reading ---- */

static struct rule_table read_parts(struct arena *a, const json_t *json)
{
	struct rule_table keys = {};
	const json_t *part;
	size_t i;

	json_array_foreach(json, i, part)
	{
		const uint16_t width = member_number(part, "width");

		*vec_push(a, &keys.parts) = (struct rule_part){
			{ .base = member_number(part, "base"),
			  .bit_off = member_number(part, "bit_off"),
			  .width = width },
			(u128)(uint64_t)member_number(part, "mask_high") << 64 |
				(uint64_t)member_number(part, "mask_low"),
		};
		keys.key_bytes += plan_part_bytes(width);
	}
	return keys;
}

static struct perfect read_perfect(const json_t *json)
{
	return (struct perfect){
		.seed = member_number(json, "seed"),
		.n_parts = member_number(json, "n_parts"),
		.group_bits = member_number(json, "group_bits"),
		.n_rows = member_number(json, "n_rows"),
		.row_bytes = member_number(json, "row_bytes"),
		.rows_at = member_number(json, "rows_at"),
		.n_bytes = member_number(json, "n_bytes"),
	};
}

static void read_tables(struct arena *a, const json_t *json,
			struct rule_index *out)
{
	const json_t *table;
	size_t i;

	json_array_foreach(json, i, table) *
		vec_push(a, &out->tables) = (struct rule_index_table){
		.keys = read_parts(a, json_object_get(table, "parts")),
		.perfect = read_perfect(json_object_get(table, "perfect")),
		.first_counter = member_number(table, "first_counter"),
		.tree = member_number(table, "tree"),
		.sample = member_copy(a, table, "sample"),
	};
}

static struct rule_index read_index(struct arena *a, const json_t *json)
{
	struct rule_index index = {
		.why_not = member_copy(a, json, "why_not"),
		.mode = member_copy(a, json, "mode"),
		.runs = member_copy(a, json, "runs"),
		.profile = member_copy(a, json, "profile"),
		.strict = json_is_true(json_object_get(json, "strict")),
		.small_set = member_number(json, "small_set"),
		.chain = { member_copy(a, json, "family"),
			   member_copy(a, json, "table"),
			   member_copy(a, json, "chain"),
			   member_copy(a, json, "head") },
		.n_counters = member_number(json, "counters"),
		.uncovers = json_is_true(json_object_get(json, "uncovers")),
	};

	read_tables(a, json_object_get(json, "tables"), &index);
	return index;
}

/* Sizes that do not fit each other would be read, and written, beyond them. */
static bool is_table(const struct rule_index_table *table)
{
	const struct perfect *t = &table->perfect;

	return table->sample && t->n_parts && t->n_parts <= 1u << 16 &&
	       !(t->n_parts & (t->n_parts - 1)) && t->group_bits &&
	       t->group_bits < 31 && t->n_rows &&
	       t->rows_at >= 2ul << t->group_bits && !(t->rows_at % 4) &&
	       t->row_bytes == 4 * (rule_table_words(&table->keys) + 1) &&
	       t->n_bytes >= t->rows_at + (uint64_t)t->n_rows * t->row_bytes &&
	       (uint64_t)t->n_parts * t->n_bytes <= INT32_MAX;
}

static bool is_whole(const struct rule_index *index)
{
	const struct rule_index_table *t;

	vec_for_each(t, &index->tables)
		if (!is_table(t))
			return false;
	return index->tables.n && index->mode && index->runs &&
	       index->chain.family && index->chain.table && index->chain.name &&
	       index->chain.head;
}

int rule_index_read(const struct state *st, const char *ifname,
		    unsigned int gen, struct rule_index *out)
{
	json_t *json = state_read_json(st, ifname, gen, STATE_ROWS);

	if (!json)
		return -ENOENT;
	*out = read_index(st->a, json);
	json_decref(json);
	return out->why_not || is_whole(out) ? 0 : -ENOENT;
}

struct rule_line rule_index_line(const struct state *st, const char *ifname,
				 unsigned int gen, uint32_t counter)
{
	_cleanup_(close_fd) int fd =
		open(state_text_path(st, ifname, gen, STATE_LINES),
		     O_RDONLY | O_CLOEXEC);
	struct rule_line line;

	if (fd < 0 || pread(fd, &line, sizeof(line),
			    (off_t)counter * sizeof(line)) != sizeof(line))
		return (struct rule_line){ UINT32_MAX, 0 };
	return line;
}

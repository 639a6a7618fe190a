// SPDX-License-Identifier: GPL-2.0-only
/*
 * rule_place.c - rules of a text that is loaded are changed where they are
 */
#include "load/rule_place.h"
#include "base/fd.h"
#include "base/line_diff.h"
#include "load/rule_change.h"
#include "load/rule_edits.h"
#include "load/rule_text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A rule that a line of a hunk is. */
struct line_rule {
	struct rule_row row;
	uint32_t table; /* of the index's */
	struct line_text text;
	uint32_t line;
	const uint32_t *key; /* as the table's rows have it */
	/* Of a rule that goes. */
	uint32_t answer;
	uint32_t counted; /* its row of counters */
	bool stays;	  /* under the same key */
};

struct placing {
	const struct rule_target *t;
	const struct rule_wish *wish;
	struct arena *a;
	struct rule_index index;
	struct rule_edits edits;
	struct device dev;
	struct rule_tables tables;
	struct rule_row *samples; /* of each table */
	struct line_text old, new;
	struct line_diff diff;
	uint32_t next_row; /* of counters */
	/* Of rules that change, and those beside: whether all are of one. */
	uint32_t table;
	unsigned int n_noted;
	bool is_mixed;
	struct rule_keys used; /* by lines before */
	struct rule_change change;
	struct rule_placed placed;
};

/* ---- Texts ---- */

static const char *map_texts(struct placing *p)
{
	_cleanup_(close_fd) int fd =
		open(state_text_path(p->t->st, p->t->nic->name, p->t->gen,
				     STATE_SOURCE),
		     O_RDONLY | O_CLOEXEC);

	p->old = fd < 0 ? (struct line_text){} : rule_text_map(fd);
	p->new = rule_text_map(p->wish->fd);
	return p->old.s && p->new.s ? NULL : "the text that runs was not kept";
}

/* ---- Which rules change ---- */

static const char *read_row(struct placing *p, uint32_t table,
			    struct line_text text, struct rule_row *out)
{
	return rule_row_read(p->a, &p->index.chain, &p->dev, p->index.small_set,
			     &p->index.tables.v[table].keys, text.s, text.len,
			     out);
}

/* The table that the rule in @text is one of. */
static const char *read_line(struct placing *p, struct line_text text,
			     struct line_rule *out)
{
	const char *why = NULL;

	for (uint32_t i = 0; i < p->index.tables.n; i++) {
		const char *why_not = read_row(p, i, text, &out->row);

		out->table = i;
		if (!why_not && rule_row_is_like(&out->row, &p->samples[i])) {
			out->key = rule_table_pack(
				p->a, &p->index.tables.v[i].keys, out->row.key);
			return NULL;
		}
		why = why_not ?: "a rule matches other values beside its key than those of the table";
	}
	return why;
}

static const char *read_samples(struct placing *p)
{
	const char *why = NULL;

	p->samples = arena_calloc(p->a, p->index.tables.n, sizeof(*p->samples));
	for (uint32_t i = 0; i < p->index.tables.n && !why; i++) {
		const char *text = p->index.tables.v[i].sample;

		why = read_row(p, i, (struct line_text){ text, strlen(text) },
			       &p->samples[i]);
	}
	return why;
}

/* True if no frame meets rules of two tables. */
static bool are_apart(const struct placing *p)
{
	for (uint32_t i = 0; i < p->index.tables.n; i++)
		for (uint32_t k = 0; k < i; k++)
			if (!rule_row_is_apart(&p->samples[i], &p->samples[k]))
				return false;
	return true;
}

static const struct perfect_edit *table_of(const struct placing *p,
					   const struct line_rule *rule)
{
	return &p->tables.v.v[rule->table];
}

/* Which row of counters is that of the table's @row, and in what line. */
static struct rule_line line_of(const struct placing *p,
				const struct line_rule *rule, uint32_t row)
{
	const struct rule_target *t = p->t;
	uint32_t was = 0;
	struct rule_line line = {};

	line.row = rule_edits_row_of(
		&p->edits, p->index.tables.v[rule->table].first_counter + row,
		&was);
	if (line.row == RULE_EDITS_NO_ROW)
		line = rule_index_line(t->st, t->nic->name, t->gen, was);
	line.line = rule_edits_line_of(&p->edits, line.row, line.line);
	return line;
}

/* The rule in @text, line @line of the old text, has a row of its own. */
static const char *find_old(struct placing *p, struct line_text text,
			    uint32_t line, struct line_rule *out)
{
	const char *why = read_line(p, text, out);
	struct rule_line has;
	uint32_t row;

	if (why)
		return why;
	row = perfect_find(table_of(p, out), out->key);
	if (row == PERFECT_NO_ROW)
		return "a rule has no row of its own";
	has = line_of(p, out, row);
	out->answer = perfect_answer(table_of(p, out), row);
	out->counted = has.row;
	out->line = line;
	return (out->answer & 3) != out->row.verdict || has.line != line
		       ? "a rule has no row of its own"
		       : NULL;
}

/* A rule right beside the hunk, where none goes. */
static const char *find_neighbour(struct placing *p, const struct line_hunk *h,
				  struct line_rule *out)
{
	const char *why = find_old(p, rule_text_before(p->old, h->old.s),
				   h->line - 1, out);

	return why ? find_old(p, rule_text_at(p->old, h->old.s + h->old.len),
			      h->line + h->n_old, out)
		   : NULL;
}

static bool is_key(const struct placing *p, const struct rule_key *x,
		   const struct line_rule *rule)
{
	return x->table == rule->table &&
	       !memcmp(x->key, rule->key,
		       perfect_key_words(table_of(p, rule)->table) *
			       sizeof(*x->key));
}

static const char *uses_twice(const struct placing *p,
			      const struct line_rule *rule)
{
	const struct rule_key *key;

	vec_for_each(key, &p->used.v)
		if (is_key(p, key, rule))
			return "the same match is in several of the lines that changed";
	return NULL;
}

/* ---- What comes of them ---- */

static struct rule_key key_of(const struct line_rule *rule)
{
	return (struct rule_key){ rule->table, rule->key };
}

static const char *put_new(struct placing *p, const struct line_rule *rule,
			   const struct line_rule *old, uint32_t rank)
{
	if (!old &&
	    perfect_find(table_of(p, rule), rule->key) != PERFECT_NO_ROW)
		return "another rule has the same match";
	if (old)
		*vec_push(p->a, &p->change.gone) = old->counted;
	*vec_push(p->a, &p->change.puts) =
		(struct rule_put){ key_of(rule), rank << 2 | rule->row.verdict,
				   p->change.rows.n };
	*vec_push(p->a, &p->change.rows) =
		(struct rule_counter){ p->next_row++, rule->row.chain,
				       rule->row.text, rule->line,
				       RULE_NO_COUNTER };
	return NULL;
}

/* A rule that came; @old has the same key, or is NULL. */
static const char *take_new(struct placing *p, const struct line_rule *rule,
			    struct line_rule *old, uint32_t rank)
{
	if (old)
		old->stays = true;
	if (!old || strcmp(old->row.text, rule->row.text))
		return put_new(p, rule, old, rank);
	*vec_push(p->a, &p->change.rows) =
		(struct rule_counter){ old->counted, rule->row.chain,
				       rule->row.text, rule->line,
				       RULE_NO_COUNTER };
	return NULL;
}

static const char *take_old(struct placing *p, const struct line_rule *rule)
{
	if (rule->stays)
		return NULL;
	if (p->index.uncovers)
		return "other rules were left out for those in front of them, and one may have been left out for this";
	*vec_push(p->a, &p->used.v) = key_of(rule);
	*vec_push(p->a, &p->change.dels.v) = key_of(rule);
	*vec_push(p->a, &p->change.gone) = rule->counted;
	return NULL;
}

/* The one of @rules with the key of @like. */
static struct line_rule *find_key(const struct placing *p,
				  struct line_rule *rules, unsigned int n,
				  const struct line_rule *like)
{
	const struct rule_key key = key_of(like);

	for (unsigned int i = 0; i < n; i++)
		if (is_key(p, &key, &rules[i]))
			return &rules[i];
	return NULL;
}

static const char *read_old(struct placing *p, const struct line_hunk *h,
			    struct line_rule *rules)
{
	struct line_text left = h->old, line;
	const char *why = NULL;

	for (unsigned int i = 0; line_take(&left, &line) && !why; i++) {
		why = find_old(p, line, h->line + i, &rules[i]);
		if (!why)
			why = uses_twice(p, &rules[i]);
	}
	return why;
}

static const char *read_new(struct placing *p, const struct line_hunk *h,
			    uint32_t line, struct line_rule *rules)
{
	struct line_text left = h->new, text;
	const char *why = NULL;

	for (unsigned int i = 0; line_take(&left, &text) && !why; i++) {
		rules[i].line = line + i;
		rules[i].text = text;
		why = read_line(p, text, &rules[i]);
		if (!why)
			why = uses_twice(p, &rules[i]);
		if (!why)
			*vec_push(p->a, &p->used.v) = key_of(&rules[i]);
	}
	return why;
}

static void take_texts(struct placing *p, const struct line_hunk *h,
		       const struct line_rule *new)
{
	struct rule_hunk hunk = { h->line, h->n_old, h->n_new,
				  arena_calloc(p->a, h->n_new + 1,
					       sizeof(const char *)) };

	for (unsigned int i = 0; i < h->n_new; i++)
		hunk.texts[i] =
			arena_strndup(p->a, new[i].text.s, new[i].text.len);
	*vec_push(p->a, &p->change.hunks) = hunk;
}

static void count(struct placing *p, const struct line_hunk *h)
{
	const unsigned int n = h->n_old < h->n_new ? h->n_old : h->n_new;

	p->placed.n_replaced += n;
	p->placed.n_deleted += h->n_old - n;
	p->placed.n_added += h->n_new - n;
}

static void note_tables(struct placing *p, const struct line_rule *rules,
			unsigned int n)
{
	for (unsigned int i = 0; i < n; i++) {
		p->is_mixed |= p->n_noted && p->table != rules[i].table;
		p->table = rules[i].table;
		p->n_noted++;
	}
}

/* @line: that of the hunk's first one in the new text. */
static const char *take_hunk(struct placing *p, const struct line_hunk *h,
			     uint32_t line)
{
	struct line_rule *old = arena_calloc(p->a, h->n_old + 1, sizeof(*old));
	struct line_rule *new = arena_calloc(p->a, h->n_new + 1, sizeof(*new));
	const char *why = read_old(p, h, old);

	if (rule_text_goes_on(rule_text_before(p->old, h->old.s)))
		return "a line goes on in the next one";
	if (!why && !h->n_old)
		why = find_neighbour(p, h, old);
	if (!why)
		why = read_new(p, h, line, new);
	if (!why)
		note_tables(p, old, h->n_old ?: 1);
	if (!why)
		note_tables(p, new, h->n_new);
	for (unsigned int i = 0; i < h->n_new && !why; i++) {
		struct line_rule *same = find_key(p, old, h->n_old, &new[i]);

		why = take_new(p, &new[i], same,
			       (same ?: &old[0])->answer >> 2);
	}
	for (unsigned int i = 0; i < h->n_old && !why; i++)
		why = take_old(p, &old[i]);
	if (!why) {
		take_texts(p, h, new);
		count(p, h);
	}
	return why;
}

static const char *take_all(struct placing *p)
{
	const struct line_hunk *h;
	const char *why = NULL;
	int64_t shift = 0;

	vec_for_each(h, &p->diff.hunks) {
		why = take_hunk(p, h, h->line + shift);
		if (why)
			return why;
		shift += (int64_t)h->n_new - h->n_old;
	}
	return NULL;
}

/* ---- What there is ---- */

static bool is_same_text(const char *x, const char *y)
{
	return x && y ? !strcmp(x, y) : x == y;
}

static const char *open_index(struct placing *p)
{
	const struct rule_target *t = p->t;
	struct stat st;

	if (rule_index_read(t->st, t->nic->name, t->gen, &p->index))
		return "what runs was loaded in another way";
	if (p->index.why_not)
		return p->index.why_not;
	if (access(state_text_path(t->st, t->nic->name, t->gen, STATE_COUNTERS),
		   F_OK))
		return "which rules its counters are of was lost";
	if (!is_same_text(p->index.mode, p->wish->mode) ||
	    !is_same_text(p->index.profile, p->wish->profile) ||
	    p->index.strict != p->wish->strict)
		return "what runs was loaded with other options";
	if (stat(state_text_path(t->st, t->nic->name, t->gen, STATE_ELEMENTS),
		 &st))
		return "whether elements of its sets were changed since was lost";
	if (st.st_size)
		return "elements of its sets were changed since";
	if (rule_edits_read(t->st, t->nic->name, t->gen, &p->edits))
		return "what changed since cannot be read";
	p->next_row = rule_edits_next_row(&p->edits, p->index.n_counters);
	return NULL;
}

static const char *find_changes(struct placing *p)
{
	const char *why = map_texts(p);

	if (why)
		return why;
	if (line_diff(p->a, p->old, p->new, &p->diff))
		return "many lines differ";
	if (!p->diff.hunks.n)
		return "no line differs";
	return NULL;
}

static const char *prepare(struct placing *p)
{
	const char *why = open_index(p);

	if (!why)
		why = find_changes(p);
	if (!why)
		why = read_samples(p);
	if (!why && rule_change_open(p->t->st, p->t->nic->name, p->t->gen,
				     &p->index, &p->tables))
		why = "its tables cannot be opened";
	if (!why)
		why = take_all(p);
	if (!why && p->is_mixed && !are_apart(p))
		why = "a frame may meet rules of several tables";
	return why;
}

const char *rule_place(const struct rule_target *t, struct diag *diag,
		       const struct rule_wish *wish, struct rule_placed *out)
{
	struct placing p = { .t = t, .wish = wish, .a = t->st->a };
	const char *why;

	memcpy(p.dev.name, t->nic->name, sizeof(p.dev.name));
	memcpy(p.dev.mac, t->nic->mac, sizeof(p.dev.mac));
	p.dev.ifindex = t->nic->ifindex;
	why = prepare(&p);
	if (!why) {
		p.change.source = wish->source;
		p.change.at = time(NULL);
		why = rule_change_make(t->st, t->nic->name, t->gen, diag,
				       &p.index, &p.tables, &p.change,
				       wish->fd);
	}
	if (!why) {
		*out = p.placed;
		out->runs = p.index.runs;
		out->gen = t->gen;
	}
	rule_change_close(&p.tables);
	rule_edits_free(&p.edits);
	rule_text_unmap(&p.old);
	rule_text_unmap(&p.new);
	return why;
}

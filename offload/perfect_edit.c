// SPDX-License-Identifier: GPL-2.0-only
/*
 * perfect_edit.c - a table of perfect.h changes while programs read it
 */
#include "offload/perfect_edit.h"

#include <errno.h>
#include <string.h>

#define N_NUMBERS 65536u

/* Rows of other groups that make way for one, and how often that is tried. */
#define MAX_WAYS  3
#define MAX_TRIES 32

/* What a key may have of words: an address and ports of each kind are fewer. */
#define MAX_WORDS 16

/* ---- Rows ---- */

static uint8_t *part_of_row(const struct perfect_edit *e, uint32_t row)
{
	return e->bytes + (size_t)(row / e->table->n_rows) * e->table->n_bytes;
}

/* Rows begin at multiples of 4, so that a word is read or stored at once. */
static uint32_t *row_at(const struct perfect_edit *e, uint32_t row)
{
	return (uint32_t *)(part_of_row(e, row) + e->table->rows_at +
			    (size_t)(row % e->table->n_rows) *
				    e->table->row_bytes);
}

static uint16_t *number_at(const struct perfect_edit *e, uint32_t group)
{
	const uint32_t bits = e->table->group_bits;

	return (uint16_t *)(e->bytes +
			    (size_t)(group >> bits) * e->table->n_bytes) +
	       (group & ((1u << bits) - 1));
}

static uint32_t number_of(const struct perfect_edit *e, uint32_t group)
{
	return __atomic_load_n(number_at(e, group), __ATOMIC_ACQUIRE);
}

static uint64_t hash_of(const struct perfect_edit *e, const uint32_t *key)
{
	return perfect_hash(e->table->seed, key, perfect_key_words(e->table));
}

static uint32_t lead(const struct perfect_edit *e, uint64_t hash)
{
	return perfect_row(e->table, hash,
			   number_of(e, perfect_group(e->table, hash)));
}

static void store(uint32_t *at, uint32_t word)
{
	__atomic_store_n(at, word, __ATOMIC_RELEASE);
}

static uint32_t n_rows(const struct perfect_edit *e)
{
	return e->table->n_parts * e->table->n_rows;
}

static bool is_answer(uint32_t word)
{
	return word < PERFECT_LEFT;
}

uint32_t perfect_answer(const struct perfect_edit *e, uint32_t row)
{
	return __atomic_load_n(row_at(e, row) + perfect_key_words(e->table),
			       __ATOMIC_ACQUIRE);
}

static bool has_key(const struct perfect_edit *e, uint32_t row,
		    const uint32_t *key)
{
	return !memcmp(row_at(e, row), key,
		       perfect_key_words(e->table) * sizeof(*key));
}

uint32_t perfect_find(const struct perfect_edit *e, const uint32_t *key)
{
	const uint32_t row = lead(e, hash_of(e, key));

	return has_key(e, row, key) && is_answer(perfect_answer(e, row))
		       ? row
		       : PERFECT_NO_ROW;
}

void perfect_remove(const struct perfect_edit *e, uint32_t row)
{
	store(row_at(e, row) + perfect_key_words(e->table), PERFECT_LEFT);
}

/* ---- Planning ---- */

/* A key that a row has, and to which its group's number does not lead. */
struct stale {
	uint64_t hash;
	uint32_t row;
};

/* A group that is to move. */
struct moving {
	uint32_t group;
	bool is_put;
	VEC(struct perfect_moved) keys;
	VEC(uint64_t) hashes; /* of these */
	VEC(struct stale) stale;
	uint32_t number; /* N_NUMBERS: not found yet */
};

struct planning {
	const struct perfect_edit *e;
	struct arena *a;
	bool reuses;
	VEC(struct moving) groups;
	uint32_t *of_group; /* which of them a group is, and 1; 0: none */
	uint32_t *is_taken; /* a bit for each row that a key moves to */
};

static bool is_taken(const struct planning *p, uint32_t row)
{
	return p->is_taken[row / 32] >> row % 32 & 1;
}

static void set_taken(const struct planning *p, uint32_t row, bool is)
{
	const uint32_t bit = 1u << row % 32;

	p->is_taken[row / 32] = (p->is_taken[row / 32] & ~bit) | (is ? bit : 0);
}

static struct moving *find_moving(const struct planning *p, uint32_t group)
{
	return p->of_group[group] ? &p->groups.v[p->of_group[group] - 1] : NULL;
}

static struct moving *take_group(struct planning *p, uint32_t group)
{
	if (!p->of_group[group]) {
		*vec_push(p->a, &p->groups) = (struct moving){
			.group = group,
			.number = N_NUMBERS,
		};
		p->of_group[group] = p->groups.n;
	}
	return find_moving(p, group);
}

static void push_key(struct planning *p, struct moving *m, uint64_t hash,
		     struct perfect_moved key)
{
	*vec_push(p->a, &m->keys) = key;
	*vec_push(p->a, &m->hashes) = hash;
}

/* The row's key, of a group that moves. */
static void take_row(struct planning *p, struct moving *m, uint64_t hash,
		     uint32_t row)
{
	const uint32_t *key = row_at(p->e, row);

	if (lead(p->e, hash) != row) {
		*vec_push(p->a, &m->stale) = (struct stale){ hash, row };
		return;
	}
	/* A put's is there already, and comes in its place. */
	for (size_t i = 0; i < m->keys.n; i++)
		if (m->keys.v[i].from == PERFECT_NO_ROW &&
		    has_key(p->e, row, m->keys.v[i].key))
			return;
	push_key(p, m, hash,
		 (struct perfect_moved){
			 .key = arena_memdup(p->a, key,
					     perfect_key_words(p->e->table) *
						     sizeof(*key)),
			 .answer = perfect_answer(p->e, row),
			 .from = row,
		 });
}

/* The keys of the groups from @from on, besides what is put there. */
static void collect(struct planning *p, size_t from)
{
	for (uint32_t row = 0; row < n_rows(p->e); row++) {
		struct moving *m;
		uint64_t hash;

		if (!is_answer(perfect_answer(p->e, row)))
			continue;
		hash = hash_of(p->e, row_at(p->e, row));
		m = find_moving(p, perfect_group(p->e->table, hash));
		if (m && m >= p->groups.v + from)
			take_row(p, m, hash, row);
	}
}

static void open_plan(struct planning *p, const struct perfect_put *puts,
		      uint32_t n)
{
	const struct perfect *t = p->e->table;

	p->of_group = arena_calloc(p->a, (size_t)t->n_parts << t->group_bits,
				   sizeof(*p->of_group));
	p->is_taken =
		arena_calloc(p->a, n_rows(p->e) / 32 + 1, sizeof(*p->is_taken));
	for (uint32_t i = 0; i < n; i++) {
		const uint64_t hash = hash_of(p->e, puts[i].key);
		struct moving *m = take_group(p, perfect_group(t, hash));

		m->is_put = true;
		push_key(p, m, hash,
			 (struct perfect_moved){
				 .key = puts[i].key,
				 .answer = puts[i].answer,
				 .from = PERFECT_NO_ROW,
				 .put = i,
			 });
	}
	collect(p, 0);
}

/* ---- Numbers ---- */

/* May who was led by a number that is, or is to be, get to @row? */
static bool is_led_to(const struct planning *p, const uint32_t *key,
		      uint32_t row)
{
	const uint64_t hash = hash_of(p->e, key);
	const struct moving *m =
		find_moving(p, perfect_group(p->e->table, hash));

	return lead(p->e, hash) == row ||
	       (m && m->number != N_NUMBERS &&
		perfect_row(p->e->table, hash, m->number) == row);
}

/* While @row gets @key, word by word: does it have a key that leads there? */
static bool is_found_between(const struct planning *p, const uint32_t *key,
			     uint32_t row)
{
	const uint32_t n = perfect_key_words(p->e->table);
	const uint32_t *had = row_at(p->e, row);

	for (uint32_t mix = 0; mix < 1u << n; mix++) {
		uint32_t words[MAX_WORDS];

		for (uint32_t i = 0; i < n; i++)
			words[i] = mix >> i & 1 ? key[i] : had[i];
		if (is_led_to(p, words, row))
			return true;
	}
	return false;
}

/* The group whose row it is now; NULL: nobody's. */
static bool is_current(const struct planning *p, uint32_t row, uint32_t *group)
{
	uint64_t hash;

	if (!is_answer(perfect_answer(p->e, row)))
		return false;
	hash = hash_of(p->e, row_at(p->e, row));
	*group = perfect_group(p->e->table, hash);
	return lead(p->e, hash) == row;
}

/*
 * Can a key move to @row, which was left if @left? *@others more rows can be
 * had that other groups have, and those of groups that are to move.
 */
static bool can_have(const struct planning *p, uint32_t row, bool left,
		     uint32_t *others)
{
	const struct moving *m;
	uint32_t group;

	if (is_taken(p, row))
		return false;
	if (perfect_answer(p->e, row) == PERFECT_FREE)
		return true;
	if (!is_current(p, row, &group))
		return left;
	m = find_moving(p, group);
	if (m)
		return *others && !m->is_put && m->number != N_NUMBERS;
	return *others && (*others)--;
}

static void untake(const struct planning *p, struct moving *m, size_t n)
{
	while (n-- > 0)
		set_taken(p, m->keys.v[n].to, false);
}

/* Takes the rows to which @number leads, or none. */
static bool take_rows(const struct planning *p, struct moving *m,
		      uint32_t number, uint32_t others)
{
	/* Who waits until others have made way has waited for these, too. */
	const bool left = p->reuses || others;

	for (size_t i = 0; i < m->keys.n; i++) {
		const uint32_t row =
			perfect_row(p->e->table, m->hashes.v[i], number);

		if (!can_have(p, row, left, &others)) {
			untake(p, m, i);
			return false;
		}
		m->keys.v[i].to = row;
		set_taken(p, row, true);
	}
	return true;
}

/* Does nobody find under @number, or on the way there, what is not there? */
static bool is_sound(const struct planning *p, const struct moving *m,
		     uint32_t number)
{
	const struct perfect_moved *k;
	const struct stale *s;

	vec_for_each(s, &m->stale)
		if (perfect_row(p->e->table, s->hash, number) == s->row)
			return false;
	vec_for_each(k, &m->keys)
		if (is_found_between(p, k->key, k->to))
			return false;
	return true;
}

/* The next number from @from on, whose rows are taken; N_NUMBERS: none. */
static uint32_t find_number(const struct planning *p, struct moving *m,
			    uint32_t from, uint32_t others)
{
	for (; from < N_NUMBERS; from++) {
		if (!take_rows(p, m, from, others))
			continue;
		if (others || is_sound(p, m, from))
			break;
		untake(p, m, m->keys.n);
	}
	return from;
}

/* ---- Plans ---- */

static void put_out(struct planning *p, struct moving *m,
		    struct perfect_moves *out)
{
	struct perfect_move *move = vec_push(p->a, &out->v);
	struct perfect_moved *k;

	*move = (struct perfect_move){ .group = m->group, .number = m->number };
	vec_for_each(k, &m->keys) {
		k->is_used = perfect_answer(p->e, k->to) != PERFECT_FREE;
		*vec_push(p->a, &move->keys) = *k;
	}
}

int perfect_plan(struct arena *a, const struct perfect_edit *e,
		 const struct perfect_put *puts, uint32_t n, bool reuses,
		 struct perfect_moves *out)
{
	struct planning p = { .e = e, .a = a, .reuses = reuses };
	struct moving *m;

	*out = (struct perfect_moves){};
	if (perfect_key_words(e->table) > MAX_WORDS)
		return -ENOSPC;
	open_plan(&p, puts, n);
	vec_for_each(m, &p.groups) {
		m->number = find_number(&p, m, 0, 0);
		if (m->number == N_NUMBERS)
			return -ENOSPC;
		put_out(&p, m, out);
	}
	return 0;
}

/* Plans that the groups which have rows of @m move to free ones. */
static bool make_way(struct planning *p, size_t put, struct perfect_moves *out)
{
	const size_t from = p->groups.n;
	bool is_made = true;

	for (size_t i = 0; i < p->groups.v[put].keys.n; i++) {
		uint32_t group;

		if (is_current(p, p->groups.v[put].keys.v[i].to, &group))
			take_group(p, group);
	}
	collect(p, from);
	for (size_t i = from; i < p->groups.n && is_made; i++) {
		struct moving *m = &p->groups.v[i];

		m->number = find_number(p, m, 0, 0);
		is_made = m->number != N_NUMBERS;
		if (is_made)
			put_out(p, m, out);
	}
	return is_made;
}

/* As fewest groups as can be make way. */
static bool make_room(struct planning *p, size_t put, struct perfect_moves *out)
{
	uint32_t n = 0;

	for (uint32_t ways = 1; ways <= MAX_WAYS; ways++) {
		uint32_t number = find_number(p, &p->groups.v[put], 0, ways);

		while (number < N_NUMBERS) {
			if (make_way(p, put, out))
				return true;
			untake(p, &p->groups.v[put], p->groups.v[put].keys.n);
			if (++n == MAX_TRIES)
				return false;
			number = find_number(p, &p->groups.v[put], number + 1,
					     ways);
		}
	}
	return false;
}

int perfect_plan_room(struct arena *a, const struct perfect_edit *e,
		      const struct perfect_put *puts, uint32_t n, bool reuses,
		      struct perfect_moves *out)
{
	struct planning p = { .e = e, .a = a, .reuses = reuses };
	size_t n_puts;

	*out = (struct perfect_moves){};
	if (perfect_key_words(e->table) > MAX_WORDS)
		return -ENOSPC;
	open_plan(&p, puts, n);
	n_puts = p.groups.n;
	for (size_t i = 0; i < n_puts; i++)
		if (find_number(&p, &p.groups.v[i], 0, 0) == N_NUMBERS &&
		    !make_room(&p, i, out))
			return -ENOSPC;
	return 0;
}

/* ---- Doing ---- */

/* The last word says that there is a key, or none, so it is the last. */
static void write_row(const struct perfect_edit *e,
		      const struct perfect_moved *k)
{
	const uint32_t n = perfect_key_words(e->table);
	uint32_t *row = row_at(e, k->to);

	store(row + n, PERFECT_LEFT);
	for (uint32_t i = 0; i < n; i++)
		store(row + i, k->key[i]);
	store(row + n, k->answer);
}

void perfect_do(const struct perfect_edit *e, const struct perfect_moves *moves)
{
	const struct perfect_move *m;
	const struct perfect_moved *k;

	vec_for_each(m, &moves->v) {
		/* No group moves to the number that it has. */
		if (number_of(e, m->group) == m->number)
			continue;
		vec_for_each(k, &m->keys)
			write_row(e, k);
		__atomic_store_n(number_at(e, m->group), (uint16_t)m->number,
				 __ATOMIC_RELEASE);
	}
}

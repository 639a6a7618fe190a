// SPDX-License-Identifier: GPL-2.0-only
/*
 * perfect_random_test.c - do tables of any keys say and count what maps do?
 *
 * The same plan becomes two programs, of which one has no tables. Frames have
 * the keys of a rule, or nearly.
 */
#include "lib/program.h"
#include "lib/rng.h"

#include <inttypes.h>

#define N_CASES	   80
#define N_FRAMES   60
#define N_VALUES   4
#define MAX_MAPS   3
#define MAX_KEYS   900
#define N_COUNTERS 40

struct random_case {
	struct rng rng;
	struct program *tables, *maps;
	uint16_t first_bit[N_VALUES];
	uint16_t width[N_VALUES];
	uint32_t n_choices; /* of a part of a key */
	u128 choices[64];
};

/* Some have one word, some several, and few fill theirs. */
static void choose_values(struct random_case *c)
{
	static const uint16_t widths[] = { 1,  3,  8,  13, 16, 20, 31,
					   32, 33, 40, 48, 64, 65, 128 };
	uint16_t bit = 0;

	for (uint32_t i = 0; i < N_VALUES; i++) {
		c->width[i] = widths[rng_below(&c->rng, 14)];
		c->first_bit[i] = bit;
		if (bit + c->width[i] > 320)
			c->width[i] = 16;
		bit += c->width[i];
	}
	c->n_choices = rng_between(&c->rng, 8, 64);
	for (uint32_t i = 0; i < c->n_choices; i++)
		c->choices[i] = (u128)rng_next(&c->rng) << 64 |
				rng_next(&c->rng);
}

static u128 choose_mask(struct rng *r, uint16_t width)
{
	switch (rng_below(r, 4)) {
	case 0:
		return u128_max(width) & ~u128_max(rng_below(r, width));
	case 1:
		return (((u128)rng_next(r) << 64 | rng_next(r)) |
			(u128)1 << (width - 1)) &
		       u128_max(width);
	default:
		return u128_max(width);
	}
}

static uint32_t key_bytes(const struct program *p, const struct plan_map *m)
{
	return plan_map_key_bytes(&p->plan, m);
}

/* Adds the random key at the end of those of @m, if it is another one. */
static void add_key(struct random_case *c, struct plan_map *m)
{
	const uint32_t len = key_bytes(c->tables, m);
	uint8_t *key = m->keys + (size_t)m->n_entries * len;
	const struct plan_part *part;
	uint32_t i = 0, at = 0;

	vec_for_each(part, &m->parts) {
		const uint16_t width =
			c->tables->plan.values.v[part->value].width;

		plan_put_part(key + at, width,
			      c->choices[rng_below(&c->rng, c->n_choices)] &
				      part->mask);
		at += plan_part_bytes(width);
	}
	while (i < m->n_entries && memcmp(m->keys + (size_t)i * len, key, len))
		i++;
	m->n_entries += i == m->n_entries;
}

static void add_map(struct random_case *c)
{
	struct program *p = c->tables;
	struct plan_map m = { .name = "rules",
			      .kind = PLAN_MAP_RANKED,
			      .max_entries = MAX_KEYS };

	while (!m.parts.n)
		for (uint32_t i = 0; i < N_VALUES; i++)
			if (rng_below(&c->rng, 2))
				*vec_push(p->arena,
					  &m.parts) = (struct plan_part){
					i, choose_mask(&c->rng, c->width[i])
				};
	m.keys = arena_calloc(p->arena, MAX_KEYS + 1, key_bytes(p, &m));
	for (uint32_t i = 0; i < 4 * MAX_KEYS && m.n_entries < MAX_KEYS; i++)
		add_key(c, &m);
	m.values = arena_calloc(p->arena, m.n_entries, 8);
	for (uint32_t i = 0; i < m.n_entries; i++) {
		m.values[2ul * i] = rng_below(&c->rng, 2000);
		m.values[2ul * i + 1] =
			plan_outcome(rng_below(&c->rng, PLAN_PUNT + 1),
				     rng_below(&c->rng, N_COUNTERS));
	}
	*(struct plan_map *)vec_push(p->arena, &p->plan.maps) = m;
}

static void make_plan(struct random_case *c)
{
	struct program *p = c->tables;
	const uint32_t n_maps = rng_between(&c->rng, 1, MAX_MAPS);
	uint32_t next = 1;

	for (uint32_t i = 0; i < N_VALUES; i++)
		program_add_value(p, PLAN_NET, c->first_bit[i], c->width[i]);
	for (uint32_t i = 0; i < n_maps; i++, next++) {
		add_map(c);
		program_add_node(p, (struct plan_node){ .op = PLAN_BEST,
							NO_RULE,
							.map = i,
							.yes = next });
	}
	if (rng_below(&c->rng, 2))
		program_add_node(p, (struct plan_node){ .op = PLAN_KEEP,
							NO_RULE,
							.rank = 1000,
							.verdict = PLAN_DROP,
							.counter = N_COUNTERS,
							.yes = next++ });
	program_add_node(
		p, (struct plan_node){ .op = PLAN_PICK, NO_RULE, .no = next });
	program_add_verdict(p, PLAN_ACCEPT, N_COUNTERS + 1);
	c->maps->plan = p->plan;
}

static void put_bits(uint8_t *to, uint32_t at, uint16_t width, u128 value)
{
	for (uint32_t i = 0; i < width; i++, at++) {
		const uint8_t bit = 0x80 >> at % 8;

		if (value >> (width - 1 - i) & 1)
			to[at / 8] |= bit;
		else
			to[at / 8] &= ~bit;
	}
}

/* Mostly the key of a rule; what its masks leave out is anything. */
static void make_frame(struct random_case *c, uint8_t *frame)
{
	const struct program *p = c->tables;
	const struct plan_map *m =
		&p->plan.maps.v[rng_below(&c->rng, p->plan.maps.n)];
	const struct plan_part *part;
	const uint8_t *key =
		m->keys +
		(size_t)rng_below(&c->rng, m->n_entries) * key_bytes(p, m);

	for (uint32_t i = 0; i < 46; i++)
		frame[14 + i] = rng_next(&c->rng);
	for (uint32_t i = 0; i < N_VALUES; i++)
		put_bits(frame + 14, c->first_bit[i], c->width[i],
			 c->choices[rng_below(&c->rng, c->n_choices)]);
	vec_for_each(part, &m->parts) {
		const uint16_t width = c->width[part->value];
		u128 value = 0;

		for (uint32_t i = 0; i < plan_part_bytes(width); i += 4) {
			uint32_t word;

			memcpy(&word, key + i, sizeof(word));
			value = value << 32 | word;
		}
		key += plan_part_bytes(width);
		value |= ((u128)rng_next(&c->rng) << 64 | rng_next(&c->rng)) &
			 ~part->mask;
		put_bits(frame + 14, c->first_bit[part->value], width, value);
	}
	if (!rng_below(&c->rng, 4))
		frame[14 + rng_below(&c->rng, 40)] ^= 1
						      << rng_below(&c->rng, 8);
}

/* Tables of one part, and of several. */
static void count_tables(const struct image *img, uint32_t n[2])
{
	const struct image_map *m;

	vec_for_each(m, &img->maps)
		if (m->role == MAP_TREE)
			n[m->n_entries > 1]++;
}

static void run_case(uint64_t seed, struct program *tables,
		     struct program *maps, uint32_t n_tables[2])
{
	struct random_case c = { { seed }, tables, maps };
	struct profile with = host;

	choose_values(&c);
	make_plan(&c);
	with.tree_bytes = rng_below(&c.rng, 2) ? 1 << 20
					       : rng_between(&c.rng, 800, 9000);
	program_emit(tables, &with, (struct image_options){});
	program_emit(maps, &host, (struct image_options){});
	for (uint32_t i = 0; i < N_FRAMES; i++) {
		make_frame(&c, tables->frame);
		memcpy(maps->frame, tables->frame, sizeof(maps->frame));
		if (program_answer(tables) != program_answer(maps))
			fail_msg("seed %" PRIu64 ", frame %u", seed, i);
	}
	for (uint32_t i = 0; i < tables->plan.n_counters; i++)
		if (program_packets(tables, i) != program_packets(maps, i))
			fail_msg("seed %" PRIu64 ", counter %u", seed, i);
	count_tables(tables->img, n_tables);
}

static void tables_say_and_count_what_maps_do(void **state)
{
	uint32_t n_tables[2] = {};

	(void)state;
	for (uint64_t seed = 1; seed <= N_CASES; seed++) {
		void *tables, *maps;

		program_setup(&tables);
		program_setup(&maps);
		run_case(seed, tables, maps, n_tables);
		program_teardown(&maps);
		program_teardown(&tables);
	}
	assert_in_range(n_tables[0], N_CASES / 4, N_CASES * MAX_MAPS);
	assert_in_range(n_tables[1], N_CASES / 4, N_CASES * MAX_MAPS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_say_and_count_what_maps_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

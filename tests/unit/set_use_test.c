// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_use_test.c - an element that is written to a map, and one that is
 * compiled: is that the same?
 *
 * Random rulesets over three sets. Where set_use.h says that a change can be
 * made in the maps of the image, it is made there, and the program has to do as
 * the oracle does with the changed ruleset.
 */
#include "lib/gen_packet.h"
#include "lib/resolved.h"
#include "offload/check.h"
#include "offload/interp.h"
#include "policy/set_use.h"

#include <linux/bpf.h>

#define N_CASES	   1000
#define N_FRAMES   60
#define N_ELEMENTS 24

static const struct device device = { .name = "v0", .ifindex = 7 };

/* A ruleset and one element that is in it, or is not. */
struct change {
	uint32_t set; /* 0: hosts, 1: nets, 2: ports */
	bool deletes;
	uint32_t number;
};

static const char *const names[] = { "hosts", "nets", "ports" };
static const char *const heads[] = {
	"type ipv4_addr",
	"type ipv4_addr; flags interval",
	"type ipv4_addr . inet_service",
};

/* Element @n of set @set: those of an interval set do not overlap. */
static char *element(struct arena *a, uint32_t set, uint32_t n)
{
	switch (set) {
	case 0:
		return arena_printf(a, "10.0.0.%u", n);
	case 1:
		return n % 3 ? arena_printf(a, "10.0.0.%u", 4 * n)
			     : arena_printf(a, "10.0.0.%u/30", 4 * n);
	default:
		return arena_printf(a, "10.0.0.%u . %u", n, n % 4);
	}
}

static void print_set(struct arena *a, uint32_t set, uint32_t without,
		      FILE *out)
{
	fprintf(out, "set %s { %s\n elements = {", names[set], heads[set]);
	for (uint32_t n = 1; n <= N_ELEMENTS; n++)
		if (n != without)
			fprintf(out, " %s,", element(a, set, n));
	fprintf(out, " }\n}\n");
}

static void print_rule(struct rng *r, FILE *out)
{
	static const char *const matches[] = {
		"ip saddr @hosts",
		"ip saddr != @hosts",
		"ip daddr @hosts",
		"ip saddr @nets",
		"ip daddr != @nets",
		"ip saddr . udp dport @ports",
		"ip daddr . udp dport @ports",
		"ip saddr 10.0.0.0/28",
		"ip daddr 10.0.0.7",
		"udp dport 1-2",
		"meta l4proto udp",
	};
	static const char *const verdicts[] = { "accept", "drop", "drop",
						"return", "jump c" };
	const uint32_t n = sizeof(matches) / sizeof(*matches);

	for (uint32_t i = rng_between(r, 1, 2); i--;)
		fprintf(out, "%s ", matches[rng_below(r, n)]);
	fprintf(out, "%s\n", verdicts[rng_below(r, 5)]);
}

/* The rules are those of @seed; the set lacks element @without, 0: none. */
static char *print_ruleset(struct arena *a, uint64_t seed, uint32_t set,
			   uint32_t without)
{
	struct rng r = { seed };
	char *text = NULL, *copy;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	fputs("table netdev t {\n", out);
	for (uint32_t i = 0; i < 3; i++)
		print_set(a, i, i == set ? without : 0, out);
	fputs("chain c {\n udp dport 3 drop\n ip daddr @nets accept\n}\n", out);
	fputs("chain in {\n type filter hook ingress device v0 priority 0; ",
	      out);
	fprintf(out, "policy %s;\n", rng_below(&r, 2) ? "drop" : "accept");
	for (uint32_t i = rng_between(&r, 1, 4); i--;)
		print_rule(&r, out);
	fputs("}\n}\n", out);
	fclose(out);
	copy = arena_strdup(a, text);
	free(text);
	return copy;
}

/* The image's map gets one key more, or loses it. False: it has no such map. */
static bool write_key(struct arena *a, struct compiled *c,
		      const struct set_use *use, const struct set_key *key,
		      bool deletes)
{
	const struct set_map *m = use->maps.v;
	struct image_map *map;
	uint8_t *keys, *values;
	uint32_t n = 0;

	while (memcmp(m->masks, key->masks,
		      use->set->n_parts * sizeof(*m->masks)))
		if (++m == use->maps.v + use->maps.n)
			return false;
	map = &c->image->maps.v[set_use_map(c, m)];
	keys = arena_calloc(a, map->n_entries + 1, map->key_bytes);
	values = arena_calloc(a, map->n_entries + 1, map->value_bytes);
	for (uint32_t i = 0; i < map->n_entries; i++) {
		const uint8_t *old = map->keys + i * map->key_bytes;

		if (deletes && !memcmp(old, key->key, map->key_bytes))
			continue;
		memcpy(keys + n * map->key_bytes, old, map->key_bytes);
		memcpy(values + n++ * map->value_bytes,
		       map->values + i * map->value_bytes, map->value_bytes);
	}
	assert_int_equal(n, map->n_entries - deletes);
	if (!deletes) {
		memcpy(keys + n * map->key_bytes, key->key, map->key_bytes);
		memcpy(values + n++ * map->value_bytes, key->value,
		       map->value_bytes);
	}
	map->keys = keys;
	map->values = values;
	map->n_entries = n;
	return true;
}

static const struct policy_set *named(const struct policy *p, const char *name)
{
	struct policy_set *const *set;

	vec_for_each(set, &p->sets)
		if (!strcmp((*set)->name, name))
			return *set;
	return NULL;
}

/* The element alone in its set. */
static struct set_key key_of(struct resolved *f, const struct change *change)
{
	const struct policy *p = resolve(
		f,
		arena_printf(f->arena,
			     "table netdev t {\nset %s { %s\n "
			     "elements = { %s }\n}\n}\n",
			     names[change->set], heads[change->set],
			     element(f->arena, change->set, change->number)));
	struct set_key key;

	assert_int_equal(set_use_key(f->arena, p->sets.v[0], &key), 0);
	return key;
}

static void check_frames(const struct compiled *c, const struct policy *p,
			 uint64_t seed)
{
	struct interp *it = interp_new(c->image);
	struct rng r = { seed };

	for (uint32_t i = 0; i < N_FRAMES; i++) {
		struct eval_result result;
		struct gen_frame frame;
		const char *why;

		gen_packet(&r, p, &device, &frame);
		eval_frame(p, NULL, &device, c->image->profile->reach,
			   frame.bytes, frame.len, NULL, &result);
		assert_int_equal(interp_run(it, frame.bytes, frame.len, &why),
				 result.verdict == PLAN_ACCEPT ? XDP_PASS
							       : XDP_DROP);
	}
	interp_free(it);
}

/* 1: the change was made in place; 0: it cannot be. */
static int check_case(uint64_t seed)
{
	struct rng r = { ~seed };
	const struct change change = { rng_below(&r, 3), rng_below(&r, 2),
				       rng_between(&r, 1, N_ELEMENTS) };
	struct image_options opts = { .last_stage = true };
	const struct policy *before, *after;
	const struct set_use *use;
	struct compiled *c;
	struct profile *profile;
	struct set_key key;
	struct resolved f;
	bool is_done;

	resolved_setup(&f);
	before = resolve(&f, print_ruleset(f.arena, seed, change.set,
					   change.deletes ? 0 : change.number));
	after = resolve(&f, print_ruleset(f.arena, seed, change.set,
					  change.deletes ? change.number : 0));
	assert_int_equal(profile_find(f.arena, f.diag, "driver", &profile), 0);
	assert_int_equal(compile_policy(f.arena, f.diag, before, &device,
					profile, &opts, &c),
			 0);
	use = set_use_find(c, named(before, names[change.set]));
	key = key_of(&f, &change);
	is_done = !set_use_why_not(f.arena, c, use) &&
		  write_key(f.arena, c, use, &key, change.deletes);
	if (is_done)
		check_frames(c, after, seed);
	arena_free(f.arena);
	return is_done;
}

static void a_key_in_a_map_is_as_good_as_compiled(void **state)
{
	uint32_t n = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= N_CASES; seed++)
		n += check_case(seed);
	/* Else it is not much of a test. */
	assert_true(n > N_CASES / 10);
	printf("# %u of %u changes in place\n", n, N_CASES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_in_a_map_is_as_good_as_compiled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

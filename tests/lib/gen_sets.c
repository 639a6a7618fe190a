// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_sets.c - random sets and verdict maps
 */
#include "lib/gen_sets.h"

#define MAX_ELEMENTS 64

/*
 * Elements of a key with several parts differ in the first one: what the
 * kernel thinks of others depends on the order in which they are added.
 */
void gen_fill_set(struct gen *g, struct gen_set *set, uint32_t n,
		  gen_verdict_fn verdict, void *data)
{
	const struct gen_key *key = &set->key;
	struct interval firsts[MAX_ELEMENTS];

	n = gen_intervals(&g->rng, key->fields[0], set->has_ranges,
			  n < MAX_ELEMENTS ? n : MAX_ELEMENTS, firsts);
	for (uint32_t i = 0; i < n; i++) {
		struct gen_element *el = vec_push(g->arena, &set->elements);

		el->parts[0] = firsts[i];
		if (set->mask)
			el->parts[0].lo = el->parts[0].hi &= set->mask;
		for (uint32_t p = 1; p < key->n; p++)
			gen_intervals(&g->rng, key->fields[p], set->has_ranges,
				      1, &el->parts[p]);
		el->verdict = verdict ? verdict(g, data) : NULL;
	}
	set->is_map = verdict != NULL;
	set->has_fallback = verdict && rng_one_in(&g->rng, 4);
	if (set->has_fallback)
		set->fallback = verdict(g, data);
}

void gen_put_key(struct gen *g, const struct gen_key *key)
{
	for (uint32_t p = 0; p < key->n; p++)
		gen_put(g, "%s%s", p ? " . " : "", fields[key->fields[p]].name);
}

static void put_element(struct gen *g, const struct gen_set *set,
			const struct gen_element *el)
{
	const struct gen_key *key = &set->key;

	for (uint32_t p = 0; p < key->n; p++)
		gen_put(g, "%s%s", p ? " . " : "",
			gen_interval_text(g->arena, key->fields[p],
					  el->parts[p]));
	if (el->verdict)
		gen_put(g, " : %s", el->verdict);
}

void gen_put_elements(struct gen *g, const struct gen_set *set)
{
	const struct gen_element *el;

	gen_put(g, "{ ");
	vec_for_each(el, &set->elements) {
		size_t span = gen_open(g);

		put_element(g, set, el);
		gen_put(g, ", ");
		gen_close(g, span);
	}
	if (set->has_fallback) {
		size_t span = gen_open(g);

		gen_put(g, "* : %s, ", set->fallback);
		gen_close(g, span);
	}
	gen_put(g, "}");
}

/* "typeof exthdr hbh" is a protocol to nft, not a boolean. */
bool gen_can_name(const struct gen_set *set)
{
	for (uint32_t p = 0; p < set->key.n; p++) {
		if (fields[set->key.fields[p]].type == TYPE_BOOLEAN)
			return false;
	}
	return true;
}

void gen_put_name(struct gen *g, struct gen_sets *sets,
		  const struct gen_set *set)
{
	gen_put(g, "@s%zu", sets->n_declared + sets->v.n);
	*(struct gen_set *)vec_push(g->arena, &sets->v) = *set;
}

/* "type" needs a name for each part's type, which says its width. */
static bool has_type_names(const struct gen_key *key)
{
	for (uint32_t p = 0; p < key->n; p++) {
		const struct field *f = &fields[key->fields[p]];

		if (!datatype_name(f->type) ||
		    datatype_width(f->type) != f->width)
			return false;
	}
	return true;
}

static void put_type(struct gen *g, const struct gen_set *set)
{
	const struct gen_key *key = &set->key;

	if (has_type_names(key) && !rng_one_in(&g->rng, 3)) {
		gen_put(g, "\t\ttype ");
		for (uint32_t p = 0; p < key->n; p++)
			gen_put(g, "%s%s", p ? " . " : "",
				datatype_name(fields[key->fields[p]].type));
	} else {
		gen_put(g, "\t\ttypeof ");
		gen_put_key(g, key);
	}
	gen_put(g, "%s\n", set->is_map ? " : verdict" : "");
}

static void put_declaration(struct gen *g, const struct gen_set *set,
			    uint32_t number)
{
	size_t span = gen_open(g);

	gen_put(g, "\t%s s%u {\n", set->is_map ? "map" : "set", number);
	put_type(g, set);
	if (set->has_ranges)
		gen_put(g, "\t\tflags interval\n");
	gen_put(g, "\t\telements = ");
	gen_put_elements(g, set);
	gen_put(g, "\n\t}\n");
	gen_close(g, span);
}

void gen_put_declarations(struct gen *g, struct gen_sets *sets)
{
	const struct gen_set *set;

	vec_for_each(set, &sets->v)
		put_declaration(g, set, sets->n_declared++);
	sets->v.n = 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_slots.c - where on the stack the values are
 *
 * From the lowest address: the key of lookups, and in it, before there is one,
 * what a walk through extension headers remembers; words that are always
 * stored, then a group of words a header. An nfp reaches the lowest 64 bytes
 * cheapest (jit.c, mem_op_stack), so nothing stands there that is not needed.
 */
#include "offload/emit.h"

#include <errno.h>
#include <linux/if_ether.h>

#define MAX_STACK 512

/* Hands out words; the key comes first, so words count from its start. */
struct layout {
	struct emitter *e;
	unsigned int words;
};

static unsigned int value_words(const struct plan_value *v)
{
	return plan_part_bytes(v->width) / 4;
}

unsigned int emit_value_end(const struct plan_value *v)
{
	return (v->bit_off + v->width + 7) / 8;
}

static void take(struct layout *l, int16_t *slot, unsigned int n_words)
{
	*slot = 4 * l->words;
	l->words += n_words;
}

/*
 * An odd group starts at the second word of a pair, so that each of its words
 * is the second of its pair or has one behind that is stored later (emit.h).
 */
static void align(struct layout *l, unsigned int group_words)
{
	l->words += (l->words + group_words) % 2;
}

/* Keeps the values of a header sorted by their ends. */
static void add_load(struct emitter *e, uint16_t index)
{
	const struct plan_value *values = e->plan->values.v;
	enum plan_base base = values[index].base;
	unsigned int end = emit_value_end(&values[index]);

	vec_push(e->arena, &e->slots.loads[base]);

	uint16_t *v = e->slots.loads[base].v;
	size_t i = e->slots.loads[base].n - 1;

	for (; i > 0 && emit_value_end(&values[v[i - 1]]) > end; i--)
		v[i] = v[i - 1];
	v[i] = index;
}

unsigned int emit_last_end(const struct emitter *e, enum plan_base base)
{
	size_t n = e->slots.loads[base].n;

	if (!n)
		return 0;
	return emit_value_end(
		&e->plan->values.v[e->slots.loads[base].v[n - 1]]);
}

/* Marks what a value asks for: any number but 0, until places are given. */
static void mark_value(struct emitter *e, uint16_t index)
{
	const struct plan_value *v = &e->plan->values.v[index];
	struct slots *s = &e->slots;

	s->value[index] = 1;
	if (v->base < N_PLAN_HEADERS)
		add_load(e, index);
	else if (v->base == PLAN_AVAIL)
		s->avail[v->bit_off] = 1;
	else if (v->base == PLAN_EXISTS)
		s->exists[v->bit_off] = 1;
	else if (v->base == PLAN_META)
		s->meta[v->bit_off] = 1;
}

/* A node reads a value in frames of @type. */
static void ask_value(struct emitter *e, uint16_t index, int32_t type)
{
	int32_t *known = &e->slots.type[index];

	if (e->plan->values.v[index].base != PLAN_NET)
		type = TYPE_ANY;
	if (!e->slots.value[index]) {
		mark_value(e, index);
		*known = type;
	} else if (*known != type) {
		*known = TYPE_ANY;
	}
}

static void ask_values(struct emitter *e)
{
	for (size_t i = 0; i < e->plan->nodes.n; i++) {
		const struct plan_node *n = &e->plan->nodes.v[i];
		const struct plan_part *part;

		if (!emit_is_reached(e, i))
			continue;
		if (n->op == PLAN_EQ || n->op == PLAN_LT || n->op == PLAN_ANY)
			ask_value(e, n->part.value, e->type_at[i]);
		if (n->op == PLAN_NARROW)
			ask_value(e, n->probes.v[0].part.value, e->type_at[i]);
		if (n->op != PLAN_LOOKUP && n->op != PLAN_BEST)
			continue;
		vec_for_each(part, &e->plan->maps.v[n->map].parts)
			ask_value(e, part->value, e->type_at[i]);
	}
}

/* The bytes of the longest key, of two words at least. */
static unsigned int key_bytes(const struct emitter *e)
{
	const struct plan_map *m;
	unsigned int most = 8;

	vec_for_each(m, &e->plan->maps) {
		unsigned int bytes = plan_map_key_bytes(e->plan, m);

		most = bytes > most ? bytes : most;
	}
	return most;
}

/*
 * Behind the word of the key that numbers are hidden in, each in the second
 * word of a pair, since not all are stored on all ways (emit.h).
 */
static void place_walk(struct layout *l)
{
	struct slots *s = &l->e->slots;
	struct layout walk = { .words = 3 };

	for (unsigned int base = PLAN_HBH; base < N_PLAN_HEADERS; base++) {
		s->found[base] = s->loads[base].n || s->avail[base] ||
				 s->exists[base];
		if (s->found[base])
			take(&walk, &s->found[base], 2);
	}
	if (emit_needs_ext(l->e) && emit_needs_l4(l->e))
		take(&walk, &s->l4_end, 2);
	s->walk_end = 4 * (walk.words - 1);
	if (walk.words - 1 > l->words)
		l->words = walk.words - 1;
}

static void place_fact(struct layout *l, int16_t *slot)
{
	if (*slot)
		take(l, slot, 1);
}

/*
 * What is stored for every frame. Of the last two the verifier knows bounds:
 * the type is stored first, and the protocol behind it (align()).
 */
static void place_always(struct layout *l)
{
	struct slots *s = &l->e->slots;
	int16_t *type = &s->meta[PLAN_META_PKTTYPE];
	int16_t *protocol = &s->meta[PLAN_META_PROTOCOL];

	place_fact(l, &s->avail[PLAN_FRAME]);
	place_fact(l, &s->avail[PLAN_NET]);
	place_fact(l, &s->beyond);
	if (*type || *protocol)
		align(l, (*type != 0) + (*protocol != 0));
	place_fact(l, type);
	place_fact(l, protocol);
}

/* Places a group of @n words and the values of header @base behind them. */
static void place_group(struct layout *l, int16_t **facts, unsigned int n,
			const uint16_t *values, unsigned int n_values)
{
	struct emitter *e = l->e;
	unsigned int words = 0;

	for (unsigned int i = 0; i < n; i++)
		words += *facts[i] != 0;
	for (unsigned int i = 0; i < n_values; i++)
		words += value_words(&e->plan->values.v[values[i]]);
	align(l, words);
	for (unsigned int i = 0; i < n; i++)
		place_fact(l, facts[i]);
	for (unsigned int i = 0; i < n_values; i++)
		take(l, &e->slots.value[values[i]],
		     value_words(&e->plan->values.v[values[i]]));
}

static void place_header(struct layout *l, enum plan_base base)
{
	struct slots *s = &l->e->slots;
	int16_t *facts[] = { &s->meta[PLAN_META_HAS_L4],
			     &s->meta[PLAN_META_L4PROTO], &s->exists[base],
			     &s->avail[base] };

	if (base == PLAN_TRANS)
		place_group(l, facts, 4, s->loads[base].v, s->loads[base].n);
	else
		place_group(l, &facts[2], base > PLAN_TRANS ? 2 : 0,
			    s->loads[base].v, s->loads[base].n);
}

/* Turns bytes from the key's start into offsets from the frame pointer. */
static void rebase(int16_t *slot, unsigned int n, int frame)
{
	for (unsigned int i = 0; i < n; i++) {
		if (slot[i])
			slot[i] -= frame;
	}
}

static void rebase_all(struct emitter *e, int frame)
{
	struct slots *s = &e->slots;

	s->key = -frame;
	s->scratch = 4 - frame;
	rebase(s->value, e->plan->values.n, frame);
	rebase(s->meta, N_PLAN_META, frame);
	rebase(s->avail, N_PLAN_HEADERS, frame);
	rebase(s->exists, N_PLAN_HEADERS, frame);
	rebase(s->found, N_PLAN_HEADERS, frame);
	rebase(&s->l4_end, 1, frame);
	rebase(&s->walk_end, 1, frame);
	rebase(&s->kept, 1, frame);
	rebase(&s->beyond, 1, frame);
	rebase(&s->zeroed, 1, frame);
}

/* Values of facts are where the fact is, whatever their width. */
static void point_to_facts(struct emitter *e)
{
	struct slots *s = &e->slots;

	for (size_t i = 0; i < e->plan->values.n; i++) {
		const struct plan_value *v = &e->plan->values.v[i];

		if (!s->value[i])
			continue;
		if (v->base == PLAN_AVAIL)
			s->value[i] = s->avail[v->bit_off];
		else if (v->base == PLAN_EXISTS)
			s->value[i] = s->exists[v->bit_off];
		else if (v->base == PLAN_META)
			s->value[i] = s->meta[v->bit_off];
		else if (v->base == PLAN_CONST)
			s->value[i] = 0;
	}
}

/* True if some node reads what is kept. */
static bool keeps(const struct emitter *e)
{
	for (size_t i = 0; i < e->plan->nodes.n; i++) {
		enum plan_op op = e->plan->nodes.v[i].op;

		if (emit_is_reached(e, i) &&
		    (op == PLAN_KEEP || op == PLAN_BEST || op == PLAN_FIRST ||
		     op == PLAN_PICK))
			return true;
	}
	return false;
}

void emit_slots(struct emitter *e)
{
	struct slots *s = &e->slots;
	struct layout l = { .e = e, .words = key_bytes(e) / 4 };

	s->value = arena_calloc(e->arena, e->plan->values.n + 1,
				sizeof(*s->value));
	s->type =
		arena_calloc(e->arena, e->plan->values.n + 1, sizeof(*s->type));
	ask_values(e);
	if (e->plan->n_counters)
		s->avail[PLAN_NET] = 1;
	s->beyond = e->img->has_frags;
	place_walk(&l);
	if (keeps(e)) {
		align(&l, 2);
		take(&l, &s->kept, 2);
	}
	place_always(&l);
	if (emit_last_end(e, PLAN_FRAME) <= ETH_HLEN)
		place_header(&l, PLAN_FRAME);
	l.words += l.words % 2;
	s->zeroed = 4 * l.words;
	if (emit_last_end(e, PLAN_FRAME) > ETH_HLEN)
		place_header(&l, PLAN_FRAME);
	for (unsigned int base = PLAN_NET; base < N_PLAN_HEADERS; base++)
		place_header(&l, base);
	l.words += l.words % 2;
	if (4 * l.words > MAX_STACK)
		e->error = -E2BIG;
	point_to_facts(e);
	rebase_all(e, 4 * l.words);
}

bool emit_needs_type(const struct emitter *e, int32_t type)
{
	const uint16_t *index;

	vec_for_each(index, &e->slots.loads[PLAN_NET]) {
		if (e->slots.type[*index] == type)
			return true;
	}
	return false;
}

/* Also where nothing is read in the end: what is beyond reach is punted. */
bool emit_needs_ext(const struct emitter *e)
{
	for (unsigned int base = PLAN_HBH; base < N_PLAN_HEADERS; base++) {
		if (e->slots.found[base] || e->slots.exists[base])
			return true;
	}
	return e->plan->needs_ext;
}

bool emit_needs_trans(const struct emitter *e)
{
	return e->slots.loads[PLAN_TRANS].n || e->slots.avail[PLAN_TRANS];
}

/* As emit_needs_ext(). */
bool emit_needs_l4(const struct emitter *e)
{
	return emit_needs_trans(e) || e->slots.meta[PLAN_META_HAS_L4] ||
	       e->slots.meta[PLAN_META_L4PROTO] ||
	       (e->plan->needs_l4 && !emit_needs_ext(e));
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_slots.c - what has a place on the stack
 *
 * Values that nodes read, what is known of the frame, and what else the program
 * remembers; emit_layout.c gives each its place.
 */
#include "offload/emit.h"

unsigned int emit_value_end(const struct plan_value *v)
{
	return (v->bit_off + v->width + 7) / 8;
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

/* A node reads words of a value, @n_words in all, in frames of @type. */
static void ask_value(struct emitter *e, uint16_t index, int32_t type,
		      uint32_t n_words)
{
	int32_t *known = &e->slots.type[index];

	e->slots.uses[index] += n_words;
	if (e->plan->values.v[index].base != PLAN_NET)
		type = TYPE_ANY;
	if (!e->slots.value[index]) {
		mark_value(e, index);
		*known = type;
	} else if (*known != type) {
		*known = TYPE_ANY;
	}
}

/* The words of a value of which bits count. */
static uint32_t part_words(const struct emitter *e,
			   const struct plan_part *part)
{
	unsigned int n =
		plan_part_bytes(e->plan->values.v[part->value].width) / 4;
	uint32_t words = 0;

	for (unsigned int i = 0; i < n; i++)
		words += emit_word_of(part->mask, n, i) != 0;
	return words;
}

static void ask_part(struct emitter *e, const struct plan_part *part,
		     int32_t type)
{
	ask_value(e, part->value, type, part_words(e, part));
}

static void ask_values(struct emitter *e)
{
	for (size_t i = 0; i < e->plan->nodes.n; i++) {
		const struct plan_node *n = &e->plan->nodes.v[i];
		const struct plan_part *part;
		const struct plan_probe *probe;

		if (!emit_is_reached(e, i))
			continue;
		if (plan_op_has(n->op, "part"))
			ask_part(e, &n->part, e->type_at[i]);
		/* Of later keys only a word or two differ. */
		vec_for_each(probe, &n->probes)
			ask_value(e, probe->part.value, e->type_at[i],
				  probe == n->probes.v
					  ? part_words(e, &probe->part)
					  : 1);
		if (plan_op_has(n->op, "table"))
			vec_for_each(part, &e->plan->tables.v[n->table].parts)
				ask_part(e, part, e->type_at[i]);
		if (plan_op_has(n->op, "spans"))
			ask_part(e, &e->plan->spans.v[n->spans].part,
				 e->type_at[i]);
		if (n->op != PLAN_LOOKUP && n->op != PLAN_ASK &&
		    n->op != PLAN_BEST)
			continue;
		vec_for_each(part, &e->plan->maps.v[n->map].parts)
			ask_part(e, part, e->type_at[i]);
	}
}

bool emit_asks_kept(enum plan_op op)
{
	return op == PLAN_KEEP || op == PLAN_BEST || op == PLAN_FIRST ||
	       op == PLAN_TAKE || op == PLAN_PICK || op == PLAN_SEARCH ||
	       op == PLAN_TALLY || op == PLAN_SPAN || op == PLAN_BEFORE;
}

/* How often what is kept is read or stored. */
static uint32_t keep_uses(const struct emitter *e)
{
	uint32_t uses = 0;

	for (size_t i = 0; i < e->plan->nodes.n; i++) {
		if (emit_is_reached(e, i) &&
		    emit_asks_kept(e->plan->nodes.v[i].op))
			uses += 3;
	}
	return uses;
}

static bool needs_nought(const struct emitter *e)
{
	for (size_t i = 0; i < e->plan->nodes.n; i++) {
		const enum plan_op op = e->plan->nodes.v[i].op;

		if ((op == PLAN_FORGET || op == PLAN_ASK) &&
		    emit_is_reached(e, i))
			return true;
	}
	return false;
}

void emit_slots(struct emitter *e)
{
	struct slots *s = &e->slots;
	const size_t n_values = e->plan->values.n + 1;

	s->value = arena_calloc(e->arena, n_values, sizeof(*s->value));
	s->type = arena_calloc(e->arena, n_values, sizeof(*s->type));
	s->uses = arena_calloc(e->arena, n_values, sizeof(*s->uses));
	ask_values(e);
	if (e->plan->n_counters)
		s->avail[PLAN_NET] = 1;
	s->beyond = e->img->has_frags;
	s->keep_uses = keep_uses(e);
	s->kept = s->keep_uses != 0;
	s->nought = needs_nought(e);
	for (unsigned int base = PLAN_HBH; base < N_PLAN_HEADERS; base++)
		s->found[base] = s->loads[base].n || s->avail[base] ||
				 s->exists[base];
	s->l4_end = emit_needs_ext(e) && emit_needs_l4(e);
	emit_layout(e);
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

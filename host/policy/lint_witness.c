// SPDX-License-Identifier: GPL-2.0-only
/*
 * lint_witness.c - a packet of a cube, as text
 *
 * The packet is written, and read back as `nicfw trace --packet` reads it: it
 * is a witness only if the evaluator finds it in the cube.
 */
#include "policy/lint_write.h"

#include "lang/packet_text.h"

#include <stdio.h>

/* ---- Reading it back ---- */

static u128 read_dim(const struct writer *w, const struct lint_dim *d)
{
	const struct eval e = {
		.policy = w->lint->policy,
		.dev = &w->dev,
		.view = &w->view,
	};
	u128 v = 0;

	if (d->in)
		return eval_is_match(&e, d->in) != d->in->negate;
	if (d->value.base == PLAN_AVAIL)
		return w->view.avail[d->value.bit_off];
	if (d->value.base == PLAN_META && d->value.bit_off == PLAN_META_HAS_L4)
		return w->view.has_l4;
	return eval_field(&e, d->field, &v) ? v & d->mask : 0;
}

/* The point becomes the packet of w->text; false: that is none. */
static bool read_packet(struct writer *w)
{
	static const struct reach far = { 32, 61440 };
	uint8_t *frame;

	if (packet_text_parse(w->arena, diag_new(w->arena), (struct loc){},
			      w->text, &frame, &w->len) ||
	    !frame_parse(frame, w->len, far, &w->view))
		return false;
	point_clear(w->lint);
	for (uint32_t i = 0; i < w->lint->dims.n; i++)
		point_set(w->lint, i, read_dim(w, &w->lint->dims.v[i]));
	return true;
}

/* ---- Writing it ---- */

static bool is_length(const struct lint_dim *d)
{
	if (d->value.base == PLAN_AVAIL)
		return d->value.bit_off == PLAN_NET;
	return d->field == FIELD_IP_LENGTH || d->field == FIELD_IP6_LENGTH ||
	       d->field == FIELD_UDP_LENGTH;
}

/* Bytes that the longest of the lengths lacks. */
static uint32_t lacking(const struct writer *w)
{
	uint32_t most = 0;

	for (uint32_t i = 0; i < w->cube->n; i++) {
		const u128 lo = w->cube->v[i].allowed->v[0].lo;
		const u128 has = point_value(w->lint, w->cube->v[i].dim);

		if (is_length(writer_dim(w, i)) && lo > has &&
		    lo - has > most && lo - has < PACKET_MAX_BYTES)
			most = (uint32_t)(lo - has);
	}
	return most;
}

static bool write_packet(struct writer *w)
{
	writer_write(w);
	return read_packet(w);
}

/* Adds what the sets ask for: a key that is in each of them. */
static void look_into_sets(struct writer *w, const struct cube *cube)
{
	for (uint32_t i = 0; i < cube->n; i++) {
		const struct policy_stmt *s =
			w->lint->dims.v[cube->v[i].dim].in;

		if (s && s->set->elements.n && cube->v[i].allowed->v[0].lo)
			match_element(w->lint, &w->draft, s,
				      &s->set->elements.v[0]);
	}
}

static u128 name_number(const char *name)
{
	char padded[IFNAMSIZ] = {};

	snprintf(padded, sizeof(padded), "%s", name);
	return u128_from_bytes((const uint8_t *)padded, sizeof(padded));
}

/* True if it has to be another device than one would think of. */
static bool name_device(struct writer *w, const struct policy_chain *chain)
{
	const char *usual = chain->devices.n ? chain->devices.v[0] : "eth0";
	u128 name = name_number(usual);

	w->dev = (struct device){ .ifindex = 1, .mac = { 2, 0, 0, 0, 0, 2 } };
	for (uint32_t i = 0; i < w->cube->n; i++) {
		const struct iset *s = w->cube->v[i].allowed;

		if (writer_dim(w, i)->field == FIELD_META_IIFNAME &&
		    !iset_contains(s, name))
			name = s->v[0].lo;
	}
	u128_to_bytes(name, (uint8_t *)w->dev.name, IFNAMSIZ);
	w->dev.name[IFNAMSIZ - 1] = 0;
	return strcmp(w->dev.name, usual) != 0;
}

/* A packet of the cube, or none. */
static bool find_packet(struct writer *w, const struct cube *cube)
{
	w->makes_length = true;
	if (write_packet(w) && point_is_in(w->lint, cube))
		return true;
	w->n_payload = lacking(w);
	if (write_packet(w) && point_is_in(w->lint, cube))
		return true;
	w->makes_length = false;
	w->n_payload = 0;
	return write_packet(w) && point_is_in(w->lint, cube);
}

void lint_witness(struct lint *l, const struct lint_chain *c, uint32_t pos,
		  const struct cube *cube, struct lint_finding *f)
{
	struct writer w = { .lint = l, .arena = arena_new() };
	const struct eval eval = {
		.policy = l->policy,
		.dev = &w.dev,
		.view = &w.view,
	};
	const struct policy_rule *decider = NULL;
	bool is_named;

	w.cube = &w.draft.cube;
	draft_start(&w.draft, cube);
	look_into_sets(&w, cube);
	writer_choose(&w);
	is_named = name_device(&w, c->chain);
	if (find_packet(&w, cube) && lint_decider(l, c, pos, &eval, &decider) &&
	    (decider || f->is_later)) {
		f->packet = arena_strdup(l->kept, w.text);
		if (is_named)
			f->iface = arena_strdup(l->kept, w.dev.name);
		f->decider = decider ? decider : f->rule;
	}
	arena_free(w.arena);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_walk.c - IPv6 extension headers, without a loop
 *
 * Two walks, because they end at different headers (docs/semantics.md): the
 * one to the transport header ends at an authentication header, the one that
 * finds extension headers goes through it. Each is unrolled as far as the
 * profile says; who has more headers is punted.
 *
 * A step's longest way comes first in the code, and so to the verifier: the
 * offsets of the others lie within that one's bounds, and are not followed.
 */
#include "offload/emit.h"

#include <arpa/inet.h>
#include <netinet/in.h>

/* The longest extension header, of 8 * (255 + 1) bytes. */
#define LONGEST 2048

/*
 * The verifier lets offsets from a packet pointer be 65,535 at most, of which
 * a step behind the reach takes the longest header.
 */
#define MAX_OFFSET  65535
#define MAX_NET_OFF 31
_Static_assert(LONGEST >= PLAN_NEAR_BYTES, "values end in a longest header");
_Static_assert(MAX_EXT_BYTES + LONGEST + MAX_NET_OFF <= MAX_OFFSET,
	       "offsets of a walk are no packet's");

#define IP6_OFFSET_BITS htons(0xfff8)

enum {
	R_HEADER = BPF_REG_2,
	R_LEN = BPF_REG_3,
};

struct ext_kind {
	enum plan_base base;
	uint8_t protocol;
	uint8_t first_bytes; /* these there, it is found */
};

static const struct ext_kind ext_kinds[] = {
	{ PLAN_HBH, IPPROTO_HOPOPTS, 2 },   { PLAN_RT, IPPROTO_ROUTING, 4 },
	{ PLAN_FRAG, IPPROTO_FRAGMENT, 4 }, { PLAN_DST, IPPROTO_DSTOPTS, 2 },
	{ PLAN_MH, IPPROTO_MH, 2 },
};

#define N_KINDS (sizeof(ext_kinds) / sizeof(*ext_kinds))

_Static_assert(N_KINDS == N_PLAN_HEADERS - PLAN_HBH, "each kind is listed");

/* How far behind the network header a walk can get, in bytes. */
static uint32_t walk_reach(const struct emitter *e)
{
	return e->profile->reach.ext_bytes;
}

/* R_HEADER: the header that R_OFF tells. */
static void emit_header(struct emitter *e)
{
	emit_alu_reg(e, BPF_MOV, R_HEADER, R_NET);
	emit_alu_reg(e, BPF_ADD, R_HEADER, R_OFF);
}

/* Where steps of a walk lead. */
struct walk {
	int end;       /* at a header that is no extension header */
	int beyond;    /* at one that may be beyond reach */
	int cut;       /* at one of which not all 8 bytes are there */
	int not_first; /* behind a fragment header with an offset */
	int done;      /* nothing is found */
};

static struct walk walk_new(struct emitter *e, int done)
{
	return (struct walk){ .end = emit_label_new(e),
			      .beyond = emit_label_new(e),
			      .cut = emit_label_new(e),
			      .not_first = emit_label_new(e),
			      .done = done };
}

static void emit_start(struct emitter *e)
{
	emit_load(e, BPF_B, R_NEXT, R_NET, 6);
	emit_alu(e, BPF_MOV, R_OFF, IPV6_BYTES);
}

/* Leads to @header if R_NEXT is an extension header, else to @end. */
static void emit_is_ext(struct emitter *e, int header, int end)
{
	emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_HOPOPTS, header);
	emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_ROUTING, header);
	emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_FRAGMENT, header);
	emit_jump32(e, BPF_JNE, R_NEXT, IPPROTO_DSTOPTS, end);
}

/* R_NEXT and R_OFF of what is behind a header of (length + @plus) << @shift. */
static void emit_skip(struct emitter *e, unsigned int plus, unsigned int shift)
{
	emit_load(e, BPF_B, R_NEXT, R_HEADER, 0);
	emit_load(e, BPF_B, R_LEN, R_HEADER, 1);
	emit_alu(e, BPF_ADD, R_LEN, plus);
	emit_alu(e, BPF_LSH, R_LEN, shift);
	emit_alu_reg(e, BPF_ADD, R_OFF, R_LEN);
}

/* R_NEXT behind a fragment header; to @not_first if it has an offset. */
static void emit_fragment(struct emitter *e, int not_first)
{
	emit_load(e, BPF_B, R_NEXT, R_HEADER, 0);
	emit_load(e, BPF_H, R_LEN, R_HEADER, 2);
	emit_jump32(e, BPF_JSET, R_LEN, IP6_OFFSET_BITS, not_first);
}

/* Lets the verifier forget all about R_OFF but that it has 16 bits. */
static void emit_forget(struct emitter *e)
{
	emit_store(e, BPF_H, BPF_REG_10, e->slots.scratch, R_OFF);
	emit_load(e, BPF_H, R_OFF, BPF_REG_10, e->slots.scratch);
}

static void emit_step_l4(struct emitter *e, unsigned int step,
			 const struct walk *w)
{
	int header = emit_label_new(e), frag = emit_label_new(e);
	int next = emit_label_new(e);

	emit_is_ext(e, header, w->end);
	emit_label(e, header);
	emit_header(e);
	emit_need(e, R_HEADER, 8, w->cut);
	emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_FRAGMENT, frag);
	emit_skip(e, 1, 3);
	emit_goto(e, next);
	emit_label(e, frag);
	emit_fragment(e, w->not_first);
	emit_alu(e, BPF_ADD, R_OFF, 8);
	emit_label(e, next);
	if (IPV6_BYTES + (step + 1) * LONGEST > walk_reach(e))
		emit_jump(e, BPF_JGT, R_OFF, walk_reach(e), w->beyond);
}

/* Punts what is beyond reach, unless the frame ends in front of it. */
static void emit_beyond_reach(struct emitter *e, const struct walk *w)
{
	emit_label(e, w->beyond);
	emit_jump32_reg(e, BPF_JGT, R_OFF, R_NET_LEN, w->done);
	emit_goto(e, e->leave[emit_action(e, PLAN_PUNT)]);
}

/* Of a fragment header the first 4 bytes can be enough to end the walk. */
static void emit_cut(struct emitter *e, const struct walk *w)
{
	emit_label(e, w->cut);
	emit_jump32(e, BPF_JNE, R_NEXT, IPPROTO_FRAGMENT, w->done);
	emit_need(e, R_HEADER, 4, w->done);
	emit_fragment(e, w->not_first);
	emit_goto(e, w->done);
}

/* Behind a fragment with an offset: a protocol, unless it is a header. */
static void emit_not_first(struct emitter *e, const struct walk *w)
{
	int found = emit_label_new(e);

	emit_label(e, w->not_first);
	emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_AH, w->done);
	emit_is_ext(e, w->done, found);
	emit_goto(e, w->done);
	emit_label(e, found);
	emit_store_l4(e);
	emit_goto(e, w->done);
}

/* R_TRANS and its bytes from R_OFF, which the verifier gets to forget. */
static void emit_trans_start(struct emitter *e, int done)
{
	if (!emit_needs_trans(e))
		return;
	emit_jump32_reg(e, BPF_JGT, R_OFF, R_IP_END, done);
	emit_forget(e);
	emit_jump(e, BPF_JGT, R_OFF, walk_reach(e), done);
	emit_alu32_reg(e, BPF_SUB, R_IP_END, R_OFF);
	emit_header(e);
	emit_alu_reg(e, BPF_MOV, R_TRANS, R_HEADER);
}

void emit_walk_l4(struct emitter *e, int done)
{
	struct walk w = walk_new(e, done);

	emit_start(e);
	for (uint32_t i = 0; i < e->profile->reach.ext_headers; i++)
		emit_step_l4(e, i, &w);
	emit_is_ext(e, w.beyond, w.end);
	emit_beyond_reach(e, &w);
	if (e->profile->reach.ext_headers) {
		emit_cut(e, &w);
		emit_not_first(e, &w);
	}
	emit_label(e, w.end);
	emit_jump32_reg(e, BPF_JGT, R_OFF, R_NET_LEN, done);
	emit_store_l4(e);
	emit_trans_start(e, done);
}

/* Remembers the header at R_HEADER if it is a @kind and the first one. */
static void emit_record(struct emitter *e, const struct ext_kind *kind,
			int over)
{
	int found = e->slots.found[kind->base];
	int exists = e->slots.exists[kind->base];
	int next = emit_label_new(e);

	if (!found && !exists)
		return;
	emit_jump32(e, BPF_JNE, R_NEXT, kind->protocol, next);
	if (kind->first_bytes > 2)
		emit_need(e, R_HEADER, kind->first_bytes, over);
	if (found) {
		emit_load(e, BPF_W, R_LEN, BPF_REG_10, found);
		emit_jump32(e, BPF_JNE, R_LEN, 0, next);
		emit_store(e, BPF_W, BPF_REG_10, found, R_OFF);
	}
	if (exists) {
		emit_alu32(e, BPF_MOV, R_LEN, 1);
		emit_store(e, BPF_W, BPF_REG_10, exists, R_LEN);
	}
	emit_label(e, next);
}

/* Ends the walk, at a mobility header if it is one. */
static void emit_record_last(struct emitter *e, int over)
{
	const struct ext_kind *mh = &ext_kinds[N_KINDS - 1];

	if (!e->slots.found[mh->base] && !e->slots.exists[mh->base])
		return;
	emit_jump32(e, BPF_JNE, R_NEXT, mh->protocol, over);
	emit_header(e);
	emit_need(e, R_HEADER, mh->first_bytes, over);
	emit_record(e, mh, over);
}

/*
 * AH's length counts in 4 bytes, so that no way of a step is the longest:
 * R_OFF is made to look alike on all.
 */
static void emit_step_ext(struct emitter *e, const struct walk *w)
{
	int header = emit_label_new(e), frag = emit_label_new(e);
	int auth = emit_label_new(e), next = emit_label_new(e);

	emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_AH, header);
	emit_is_ext(e, header, w->end);
	emit_label(e, header);
	emit_header(e);
	emit_need(e, R_HEADER, 2, w->done);
	for (unsigned int i = 0; ext_kinds[i].base != PLAN_MH; i++)
		emit_record(e, &ext_kinds[i], w->done);
	emit_need(e, R_HEADER, 8, w->done);
	emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_FRAGMENT, frag);
	emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_AH, auth);
	emit_skip(e, 1, 3);
	emit_goto(e, next);
	emit_label(e, auth);
	emit_skip(e, 2, 2);
	emit_goto(e, next);
	emit_label(e, frag);
	emit_fragment(e, w->done);
	emit_alu(e, BPF_ADD, R_OFF, 8);
	emit_label(e, next);
	emit_forget(e);
	emit_jump(e, BPF_JGT, R_OFF, walk_reach(e), w->beyond);
}

/* R_AVAIL: bytes from R_OFF to where IP or the frame ends; none: to @none. */
static void emit_ext_avail(struct emitter *e, int none)
{
	int shorter = emit_label_new(e);

	emit_alu32_reg(e, BPF_MOV, R_AVAIL, R_IP_END);
	emit_jump32_reg(e, BPF_JLE, R_AVAIL, R_NET_LEN, shorter);
	emit_alu32_reg(e, BPF_MOV, R_AVAIL, R_NET_LEN);
	emit_label(e, shorter);
	emit_jump32_reg(e, BPF_JLT, R_AVAIL, R_OFF, none);
	emit_alu32_reg(e, BPF_SUB, R_AVAIL, R_OFF);
}

static void emit_ext_values(struct emitter *e, enum plan_base base)
{
	int none = emit_label_new(e);

	if (!e->slots.found[base])
		return;
	emit_load(e, BPF_W, R_OFF, BPF_REG_10, e->slots.found[base]);
	emit_jump32(e, BPF_JEQ, R_OFF, 0, none);
	emit_jump(e, BPF_JGT, R_OFF, walk_reach(e), none);
	emit_ext_avail(e, none);
	if (e->slots.avail[base])
		emit_store(e, BPF_W, BPF_REG_10, e->slots.avail[base], R_AVAIL);
	emit_alu_reg(e, BPF_MOV, R_LEN, R_NET);
	emit_alu_reg(e, BPF_ADD, R_LEN, R_OFF);
	emit_alu_reg(e, BPF_MOV, R_OFF, R_LEN);
	emit_load_values(e, base, TYPE_ANY, R_OFF, R_AVAIL);
	emit_label(e, none);
}

void emit_walk_ext(struct emitter *e)
{
	int over = emit_label_new(e);
	struct walk w = walk_new(e, over);

	emit_start(e);
	for (uint32_t i = 0; i < e->profile->reach.ext_headers; i++)
		emit_step_ext(e, &w);
	emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_AH, w.beyond);
	emit_is_ext(e, w.beyond, w.end);
	emit_beyond_reach(e, &w);
	emit_label(e, w.end);
	emit_record_last(e, over);
	emit_label(e, over);
	for (unsigned int base = PLAN_HBH; base < N_PLAN_HEADERS; base++)
		emit_ext_values(e, base);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_walk.c - IPv6 extension headers, without a loop
 *
 * The walk to the transport header and the one that finds extension headers
 * end at different headers (docs/semantics.md): the first one ends at an
 * authentication header, the second goes through it. Who asks for both gets one
 * walk, the second, which remembers where the first ended. It is unrolled as
 * far as the profile says; who has more headers is punted.
 *
 * In a walk to the transport header a step's longest way comes first in the
 * code, and so to the verifier: the offsets of the others lie within that one's
 * bounds, and are not followed.
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

/* A walk, and where its steps lead. */
struct walk {
	bool finds_ext; /* extension headers: it goes through AH */
	bool finds_l4;	/* the transport header */
	int end;	/* at a header that is no extension header */
	int beyond;	/* at one that may be beyond reach */
	int cut;	/* at one of which not all 8 bytes are there */
	int not_first;	/* behind a fragment header with an offset */
	int over;	/* it ends badly */
};

/* Remembers that what @slot stands for is at R_OFF, the first time. */
static void emit_record(struct emitter *e, int16_t slot, int known)
{
	emit_load(e, BPF_W, R_LEN, BPF_REG_10, slot);
	emit_jump32(e, BPF_JNE, R_LEN, 0, known);
	emit_store(e, BPF_W, BPF_REG_10, slot, R_OFF);
}

/* Leads to @header if R_NEXT is an extension header, else to @end. */
static void emit_is_ext(struct emitter *e, int header, int end)
{
	emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_HOPOPTS, header);
	emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_ROUTING, header);
	emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_FRAGMENT, header);
	emit_jump32(e, BPF_JNE, R_NEXT, IPPROTO_DSTOPTS, end);
}

/* Leads to @header if the walk goes through what R_NEXT is. */
static void emit_goes_on(struct emitter *e, const struct walk *w, int header)
{
	if (w->finds_ext)
		emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_AH, header);
	emit_is_ext(e, header, w->end);
}

/* R_NEXT of what is behind a header of R_LEN = (length + @plus) << @shift. */
static void emit_skip(struct emitter *e, unsigned int plus, unsigned int shift)
{
	emit_load(e, BPF_B, R_NEXT, R_HEADER, 0);
	emit_load(e, BPF_B, R_LEN, R_HEADER, 1);
	emit_alu(e, BPF_ADD, R_LEN, plus);
	emit_alu(e, BPF_LSH, R_LEN, shift);
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

/* Leads to @header from a header of kind @base, which is recorded. */
static void emit_if_kind(struct emitter *e, enum plan_base base, int header)
{
	const struct ext_kind *kind = &ext_kinds[base - PLAN_HBH];
	int other = emit_label_new(e);

	if (!e->slots.found[base]) {
		emit_jump32(e, BPF_JEQ, R_NEXT, kind->protocol, header);
		return;
	}
	emit_jump32(e, BPF_JNE, R_NEXT, kind->protocol, other);
	emit_record(e, e->slots.found[base], header);
	emit_goto(e, header);
	emit_label(e, other);
}

static void emit_step_frag(struct emitter *e, const struct walk *w)
{
	int known = emit_label_new(e);

	if (e->slots.found[PLAN_FRAG])
		emit_record(e, e->slots.found[PLAN_FRAG], known);
	emit_label(e, known);
	emit_fragment(e, w->not_first);
	emit_alu(e, BPF_MOV, R_LEN, 8);
}

/* The transport header's walk ends at AH, wherever the other one does. */
static void emit_step_auth(struct emitter *e)
{
	int known = emit_label_new(e);

	if (e->slots.l4_end)
		emit_record(e, e->slots.l4_end, known);
	emit_label(e, known);
	emit_skip(e, 2, 2);
}

/* R_HEADER, with 8 bytes of it. */
static void emit_step_header(struct emitter *e, const struct walk *w)
{
	int header = emit_label_new(e);

	/* A frame in several buffers is punted only if it has to be. */
	if (e->img->has_frags)
		emit_goes_on(e, w, header);
	emit_label(e, header);
	emit_header(e);
	emit_need(e, R_HEADER, 8, w->cut);
}

/*
 * AH's length counts in 4 bytes, so that of a walk through it no way of a step
 * is the longest: R_OFF is made to look alike on all.
 */
static void emit_step(struct emitter *e, unsigned int step,
		      const struct walk *w)
{
	int header = emit_label_new(e), frag = emit_label_new(e);
	int auth = emit_label_new(e), next = emit_label_new(e);

	emit_step_header(e, w);
	emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_FRAGMENT, frag);
	if (w->finds_ext)
		emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_AH, auth);
	emit_if_kind(e, PLAN_HBH, header);
	emit_if_kind(e, PLAN_RT, header);
	emit_jump32(e, BPF_JNE, R_NEXT, IPPROTO_DSTOPTS, w->end);
	if (e->slots.found[PLAN_DST])
		emit_record(e, e->slots.found[PLAN_DST], header);
	emit_label(e, header);
	emit_skip(e, 1, 3);
	emit_goto(e, next);
	emit_label(e, auth);
	if (emit_label_is_used(e, auth)) {
		emit_step_auth(e);
		emit_goto(e, next);
	}
	emit_label(e, frag);
	emit_step_frag(e, w);
	emit_label(e, next);
	emit_alu_reg(e, BPF_ADD, R_OFF, R_LEN);
	if (w->finds_ext)
		emit_forget(e);
	if (w->finds_ext || IPV6_BYTES + (step + 1) * LONGEST > walk_reach(e))
		emit_jump(e, BPF_JGT, R_OFF, walk_reach(e), w->beyond);
}

/* Punts what is beyond reach, unless the frame ends in front of it. */
static void emit_beyond_reach(struct emitter *e, const struct walk *w)
{
	emit_label(e, w->beyond);
	emit_jump32_reg(e, BPF_JGT, R_OFF, R_NET_LEN, w->over);
	emit_goto(e, e->leave[emit_action(e, PLAN_PUNT)]);
}

/* Records the header at R_HEADER if it is of kind @base and enough is there. */
static void emit_record_cut(struct emitter *e, enum plan_base base, int over)
{
	const struct ext_kind *kind = &ext_kinds[base - PLAN_HBH];
	int next = emit_label_new(e);

	if (!e->slots.found[base])
		return;
	emit_jump32(e, BPF_JNE, R_NEXT, kind->protocol, next);
	emit_need(e, R_HEADER, kind->first_bytes, over);
	emit_record(e, e->slots.found[base], next);
	emit_label(e, next);
}

/*
 * Where 8 bytes are not there: the end of the walk for all but extension
 * headers. Of a fragment header the first 4 bytes can be enough.
 */
static void emit_cut(struct emitter *e, const struct walk *w)
{
	int auth = emit_label_new(e), header = emit_label_new(e);

	emit_label(e, w->cut);
	if (w->finds_ext)
		emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_AH, auth);
	emit_is_ext(e, header, w->end);
	emit_label(e, header);
	for (unsigned int base = PLAN_HBH; base < PLAN_MH; base++)
		emit_record_cut(e, base, w->over);
	if (w->finds_l4) {
		emit_jump32(e, BPF_JNE, R_NEXT, IPPROTO_FRAGMENT, w->over);
		emit_need(e, R_HEADER, 4, w->over);
		emit_fragment(e, w->not_first);
	}
	emit_goto(e, w->over);
	emit_label(e, auth);
	if (!emit_label_is_used(e, auth))
		return;
	if (e->slots.l4_end)
		emit_record(e, e->slots.l4_end, w->over);
	emit_goto(e, w->over);
}

/*
 * Behind a fragment with an offset: a protocol, unless it is a header, and no
 * transport header.
 */
static void emit_not_first(struct emitter *e, const struct walk *w, int none)
{
	int found = emit_label_new(e);

	emit_label(e, w->not_first);
	if (!w->finds_l4) {
		emit_goto(e, w->over);
		return;
	}
	emit_jump32(e, BPF_JEQ, R_NEXT, IPPROTO_AH, w->over);
	emit_is_ext(e, w->over, found);
	emit_goto(e, w->over);
	emit_label(e, found);
	if (e->slots.l4_end) {
		emit_load(e, BPF_W, R_LEN, BPF_REG_10, e->slots.l4_end);
		emit_jump32(e, BPF_JNE, R_LEN, 0, w->over);
	}
	emit_store_l4(e);
	emit_goto(e, none);
}

/* Mobility is where a walk ends, and found there. */
static void emit_record_last(struct emitter *e)
{
	const struct ext_kind *mh = &ext_kinds[N_KINDS - 1];
	int known = emit_label_new(e);

	if (!e->slots.found[mh->base])
		return;
	emit_jump32(e, BPF_JNE, R_NEXT, mh->protocol, known);
	emit_header(e);
	emit_need(e, R_HEADER, mh->first_bytes, known);
	emit_store(e, BPF_W, BPF_REG_10, e->slots.found[mh->base], R_OFF);
	emit_label(e, known);
}

/* Goes to @unsound unless version and length are those of an IPv6 packet. */
static void emit_is_sound(struct emitter *e, int unsound)
{
	emit_load(e, BPF_B, R_HEADER, R_NET, 0);
	emit_alu32(e, BPF_AND, R_HEADER, 0xf0);
	emit_jump32(e, BPF_JNE, R_HEADER, 0x60, unsound);
	emit_jump32_reg(e, BPF_JGT, R_IP_END, R_NET_LEN, unsound);
}

/*
 * In an unsound packet there is no transport header: its walk counts as over
 * before it began, behind all that there is.
 */
static void emit_walk_start(struct emitter *e, int done)
{
	int unsound = emit_label_new(e), sound = emit_label_new(e);

	if (!e->slots.l4_end) {
		if (emit_needs_l4(e))
			emit_is_sound(e, done);
	} else {
		emit_is_sound(e, unsound);
		emit_goto(e, sound);
		emit_label(e, unsound);
		emit_alu32(e, BPF_MOV, R_LEN, UINT32_MAX);
		emit_store(e, BPF_W, BPF_REG_10, e->slots.l4_end, R_LEN);
		emit_label(e, sound);
	}
	emit_load(e, BPF_B, R_NEXT, R_NET, 6);
	emit_alu(e, BPF_MOV, R_OFF, IPV6_BYTES);
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

/*
 * The end of a walk that finds both: leaves in the slot l4_end where the
 * transport header is. Behind all that there is: there is none.
 */
static void emit_both(struct emitter *e, const struct walk *w, int none)
{
	int found = emit_label_new(e), known = emit_label_new(e);

	emit_goto(e, found);
	emit_label(e, w->over);
	emit_alu32(e, BPF_MOV, R_OFF, UINT32_MAX);
	emit_label(e, found);
	emit_load(e, BPF_W, R_LEN, BPF_REG_10, e->slots.l4_end);
	emit_jump32(e, BPF_JEQ, R_LEN, 0, known);
	emit_alu32_reg(e, BPF_MOV, R_OFF, R_LEN);
	emit_alu32(e, BPF_MOV, R_NEXT, IPPROTO_AH);
	emit_label(e, known);
	emit_jump32_reg(e, BPF_JGT, R_OFF, R_NET_LEN, none);
	emit_store_l4(e);
	if (emit_needs_trans(e)) {
		int saved = emit_label_new(e);

		emit_goto(e, saved);
		emit_label(e, none);
		emit_alu32(e, BPF_MOV, R_OFF, UINT32_MAX);
		emit_label(e, saved);
		emit_store(e, BPF_W, BPF_REG_10, e->slots.l4_end, R_OFF);
	} else {
		emit_label(e, none);
	}
}

/* The end of a walk to the transport header alone. */
static void emit_l4_only(struct emitter *e, const struct walk *w)
{
	emit_label(e, w->end);
	emit_jump32_reg(e, BPF_JGT, R_OFF, R_NET_LEN, w->over);
	emit_store_l4(e);
	emit_trans_start(e, w->over);
}

static void emit_ext_end(struct emitter *e, const struct walk *w, int none,
			 int done)
{
	emit_label(e, w->end);
	emit_record_last(e);
	if (w->finds_l4)
		emit_both(e, w, none);
	else
		emit_label(e, w->over);
	for (unsigned int base = PLAN_HBH; base < N_PLAN_HEADERS; base++)
		emit_load_ext(e, base);
	if (!w->finds_l4 || !emit_needs_trans(e))
		return;
	emit_load(e, BPF_W, R_OFF, BPF_REG_10, e->slots.l4_end);
	emit_trans_start(e, done);
}

void emit_walk(struct emitter *e, int done)
{
	struct walk w = { .finds_ext = emit_needs_ext(e),
			  .finds_l4 = emit_needs_l4(e),
			  .end = emit_label_new(e),
			  .beyond = emit_label_new(e),
			  .cut = emit_label_new(e),
			  .not_first = emit_label_new(e) };
	int none = w.finds_ext ? emit_label_new(e) : done;

	w.over = w.finds_ext ? emit_label_new(e) : done;
	emit_walk_start(e, done);
	for (uint32_t i = 0; i < e->profile->reach.ext_headers; i++)
		emit_step(e, i, &w);
	emit_goes_on(e, &w, w.beyond);
	emit_beyond_reach(e, &w);
	if (e->profile->reach.ext_headers) {
		emit_cut(e, &w);
		emit_not_first(e, &w, none);
	}
	if (w.finds_ext)
		emit_ext_end(e, &w, none, done);
	else
		emit_l4_only(e, &w);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * check_proof.c - does a program keep to what the kernel's verifier proves?
 *
 * Functions named are those of kernel/bpf/verifier.c in Linux 6.1.
 */
#include "offload/check_proof.h"

#include "offload/check_bounds.h"
#include "offload/check_form.h"
#include "offload/insn.h"

#define N_REGS	    (BPF_REG_10 + 1)
#define STACK_BYTES 512

/* find_good_pkt_pointers: no offset into a packet is larger. */
#define MAX_OFFSET 0xffff

enum kind {
	NOTHING, /* not written, or another thing on each way */
	NUMBER,
	CONTEXT,
	PACKET,
	PACKET_END,
	STACK,
	MAP,
	VALUE,
	VALUE_OR_NULL,
};

struct reg {
	enum kind kind;
	uint32_t id;	 /* MAP, VALUE*: the map; PACKET: whose offset it is */
	int64_t off;	 /* of an address */
	uint32_t range;	 /* PACKET: so many bytes are there */
	struct bounds n; /* NUMBER; PACKET: the rest of the offset */
};

struct proof_state {
	struct reg regs[N_REGS];
	uint8_t written[STACK_BYTES / 8]; /* a bit a byte of the stack */
};

struct proof {
	struct arena *arena;
	const struct image *img;
	struct proof_state **at; /* what jumps bring, by target */
	struct proof_state now;
	bool is_reached;
	uint32_t i;
	struct proved *out;
};

static struct reg a_number(struct bounds n)
{
	return (struct reg){ .kind = NUMBER, .n = n };
}

static bool is_number(const struct reg *r)
{
	return r->kind == NUMBER;
}

/* Makes all of the offset one that is not known. */
static void move_offset(struct reg *r, uint32_t id)
{
	r->n = bounds_after(BPF_ADD, true, r->n, bounds_constant(r->off));
	r->range = r->range > r->off ? r->range - r->off : 0;
	r->off = 0;
	r->id = id;
}

static void join_packets(struct reg *to, const struct reg *from, uint32_t id)
{
	struct reg other = *from;

	/* What lies in front of its base may not be read on its way. */
	if (to->off != other.off && (to->off < 0 || other.off < 0)) {
		*to = (struct reg){ NOTHING };
		return;
	}
	if (to->off != other.off) {
		move_offset(to, id);
		move_offset(&other, id);
	}
	if (to->id != other.id)
		to->id = id;
	to->n = bounds_join(&to->n, &other.n);
	if (other.range < to->range)
		to->range = other.range;
}

static void join_reg(struct reg *to, const struct reg *from, uint32_t id)
{
	if (to->kind != from->kind)
		*to = (struct reg){ NOTHING };
	else if (to->kind == NUMBER)
		to->n = bounds_join(&to->n, &from->n);
	else if (to->kind == PACKET)
		join_packets(to, from, id);
	else if (to->id != from->id || to->off != from->off)
		*to = (struct reg){ NOTHING };
}

static void join(struct proof_state *to, const struct proof_state *from,
		 uint32_t i)
{
	for (int reg = 0; reg < N_REGS; reg++)
		join_reg(&to->regs[reg], &from->regs[reg],
			 UINT32_MAX - (i * 16 + reg));
	for (size_t byte = 0; byte < sizeof(to->written); byte++)
		to->written[byte] &= from->written[byte];
}

static void bring(struct proof *p, const struct proof_state *s, size_t target)
{
	if (p->at[target])
		join(p->at[target], s, target);
	else
		p->at[target] = arena_memdup(p->arena, s, sizeof(*s));
}

/* adjust_ptr_min_max_vals, of what is added to an address. */
static const char *move_address(struct proof *p, struct reg *r,
				const struct bounds *by, bool is_added)
{
	int64_t off = is_added ? r->off + (int64_t)by->min
			       : r->off - (int64_t)by->min;

	if (r->kind != PACKET && r->kind != STACK && r->kind != VALUE)
		return "adds to what is no address that may change";
	if (bounds_are_one(by)) {
		if (off > INT16_MAX || off < INT16_MIN)
			return "goes too far with an address";
		r->off = off;
		return NULL;
	}
	if (r->kind != PACKET || !is_added || by->max > MAX_OFFSET)
		return "adds a number that is not bounded to an address";
	r->n = bounds_after(BPF_ADD, true, r->n, *by);
	r->id = p->i;
	r->range = 0;
	return NULL;
}

static const char *run_add(struct proof *p, const struct bpf_insn *insn,
			   struct reg *dst, struct reg src)
{
	bool is_added = BPF_OP(insn->code) == BPF_ADD;
	struct reg sum = src;
	const char *why;

	if (!is_number(dst) && is_number(&src))
		return move_address(p, dst, &src.n, is_added);
	/* A length: from one place of the packet to another one. */
	if (!is_added && (dst->kind == PACKET || dst->kind == PACKET_END) &&
	    src.kind == PACKET) {
		*dst = a_number(bounds_any());
		return NULL;
	}
	if (!is_added || !is_number(dst))
		return "reckons with two addresses";
	why = move_address(p, &sum, &dst->n, true);
	*dst = sum;
	return why;
}

static const char *run_alu(struct proof *p, const struct bpf_insn *insn)
{
	struct reg *dst = &p->now.regs[insn->dst_reg];
	uint8_t op = BPF_OP(insn->code);
	bool wide = BPF_CLASS(insn->code) == BPF_ALU64;
	bool has_src = BPF_SRC(insn->code) == BPF_X && op != BPF_END;
	struct reg src = a_number(bounds_constant((int64_t)insn->imm));

	if (has_src)
		src = p->now.regs[insn->src_reg];
	if (insn->dst_reg == BPF_REG_10)
		return "changes the frame pointer";
	if (src.kind == NOTHING || (op != BPF_MOV && dst->kind == NOTHING))
		return "reads a register that may hold nothing";
	if (op == BPF_MOV && wide) {
		*dst = src;
		return NULL;
	}
	if (wide && (op == BPF_ADD || op == BPF_SUB) &&
	    !(is_number(dst) && is_number(&src)))
		return run_add(p, insn, dst, src);
	if (!is_number(&src) || (op != BPF_MOV && !is_number(dst)))
		return "reckons with an address";
	if (op == BPF_END || op == BPF_NEG)
		*dst = a_number(bounds_any());
	else
		*dst = a_number(bounds_after(op, wide, dst->n, src.n));
	return NULL;
}

static bool is_written(const struct proof *p, int64_t off, int32_t bytes)
{
	for (int64_t i = off + STACK_BYTES; bytes--; i++) {
		if (!(p->now.written[i / 8] >> i % 8 & 1))
			return false;
	}
	return true;
}

/* check_stack_access_within_bounds, check_ptr_alignment: always strict. */
static bool is_on_stack(int64_t off, int32_t bytes)
{
	return off >= -STACK_BYTES && off + bytes <= 0 && off % bytes == 0;
}

/*
 * The nfp driver is asked before the verifier looks, and takes an offset below
 * 0 for a large one (nfp/bpf/verifier.c, nfp_bpf_map_mark_used).
 */
static bool is_in_value(const struct proof *p, const struct reg *base,
			int64_t off, int32_t bytes)
{
	return base->id < p->img->maps.n && off >= 0 &&
	       off + bytes <= p->img->maps.v[base->id].value_bytes;
}

/* check_packet_access */
static const char *read_packet(struct proof *p, const struct reg *base,
			       int64_t off, int32_t bytes)
{
	uint64_t last = off + base->n.max + bytes - 1;

	if (off < 0 || off + bytes > base->range)
		return "reads what may not be there of the packet";
	if (last > p->out->last_byte) {
		p->out->last_byte = last;
		p->out->last_insn = p->i;
	}
	return NULL;
}

static const char *run_load(struct proof *p, const struct bpf_insn *insn)
{
	const struct reg *base = &p->now.regs[insn->src_reg];
	int32_t bytes = insn_bytes(insn);
	int64_t off = base->off + insn->off;
	struct reg got = a_number(bounds_of_bytes(bytes));
	const char *why = NULL;

	if (insn->dst_reg == BPF_REG_10)
		return "changes the frame pointer";
	if (base->kind == CONTEXT) {
		got = (struct reg){ .kind = insn->off ? PACKET_END : PACKET };
		got.n = bounds_constant(0);
	} else if (base->kind == PACKET) {
		why = read_packet(p, base, off, bytes);
	} else if (base->kind == STACK) {
		if (!is_on_stack(off, bytes) || !is_written(p, off, bytes))
			return "reads what was not written on the stack";
	} else if (base->kind != VALUE || !is_in_value(p, base, off, bytes)) {
		return "reads where there may be nothing to read";
	}
	p->now.regs[insn->dst_reg] = got;
	return why;
}

static const char *run_store(struct proof *p, const struct bpf_insn *insn)
{
	const struct reg *base = &p->now.regs[insn->dst_reg];
	int32_t bytes = insn_bytes(insn);
	int64_t off = base->off + insn->off;

	if (!is_number(&p->now.regs[insn->src_reg]))
		return "stores what is no number";
	if (BPF_MODE(insn->code) == BPF_ATOMIC)
		return base->kind == VALUE && off % bytes == 0 &&
				       is_in_value(p, base, off, bytes)
			       ? NULL
			       : "adds where there may be nothing to add to";
	if (base->kind != STACK || !is_on_stack(off, bytes))
		return "writes beside the stack";
	for (int64_t i = off + STACK_BYTES; bytes--; i++)
		p->now.written[i / 8] |= 1 << i % 8;
	return NULL;
}

static void run_clock(struct proof *p)
{
	for (int reg = BPF_REG_0; reg <= BPF_REG_5; reg++)
		p->now.regs[reg] = (struct reg){ NOTHING };
	p->now.regs[BPF_REG_0] = a_number(bounds_any());
}

static const char *run_lookup(struct proof *p)
{
	struct reg *regs = p->now.regs;
	const struct reg *map = &regs[BPF_REG_1], *key = &regs[BPF_REG_2];
	struct reg found = { .kind = VALUE_OR_NULL, .id = map->id };
	uint32_t bytes;

	if (map->kind != MAP || map->id >= p->img->maps.n)
		return "looks a key up in what is no map";
	bytes = p->img->maps.v[map->id].key_bytes;
	if (key->kind != STACK || key->off < -STACK_BYTES ||
	    key->off + bytes > 0 || !is_written(p, key->off, bytes))
		return "looks up what is no key on the stack";
	for (int reg = BPF_REG_0; reg <= BPF_REG_5; reg++)
		regs[reg] = (struct reg){ NOTHING };
	regs[BPF_REG_0] = found;
	return NULL;
}

static const char *run_call(struct proof *p, const struct bpf_insn *insn)
{
	if (insn->imm != BPF_FUNC_ktime_get_coarse_ns)
		return run_lookup(p);
	run_clock(p);
	return NULL;
}

static const char *run_wide(struct proof *p, const struct bpf_insn *insn)
{
	struct reg *dst = &p->now.regs[insn->dst_reg];
	uint64_t v = (uint64_t)(uint32_t)insn[1].imm << 32 |
		     (uint32_t)insn[0].imm;

	if (insn->dst_reg == BPF_REG_10)
		return "changes the frame pointer";
	*dst = a_number(bounds_constant(v));
	if (insn->src_reg)
		*dst = (struct reg){ .kind = MAP, .id = insn->imm };
	return NULL;
}

/* find_good_pkt_pointers: so many bytes are there behind the same base. */
static void widen(struct proof_state *s, const struct reg *end, int64_t bytes)
{
	if (end->off <= 0 || end->n.max + end->off > MAX_OFFSET)
		return;
	for (int reg = 0; reg < N_REGS; reg++) {
		struct reg *r = &s->regs[reg];

		if (r->kind == PACKET && r->id == end->id && r->range < bytes)
			r->range = bytes;
	}
}

/*
 * A comparison of an address in the packet with the packet's end. Where it is
 * behind the end, nothing may be read by that register any more (mark_pkt_end).
 */
static const char *run_bound(struct proof *p, const struct bpf_insn *insn,
			     struct proof_state *taken)
{
	const struct reg end = p->now.regs[insn->dst_reg];

	if (BPF_CLASS(insn->code) != BPF_JMP ||
	    p->now.regs[insn->src_reg].kind != PACKET_END)
		return "compares an address with what is not the packet's end";
	switch (BPF_OP(insn->code)) {
	case BPF_JGT:
		widen(&p->now, &end, end.off);
		taken->regs[insn->dst_reg].range = 0;
		return NULL;
	case BPF_JLE:
		widen(taken, &end, end.off);
		p->now.regs[insn->dst_reg].range = 0;
		return NULL;
	default:
		return "compares an address in a way that is not made here";
	}
}

static const char *run_null_test(struct proof *p, const struct bpf_insn *insn,
				 struct proof_state *taken)
{
	uint8_t op = BPF_OP(insn->code);
	struct proof_state *found = op == BPF_JEQ ? &p->now : taken;
	struct proof_state *missing = op == BPF_JEQ ? taken : &p->now;

	if (BPF_CLASS(insn->code) != BPF_JMP || BPF_SRC(insn->code) == BPF_X ||
	    insn->imm || (op != BPF_JEQ && op != BPF_JNE))
		return "tests the address of a value for more than being there";
	found->regs[insn->dst_reg].kind = VALUE;
	missing->regs[insn->dst_reg] = a_number(bounds_constant(0));
	return NULL;
}

/*
 * Two registers are the same: if the verifier knows one of them, it knows the
 * other one, even where they cannot be the same (bounds_refined()).
 */
static void forget_both(struct proof_state *s, const struct bpf_insn *insn)
{
	s->regs[insn->dst_reg].n = bounds_any();
	s->regs[insn->src_reg].n = bounds_any();
}

static const char *run_test(struct proof *p, const struct bpf_insn *insn)
{
	struct proof_state taken = p->now;
	struct reg *dst = &p->now.regs[insn->dst_reg];
	bool wide = BPF_CLASS(insn->code) == BPF_JMP;
	bool has_src = BPF_SRC(insn->code) == BPF_X;
	struct reg src = a_number(bounds_constant((int64_t)insn->imm));
	uint8_t op = BPF_OP(insn->code);
	const char *why = NULL;

	if (has_src)
		src = p->now.regs[insn->src_reg];
	if (dst->kind == PACKET && has_src) {
		why = run_bound(p, insn, &taken);
	} else if (dst->kind == VALUE_OR_NULL) {
		why = run_null_test(p, insn, &taken);
	} else if (!is_number(dst) || !is_number(&src)) {
		return "compares what is no number";
	} else if (bounds_are_one(&src.n)) {
		taken.regs[insn->dst_reg].n =
			bounds_refined(op, wide, dst->n, src.n.min, true);
		dst->n = bounds_refined(op, wide, dst->n, src.n.min, false);
	} else if (op == BPF_JEQ || op == BPF_JNE) {
		forget_both(op == BPF_JEQ ? &taken : &p->now, insn);
	}
	if (!why)
		bring(p, &taken, p->i + 1 + insn->off);
	return why;
}

static const char *run(struct proof *p, const struct bpf_insn *insn)
{
	const char *why = check_form(insn);

	if (why)
		return why;
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		return run_alu(p, insn);
	case BPF_LDX:
		return run_load(p, insn);
	case BPF_STX:
		return run_store(p, insn);
	case BPF_LD:
		return run_wide(p, insn);
	default:
		break;
	}
	if (insn->code == (BPF_JMP | BPF_CALL))
		return run_call(p, insn);
	if (insn->code == (BPF_JMP | BPF_EXIT))
		return is_number(&p->now.regs[BPF_REG_0])
			       ? NULL
			       : "ends without a verdict";
	if (insn->code == (BPF_JMP | BPF_JA)) {
		bring(p, &p->now, p->i + 1 + insn->off);
		return NULL;
	}
	return run_test(p, insn);
}

void check_proof(struct arena *a, const struct image *img, struct proved *out)
{
	struct proof p = {
		.arena = a, .img = img, .is_reached = true, .out = out
	};

	*out = (struct proved){};
	p.at = arena_calloc(a, img->insns.n + 1, sizeof(struct proof_state *));
	p.now.regs[BPF_REG_1].kind = CONTEXT;
	p.now.regs[BPF_REG_10].kind = STACK;
	for (p.i = 0; p.i < img->insns.n; p.i++) {
		const struct bpf_insn *at = &img->insns.v[p.i];

		if (p.at[p.i] && p.is_reached)
			join(&p.now, p.at[p.i], p.i);
		else if (p.at[p.i])
			p.now = *p.at[p.i];
		p.is_reached |= p.at[p.i] != NULL;
		if (!p.is_reached)
			continue;
		out->why = run(&p, at);
		out->insn = p.i;
		if (out->why)
			return;
		p.is_reached = at->code != (BPF_JMP | BPF_JA) &&
			       at->code != (BPF_JMP | BPF_EXIT);
		p.i += insn_is_wide(at);
	}
}

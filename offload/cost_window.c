// SPDX-License-Identifier: GPL-2.0-only
/*
 * cost_window.c - which loads of the packet share one command
 *
 * jit.c, nfp_bpf_opt_pkt_cache: loads by the same pointer share a read of up to
 * 64 bytes, unless a jump leads between them, or a call, or a load from
 * elsewhere stands there.
 */
#include "offload/cost_parts.h"

#define WINDOW_BYTES 64

/* The window that loads are added to. */
struct opening {
	struct cost_window *windows; /* of all instructions */
	uint32_t first;		     /* the load that opened it */
	uint32_t id;		     /* of the register that it was read by */
	int32_t off;
	bool is_open;
};

/* True if the window can take bytes @start to @end in. */
static bool widen(struct opening *o, const struct flow_reg *reg, int32_t start,
		  int32_t end)
{
	struct cost_window *w = &o->windows[o->first];

	if (!o->is_open || o->id != reg->id || o->off != reg->off)
		return false;
	if (start > w->start)
		start = w->start;
	if (end < w->end)
		end = w->end;
	if (end - start > WINDOW_BYTES)
		return false;
	w->start = start;
	w->end = end;
	return true;
}

static void add_load(struct opening *o, uint32_t i, const struct bpf_insn *insn,
		     const struct flow_reg *reg)
{
	int32_t end = insn->off + insn_bytes(insn);

	if (widen(o, reg, insn->off, end))
		return;
	*o = (struct opening){ .windows = o->windows,
			       .first = i,
			       .id = reg->id,
			       .off = reg->off,
			       .is_open = true };
	o->windows[i] = (struct cost_window){ .is_first = true,
					      .start = insn->off,
					      .end = end };
}

/* Gives loads the window of the one that opened it, now that it is whole. */
static void spread(const struct image *img, struct cost_window *windows,
		   const bool *is_packet)
{
	const struct cost_window *w = NULL;

	for (size_t i = 0; i < img->insns.n; i++) {
		if (windows[i].is_first)
			w = &windows[i];
		else if (is_packet[i] && w)
			windows[i] = (struct cost_window){ .start = w->start,
							   .end = w->end };
	}
}

struct cost_window *cost_find_windows(struct arena *a, const struct image *img)
{
	size_t n = img->insns.n;
	struct opening o = {
		.windows = arena_calloc(a, n + 1, sizeof(*o.windows)),
	};
	bool *is_packet = arena_calloc(a, n + 1, sizeof(*is_packet));
	struct flow *flow = flow_new(a, img);

	for (uint32_t i = 0; i < n; i++) {
		const struct bpf_insn *insn = &img->insns.v[i];
		const struct flow_state *state = flow_enter(flow, i);
		const struct flow_reg *reg;

		if (state && state->is_target)
			o.is_open = false;
		if (insn->code == (BPF_JMP | BPF_CALL))
			o.is_open = false;
		if (state && BPF_CLASS(insn->code) == BPF_LDX &&
		    insn->src_reg <= BPF_REG_10) {
			reg = &state->regs[insn->src_reg];
			is_packet[i] = reg->kind == FLOW_PACKET;
			if (is_packet[i])
				add_load(&o, i, insn, reg);
			else
				o.is_open = false;
		}
		i += insn_is_wide(insn);
	}
	spread(img, o.windows, is_packet);
	return o.windows;
}

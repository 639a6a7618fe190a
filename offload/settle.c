// SPDX-License-Identifier: GPL-2.0-only
/*
 * settle.c - lets a NIC's words not depend on how a program is verified
 *
 * The nfp driver reads the packet once for loads by one pointer, and tells
 * pointers by the numbers that the kernel's verifier gave them on the last way
 * that it followed (jit.c, nfp_bpf_opt_pkt_cache; verifier.c,
 * nfp_bpf_check_ptr). At a test the verifier may leave a way that looks like
 * one it knows, and then the loads on both sides of the test have numbers of
 * different ways: one read or two, as it happens. A jump to what follows parts
 * them for certain, and is no word: the kernel takes it out.
 */
#include "offload/settle.h"

#include "offload/check_flow.h"

#include <errno.h>
#include <string.h>

/* The loads since a jump led somewhere. */
struct run {
	bool has_load;
	bool has_test; /* since the last load */
	struct flow_reg base;
};

static bool is_test(const struct bpf_insn *insn)
{
	return insn_is_jump(insn) && insn->code != (BPF_JMP | BPF_JA);
}

/* The packet's start is the same pointer on all ways. */
static bool is_certain(const struct flow_reg *base)
{
	return base->id == 0;
}

/* True if @insn loads from the packet; sets the pointer. */
static bool is_packet_load(const struct bpf_insn *insn,
			   const struct flow_state *state,
			   struct flow_reg *base)
{
	if (BPF_CLASS(insn->code) != BPF_LDX)
		return false;
	*base = state->regs[insn->src_reg];
	return base->kind == FLOW_PACKET;
}

/* True if a jump is needed in front of @insn. */
static bool parts(struct run *run, const struct bpf_insn *insn,
		  const struct flow_state *state)
{
	struct flow_reg base;
	bool is_split;

	if (state->is_target)
		*run = (struct run){};
	if (is_test(insn))
		run->has_test = true;
	if (!is_packet_load(insn, state, &base))
		return false;
	is_split = run->has_load && run->has_test && !is_certain(&base) &&
		   run->base.id == base.id;
	*run = (struct run){ .has_load = true, .base = base };
	return is_split;
}

static size_t find_partings(struct arena *a, const struct image *img,
			    bool *is_parting)
{
	struct flow *flow = flow_new(a, img);
	struct run run = {};
	size_t n = 0;

	for (uint32_t i = 0; i < img->insns.n; i++) {
		const struct bpf_insn *insn = &img->insns.v[i];
		const struct flow_state *state = flow_enter(flow, i);

		if (state)
			is_parting[i] = parts(&run, insn, state);
		n += is_parting[i];
		i += insn_is_wide(insn);
	}
	return n;
}

/* Where each instruction is once the jumps are in. */
static uint32_t *new_places(struct arena *a, const struct image *img,
			    const bool *is_parting)
{
	uint32_t *places = arena_calloc(a, img->insns.n + 1, sizeof(*places));
	uint32_t n = 0;

	for (size_t i = 0; i < img->insns.n; i++) {
		n += is_parting[i];
		places[i] = n++;
	}
	return places;
}

uint32_t settle_find(struct arena *a, const struct image *img)
{
	bool *is_parting =
		arena_calloc(a, img->insns.n + 1, sizeof(*is_parting));
	const bool *first;

	if (!find_partings(a, img, is_parting))
		return UINT32_MAX;
	first = memchr(is_parting, true, img->insns.n);
	return first - is_parting;
}

int settle_image(struct arena *a, struct image *img)
{
	bool *is_parting =
		arena_calloc(a, img->insns.n + 1, sizeof(*is_parting));
	size_t n = find_partings(a, img, is_parting);
	const uint32_t *places = new_places(a, img, is_parting);
	struct bpf_insn *insns =
		arena_calloc(a, img->insns.n + n, sizeof(*insns));
	uint32_t *rules = arena_calloc(a, img->insns.n + n, sizeof(*rules));

	for (size_t i = 0; i < img->insns.n; i++) {
		struct bpf_insn insn = img->insns.v[i];
		uint32_t to = places[i];

		if (insn_is_jump(&insn)) {
			int64_t off =
				(int64_t)places[i + 1 + insn.off] - to - 1;

			if (off > INT16_MAX)
				return -E2BIG;
			insn.off = off;
		}
		if (is_parting[i]) {
			insns[to - 1].code = BPF_JMP | BPF_JA;
			rules[to - 1] = img->rules.v[i];
		}
		insns[to] = insn;
		rules[to] = img->rules.v[i];
	}
	img->insns.v = insns;
	img->rules.v = rules;
	img->insns.n = img->rules.n = img->insns.cap = img->rules.cap =
		img->insns.n + n;
	return 0;
}

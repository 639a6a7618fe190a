// SPDX-License-Identifier: GPL-2.0-only
/*
 * peephole.c - takes out what the emitter left for convenience
 *
 * A jump to a jump goes to where that one leads; what no path reaches, which
 * the kernel refuses (verifier.c, check_cfg), and jumps to what follows are
 * taken out. Jumps go forward only, so one pass from the end follows them and
 * one from the start finds what is reached.
 */
#include "offload/peephole.h"

#include "offload/emit.h"
#include "offload/insn.h"

static bool is_goto(const struct bpf_insn *insn)
{
	return insn->code == (BPF_JMP | BPF_JA);
}

/* Where the kernel will have each instruction at most: see EMIT_REACH. */
static uint32_t *kernel_places(struct arena *a, const struct image *img)
{
	uint32_t *places = arena_calloc(a, img->insns.n, sizeof(*places));
	uint32_t n = 0;

	for (size_t i = 0; i < img->insns.n; i++) {
		places[i] = n;
		n += emit_grown(&img->insns.v[i]);
	}
	return places;
}

static void thread_jumps(struct arena *a, struct image *img)
{
	const uint32_t *places = kernel_places(a, img);
	struct bpf_insn *insns = img->insns.v;

	for (size_t i = img->insns.n; i-- > 0;) {
		if (!insn_is_jump(&insns[i]))
			continue;
		const struct bpf_insn *target = &insns[i + 1 + insns[i].off];
		int off = insns[i].off + 1 + target->off;

		if (is_goto(target) &&
		    places[i + 1 + off] - places[i] <= EMIT_REACH)
			insns[i].off = off;
	}
}

/* Marks in @keep what some path reaches. */
static void find_live(const struct image *img, bool *keep)
{
	const struct bpf_insn *insns = img->insns.v;

	keep[0] = true;
	for (size_t i = 0; i < img->insns.n; i++) {
		if (!keep[i])
			continue;
		if (insn_is_jump(&insns[i]))
			keep[i + 1 + insns[i].off] = true;
		if (!is_goto(&insns[i]) &&
		    insns[i].code != (BPF_JMP | BPF_EXIT))
			keep[i + 1] = true;
	}
}

/* Jumps over nothing but what is taken out. */
static void drop_empty_jumps(const struct image *img, bool *keep)
{
	for (size_t i = img->insns.n; i-- > 0;) {
		size_t next = i + 1;

		if (!keep[i] || !is_goto(&img->insns.v[i]))
			continue;
		while (!keep[next])
			next++;
		if (next >= i + 1 + img->insns.v[i].off)
			keep[i] = false;
	}
}

/* Where each instruction goes: to the next one kept if it is not itself. */
static uint32_t *new_places(struct arena *a, const struct image *img,
			    const bool *keep)
{
	uint32_t *places = arena_calloc(a, img->insns.n, sizeof(*places));
	uint32_t n = 0;

	for (size_t i = 0; i < img->insns.n; i++) {
		places[i] = n;
		n += keep[i];
	}
	return places;
}

void peephole_image(struct arena *a, struct image *img)
{
	bool *keep = arena_calloc(a, img->insns.n + 1, sizeof(*keep));
	struct bpf_insn *insns = img->insns.v;
	size_t n = 0;

	thread_jumps(a, img);
	find_live(img, keep);
	drop_empty_jumps(img, keep);

	uint32_t *places = new_places(a, img, keep);

	for (size_t i = 0; i < img->insns.n; i++) {
		if (!keep[i])
			continue;
		struct bpf_insn insn = insns[i];

		if (insn_is_jump(&insn))
			insn.off = places[i + 1 + insn.off] - places[i] - 1;
		insns[n] = insn;
		img->rules.v[n] = img->rules.v[i];
		n++;
	}
	img->insns.n = n;
	img->rules.n = n;
}

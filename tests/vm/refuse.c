// SPDX-License-Identifier: GPL-2.0-only
/*
 * refuse.c - is refused here what the driver refuses, and nothing else?
 *
 *	vm-refuse make FOLDER [SEED [COUNT]]
 *	vm-refuse compare FOLDER
 *
 * `make` writes a trial (held.h) for each figure of a device: COUNT random
 * plans as programs, on a device on which one of them just fits, or just does
 * not; and one of programs in which instructions were changed at random.
 */
#include "lib/gen_plan.h"
#include "vm/held.h"

#include <errno.h>
#include <stdlib.h>

#define FIRST_SEED 1
#define N_PLANS	   60
#define N_MUTANTS  15 /* of each plan */

/* What a device has at most, as the VM's takes it. */
#define LARGE_INSNS   16000
#define LARGE_MAPS    64
#define LARGE_BYTES   512
#define LARGE_ENTRIES 3072000

/* The figures of which one is short in a trial. */
enum figure {
	FIGURE_INSNS,
	FIGURE_STACK,
	FIGURE_MAPS,
	FIGURE_ENTRIES,
	FIGURE_KEY,
	FIGURE_VALUE,
	FIGURE_ELEMENT,
	N_FIGURES,
};

static const char *const figure_names[N_FIGURES] = {
	"insns", "stack", "maps", "entries", "key", "value", "element",
};

struct refuse {
	struct arena *arena;
	struct rng rng;
	struct profile *profile; /* of a large device */
	VEC(const struct image *) images;
};

static uint32_t round_up_8(uint32_t bytes)
{
	return (bytes + 7) / 8 * 8;
}

/* What @img takes of a figure. */
static uint64_t taken(struct refuse *f, const struct image *img,
		      enum figure figure)
{
	const struct image_map *m;
	struct check_report report;
	uint64_t most = 0, v;

	check_image(f->arena, img, f->profile, &report);
	if (figure == FIGURE_INSNS)
		return report.insns;
	if (figure == FIGURE_STACK)
		return report.stack_bytes;
	if (figure == FIGURE_MAPS)
		return report.maps;
	if (figure == FIGURE_ENTRIES)
		return report.entries;
	vec_for_each(m, &img->maps) {
		v = figure == FIGURE_KEY ? m->key_bytes
		    : figure == FIGURE_VALUE
			    ? m->value_bytes
			    : round_up_8(m->key_bytes) +
				      round_up_8(m->value_bytes);
		most = v > most ? v : most;
	}
	return most;
}

/* A large device but for one figure. */
static struct profile short_device(const struct refuse *f, enum figure figure,
				   uint64_t limit)
{
	struct profile p = *f->profile;

	switch (figure) {
	case FIGURE_INSNS:
		p.max_insns = limit;
		break;
	case FIGURE_STACK:
		p.stack_bytes = limit / 64 * 64;
		break;
	case FIGURE_MAPS:
		p.max_maps = limit;
		break;
	case FIGURE_ENTRIES:
		p.max_entries = limit;
		break;
	case FIGURE_KEY:
		p.max_key_bytes = limit;
		break;
	case FIGURE_VALUE:
		p.max_value_bytes = limit;
		break;
	default:
		p.max_element_bytes = limit;
	}
	return p;
}

static void make_images(struct refuse *f, uint32_t n)
{
	while (n--) {
		struct plan *plan = gen_plan(f->arena, &f->rng);
		struct image_options opts = {
			.shadow = rng_one_in(&f->rng, 8),
			.last_stage = rng_one_in(&f->rng, 8),
			.standalone = rng_one_in(&f->rng, 8)
		};
		struct image *img;

		/* Too much stack is for no stage at all. */
		if (image_emit(f->arena, plan, f->profile, &opts, &img) == 0)
			*(const struct image **)vec_push(f->arena, &f->images) =
				img;
	}
}

static int write_short(struct refuse *f, const char *folder, enum figure figure,
		       int below)
{
	struct batch batch = { .arena = f->arena };
	const struct image *pivot =
		f->images.v[rng_below(&f->rng, f->images.n)];
	uint64_t limit = taken(f, pivot, figure) - below;
	struct profile p = short_device(f, figure, limit);

	for (size_t i = 0; i < f->images.n; i++)
		batch_add_image(&batch, arena_printf(f->arena, "plan-%zu", i),
				f->images.v[i]);
	return held_write(
		folder,
		arena_printf(f->arena, "%s-%d", figure_names[figure], below),
		&batch, &p);
}

static void mutate(struct rng *r, struct bpf_insn *insns, size_t n)
{
	static const int32_t steps[] = { 1, -1, 2, 4, -4, 8, 64, -64, 0x8000 };
	struct bpf_insn *insn = &insns[rng_below(r, n)];
	const struct bpf_insn *other = &insns[rng_below(r, n)];

	switch (rng_below(r, 9)) {
	case 0:
		insn->code = other->code;
		break;
	case 1:
		insn->dst_reg = rng_below(r, BPF_REG_10 + 1);
		break;
	case 2:
		insn->src_reg = rng_below(r, BPF_REG_10 + 1);
		break;
	case 3:
		insn->off += rng_pick(r, steps);
		break;
	case 4:
		insn->imm += rng_pick(r, steps);
		break;
	case 5:
		insn->imm = rng_next(r);
		break;
	case 6:
		*insn = *other;
		break;
	case 7: /* nothing in its place */
		*insn = (struct bpf_insn){ .code = BPF_JMP | BPF_JA };
		break;
	default:
		insn->code ^= 1 << rng_below(r, 8);
	}
}

/* True if the checker passes the program with its instructions changed. */
static bool change(struct refuse *f, const struct image *img,
		   struct image *changed)
{
	struct check_report report;
	uint32_t n = 1 + rng_one_in(&f->rng, 3);

	*changed = *img;
	changed->insns.v = arena_memdup(f->arena, img->insns.v,
					img->insns.n * sizeof(*img->insns.v));
	while (n--)
		mutate(&f->rng, changed->insns.v, changed->insns.n);
	check_image(f->arena, changed, f->profile, &report);
	return !report.violations.n;
}

/*
 * Of what the checker refuses nothing is asked, and not all of it may be given
 * to the kernel: the nfp driver looks beyond its own memory for what is below
 * a map's value (verifier.c, nfp_bpf_map_mark_used), which can be its end.
 */
static int write_mutants(struct refuse *f, const char *folder)
{
	struct batch batch = { .arena = f->arena };
	size_t n = f->images.n * N_MUTANTS;

	for (size_t i = 0; i < n; i++) {
		const struct image *img = f->images.v[i / N_MUTANTS];
		struct image changed;

		if (change(f, img, &changed))
			batch_add_image(
				&batch,
				arena_printf(f->arena, HELD_MUTANT "-%zu", i),
				&changed);
	}
	fprintf(stderr, "# %zu of %zu mutants are refused at once\n",
		n - batch.programs.n, n);
	return held_write(folder, "mutants", &batch, f->profile);
}

/* Sets @profile to a device that takes all that can be made. */
static void find_profile(struct arena *a, struct profile **profile)
{
	struct diag *diag = diag_new(a);

	if (profile_find(a, diag, "agilio-cx", profile)) {
		diag_print(diag, stderr);
		exit(1);
	}
	(*profile)->max_insns = LARGE_INSNS;
	(*profile)->max_maps = LARGE_MAPS;
	(*profile)->max_entries = LARGE_ENTRIES;
	(*profile)->max_key_bytes = LARGE_BYTES;
	(*profile)->max_value_bytes = LARGE_BYTES;
	(*profile)->max_element_bytes = 2 * LARGE_BYTES;
}

static int make(const char *folder, uint64_t seed, uint32_t n)
{
	struct refuse f = { .arena = arena_new(), .rng = { .state = seed } };
	int error = 0;

	find_profile(f.arena, &f.profile);
	make_images(&f, n);
	for (int figure = 0; figure < N_FIGURES && !error; figure++) {
		error = write_short(&f, folder, figure, 0);
		if (!error)
			error = write_short(&f, folder, figure, 1);
	}
	if (!error)
		error = write_mutants(&f, folder);
	if (error)
		fprintf(stderr, "vm-refuse: %s: %s\n", folder,
			strerror(-error));
	arena_free(f.arena);
	return error ? 1 : 0;
}

static int compare(const char *folder)
{
	struct arena *a = arena_new();
	struct profile *profile;
	bool is_right = true;
	unsigned int n = 0;

	find_profile(a, &profile);
	for (int figure = 0; figure < N_FIGURES; figure++) {
		for (int below = 0; below <= 1; below++)
			is_right &= held_compare(
				folder,
				arena_printf(a, "%s-%d", figure_names[figure],
					     below),
				profile, ++n);
	}
	is_right &= held_compare(folder, "mutants", profile, ++n);
	printf("1..%u\n", n);
	arena_free(a);
	return is_right ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc >= 3 && argc <= 5 && !strcmp(argv[1], "make"))
		return make(argv[2],
			    argc > 3 ? strtoull(argv[3], NULL, 0) : FIRST_SEED,
			    argc > 4 ? strtoul(argv[4], NULL, 0) : N_PLANS);
	if (argc == 3 && !strcmp(argv[1], "compare"))
		return compare(argv[2]);
	fprintf(stderr, "usage: vm-refuse make FOLDER [SEED [COUNT]]\n"
			"       vm-refuse compare FOLDER\n");
	return 2;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * refuse.c - is refused here what the driver refuses, and nothing else?
 *
 *	vm-refuse make FOLDER [SEED [COUNT]]
 *	vm-refuse compare FOLDER
 *
 * `make` makes programs of COUNT random plans and of some random rulesets, and
 * writes trials (held.h). Around each figure of a device there are two, on one
 * on which some program just fits, or just does not. One more has all programs
 * and the same with instructions changed at random, on a large device.
 */
#include "lib/gen_plan.h"
#include "vm/held.h"
#include "vm/rulesets.h"

#include <errno.h>
#include <stdlib.h>

#define FIRST_SEED 1
#define N_PLANS	   60
#define N_MUTANTS  15 /* of each image */
#define N_IN_TRIAL 10 /* images around one figure */

/* A random ruleset to so many plans. */
#define PLANS_PER_RULESET 3

/* What a device has at most, as the VM's takes it. */
#define LARGE_INSNS   16000
#define LARGE_MAPS    64
#define LARGE_BYTES   512
#define LARGE_ENTRIES 3072000

/* The last byte of a frame of an MTU that a port takes (ETH_MIN_MTU is 68). */
#define LEAST_WINDOW 160

/* The figures of which one is short in a trial. */
enum figure {
	FIGURE_INSNS,
	FIGURE_STACK,
	FIGURE_MAPS,
	FIGURE_ENTRIES,
	FIGURE_KEY,
	FIGURE_VALUE,
	FIGURE_ELEMENT,
	FIGURE_PACKET,
	FIGURE_MTU,	    /* on a device on which the packet is short */
	FIGURE_OTHER_INSNS, /* of the port to which programs are attached */
	FIGURE_OTHER_STACK,
	FIGURE_ABILITY, /* no hashes, or no lookups */
	N_FIGURES,
};

static const char *const figure_names[N_FIGURES] = {
	"insns",   "stack",  "maps", "entries",	    "key",	   "value",
	"element", "packet", "mtu",  "other-insns", "other-stack", "ability",
};

/* An image, and what it was made of. */
struct named {
	const char *name;
	const struct image *img;
};

struct refuse {
	struct arena *arena;
	struct rng rng;
	struct profile *profile; /* of a large device */
	VEC(struct named) images;
};

static uint32_t round_up_8(uint32_t bytes)
{
	return (bytes + 7) / 8 * 8;
}

/* The longest key, value or element of @img. */
static uint64_t longest(const struct image *img, enum figure figure)
{
	const struct image_map *m;
	uint64_t most = 0, v;

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

/* What @img takes of a figure. */
static uint64_t taken(struct refuse *f, const struct image *img,
		      enum figure figure)
{
	struct check_report report;

	check_image(f->arena, img, f->profile, &report);
	switch (figure) {
	case FIGURE_INSNS:
	case FIGURE_OTHER_INSNS:
		return report.insns;
	case FIGURE_STACK:
	case FIGURE_OTHER_STACK:
		return report.stack_bytes;
	case FIGURE_MAPS:
		return report.maps;
	case FIGURE_ENTRIES:
		return report.entries;
	case FIGURE_PACKET:
	case FIGURE_MTU:
		return report.last_byte;
	default:
		return longest(img, figure);
	}
}

/* Makes @p, a large device, and what is around it one of a short figure. */
static void shorten(struct profile *p, struct held_device *d,
		    enum figure figure, uint64_t limit, int below)
{
	uint32_t *const limits[N_FIGURES] = {
		[FIGURE_INSNS] = &p->max_insns,
		[FIGURE_STACK] = &p->stack_bytes,
		[FIGURE_MAPS] = &p->max_maps,
		[FIGURE_KEY] = &p->max_key_bytes,
		[FIGURE_VALUE] = &p->max_value_bytes,
		[FIGURE_ELEMENT] = &p->max_element_bytes,
		[FIGURE_OTHER_INSNS] = &d->max_insns,
		[FIGURE_OTHER_STACK] = &d->stack_bytes,
	};

	if (limits[figure])
		*limits[figure] = limit - below;
	if (figure == FIGURE_ENTRIES)
		p->max_entries = limit - below;
	if (figure == FIGURE_ABILITY && below)
		p->helpers[0] = 0;
	else if (figure == FIGURE_ABILITY)
		p->map_types = 1U << BPF_MAP_TYPE_ARRAY;
	/* The device counts these in steps of 64, less 32. */
	if (figure == FIGURE_PACKET)
		p->packet_bytes = (limit + 95 - 64 * below) / 64 * 64 - 32;
	/* All that is read is in a frame of that MTU; or a byte is not. */
	if (figure == FIGURE_MTU) {
		limit = limit < LEAST_WINDOW ? LEAST_WINDOW : limit;
		p->packet_bytes = (limit + 31) / 64 * 64 - 32;
		d->mtu = p->packet_bytes + below;
	}
}

static void add_image(struct refuse *f, const char *kind,
		      const struct image *img)
{
	struct named *added = vec_push(f->arena, &f->images);

	added->name = arena_printf(f->arena, "%s-%zu", kind, f->images.n - 1);
	added->img = img;
}

static void make_plans(struct refuse *f, uint32_t n)
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
			add_image(f, "plan", img);
	}
}

static void make_rulesets(struct refuse *f, uint64_t seed, uint32_t n)
{
	const char *name;

	for (uint32_t i = 0; i < n; i++)
		add_image(
			f, "rules",
			rulesets_random(f->arena, f->profile, seed + i, &name));
}

static int write_short(struct refuse *f, const char *folder, enum figure figure,
		       int below)
{
	struct batch batch = { .arena = f->arena };
	size_t pivot = rng_below(&f->rng, f->images.n);
	struct profile p = *f->profile;
	struct held_device d = { .profile = &p };

	shorten(&p, &d, figure, taken(f, f->images.v[pivot].img, figure),
		below);
	for (size_t i = 0; i < N_IN_TRIAL && i < f->images.n; i++) {
		const struct named *n = &f->images.v[(pivot + i) % f->images.n];

		batch_add_image(&batch, n->name, n->img);
	}
	return held_write(
		folder,
		arena_printf(f->arena, "%s-%d", figure_names[figure], below),
		&batch, &d);
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
static int write_all(struct refuse *f, const char *folder)
{
	struct batch batch = { .arena = f->arena };
	size_t n = f->images.n * N_MUTANTS, n_passed = 0;
	const struct named *image;

	vec_for_each(image, &f->images)
		batch_add_image(&batch, image->name, image->img);
	for (size_t i = 0; i < n; i++) {
		const struct named *of = &f->images.v[i / N_MUTANTS];
		struct image changed;

		if (!change(f, of->img, &changed))
			continue;
		n_passed++;
		batch_add_image(&batch,
				arena_printf(f->arena, HELD_MUTANT "-%zu-of-%s",
					     i, of->name),
				&changed);
	}
	fprintf(stderr, "# %zu of %zu mutants are refused at once\n",
		n - n_passed, n);
	return held_write(folder, "all", &batch,
			  &(struct held_device){ .profile = f->profile });
}

/* A device that takes all that can be made. */
static struct profile *large_device(struct arena *a)
{
	struct profile *profile = rulesets_profile(a);

	profile->max_insns = LARGE_INSNS;
	profile->max_maps = LARGE_MAPS;
	profile->max_entries = LARGE_ENTRIES;
	profile->max_key_bytes = LARGE_BYTES;
	profile->max_value_bytes = LARGE_BYTES;
	profile->max_element_bytes = 2 * LARGE_BYTES;
	profile->packet_bytes = 0;
	return profile;
}

static int make(const char *folder, uint64_t seed, uint32_t n)
{
	struct refuse f = { .arena = arena_new(), .rng = { .state = seed } };
	int error = 0;

	f.profile = large_device(f.arena);
	make_plans(&f, n);
	make_rulesets(&f, seed, n / PLANS_PER_RULESET);
	for (int figure = 0; figure < N_FIGURES && !error; figure++) {
		error = write_short(&f, folder, figure, 0);
		if (!error)
			error = write_short(&f, folder, figure, 1);
	}
	if (!error)
		error = write_all(&f, folder);
	if (error)
		fprintf(stderr, "vm-refuse: %s: %s\n", folder,
			strerror(-error));
	arena_free(f.arena);
	return error ? 1 : 0;
}

static int compare(const char *folder)
{
	struct arena *a = arena_new();
	const struct profile *profile = large_device(a);
	bool is_right = true;
	unsigned int n = 0;

	for (int figure = 0; figure < N_FIGURES; figure++) {
		for (int below = 0; below <= 1; below++)
			is_right &= held_compare(
				folder,
				arena_printf(a, "%s-%d", figure_names[figure],
					     below),
				profile, ++n);
	}
	is_right &= held_compare(folder, "all", profile, ++n);
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

// SPDX-License-Identifier: GPL-2.0-only
/*
 * held.c - what the checker says, held against what the driver does
 */
#include "vm/held.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

/* A report of everything is for nobody; so many lines are for a reader. */
#define MAX_SHOWN 12

/* The window of the packet that a program may reach; any MTU is in it. */
#define INL_MTU 255

#define FORMAT                                                              \
	"max_len=%" SCNu32 " stack_sz=%" SCNu32 " max_maps=%" SCNu32        \
	" max_elems=%" SCNu64 " max_key_sz=%" SCNu32 " max_val_sz=%" SCNu32 \
	" max_elem_sz=%" SCNu32

int held_write(const char *folder, const char *name, const struct batch *batch,
	       const struct profile *p)
{
	char *path = arena_printf(batch->arena, "%s/%s.params", folder, name);
	FILE *out = fopen(path, "w");
	int error = out ? 0 : -errno;

	if (out) {
		fprintf(out, FORMAT " inl_mtu=%u\n", p->max_insns,
			p->stack_bytes / 64, p->max_maps, p->max_entries,
			p->max_key_bytes, p->max_value_bytes,
			p->max_element_bytes, INL_MTU);
		error = fclose(out) ? -errno : 0;
	}
	if (!error)
		error = batch_write(batch,
				    arena_printf(batch->arena, "%s/%s.batch",
						 folder, name));
	return error;
}

/* @base with the figures of the device. */
static bool read_figures(const char *path, const struct profile *base,
			 struct profile *p)
{
	FILE *in = fopen(path, "r");
	int n = 0;

	*p = *base;
	if (in) {
		n = fscanf(in, FORMAT, &p->max_insns, &p->stack_bytes,
			   &p->max_maps, &p->max_entries, &p->max_key_bytes,
			   &p->max_value_bytes, &p->max_element_bytes);
		fclose(in);
	}
	p->stack_bytes *= 64;
	if (p->max_entries < UINT32_MAX)
		p->max_map_entries = p->max_entries;
	return n == 7;
}

/* The image that a program of the batch was. */
static struct image *image_of(struct arena *a, const struct profile *profile,
			      const struct batch_program *p)
{
	struct image *img = arena_new_of(a, struct image);
	const struct batch_map *m;

	img->profile = profile;
	img->insns.v = p->insns.v;
	img->insns.n = p->insns.n;
	img->rules.v = arena_calloc(a, p->insns.n + 1, sizeof(*img->rules.v));
	img->rules.n = p->insns.n;
	vec_for_each(m, &p->maps) {
		struct image_map *added = vec_push(a, &img->maps);

		snprintf(added->name, sizeof(added->name), "map%zu",
			 img->maps.n);
		added->type = m->type;
		added->key_bytes = m->key_bytes;
		added->value_bytes = m->value_bytes;
		added->max_entries = m->max_entries;
	}
	return img;
}

/* What came out of a trial. */
struct tally {
	uint32_t n;
	uint32_t n_taken;   /* by the driver */
	uint32_t n_refused; /* by both */
	uint32_t n_mutants; /* refused by the checker alone */
	uint32_t n_wrong;
	uint32_t least, most; /* words */
};

/* What is wrong with the checker's report, in @a; NULL: nothing. */
static const char *judge(struct arena *a, const struct check_report *report,
			 const struct batch_result *r, struct tally *t)
{
	bool is_taken = !r->map_error && !r->load_error && !r->attach_error;
	bool is_mutant = !strncmp(r->name, HELD_MUTANT, strlen(HELD_MUTANT));
	const char *why = report->violations.n ? report->violations.v[0].text
					       : NULL;

	t->n_taken += is_taken;
	if (!is_taken && !why)
		return arena_printf(
			a,
			"passed, but refused (map %d, load %d, attach %d): %s",
			r->map_error, r->load_error, r->attach_error,
			r->reason);
	if (!is_taken && !strncmp(r->name, "form-", 5))
		return arena_printf(a, "has to be taken: %s", r->reason);
	t->n_refused += !is_taken;
	if (is_taken && why && is_mutant) {
		t->n_mutants++;
		return NULL;
	}
	if (is_taken && why)
		return arena_printf(a, "refused, but taken: %s", why);
	/* Of what nobody plans the count may only be too high. */
	if (is_taken && (report->insns < r->words.n ||
			 (!is_mutant && report->insns != r->words.n)))
		return arena_printf(a, "%u words are predicted, %zu are real",
				    report->insns, r->words.n);
	if (is_taken && r->words.n < t->least)
		t->least = r->words.n;
	if (is_taken && r->words.n > t->most)
		t->most = r->words.n;
	return NULL;
}

static void print_wrong(const char *name, const char *why)
{
	printf("# %s: ", name);
	for (; *why; why++) {
		putchar(*why);
		if (*why == '\n' && why[1])
			printf("#   ");
	}
	putchar('\n');
}

static void compare_all(const struct profile *profile,
			const struct batch *batch,
			const struct batch_results *results, struct tally *t)
{
	for (size_t i = 0; i < batch->programs.n; i++) {
		const struct batch_result *r = &results->results.v[i];
		struct arena *a = arena_new();
		struct check_report report;
		const char *why;

		check_image(a, image_of(a, profile, &batch->programs.v[i]),
			    profile, &report);
		why = judge(a, &report, r, t);
		t->n++;
		if (why && t->n_wrong++ < MAX_SHOWN)
			print_wrong(r->name, why);
		arena_free(a);
	}
}

bool held_compare(const char *folder, const char *name,
		  const struct profile *base, unsigned int n)
{
	struct arena *a = arena_new();
	struct batch batch = { .arena = a };
	struct batch_results results = { .arena = a };
	struct tally t = { .least = UINT32_MAX };
	struct profile p;
	bool is_there;

	is_there =
		read_figures(arena_printf(a, "%s/%s.params", folder, name),
			     base, &p) &&
		!batch_read(&batch,
			    arena_printf(a, "%s/%s.batch", folder, name)) &&
		!batch_read_results(&results, arena_printf(a, "%s/%s.results",
							   folder, name)) &&
		batch.programs.n == results.results.n;
	if (is_there)
		compare_all(&p, &batch, &results, &t);
	else
		printf("# %s/%s: not all files are there\n", folder, name);
	if (is_there)
		printf("# %s: %u programs, %u taken, %u refused by both, %u mutants refused here alone, %u wrong; %u to %u words\n",
		       name, t.n, t.n_taken, t.n_refused, t.n_mutants,
		       t.n_wrong, t.n_taken ? t.least : 0, t.most);
	is_there = is_there && !t.n_wrong;
	printf("%sok %u - the checker says of trial %s what the driver does\n",
	       is_there ? "" : "not ", n, name);
	arena_free(a);
	return is_there;
}

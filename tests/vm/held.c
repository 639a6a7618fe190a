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

/* The largest that a port of the VM takes. */
#define MAX_MTU 9216

/* Units of what a program can reach of a frame: all of it at any MTU. */
#define MAX_INL_MTU 255

#define FORMAT                                                                \
	"max_len=%" SCNu32 " stack_sz=%" SCNu32 " max_maps=%" SCNu32          \
	" max_elems=%" SCNu64 " max_key_sz=%" SCNu32 " max_val_sz=%" SCNu32   \
	" max_elem_sz=%" SCNu32 " inl_mtu=%" SCNu32 " other_max_len=%" SCNu32 \
	" other_stack_sz=%" SCNu32 " map_types=%" SCNu32 " h_lookup=%" SCNu32 \
	"\n"
#define N_FORMAT 12

/* Where the firmware has its function for lookups. */
#define LOOKUP_ADDRESS 0x1000
#define LOOKUP_BIT     (1ULL << BPF_FUNC_map_lookup_elem)

/* nfp/bpf/offload.c, nfp_bpf_offload_check_mtu */
static uint32_t packet_bytes(uint32_t inl_mtu)
{
	return inl_mtu * 64 - 32;
}

static int write_params(FILE *out, const struct held_device *d)
{
	const struct profile *p = d->profile;
	uint32_t inl_mtu = p->packet_bytes ? (p->packet_bytes + 32) / 64
					   : MAX_INL_MTU;

	fprintf(out, FORMAT, p->max_insns, p->stack_bytes / 64, p->max_maps,
		p->max_entries, p->max_key_bytes, p->max_value_bytes,
		p->max_element_bytes, inl_mtu, d->max_insns,
		d->stack_bytes / 64, p->map_types,
		p->helpers[0] & LOOKUP_BIT ? LOOKUP_ADDRESS : 0);
	return fclose(out) ? -errno : 0;
}

static int write_port(FILE *out, const struct held_device *d)
{
	fprintf(out, "nfp%d %u\n", d->max_insns || d->stack_bytes,
		d->mtu ?: MAX_MTU);
	return fclose(out) ? -errno : 0;
}

int held_write(const char *folder, const char *name, const struct batch *batch,
	       const struct held_device *d)
{
	struct arena *a = batch->arena;
	char *base = arena_printf(a, "%s/%s", folder, name);
	FILE *params = fopen(arena_printf(a, "%s.params", base), "w");
	FILE *port = fopen(arena_printf(a, "%s.port", base), "w");
	int error = params && port ? 0 : -errno;

	if (params)
		error = write_params(params, d) ?: error;
	if (port)
		error = write_port(port, d) ?: error;
	return error ?: batch_write(batch, arena_printf(a, "%s.batch", base));
}

static void lower(uint32_t *limit, uint32_t other)
{
	if (other && other < *limit)
		*limit = other;
}

/* The figures of a device that was written, on top of those in @p. */
static bool read_params(FILE *in, struct profile *p, uint32_t *window)
{
	uint32_t other_insns, other_stack, inl_mtu, lookup;
	int n = fscanf(in, FORMAT, &p->max_insns, &p->stack_bytes, &p->max_maps,
		       &p->max_entries, &p->max_key_bytes, &p->max_value_bytes,
		       &p->max_element_bytes, &inl_mtu, &other_insns,
		       &other_stack, &p->map_types, &lookup);

	fclose(in);
	if (n != N_FORMAT)
		return false;
	lower(&p->max_insns, other_insns);
	lower(&p->stack_bytes, other_stack);
	p->stack_bytes *= 64;
	if (!lookup)
		p->helpers[0] &= ~LOOKUP_BIT;
	if (p->max_entries < UINT32_MAX)
		p->max_map_entries = p->max_entries;
	*window = packet_bytes(inl_mtu);
	return true;
}

/* @base with the figures of the device; no byte is behind those of its MTU. */
static bool read_figures(struct arena *a, const char *trial,
			 const struct profile *base, struct profile *p)
{
	FILE *params = fopen(arena_printf(a, "%s.params", trial), "r");
	FILE *port = fopen(arena_printf(a, "%s.port", trial), "r");
	uint32_t mtu = 0, window = 0;
	bool is_there = params && port;

	*p = *base;
	if (params)
		is_there &= read_params(params, p, &window);
	if (port) {
		is_there &= fscanf(port, "nfp%*u %" SCNu32, &mtu) == 1;
		fclose(port);
	}
	p->packet_bytes = mtu <= window ? 0 : window;
	return is_there;
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
		read_figures(a, arena_printf(a, "%s/%s", folder, name), base,
			     &p) &&
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

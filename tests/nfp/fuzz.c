// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz.c - does the model say what the kernel says, of random programs?
 *
 *	nfp-fuzz make BATCH [SEED [COUNT|cuts]]
 *	nfp-fuzz compare RESULTS [SEED [COUNT|cuts]]
 *	nfp-fuzz show SEED|NAME [GROUPS]
 *
 * COUNT may be `cuts`: then the programs are that of SEED with its first
 * groups only, none, one, two and so on: of one that fails, the shortest that
 * does says where.
 *
 * `make` writes programs for the VM, where the nfp driver translates them.
 * `compare` runs what came back in the model and the same programs in this
 * host's kernel by BPF_PROG_TEST_RUN, and holds answers, packets and maps
 * against each other after each packet. The programs of known.h come first;
 * there the two must differ.
 */
#include "lib/batch.h"
#include "lib/loaded.h"
#include "nfp/known.h"
#include "offload/nfp.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <stdlib.h>

#define FIRST_SEED 1
#define N_PROGRAMS 2000

/* Failures that are shown; all are counted. */
#define MAX_SHOWN 10

/* The longest frame that programs are run on, and room behind it. */
#define FRAME_ROOM 2048

/* As the shim has them. */
static const struct nfp_addresses addresses = {
	.start = 0x100,
	.done = 0x40,
	.lookup = 0x1000,
};

/* Which programs. */
struct series {
	uint64_t seed;
	uint64_t n;
	bool is_cut;
};

struct tally {
	uint32_t n;
	uint32_t n_failed;
	uint32_t n_refused; /* by the driver */
	uint64_t n_runs;
	uint64_t n_words;
	uint64_t answers[XDP_TX + 1];
};

static void case_of(struct arena *a, size_t i, const struct series *s,
		    struct nfp_case *out)
{
	if (i < n_known) {
		known_case(a, i, out);
	} else if (s->is_cut) {
		gen_case(a, s->seed, i - n_known, out);
		out->name = arena_printf(a, "%s cut to %zu", out->name,
					 i - n_known);
	} else {
		gen_case(a, s->seed + i - n_known, GEN_MAX_GROUPS, out);
	}
}

static int make(const char *path, const struct series *s)
{
	struct arena *a = arena_new();
	struct batch batch = { .arena = a };
	int error;

	for (uint64_t i = 0; i < s->n + n_known; i++) {
		struct arena *of_case = arena_new();
		struct nfp_case c;

		case_of(of_case, i, s, &c);
		batch_add_image(&batch, c.name, c.img);
		arena_free(of_case);
	}
	error = batch_write(&batch, path);
	if (error)
		fprintf(stderr, "nfp-fuzz: %s: %s\n", path, strerror(-error));
	arena_free(a);
	return error ? 1 : 0;
}

/* What the host has of a program, while it runs in both. */
struct pair {
	struct arena *arena;
	const struct nfp_case *c;
	struct loaded host;
	struct nfp *model;
};

/* The element @i of the model's map as the host has it, or not. */
static const char *compare_value(struct pair *p, size_t map, uint32_t i)
{
	const struct image_map *spec = &p->c->img->maps.v[map];
	const uint8_t *mine = interp_map_value(&nfp_maps(p->model)[map], i);
	uint8_t value[64];

	if (bpf_map_lookup_elem(p->host.map_fds[map],
				spec->keys + (size_t)i * spec->key_bytes,
				value))
		return "a map's value cannot be read";
	for (uint32_t k = 0; k < spec->value_bytes; k++)
		if (mine[k] != value[k])
			return arena_printf(p->arena,
					    "byte %u of value %u of %s is %#x, "
					    "the kernel's is %#x",
					    k, i, spec->name, mine[k],
					    value[k]);
	return NULL;
}

static const char *compare_maps(struct pair *p)
{
	for (size_t m = 0; m < p->c->img->maps.n; m++) {
		for (uint32_t i = 0; i < p->c->img->maps.v[m].n_entries; i++) {
			const char *why = compare_value(p, m, i);

			if (why)
				return why;
		}
	}
	return NULL;
}

/* Runs both on a packet; NULL if they agree on all that can be seen. */
static const char *compare_run(struct pair *p, const struct gen_packet *packet,
			       struct tally *t)
{
	uint8_t after[FRAME_ROOM];
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = packet->frame,
		    .data_size_in = packet->len, .data_out = after,
		    .data_size_out = sizeof(after), .repeat = 1);
	const char *why = NULL;
	int answer = nfp_run(p->model, packet->frame, packet->len, &why);
	uint32_t expected;

	if (answer < 0)
		return why;
	if (bpf_prog_test_run_opts(p->host.prog_fd, &opts))
		return "the kernel does not run it";
	expected = opts.retval > XDP_TX ? XDP_ABORTED : opts.retval;
	if (answer != (int)expected)
		return arena_printf(p->arena, "answers %d, the kernel %u",
				    answer, expected);
	if (opts.data_size_out != packet->len ||
	    memcmp(after, nfp_frame(p->model), packet->len) != 0)
		return "leaves another packet than the kernel";
	t->n_runs++;
	t->n_words += nfp_steps(p->model);
	t->answers[answer]++;
	return compare_maps(p);
}

/* Arrays start as the hosts' do: the model fills hashes only. */
static void fill_arrays(struct pair *p)
{
	const struct image *img = p->c->img;

	for (size_t i = 0; i < img->maps.n; i++) {
		const struct image_map *spec = &img->maps.v[i];

		if (spec->role != MAP_KEYS)
			memcpy(nfp_maps(p->model)[i].values, spec->values,
			       (size_t)spec->n_entries * spec->value_bytes);
	}
}

static const char *compare_words(struct pair *p, const struct batch_result *r,
				 struct tally *t)
{
	const struct nfp_code code = { .words = r->words.v,
				       .n_words = r->words.n,
				       .at = addresses,
				       .tables = r->tables.v };
	const struct gen_packet *packet;
	const char *why = NULL;

	if (nfp_new(p->arena, p->c->img, &code, &p->model, &why))
		return why;
	fill_arrays(p);
	vec_for_each(packet, &p->c->packets) {
		why = compare_run(p, packet, t);
		if (why)
			return arena_printf(p->arena, "packet %zu: %s",
					    packet - p->c->packets.v, why);
	}
	return NULL;
}

static const char *compare_case(struct arena *a, const struct nfp_case *c,
				const struct batch_result *r, struct tally *t)
{
	struct pair p = { .arena = a, .c = c };
	const char *why = NULL;

	if (strcmp(r->name, c->name) != 0)
		return "the results are those of other programs";
	if (r->map_error || r->load_error || r->attach_error) {
		t->n_refused++;
		return arena_printf(a, "the driver refuses it: %s", r->reason);
	}
	if (loaded_open(a, c->img, &p.host, &why))
		return arena_printf(a, "the kernel refuses it: %s", why);
	why = compare_words(&p, r, t);
	loaded_close(&p.host);
	return why;
}

static void judge(struct arena *a, const struct nfp_case *c,
		  const struct batch_result *r, struct tally *t)
{
	uint32_t n_refused = t->n_refused;
	const char *why = compare_case(a, c, r, t);

	t->n++;
	if (c->known && why && t->n_refused == n_refused) {
		printf("# known, %s: %s\n", c->known, why);
		return;
	}
	if (c->known && !why)
		why = "is translated rightly: its row in known.c can go";
	if (why && t->n_failed++ < MAX_SHOWN)
		printf("# %s: %s\n", c->name, why);
}

static int compare(const char *path, const struct series *s)
{
	struct arena *a = arena_new();
	struct batch_results came = { .arena = a };
	struct tally t = {};
	int error = batch_read_results(&came, path);

	if (error || came.results.n != s->n + n_known) {
		fprintf(stderr, "nfp-fuzz: %s: %s\n", path,
			error ? strerror(-error) : "other programs");
		return 1;
	}
	for (size_t i = 0; i < came.results.n; i++) {
		struct arena *of_case = arena_new();
		struct nfp_case c;

		case_of(of_case, i, s, &c);
		judge(of_case, &c, &came.results.v[i], &t);
		arena_free(of_case);
	}
	printf("# %u programs from seed %llu, %zu of them known: %llu runs of "
	       "%llu words each; aborted %llu, dropped %llu, passed %llu, sent "
	       "%llu; %u failed, %u of them refused\n",
	       t.n, (unsigned long long)s->seed, n_known,
	       (unsigned long long)t.n_runs,
	       (unsigned long long)(t.n_runs ? t.n_words / t.n_runs : 0),
	       (unsigned long long)t.answers[XDP_ABORTED],
	       (unsigned long long)t.answers[XDP_DROP],
	       (unsigned long long)t.answers[XDP_PASS],
	       (unsigned long long)t.answers[XDP_TX], t.n_failed, t.n_refused);
	arena_free(a);
	return t.n_failed ? 1 : 0;
}

static int show(const char *name, unsigned int n_groups)
{
	struct arena *a = arena_new();
	struct nfp_case c;

	gen_case(a, strtoull(name, NULL, 0), n_groups, &c);
	for (size_t i = 0; i < n_known; i++) {
		struct nfp_case known;

		known_case(a, i, &known);
		if (!strcmp(known.name, name))
			c = known;
	}
	image_print(c.img, stdout);
	arena_free(a);
	return 0;
}

int main(int argc, char **argv)
{
	struct series s = { .seed = FIRST_SEED, .n = N_PROGRAMS };

	if (argc > 3)
		s.seed = strtoull(argv[3], NULL, 0);
	if (argc > 4) {
		s.is_cut = !strcmp(argv[4], "cuts");
		s.n = s.is_cut ? GEN_MAX_GROUPS + 1
			       : strtoull(argv[4], NULL, 0);
	}
	if (argc >= 3 && argc <= 5 && !strcmp(argv[1], "make"))
		return make(argv[2], &s);
	if (argc >= 3 && argc <= 5 && !strcmp(argv[1], "compare"))
		return compare(argv[2], &s);
	if (argc >= 3 && argc <= 4 && !strcmp(argv[1], "show"))
		return show(argv[2], argc > 3 ? strtoul(argv[3], NULL, 0)
					      : GEN_MAX_GROUPS);
	fprintf(stderr, "usage: nfp-fuzz make BATCH [SEED [COUNT|cuts]]\n"
			"       nfp-fuzz compare RESULTS [SEED [COUNT|cuts]]\n"
			"       nfp-fuzz show SEED|NAME [GROUPS]\n");
	return 2;
}

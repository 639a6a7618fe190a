// SPDX-License-Identifier: GPL-2.0-only
/*
 * words.c - is the predicted number of words what the driver's JIT makes?
 *
 *	words make BATCH [SEED [COUNT]]
 *	words compare BATCH RESULTS
 *
 * `make` compiles every ruleset of the corpus and COUNT random ones for
 * profile agilio-cx into a batch for the VM; each random one has a seed of its
 * own, which names it. `compare` holds what came back against what check.h
 * says of the same programs.
 */
#include "corpus/run_file.h"
#include "lang/nft_parse.h"
#include "lib/gen_policy.h"
#include "lib/rng.h"
#include "offload/check.h"
#include "policy/compile.h"
#include "policy/resolve.h"
#include "vm/batch.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>

#define FIRST_SEED 1
#define N_RANDOM   1000

/* A table of all programs is for a file; so many lines are for a reader. */
#define MAX_SHOWN 20

static const struct device device = {
	.name = "eth0",
	.ifindex = 10,
	.mac = { 2, 0, 0, 0, 0, 2 },
};

static const struct profile *find_profile(struct arena *a)
{
	struct diag *diag = diag_new(a);
	struct profile *profile;

	if (profile_find(a, diag, "agilio-cx", &profile) == 0)
		return profile;
	diag_print(diag, stderr);
	exit(1);
}

/* Compiles @text and adds its program; a text that is refused is a mistake. */
static void add_policy(struct batch *batch, const struct profile *profile,
		       const struct image_options *opts, const char *name,
		       const char *text)
{
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct compiled *compiled;
	struct policy *policy;
	struct ruleset *rs;

	if (nft_parse(a, diag, name, text, strlen(text), NULL, &rs) ||
	    resolve_ruleset(a, diag, rs, &policy) ||
	    compile_policy(a, diag, policy, &device, profile, opts,
			   &compiled)) {
		diag_print(diag, stderr);
		exit(1);
	}
	batch_add_image(batch, name, compiled->image);
	arena_free(a);
}

static void add_corpus(struct batch *batch, const struct profile *profile)
{
	struct arena *a = arena_new();
	glob_t found;

	if (glob("tests/corpus/*.t", 0, NULL, &found)) {
		fprintf(stderr, "words: no tests/corpus/*.t here\n");
		exit(1);
	}
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct diag *diag = diag_new(a);
		struct corpus_file file;

		if (corpus_read(a, diag, found.gl_pathv[i], true, &file)) {
			diag_print(diag, stderr);
			exit(1);
		}
		add_policy(batch, profile, NULL,
			   strrchr(found.gl_pathv[i], '/') + 1, file.rules);
	}
	globfree(&found);
	arena_free(a);
}

/* Small and medium ones, some of which are more than a NIC holds. */
static void add_random(struct batch *batch, const struct profile *profile,
		       uint64_t seed)
{
	static const uint32_t most_rules[N_GEN_KINDS] = {
		[GEN_MIXED] = 14,  [GEN_EDGE] = 60,  [GEN_EXACT] = 40,
		[GEN_PREFIX] = 40, [GEN_PORTS] = 40,
	};
	struct arena *a = arena_new();
	struct rng rng = { .state = seed };
	enum gen_kind kind = seed % 2 ? GEN_MIXED : seed / 2 % N_GEN_KINDS;
	struct image_options opts = { .shadow = rng_one_in(&rng, 8),
				      .last_stage = rng_one_in(&rng, 8),
				      .standalone = rng_one_in(&rng, 8) };
	struct gen_text text = {};

	gen_policy(a, kind, seed, rng_between(&rng, 1, most_rules[kind]),
		   &text);
	add_policy(batch, profile, &opts,
		   arena_printf(a, "%s-%lu", gen_kind_names[kind], seed),
		   gen_text_print(a, &text));
	arena_free(a);
}

static int make(const char *path, uint64_t seed, uint64_t n)
{
	struct arena *a = arena_new();
	struct batch batch = { .arena = a };
	const struct profile *profile = find_profile(a);
	int error;

	add_corpus(&batch, profile);
	for (uint64_t i = 0; i < n; i++)
		add_random(&batch, profile, seed + i);
	error = batch_write(&batch, path);
	if (error)
		fprintf(stderr, "words: %s: %s\n", path, strerror(-error));
	arena_free(a);
	return error ? 1 : 0;
}

/* The image that a program of the batch was. */
static struct image *image_of(struct arena *a, const struct profile *profile,
			      const struct batch_program *p)
{
	struct image *img = arena_new_of(a, struct image);
	const struct batch_map *m;

	img->profile = profile;
	img->insns.v =
		arena_memdup(a, p->insns.v, p->insns.n * sizeof(*p->insns.v));
	img->insns.n = p->insns.n;
	img->rules.v = arena_calloc(a, p->insns.n, sizeof(*img->rules.v));
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

/* What came out of all programs. */
struct tally {
	uint32_t n;
	uint32_t n_equal;
	uint32_t n_refused; /* by the kernel; their words cannot be compared */
	uint32_t least;
	uint32_t most;
};

static void compare_one(const struct profile *profile,
			const struct batch_program *p,
			const struct batch_result *r, struct tally *t)
{
	struct arena *a = arena_new();
	struct check_report report;

	check_image(a, image_of(a, profile, p), profile, &report);
	t->n++;
	if (r->map_error || r->load_error || !r->words.n) {
		if (t->n_refused++ < MAX_SHOWN)
			printf("# %s: map %d, load %d: %s\n", r->name,
			       r->map_error, r->load_error, r->reason);
	} else if (report.insns == r->words.n) {
		t->n_equal++;
	} else if (t->n - t->n_equal - t->n_refused <= MAX_SHOWN) {
		printf("# %s: %u words are predicted, %zu are real\n", r->name,
		       report.insns, r->words.n);
	}
	if (r->words.n && r->words.n < t->least)
		t->least = r->words.n;
	if (r->words.n > t->most)
		t->most = r->words.n;
	arena_free(a);
}

static int compare(const char *programs, const char *results)
{
	struct arena *a = arena_new();
	struct batch batch = { .arena = a };
	struct batch_results came = { .arena = a };
	const struct profile *profile = find_profile(a);
	struct tally t = { .least = UINT32_MAX };

	if (batch_read(&batch, programs) ||
	    batch_read_results(&came, results) ||
	    came.results.n != batch.programs.n) {
		fprintf(stderr, "words: %s is no answer to %s\n", results,
			programs);
		return 1;
	}
	for (size_t i = 0; i < batch.programs.n; i++)
		compare_one(profile, &batch.programs.v[i], &came.results.v[i],
			    &t);
	printf("# %u programs of %u to %u words: %u as predicted, %u refused\n",
	       t.n, t.least, t.most, t.n_equal, t.n_refused);
	arena_free(a);
	return t.n_equal == t.n ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc >= 3 && argc <= 5 && !strcmp(argv[1], "make"))
		return make(argv[2],
			    argc > 3 ? strtoull(argv[3], NULL, 0) : FIRST_SEED,
			    argc > 4 ? strtoull(argv[4], NULL, 0) : N_RANDOM);
	if (argc == 4 && !strcmp(argv[1], "compare"))
		return compare(argv[2], argv[3]);
	fprintf(stderr, "usage: words make BATCH [SEED [COUNT]]\n"
			"       words compare BATCH RESULTS\n");
	return 2;
}

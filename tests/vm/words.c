// SPDX-License-Identifier: GPL-2.0-only
/*
 * words.c - is the predicted number of words what the driver's JIT makes?
 *
 *	vm-words make FOLDER [SEED [COUNT]]
 *	vm-words compare FOLDER
 *	vm-words table
 *
 * `make` writes two trials (held.h): every ruleset of the corpus and some of
 * many rules, on a device of the figures of profile agilio-cx; and the same
 * with a program for each form that an instruction has and COUNT random
 * rulesets, on a large device. Each random one has a seed of its own, which
 * names it. `compare` holds what came back against what check.h says of the
 * same programs. `table` prints what the rulesets of many rules take.
 */
#include "corpus/run_file.h"
#include "lib/gen_policy.h"
#include "offload/check.h"
#include "vm/forms.h"
#include "vm/held.h"
#include "vm/rulesets.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>

#define FIRST_SEED 1
#define N_RANDOM   1000

/* As much as branches of the NIC's code reach, and as a program can use. */
#define LARGE_INSNS 16000
#define LARGE_MAPS  64

static void add_policy(struct batch *batch, const struct profile *profile,
		       const char *name, const char *text)
{
	struct arena *a = arena_new();

	batch_add_image(batch, name,
			rulesets_compile(a, profile, NULL, name, text)->image);
	arena_free(a);
}

/* Many rules that a NIC shall hold, whatever form that takes. */
static const struct many {
	enum gen_kind kind;
	uint32_t n_rules;
	const char *text;
} many[] = {
	{ GEN_FLOWS, 250, "two addresses and a port" },
	{ GEN_PAIRS, 250, "two prefixes and a port" },
	{ GEN_RANGES, 250, "a prefix, a protocol, a range of ports" },
	{ GEN_EDGE, 250, "as docs/examples/edge.nft" },
	{ GEN_SHAPES, 100000, "prefixes of 16 pairs of lengths, and a port" },
};

#define N_MANY (sizeof(many) / sizeof(many[0]))

static const struct compiled *compile_many(struct arena *a,
					   const struct profile *profile,
					   const struct many *m)
{
	struct gen_text text = {};

	gen_policy(a, m->kind, FIRST_SEED, m->n_rules, &text);
	return rulesets_compile(a, profile, NULL, gen_kind_names[m->kind],
				gen_text_print(a, &text));
}

static void add_many(struct batch *batch, const struct profile *profile)
{
	for (size_t i = 0; i < N_MANY; i++) {
		struct arena *a = arena_new();

		batch_add_image(batch,
				arena_printf(batch->arena, "many-%s",
					     gen_kind_names[many[i].kind]),
				compile_many(a, profile, &many[i])->image);
		arena_free(a);
	}
}

/* The table of docs/offload-limits.md. */
static int print_table(void)
{
	struct arena *a = arena_new();
	const struct profile *profile = rulesets_profile(a);

	printf("| rules | each of | words | lookups | maps | entries |\n"
	       "|---|---|---|---|---|---|\n");
	for (size_t i = 0; i < N_MANY; i++) {
		struct arena *scratch = arena_new();
		struct check_report r;

		check_image(scratch,
			    compile_many(scratch, profile, &many[i])->image,
			    profile, &r);
		printf("| %u | %s | %u | %u | %u | %lu |\n", many[i].n_rules,
		       many[i].text, r.insns, r.lookups, r.maps, r.entries);
		arena_free(scratch);
	}
	arena_free(a);
	return 0;
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
		add_policy(batch, profile, strrchr(found.gl_pathv[i], '/') + 1,
			   file.rules);
	}
	globfree(&found);
	arena_free(a);
}

static void add_random(struct batch *batch, const struct profile *profile,
		       uint64_t seed)
{
	struct arena *a = arena_new();
	const char *name;
	const struct image *img = rulesets_random(a, profile, seed, &name);

	batch_add_image(batch, name, img);
	arena_free(a);
}

/* A device that holds all that was made. */
static struct profile large_device(const struct profile *profile)
{
	struct profile large = *profile;

	large.max_insns = LARGE_INSNS;
	large.max_maps = LARGE_MAPS;
	large.packet_bytes = 0;
	large.max_value_bytes = FORMS_VALUE_BYTES;
	large.max_element_bytes = 2 * FORMS_VALUE_BYTES;
	return large;
}

static int make(const char *folder, uint64_t seed, uint64_t n)
{
	struct arena *a = arena_new();
	struct batch batch = { .arena = a };
	const struct profile *profile = rulesets_profile(a);
	struct profile large = large_device(profile);
	int error;

	add_corpus(&batch, profile);
	add_many(&batch, profile);
	error = held_write(folder, "profile", &batch,
			   &(struct held_device){ .profile = profile });
	forms_add(&batch);
	for (uint64_t i = 0; i < n; i++)
		add_random(&batch, profile, seed + i);
	if (!error)
		error = held_write(folder, "large", &batch,
				   &(struct held_device){ .profile = &large });
	if (error)
		fprintf(stderr, "words: %s: %s\n", folder, strerror(-error));
	arena_free(a);
	return error ? 1 : 0;
}

static int compare(const char *folder)
{
	struct arena *a = arena_new();
	const struct profile *profile = rulesets_profile(a);
	bool is_right = held_compare(folder, "profile", profile, 1);

	is_right &= held_compare(folder, "large", profile, 2);
	printf("1..2\n");
	arena_free(a);
	return is_right ? 0 : 1;
}

int main(int argc, char **argv)
{
	if (argc >= 3 && argc <= 5 && !strcmp(argv[1], "make"))
		return make(argv[2],
			    argc > 3 ? strtoull(argv[3], NULL, 0) : FIRST_SEED,
			    argc > 4 ? strtoull(argv[4], NULL, 0) : N_RANDOM);
	if (argc == 3 && !strcmp(argv[1], "compare"))
		return compare(argv[2]);
	if (argc == 2 && !strcmp(argv[1], "table"))
		return print_table();
	fprintf(stderr, "usage: vm-words make FOLDER [SEED [COUNT]]\n"
			"       vm-words compare FOLDER\n"
			"       vm-words table\n");
	return 2;
}

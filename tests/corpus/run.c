// SPDX-License-Identifier: GPL-2.0-only
/*
 * run.c - one corpus on every engine
 *
 *	corpus [-v] [--show] [--engine NAME]... [FILE]...
 *	corpus --batch BATCH [FILE]...
 *	corpus [-v] --nic NIC --peer PEER [--engine NAME]... [FILE]...
 *
 * Runs each corpus file (without FILE all of tests/corpus; run_file.h has the
 * format) on each engine: the oracle, the kernel's nftables, and the compiled
 * image of each profile in our interpreter, in the kernel's JIT, and as XDP on
 * a veth, native and generic; where there is a libdpdk, a translation of the
 * image in DPDK's interpreter and JIT. A test is a file on an engine. The
 * output is TAP, and at the end a matrix of how many packets agreed.
 *
 * --show prints what the engines say of a file's packets, which then need no
 * => yet. --engine takes the start of a name. -v prints each answer.
 *
 * --batch FILE writes the NIC's images there, for tests/vm/nfp_test.sh.
 *
 * --nic and --peer, given first, run the images on two devices with a cable
 * between them, in place of all else (run_wire.c). Both must be up and ready
 * for that, as tests/nic/check_nic.sh makes them.
 */
#include "corpus/run_dpdk.h"
#include "corpus/run_judge.h"
#include "corpus/run_matrix.h"
#include "corpus/run_nfp.h"
#include "corpus/run_show.h"
#include "corpus/run_wire.h"

#include <errno.h>
#include <getopt.h>
#include <glob.h>
#include <stdio.h>
#include <stdlib.h>

#define CORPUS "tests/corpus/*.t"

struct run {
	struct arena *arena;
	bool verbose;
	bool show;
	VEC(const struct engine *) engines;
	struct rig *rig;     /* NULL: none, */
	const char *rig_why; /* because of this */
	const char *nic;     /* where given, with peer: */
	const char *peer;
	struct wire *wire;	/* in place of a rig */
	const char *batch_path; /* NULL: run the corpus, */
	struct batch batch;	/* else write its images there */
	struct matrix matrix;
	unsigned int n_tests;
	unsigned int n_failed;
};

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static void print_test(struct run *run, bool ok, const char *file,
		       const char *engine, const char *skip)
{
	printf("%sok %u - %s: %s%s%s\n", ok ? "" : "not ", ++run->n_tests, file,
	       engine, skip ? " # SKIP " : "", skip ? skip : "");
	run->n_failed += !ok;
}

/* Each line of @text as a comment of TAP. */
static void print_comment(const char *text)
{
	while (*text) {
		int len = (int)strcspn(text, "\n");

		printf("# %.*s\n", len, text);
		text += len + (text[len] == '\n');
	}
}

static void print_diag(const struct diag *diag)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	diag_print(diag, out);
	fclose(out);
	print_comment(text);
	free(text);
}

static void judge_packet(struct run *run, struct bench *b,
			 const struct engine *engine,
			 const struct corpus_packet *p, struct cell *cell)
{
	static const char *const words[] = {
		[JUDGED_RIGHT] = "right",
		[JUDGED_MARKED] = "differs as marked",
		[JUDGED_NONE] = "not asked",
		[JUDGED_WRONG] = "WRONG",
	};
	struct answer answer;
	enum judgement judgement;
	unsigned int tries = 0;
	const char *why;

	do {
		answer = (struct answer){};
		engine->ask(b, p, &answer);
		judgement = judge_answer(b->arena, engine, p, &answer, &why);
	} while (judgement == JUDGED_WRONG && ++tries < engine->n_tries);
	cell->n[judgement]++;
	if (judgement == JUDGED_WRONG || run->verbose)
		printf("# %s %s:%u: %s: %s: %s, got %s\n", engine->name,
		       p->loc.file, p->loc.line, p->text, words[judgement], why,
		       judge_print(b->arena, &answer));
}

static void run_engine(struct run *run, struct bench *b,
		       const struct engine *engine, struct cell *cell)
{
	const struct corpus_packet *p;
	int err;

	b->stage = bench_stage(b, engine->profile);
	err = engine->start(b);
	if (!err) {
		cell->is_run = true;
		vec_for_each(p, &b->file.packets)
			judge_packet(run, b, engine, p, cell);
	} else if (err != -ENOTSUP) {
		cell->is_run = true;
		cell->n[JUDGED_WRONG] = (unsigned int)b->file.packets.n;
		print_comment(b->why);
	}
	engine->stop(b);
	print_test(run, !cell->n[JUDGED_WRONG], base_name(b->file.path),
		   engine->name, err == -ENOTSUP ? b->why : NULL);
}

static void run_engines(struct run *run, struct bench *b, struct cell *cells)
{
	for (size_t i = 0; i < run->engines.n; i++) {
		const struct engine *engine = run->engines.v[i];

		if (engine->needs_rig && !run->rig)
			print_test(run, true, base_name(b->file.path),
				   engine->name, run->rig_why);
		else
			run_engine(run, b, engine, &cells[i]);
	}
}

/* What the wire does not carry is the same for all engines: said once. */
static void print_not_asked(const struct bench *b)
{
	const struct corpus_packet *p;

	vec_for_each(p, &b->file.packets) {
		const struct answer *control =
			&b->control[p - b->file.packets.v];

		if (control->kind == ANSWER_NONE)
			printf("# n/a %s:%u: %s: %s\n", p->loc.file,
			       p->loc.line, p->text, control->why);
	}
}

static void run_file(struct run *run, const char *path)
{
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct matrix_row *row = matrix_add_row(&run->matrix, base_name(path));
	/* The rig gives devices their numbers, also where nothing is sent. */
	struct rig *rig = run->batch_path ? NULL : run->rig;
	struct bench b;
	int err;

	err = bench_open(&b, diag, rig, run->wire, path, run->show);
	if (err) {
		print_diag(diag);
		print_test(run, err == -ENOTSUP, row->name, "reads the file",
			   err == -ENOTSUP ? run->rig_why : NULL);
	} else if (run->batch_path) {
		nfp_add_image(&b, &run->batch);
	} else if (run->show) {
		show_packets(&b, run->engines.v, run->engines.n);
	} else {
		if (run->wire)
			print_not_asked(&b);
		run_engines(run, &b, row->cells);
	}
	arena_free(a);
	fflush(stdout);
}

static int write_batch(const struct run *run)
{
	int err = batch_write(&run->batch, run->batch_path);

	if (err)
		printf("Bail out! %s: %s\n", run->batch_path, strerror(-err));
	return err || run->n_failed ? 1 : 0;
}

/* How many files ran on @engine; the others say why not where they are skipped.
 */
static void print_ran(const struct run *run, const struct engine *engine,
		      const char *what)
{
	const struct matrix_row *row;
	unsigned int n = 0;

	for (size_t i = 0; i < run->engines.n; i++) {
		if (run->engines.v[i] != engine)
			continue;
		vec_for_each(row, &run->matrix.rows)
			n += row->cells[i].is_run;
		printf("# %s: %u of %zu files %s\n", engine->name, n,
		       run->matrix.rows.n, what);
	}
}

static void print_sums(const struct run *run)
{
	matrix_print(&run->matrix);
	for (size_t i = 0; i < n_dpdk_engines; i++)
		print_ran(run, &dpdk_engines[i],
			  "ran, each in a translation of its image");
	print_ran(run, &engine_nfp, "fit and ran");
}

static int run_files(struct run *run, char **paths, size_t n)
{
	for (size_t i = 0; i < n; i++)
		run_file(run, paths[i]);
	if (run->batch_path)
		return write_batch(run);
	if (!run->show) {
		print_sums(run);
		printf("1..%u\n", run->n_tests);
	}
	return run->n_failed ? 1 : 0;
}

static int run_corpus(struct run *run)
{
	glob_t found = {};
	int status;

	if (glob(CORPUS, 0, NULL, &found)) {
		printf("Bail out! no files like " CORPUS " here\n");
		return 1;
	}
	status = run_files(run, found.gl_pathv, found.gl_pathc);
	globfree(&found);
	return status;
}

static void add_engine(struct run *run, const struct engine *engine,
		       const char *wanted)
{
	if (strncmp(engine->name, wanted, strlen(wanted)) != 0)
		return;
	*(const struct engine **)vec_push(run->arena, &run->engines) = engine;
	*(const char **)vec_push(run->arena, &run->matrix.columns) =
		engine->name;
}

/* All whose name starts with @wanted. */
static void add_engines(struct run *run, const char *wanted)
{
	for (size_t i = 0; run->nic && i < n_wire_engines; i++)
		add_engine(run, &wire_engines[i], wanted);
	if (run->nic)
		return;
	add_engine(run, &engine_oracle, wanted);
	add_engine(run, &engine_nft, wanted);
	add_engine(run, &engine_stages, wanted);
	for (size_t i = 0; i < n_image_engines; i++)
		add_engine(run, &image_engines[i], wanted);
	for (size_t i = 0; i < n_dpdk_engines; i++)
		add_engine(run, &dpdk_engines[i], wanted);
	add_engine(run, &engine_nfp, wanted);
}

static int read_options(struct run *run, int argc, char **argv)
{
	static const struct option options[] = {
		{ "batch", required_argument, NULL, 'b' },
		{ "engine", required_argument, NULL, 'e' },
		{ "nic", required_argument, NULL, 'n' },
		{ "peer", required_argument, NULL, 'p' },
		{ "show", no_argument, NULL, 's' },
		{},
	};
	int c;

	while ((c = getopt_long(argc, argv, "ve:s", options, NULL)) != -1) {
		if (c == 'v')
			run->verbose = true;
		else if (c == 's')
			run->show = true;
		else if (c == 'b')
			run->batch_path = optarg;
		else if (c == 'n')
			run->nic = optarg;
		else if (c == 'p')
			run->peer = optarg;
		else if (c == 'e')
			add_engines(run, optarg);
		else
			return -EINVAL;
	}
	if (!run->engines.n)
		add_engines(run, "");
	return !run->nic == !run->peer ? 0 : -EINVAL;
}

/* False if the wire that was asked for is not there. */
static bool open_rig(struct run *run)
{
	int err;

	if (!run->nic) {
		if (rig_open(&run->rig, &run->rig_why))
			printf("# no rig: %s\n", run->rig_why);
		return true;
	}
	err = wire_open(run->arena, run->nic, run->peer, &run->wire,
			&run->rig_why);
	if (err)
		printf("Bail out! %s (%s)\n", run->rig_why, strerror(-err));
	run->rig_why = "no eth0 and eth1 here, whose numbers it asks for";
	return !err;
}

int main(int argc, char **argv)
{
	struct arena *a = arena_new();
	struct run run = { .arena = a, .matrix.arena = a, .batch.arena = a };
	int status = 2;

	setenv("NICFW_PROFILES", "nic-profiles", 0);
	if (!read_options(&run, argc, argv) && open_rig(&run)) {
		if (optind < argc)
			status = run_files(&run, argv + optind,
					   (size_t)(argc - optind));
		else
			status = run_corpus(&run);
	}
	if (run.wire)
		printf("# %u frames of others arrived\n",
		       wire_strangers(run.wire));
	wire_close(run.wire);
	rig_close(run.rig);
	arena_free(a);
	return status;
}

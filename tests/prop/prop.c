// SPDX-License-Identifier: GPL-2.0-only
/*
 * prop.c - random rulesets and frames: does every engine do as the oracle?
 *
 *	prop [SEED [COUNT]]
 *
 * Makes COUNT rulesets, the first one of SEED, and 100 frames for each. Each
 * case has a seed of its own, so `prop SEED 1` is that case alone. Without a
 * COUNT it is PROP_RULESETS of the environment. A failure is shrunk and left
 * under build/found/ as a file for the corpus.
 */
#include "prop/prop_case.h"

#include "lib/gen_match.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* The bulk runs as it is built for users; sanitizers see other cases. */
#ifdef __SANITIZE_ADDRESS__
#define FIRST_SEED 1000001
#define N_CASES	   500
#else
#define FIRST_SEED 1
#define N_CASES	   2000
#endif

#define N_WORKERS  2
#define MAX_FAULTS 5 /* of one worker */
#define FOLDER	   "build/found"

/* What a worker tells, in memory that it shares. */
struct progress {
	uint64_t seed; /* of the case at hand */
	uint32_t n_cases;
	uint32_t n_refused; /* texts */
	uint64_t n_frames[N_PROP_ENGINES];
	uint32_t n_faults[N_PROP_ENGINES];
	bool is_missing[N_PROP_ENGINES];
};

static uint32_t count_faults(const struct progress *p)
{
	uint32_t n = p->n_refused;

	for (size_t i = 0; i < N_PROP_ENGINES; i++)
		n += p->n_faults[i];
	return n;
}

/* Prints a fault in one write, for there are several workers. */
static void report(struct arena *a, struct prop_case *c,
		   struct prop_fault *fault)
{
	const char *text = case_shrink(a, c, fault);
	const char *path = arena_printf(a, FOLDER "/%s-%lu.t",
					gen_kind_names[c->kind], c->seed);
	FILE *out;

	mkdir("build", 0777);
	mkdir(FOLDER, 0777);
	out = fopen(path, "w");
	if (out) {
		fputs(text, out);
		fclose(out);
	}
	printf("# %s: seed %lu, %s: %s\n", path, c->seed,
	       fault->engine ? fault->engine->name : "not read", fault->why);
	fflush(stdout);
}

/* Runs all frames; stops at the first one that differs. */
static void run_engine(struct arena *a, struct prop_case *c,
		       const struct policy *policy, size_t i,
		       struct progress *progress)
{
	struct prop_fault fault = { .engine = &prop_engines[i] };
	struct machine m;
	int err = machine_start(a, fault.engine, policy, &m, &fault.why);

	if (err == -EPERM || err == -ENOTSUP) {
		progress->is_missing[i] = true;
		return;
	}
	if (err == -ENOSPC)
		return;
	for (size_t f = 0; !err && !fault.why && f < CASE_FRAMES; f++) {
		fault.frame = &c->frames[f];
		fault.why = machine_check(a, &m, fault.frame->bytes,
					  fault.frame->len);
		progress->n_frames[i]++;
	}
	if (!err)
		machine_stop(&m);
	if (err || fault.why) {
		progress->n_faults[i]++;
		report(a, c, &fault);
	}
}

static void run_case(uint64_t seed, struct progress *progress)
{
	struct arena *a = arena_new();
	struct prop_case *c = arena_new_of(a, struct prop_case);
	struct prop_fault refusal = {};
	const struct policy *policy;

	progress->seed = seed;
	case_make(a, seed, c);
	policy = case_resolve(a, gen_text_print(a, &c->text), &refusal.why);
	if (policy) {
		case_make_frames(c, policy);
		for (size_t i = 0; i < N_PROP_ENGINES; i++)
			if (!prop_engines[i].every ||
			    seed % prop_engines[i].every == 0)
				run_engine(a, c, policy, i, progress);
	} else {
		progress->n_refused++;
		report(a, c, &refusal);
	}
	progress->n_cases++;
	arena_free(a);
}

static void run_worker(uint64_t first, uint64_t count, uint32_t worker,
		       struct progress *progress)
{
	for (uint64_t i = worker; i < count; i += N_WORKERS) {
		run_case(first + i, progress);
		if (count_faults(progress) >= MAX_FAULTS)
			break;
	}
}

/* True if all workers came to their end. */
static bool run_workers(uint64_t first, uint64_t count,
			struct progress *progress)
{
	pid_t pids[N_WORKERS];
	bool ended = true;

	fflush(stdout);
	for (uint32_t w = 0; w < N_WORKERS; w++) {
		pids[w] = fork();
		if (pids[w])
			continue;
		run_worker(first, count, w, &progress[w]);
		exit(0);
	}
	for (uint32_t w = 0; w < N_WORKERS; w++) {
		int status = -1;

		if (pids[w] > 0 && waitpid(pids[w], &status, 0) == pids[w] &&
		    !status)
			continue;
		printf("# a worker died of status %#x at seed %lu\n", status,
		       progress[w].seed);
		ended = false;
	}
	return ended;
}

static void print_result(int number, bool ok, const char *what, const char *of)
{
	printf("%sok %d - %s%s\n", ok ? "" : "not ", number, what, of);
}

static void print_engine(int number, size_t i, const struct progress *progress)
{
	uint64_t frames = 0;
	uint32_t faults = 0;
	bool missing = false;

	for (uint32_t w = 0; w < N_WORKERS; w++) {
		frames += progress[w].n_frames[i];
		faults += progress[w].n_faults[i];
		missing |= progress[w].is_missing[i];
	}
	if (missing)
		printf("ok %d - %s # SKIP %s\n", number, prop_engines[i].name,
		       prop_engines[i].way == BY_KERNEL
			       ? "no right to call bpf()"
			       : "no libdpdk, or no JIT in it");
	else
		printf("%sok %d - %s does as the oracle (%lu frames)\n",
		       faults ? "not " : "", number, prop_engines[i].name,
		       frames);
}

/* The words that stand for operators, verdicts and statements. */
static const char *const words[] = {
	" == ",	       " != ",
	" < ",	       " > ",
	" <= ",	       " >= ",
	" & ",	       " | ",
	" ^ ",	       " / ",
	" . ",	       "{ ",
	"@s",	       " vmap ",
	" : ",	       "* : ",
	"accept",      "drop",
	"return",      "continue",
	"jump u",      "goto u",
	"counter",     "syn,ack",
	"\"eth*\"",    "typeof",
	"type ipv4",   "flags interval",
	"policy drop", "priority filter - 10",
	"devices = {",
};

/* Every field and word comes up where many rulesets are made. */
static bool check_coverage(void)
{
	struct arena *a = arena_new();
	struct gen_text text = {};
	const char *all;
	bool ok = true;

	for (uint64_t seed = 1; seed <= 600; seed++)
		gen_policy(a, GEN_MIXED, seed, 14, &text);
	all = gen_text_print(a, &text);
	for (enum field_id f = 0; f < N_FIELDS; f++) {
		if (!gen_is_usable(f) || strstr(all, fields[f].name))
			continue;
		printf("# '%s' does not come up\n", fields[f].name);
		ok = false;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strstr(all, words[i]))
			continue;
		printf("# '%s' does not come up\n", words[i]);
		ok = false;
	}
	arena_free(a);
	return ok;
}

static uint64_t count_wanted(void)
{
	const char *text = getenv("PROP_RULESETS");

	return text ? strtoull(text, NULL, 0) : N_CASES;
}

int main(int argc, char **argv)
{
	uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 0) : FIRST_SEED;
	uint64_t count = argc > 2 ? strtoull(argv[2], NULL, 0) : count_wanted();
	const size_t bytes = N_WORKERS * sizeof(struct progress);
	struct progress *progress = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
					 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	uint32_t faults = 0, cases = 0;
	bool ended, covered, read = true;

	setenv("NICFW_PROFILES", "nic-profiles", 0);
	if (progress == MAP_FAILED)
		abort();
	printf("1..%d\n# first seed %lu\n", 3 + N_PROP_ENGINES, first);
	covered = check_coverage();
	print_result(1, covered, "every field and operator comes up", "");
	ended = run_workers(first, count, progress);
	for (uint32_t w = 0; w < N_WORKERS; w++) {
		read &= !progress[w].n_refused;
		cases += progress[w].n_cases;
		faults += count_faults(&progress[w]);
	}
	print_result(2, read, "what is generated is read", "");
	for (size_t i = 0; i < N_PROP_ENGINES; i++)
		print_engine(3 + i, i, progress);
	ended &= faults || cases == count;
	printf("%sok %d - all of %lu rulesets are tried\n", ended ? "" : "not ",
	       3 + N_PROP_ENGINES, count);
	return ended && covered && !faults ? 0 : 1;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * large.c - large rulesets and frames: does every engine do as the oracle?
 *
 *	large [-ap] [-s SEED] [-n FRAMES] [NAME[/SIZE]...]
 *
 * Judges the small rulesets of rulesets.h, with -a or LARGE in the environment
 * all of them, or those that are named. A ruleset gets 20,000 frames, with -a
 * 1,000,000, or as many as have each corner of each rule once; fewer if the
 * interpreter judges it alone. Frames that the oracle leaves to another stage
 * are not judged: prop/ has them. -p prints the rulesets instead. Lines of
 * figures start with a tab: tests/run.sh leaves them to its log.
 */
#include "large/frames.h"
#include "large/judge.h"
#include "large/rulesets.h"

#include "lang/nft_parse.h"
#include "policy/resolve.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define N_WORKERS  2
#define MAX_FAULTS 5 /* of one ruleset; then it ends */

#define SMALL_FRAMES 20000
#define ALL_FRAMES   1000000
/* Of what the interpreter judges alone: long programs take it long. */
#define FEW_LONG_FRAMES 5000
#define LONG_FRAMES	50000
/* The oracle goes the whole way for so many frames, evenly spread. */
#define PLAIN_FRAMES 2000
/* The interpreter is ten times slower than the kernel. */
#define INTERP_EVERY 4

struct options {
	bool all, print;
	uint64_t seed, n_frames;
	char **names;
};

/* What came of a ruleset; workers share it. */
struct outcome {
	bool is_done, has_no_kernel;
	uint64_t n_frames, n_left, n_plain;
	uint32_t n_faults;
	uint32_t n_rules, n_insns;
	uint64_t map_bytes;
	double compile_s, judge_s;
};

struct shared {
	uint32_t next; /* ruleset that nobody judges yet */
	struct outcome outcomes[];
};

/* A ruleset while it is judged. */
struct trial {
	struct arena *arena;
	const struct ruleset_row *row;
	uint64_t seed;
	const struct policy *policy;
	struct quick *quick;
	struct frames *frames;
	struct judge *judge;
	uint64_t *by_all, *by_kernel; /* hits: judge.h */
	uint64_t *plain, *quickly;    /* of one frame, and by whom */
	struct outcome *out;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void report(struct trial *t, const char *why)
{
	t->out->n_faults++;
	printf("# %s/%zu, seed %" PRIu64 ": %s\n", t->row->name, t->row->n,
	       t->seed, why);
	fflush(stdout);
}

static const char *text_of_answer(struct arena *a, const struct trial *t,
				  const struct quick_answer *answer)
{
	const char *verdict = answer->verdict == PLAN_DROP ? "drop" : "accept";

	if (answer->rule == QUICK_NONE)
		return arena_printf(a, "%s, by the policy", verdict);
	return arena_printf(a, "%s, by rule %u '%s'", verdict, answer->rule,
			    quick_rule(t->quick, answer->rule)->text);
}

static void report_frame(struct trial *t, uint64_t i,
			 const struct gen_frame *frame,
			 const struct quick_answer *want, const char *why)
{
	char hex[2 * GEN_FRAME_BYTES + 1] = "";

	for (size_t k = 0; k < frame->len; k++)
		sprintf(hex + 2 * k, "%02x", frame->bytes[k]);
	report(t, arena_printf(t->arena,
			       "frame %" PRIu64 " of %" PRIu64
			       ": %s; the oracle: %s; %s",
			       i, t->out->n_frames, why,
			       text_of_answer(t->arena, t, want), hex));
}

static const struct policy *read_policy(struct arena *a, const char *text,
					const char **why)
{
	struct diag *diag = diag_new(a);
	struct policy *policy = NULL;
	struct ruleset *rs;

	if (nft_parse(a, diag, "rules", text, strlen(text), NULL, &rs) ||
	    resolve_ruleset(a, diag, rs, &policy)) {
		*why = arena_printf(a, "%u:%u: %s", diag->msgs.v[0].loc.line,
				    diag->msgs.v[0].loc.col,
				    diag->msgs.v[0].text);
		return NULL;
	}
	return policy;
}

static uint64_t *new_hits(struct trial *t)
{
	return arena_calloc(t->arena, judge_n_hits(t->policy),
			    sizeof(uint64_t));
}

static bool start(struct trial *t)
{
	const double began = now();
	const char *text = ruleset_text(t->arena, t->row, t->seed);
	const char *why = "the family has not so many rules";
	int err;

	if (text)
		t->policy = read_policy(t->arena, text, &why);
	if (t->policy && !t->policy->n_rules) {
		t->policy = NULL;
		why = "there is no rule to aim frames at";
	}
	if (!t->policy) {
		report(t, why);
		return false;
	}
	err = judge_open(t->arena, t->policy, !t->row->has_no_room, &t->judge,
			 &why);
	t->out->has_no_kernel = err == -EPERM || t->row->has_no_room;
	if (err && err != -EPERM) {
		report(t, why);
		return false;
	}
	t->out->n_rules = t->policy->n_rules;
	t->out->n_insns = (uint32_t)judge_n_insns(t->judge);
	t->out->map_bytes = judge_map_bytes(t->judge);
	t->out->compile_s = now() - began;
	t->quick = quick_new(t->arena, t->policy, &judge_device, judge_reach);
	t->frames = frames_new(t->arena, t->policy, t->quick, &judge_device,
			       t->seed);
	t->by_all = new_hits(t);
	t->by_kernel = new_hits(t);
	t->plain = new_hits(t);
	t->quickly = new_hits(t);
	return true;
}

/* Is the oracle's quick way the oracle's? */
static bool check_quick(struct trial *t, uint64_t i,
			const struct gen_frame *frame)
{
	const size_t n_bytes = judge_n_hits(t->policy) * sizeof(*t->plain);
	struct quick_answer plain, quick;

	memset(t->plain, 0, n_bytes);
	memset(t->quickly, 0, n_bytes);
	plain = quick_plain(t->quick, frame->bytes, frame->len, t->plain);
	quick = quick_eval(t->quick, frame->bytes, frame->len, t->quickly);
	t->out->n_plain++;
	if (plain.verdict == quick.verdict && plain.rule == quick.rule &&
	    plain.chain == quick.chain &&
	    !memcmp(t->plain, t->quickly, n_bytes))
		return true;
	report_frame(t, i, frame, &plain, "the quick oracle differs");
	return false;
}

static void judge_one(struct trial *t, uint64_t i)
{
	const bool with_interp = t->out->has_no_kernel || i % INTERP_EVERY == 0;
	uint64_t *hits = with_interp ? t->by_all : t->by_kernel;
	const uint64_t every = t->out->n_frames / PLAIN_FRAMES + 1;
	struct gen_frame frame;
	struct quick_answer want;
	const char *why;

	frames_make(t->frames, i, t->out->n_frames, &frame);
	if (i % every == 0 && !check_quick(t, i, &frame))
		return;
	want = quick_eval(t->quick, frame.bytes, frame.len, hits);
	if (want.verdict == PLAN_PUNT) {
		t->out->n_left++;
		return;
	}
	judge_count_policy(t->policy, hits, &want);
	why = judge_frame(t->arena, t->judge, &frame, with_interp, &want);
	if (why)
		report_frame(t, i, &frame, &want, why);
}

static uint64_t choose_n_frames(const struct trial *t, const struct options *o)
{
	uint64_t corners;

	if (o->n_frames)
		return o->n_frames;
	if (t->row->has_no_room)
		return o->all ? LONG_FRAMES : FEW_LONG_FRAMES;
	if (!o->all)
		return SMALL_FRAMES;
	corners = frames_for_all_corners(t->frames);
	return corners > ALL_FRAMES ? corners : ALL_FRAMES;
}

static void judge_ruleset(const struct ruleset_row *row,
			  const struct options *o, struct outcome *out)
{
	struct trial t = {
		.arena = arena_new(), .row = row, .seed = o->seed, .out = out
	};
	const char *why = NULL;
	double began;

	if (start(&t)) {
		began = now();
		out->n_frames = choose_n_frames(&t, o);
		for (uint64_t i = 0;
		     i < out->n_frames && out->n_faults < MAX_FAULTS; i++)
			judge_one(&t, i);
		if (!out->n_faults)
			why = judge_check(t.arena, t.judge, t.by_all,
					  t.by_kernel);
		if (why)
			report(&t, why);
		out->judge_s = now() - began;
		judge_close(t.judge);
	}
	arena_free(t.arena);
	out->is_done = true;
}

static bool is_named(const struct ruleset_row *row, const char *name)
{
	char full[64];

	snprintf(full, sizeof(full), "%s/%zu", row->name, row->n);
	return !strcmp(row->name, name) || !strcmp(full, name);
}

static bool is_wanted(const struct ruleset_row *row, const struct options *o)
{
	if (!*o->names)
		return row->is_small || o->all;
	for (char **name = o->names; *name; name++)
		if (is_named(row, *name))
			return true;
	return false;
}

static void run_worker(const struct options *o, struct shared *shared)
{
	for (;;) {
		uint32_t i =
			__atomic_fetch_add(&shared->next, 1, __ATOMIC_SEQ_CST);

		if (i >= n_ruleset_rows)
			return;
		if (is_wanted(&ruleset_rows[i], o))
			judge_ruleset(&ruleset_rows[i], o,
				      &shared->outcomes[i]);
	}
}

static bool run_workers(const struct options *o, struct shared *shared)
{
	pid_t pids[N_WORKERS];
	bool ended = true;

	fflush(stdout);
	for (int w = 0; w < N_WORKERS; w++) {
		pids[w] = fork();
		if (pids[w])
			continue;
		run_worker(o, shared);
		exit(0);
	}
	for (int w = 0; w < N_WORKERS; w++) {
		int status = -1;

		ended &= pids[w] > 0 && waitpid(pids[w], &status, 0) > 0 &&
			 !status;
	}
	return ended;
}

static void print_outcome(int number, const struct ruleset_row *row,
			  const struct outcome *out)
{
	printf("%sok %d - %s of %zu: engines do as the oracle\n",
	       out->is_done && !out->n_faults ? "" : "not ", number, row->name,
	       row->n);
	printf("#\t%u rules, %u instructions, %.1f MB; %" PRIu64
	       " frames, %" PRIu64 " left out, %" PRIu64
	       " by the plain oracle; %.1f + %.1f s%s\n",
	       out->n_rules, out->n_insns, (double)out->map_bytes / 1e6,
	       out->n_frames, out->n_left, out->n_plain, out->compile_s,
	       out->judge_s,
	       out->has_no_kernel ? "; the interpreter alone" : "");
}

static int print_outcomes(const struct options *o, const struct shared *shared)
{
	uint64_t n_frames = 0;
	int n = 0, n_bad = 0;

	for (size_t i = 0; i < n_ruleset_rows; i++) {
		const struct outcome *out = &shared->outcomes[i];

		if (!is_wanted(&ruleset_rows[i], o))
			continue;
		print_outcome(++n, &ruleset_rows[i], out);
		n_bad += !out->is_done || out->n_faults;
		n_frames += out->n_frames;
	}
	if (!n)
		printf("# no ruleset of rulesets.c has such a name and size\n");
	printf("#\t%" PRIu64 " frames, seed %" PRIu64 "\n1..%d\n", n_frames,
	       o->seed, n);
	return n && !n_bad ? 0 : 1;
}

static void print_rulesets(const struct options *o)
{
	struct arena *a = arena_new();

	for (size_t i = 0; i < n_ruleset_rows; i++)
		if (is_wanted(&ruleset_rows[i], o))
			fputs(ruleset_text(a, &ruleset_rows[i], o->seed) ?: "",
			      stdout);
	arena_free(a);
}

static struct options parse(int argc, char **argv)
{
	struct options o = { .seed = 1, .all = getenv("LARGE") };
	int c;

	while ((c = getopt(argc, argv, "aps:n:")) != -1) {
		switch (c) {
		case 'a':
			o.all = true;
			break;
		case 'p':
			o.print = true;
			break;
		case 's':
			o.seed = strtoull(optarg, NULL, 0);
			break;
		case 'n':
			o.n_frames = strtoull(optarg, NULL, 0);
			break;
		default:
			exit(2);
		}
	}
	o.names = argv + optind;
	return o;
}

int main(int argc, char **argv)
{
	const struct options o = parse(argc, argv);
	const size_t bytes =
		sizeof(struct shared) + n_ruleset_rows * sizeof(struct outcome);
	struct shared *shared = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
				     MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	bool ended;

	if (o.print) {
		print_rulesets(&o);
		return 0;
	}
	if (shared == MAP_FAILED)
		abort();
	setenv("NICFW_PROFILES", "nic-profiles", 0);
	ended = run_workers(&o, shared);
	return print_outcomes(&o, shared) || !ended;
}

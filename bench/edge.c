// SPDX-License-Identifier: GPL-2.0-only
/*
 * edge.c - what an edge router's ruleset costs
 *
 *	edge [--json]
 *
 * Rulesets of the generator's kind edge, seed 1, compiled for the driver:
 * a frame's cost by BPF_PROG_TEST_RUN against that of a program that only
 * parses the headers and drops, and what compiling and loading takes.
 *
 * The same program is measured twice: where it is not as fast as itself, the
 * machine is too busy and the run says nothing.
 */
#include "budget.h"
#include "parse_only.h"
#include "slices.h"

#include "lang/nft_parse.h"
#include "lib/gen_packet.h"
#include "lib/gen_policy.h"
#include "lib/loaded.h"
#include "policy/compile.h"
#include "policy/resolve.h"

#include <errno.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEED		  1
#define ROUNDS		  200
#define FRAMES_OF_A_PLACE 4
#define MAX_TRIES	  1000000
#define LOADS		  3
#define MAX_RSS_MB	  64
#define MAX_LOAD_S	  0.5

static const struct reach reach = { 32, 61440 };

static const struct device device = {
	.name = "eth0",
	.ifindex = 10,
	.mac = { 2, 0, 0, 0, 0, 2 },
};

/* Where in the ruleset the rule stands that decides a frame. */
enum place {
	PLACE_FIRST,
	PLACE_MIDDLE,
	PLACE_LAST,
	PLACE_NONE,
	N_PLACES,
};

static const char *const place_names[N_PLACES] = { "first", "middle", "last",
						   "none" };

enum run {
	RUN_POLICY,
	RUN_PARSER,
	RUN_PARSER_AGAIN,
	N_RUNS,
};

#define N_FRAMES (N_PLACES * FRAMES_OF_A_PLACE)

struct subject {
	uint32_t n_rules;
	double max_ratio;
	struct loaded loaded;
	size_t n_insns;
	struct gen_frame frames[N_FRAMES]; /* by their places */
	struct slices_run runs[N_RUNS];
};

/* Of a process that compiles and loads: other processes make it wait longer. */
struct load_cost {
	double seconds;
	double cpu_seconds;
	double rss_mb;
};

static _Noreturn void fail(const char *what, const char *why)
{
	fprintf(stderr, "edge: %s: %s\n", what, why);
	exit(3);
}

static const struct policy *make_policy(struct arena *a, uint32_t n_rules)
{
	struct diag *diag = diag_new(a);
	struct gen_text text = {};
	struct ruleset *rs;
	struct policy *policy;
	const char *rules;

	gen_policy(a, GEN_EDGE, SEED, n_rules, &text);
	rules = gen_text_print(a, &text);
	if (nft_parse(a, diag, "rules", rules, strlen(rules), NULL, &rs) ||
	    resolve_ruleset(a, diag, rs, &policy))
		fail("rules", diag->msgs.v[0].text);
	return policy;
}

static size_t load_policy(struct arena *a, const struct policy *policy,
			  struct loaded *out)
{
	/* As nicfw load asks for it. */
	const struct image_options opts = { .frags = true, .last_stage = true };
	struct diag *diag = diag_new(a);
	struct profile *profile;
	struct compiled *c;
	const char *why = "";
	int err;

	if (profile_find(a, diag, "driver", &profile) ||
	    compile_policy(a, diag, policy, &device, profile, &opts, &c))
		fail("compile", diag->msgs.v[0].text);
	err = loaded_open(a, c->image, out, &why);
	if (err)
		fail(strerror(-err), why);
	return c->image->insns.n;
}

/* What most traffic looks like: a whole packet without tags or extras. */
static bool is_plain(const struct gen_frame *f)
{
	struct frame_view view;

	if (!frame_parse(f->bytes, f->len, reach, &view) || view.is_tagged ||
	    !view.has_l4 || view.avail[PLAN_TRANS] < 8)
		return false;
	return view.header[PLAN_TRANS] ==
	       view.header[PLAN_NET] + (view.protocol == ETH_P_IP ? 20 : 40);
}

/* N_PLACES where the rule stands between the places. */
static enum place find_place(const struct policy *policy,
			     const struct gen_frame *f)
{
	const uint32_t tenth = policy->n_rules / 10;
	struct eval_result r;

	eval_frame(policy, NULL, &device, reach, f->bytes, f->len, NULL, &r);
	if (!r.rule)
		return PLACE_NONE;
	if (r.rule->id < 2 * tenth)
		return PLACE_FIRST;
	if (r.rule->id >= 4 * tenth && r.rule->id < 6 * tenth)
		return PLACE_MIDDLE;
	return r.rule->id >= policy->n_rules - tenth ? PLACE_LAST : N_PLACES;
}

static void make_frames(const struct policy *policy, struct subject *s)
{
	struct rng rng = { .state = SEED };
	size_t n[N_PLACES] = {}, total = 0;

	for (long tries = 0; total < N_FRAMES; tries++) {
		struct gen_frame f;
		enum place place;

		if (tries == MAX_TRIES)
			fail("frames", "none is decided at some place");
		gen_packet(&rng, policy, &device, &f);
		if (!is_plain(&f))
			continue;
		place = find_place(policy, &f);
		if (place == N_PLACES || n[place] == FRAMES_OF_A_PLACE)
			continue;
		s->frames[place * FRAMES_OF_A_PLACE + n[place]++] = f;
		total++;
	}
}

static void prepare(struct arena *a, struct subject *s)
{
	const struct policy *policy = make_policy(a, s->n_rules);

	make_frames(policy, s);
	s->n_insns = load_policy(a, policy, &s->loaded);
}

static void measure(struct arena *a, struct subject *s,
		    const struct loaded *parser)
{
	struct slices_frame frames[N_FRAMES];
	int err;

	for (size_t i = 0; i < N_FRAMES; i++)
		frames[i] = (struct slices_frame){ s->frames[i].bytes,
						   s->frames[i].len };
	s->runs[RUN_POLICY].prog_fd = s->loaded.prog_fd;
	s->runs[RUN_PARSER].prog_fd = parser->prog_fd;
	s->runs[RUN_PARSER_AGAIN].prog_fd = parser->prog_fd;
	err = slices_measure(a, s->runs, N_RUNS, frames, N_FRAMES, ROUNDS);
	if (err)
		fail("BPF_PROG_TEST_RUN", strerror(-err));
}

static double mean(const struct subject *s, enum run run)
{
	return slices_mean(&s->runs[run], 0, N_FRAMES);
}

static double ratio(const struct subject *s)
{
	return mean(s, RUN_POLICY) / mean(s, RUN_PARSER);
}

static double place_ratio(const struct subject *s, enum place place)
{
	const size_t first = place * FRAMES_OF_A_PLACE;

	return slices_mean(&s->runs[RUN_POLICY], first, FRAMES_OF_A_PLACE) /
	       slices_mean(&s->runs[RUN_PARSER], first, FRAMES_OF_A_PLACE);
}

/* How much slower the parser is than itself. */
static double control(const struct subject *s)
{
	return mean(s, RUN_PARSER_AGAIN) / mean(s, RUN_PARSER);
}

static bool is_conclusive(const struct subject *s)
{
	return control(s) > 0.9 && control(s) < 1.1;
}

/* From a ruleset's text to a program in the kernel, in a process of its own. */
static int load_once(uint32_t n_rules)
{
	struct arena *a = arena_new();
	struct loaded loaded;
	double start = budget_now();

	load_policy(a, make_policy(a, n_rules), &loaded);
	printf("%f\n", budget_now() - start);
	loaded_close(&loaded);
	arena_free(a);
	return 0;
}

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* The largest memory of the process is what wait4() says it was. */
static struct load_cost measure_load(const char *n_rules)
{
	struct load_cost cost = {};
	struct rusage usage;
	int out[2], status;
	pid_t pid;
	FILE *in;

	if (pipe(out))
		fail("pipe", strerror(errno));
	pid = fork();
	if (pid == 0) {
		dup2(out[1], STDOUT_FILENO);
		execl("/proc/self/exe", "edge", "--load", n_rules, NULL);
		_exit(127);
	}
	close(out[1]);
	in = fdopen(out[0], "r");
	if (pid < 0 || !in || fscanf(in, "%lf", &cost.seconds) != 1)
		fail("load", "no answer");
	fclose(in);
	if (wait4(pid, &status, 0, &usage) != pid || status)
		fail("load", "failed");
	cost.cpu_seconds =
		seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
	cost.rss_mb = (double)usage.ru_maxrss / 1024;
	return cost;
}

static struct load_cost measure_loads(const char *n_rules)
{
	struct load_cost best = measure_load(n_rules);

	for (int i = 1; i < LOADS; i++) {
		struct load_cost cost = measure_load(n_rules);

		if (cost.seconds < best.seconds)
			best.seconds = cost.seconds;
		if (cost.cpu_seconds < best.cpu_seconds)
			best.cpu_seconds = cost.cpu_seconds;
		if (cost.rss_mb > best.rss_mb)
			best.rss_mb = cost.rss_mb;
	}
	return best;
}

static const char *judge(bool is_within)
{
	return is_within ? "within" : "MISSED";
}

static void print_subject(const struct subject *s)
{
	const double r = ratio(s);

	printf("%6u %7zu %8.1f %8.1f %6.2f", s->n_rules, s->n_insns,
	       mean(s, RUN_PARSER), mean(s, RUN_POLICY), r);
	for (enum place p = 0; p < N_PLACES; p++)
		printf(" %7.2f", place_ratio(s, p));
	printf("   <= %.0f: %s", s->max_ratio,
	       is_conclusive(s) ? judge(r <= s->max_ratio) : "inconclusive");
	printf(" (parser against itself: %.2f)\n", control(s));
}

static void print_table(const struct subject *subjects, size_t n,
			const struct load_cost *load)
{
	printf("%6s %7s %8s %8s %6s", "rules", "insns", "parse ns", "ns",
	       "ratio");
	for (enum place p = 0; p < N_PLACES; p++)
		printf(" %7s", place_names[p]);
	printf("   target\n");
	for (size_t i = 0; i < n; i++)
		print_subject(&subjects[i]);
	printf("compile and load 1000 rules: %.3f s, of them %.3f s at work (< %.1f: %s), peak memory %.1f MB (< %d: %s)\n",
	       load->seconds, load->cpu_seconds, MAX_LOAD_S,
	       judge(load->cpu_seconds < MAX_LOAD_S), load->rss_mb, MAX_RSS_MB,
	       judge(load->rss_mb < MAX_RSS_MB));
}

static json_t *subject_json(const struct subject *s)
{
	json_t *places = json_object();

	for (enum place p = 0; p < N_PLACES; p++)
		json_object_set_new(places, place_names[p],
				    json_real(place_ratio(s, p)));
	return json_pack("{s:i, s:i, s:f, s:f, s:f, s:f, s:f, s:b, s:o}",
			 "rules", (int)s->n_rules, "insns", (int)s->n_insns,
			 "parse_ns", mean(s, RUN_PARSER), "ns",
			 mean(s, RUN_POLICY), "ratio", ratio(s), "target",
			 s->max_ratio, "control", control(s), "conclusive",
			 is_conclusive(s), "places", places);
}

static void print_json(const struct subject *subjects, size_t n,
		       const struct load_cost *load)
{
	json_t *array = json_array(), *all;

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, subject_json(&subjects[i]));
	all = json_pack("{s:o, s:f, s:f, s:f}", "policies", array, "load_s",
			load->seconds, "load_cpu_s", load->cpu_seconds,
			"load_rss_mb", load->rss_mb);
	json_dumpf(all, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(4));
	puts("");
	json_decref(all);
}

int main(int argc, char **argv)
{
	static struct subject subjects[] = {
		{ .n_rules = 100, .max_ratio = 3 },
		{ .n_rules = 1000, .max_ratio = 6 },
	};
	const size_t n = sizeof(subjects) / sizeof(subjects[0]);
	struct arena *a = arena_new();
	struct loaded parser;
	struct load_cost load;
	const char *why = "";

	setenv("NICFW_PROFILES", "nic-profiles", 0);
	if (argc > 2 && !strcmp(argv[1], "--load"))
		return load_once((uint32_t)atoi(argv[2]));
	/* First, for a child's peak begins with what its parent has. */
	load = measure_loads("1000");
	if (loaded_open(a, parse_only(a), &parser, &why))
		fail("the parser is not loaded", why);
	for (size_t i = 0; i < n; i++) {
		prepare(a, &subjects[i]);
		measure(a, &subjects[i], &parser);
	}
	if (argc > 1 && !strcmp(argv[1], "--json"))
		print_json(subjects, n, &load);
	else
		print_table(subjects, n, &load);
	arena_free(a);
	return 0;
}

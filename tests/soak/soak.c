// SPDX-License-Identifier: GPL-2.0-only
/*
 * soak.c - rulesets change under full load: who judges each frame?
 *
 *	soak [-t SECONDS] [-s SEED] [NAME...]
 *
 *	sender, in the kernel ---- cable ---- eth0: nicfw, then a sink
 *
 * Two rulesets take turns, as soak_steps.h has it, in SECONDS for each kind of
 * soak_rules.h. Slices of frames of one class are sent without a pause, by
 * bench/lab/flood.h, and are through when a slice has ended; so what the sink
 * has counted meanwhile are that slice's. Whatever happens,
 *
 *	- what both accept comes through, to the last frame, but while the mode
 *	  of XDP changes, of which the kernel takes no two at once, so that
 *	  nicfw says "frames are dropped for a moment"; how many is told;
 *	- of what both drop nothing does, but while bypass is on or changes;
 *	- while nothing changes, all of what is accepted now comes through, and
 *	  nothing else does;
 *	- of pairs, of which either ruleset accepts one, just one comes through,
 *	  but for the one pair between whose two frames a ruleset comes into
 *	  force, and while the mode changes.
 *
 * So each frame is judged by the old or the new ruleset, and none is let in by
 * neither. A slice of which the cable lost frames ahead of nicfw (a veth does
 * when its mode changes) is no slice, and counted apart. SECONDS are 2, or
 * SOAK_SECONDS of the environment.
 */
#include "bench/lab/flood.h"
#include "soak/soak_rules.h"
#include "soak/soak_steps.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <signal.h>
#include <unistd.h>

#define SLICE	   2048
#define MAX_FAULTS 5

/* Loads that there have to be, also where a machine is so busy that it takes
   longer than it was given: so much longer at most. */
#define LEAST_LOADS 2
#define MAX_WAIT_S  60

struct soak {
	const struct soak_kind *kind;
	double seconds;
	uint64_t seed;
	struct lab_port port;
	struct flood *flood;
	struct soak_state *state;
	uint64_t accepted; /* by the sink, so far */
	uint64_t next[N_SOAK_CLASSES];
	uint64_t n_frames[N_SOAK_CLASSES], n_void, n_settled;
	uint64_t n_changed; /* slices in which something changed */
	uint64_t n_lost; /* frames that both accept, while the mode changed */
	uint32_t n_faults;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* What may come through of @n frames. */
struct bounds {
	uint64_t least, most;
};

static struct bounds bounds_of(enum soak_class class, enum soak_phase phase,
			       uint64_t n)
{
	const struct bounds all = { n, n }, none = { 0, 0 }, any = { 0, n };
	const struct bounds half = { n / 2, n / 2 };
	const struct bounds a_pair_off = { n / 2 - 1, n / 2 + 1 };

	if (phase == SOAK_MOVES)
		return class == SOAK_DROPPED ? none : any;
	if (class == SOAK_KEPT || phase == SOAK_IS_OPEN)
		return all;
	if (phase == SOAK_OPENS)
		return any;
	switch (class) {
	case SOAK_DROPPED:
		return none;
	case SOAK_PAIRS:
		return phase == SOAK_SWAPS ? a_pair_off : half;
	default:
		if (phase == SOAK_SWAPS)
			return any;
		return (phase == SOAK_IS_A) == (class == SOAK_A) ? all : none;
	}
}

/* What stands for a slice that began in @version, in phase @before. */
static enum soak_phase phase_since(const struct soak_state *state,
				   uint64_t version, enum soak_phase before)
{
	if (state->version == version)
		return before;
	if (before == SOAK_OPENS || before == SOAK_IS_OPEN ||
	    state->last_open > version)
		return SOAK_OPENS;
	if (before == SOAK_MOVES || state->last_move > version)
		return SOAK_MOVES;
	return SOAK_SWAPS;
}

static void report(struct soak *s, enum soak_class class, enum soak_phase phase,
		   uint64_t came, struct bounds want)
{
	static const char *const phases[] = {
		[SOAK_IS_A] = "A is in force",
		[SOAK_IS_B] = "B is in force",
		[SOAK_SWAPS] = "a load changes them",
		[SOAK_MOVES] = "a load changes them and the mode",
		[SOAK_IS_OPEN] = "bypass is on",
		[SOAK_OPENS] = "bypass changes",
	};

	s->n_faults++;
	printf("# %s, seed %" PRIu64 ": of %u frames %s, %" PRIu64
	       " came through while %s, not %" PRIu64 " to %" PRIu64 "\n",
	       s->kind->name, s->seed, SLICE, soak_class_names[class], came,
	       phases[phase], want.least, want.most);
	fflush(stdout);
}

/* 0, or -errno if nothing can be sent or counted. */
static int send_slice(struct soak *s, enum soak_class class)
{
	const uint64_t version = s->state->version, before = s->accepted;
	enum soak_phase phase = s->state->phase;
	struct flood_slice slice;
	struct bounds want;
	uint64_t came;
	int err = flood_send(s->flood, &s->port,
			     soak_first(class) + s->next[class], SLICE, &slice);

	if (!err)
		err = lab_read_accepted(&s->port, &s->accepted);
	if (err)
		return err;
	s->next[class] = (s->next[class] + SLICE) % soak_n_frames(class);
	s->state->n_slices++;
	if (slice.sent != SLICE || slice.delivered != slice.sent) {
		s->n_void++;
		return 0;
	}
	came = s->accepted - before;
	s->n_frames[class] += SLICE;
	s->n_settled += version == s->state->version && phase <= SOAK_IS_B;
	s->n_changed += version != s->state->version;
	phase = phase_since(s->state, version, phase);
	if (phase == SOAK_MOVES && class == SOAK_KEPT)
		s->n_lost += SLICE - came;
	want = bounds_of(class, phase, SLICE);
	if (came < want.least || came > want.most)
		report(s, class, phase, came, want);
	return 0;
}

static bool is_time_over(const struct soak *s, double end)
{
	if (s->state->n_steps[STEP_LOAD] < LEAST_LOADS)
		end += MAX_WAIT_S;
	return now() > end;
}

/* While rulesets are made to change by another process. */
static void send_until(struct soak *s, double end)
{
	enum soak_class class = 0;
	int err = lab_read_accepted(&s->port, &s->accepted);

	while (!err && !is_time_over(s, end) && s->n_faults < MAX_FAULTS &&
	       !s->state->has_ended) {
		err = send_slice(s, class);
		class = (class + 1) % N_SOAK_CLASSES;
	}
	if (err) {
		s->n_faults++;
		printf("# %s: frames cannot be sent or counted: %s\n",
		       s->kind->name, strerror(-err));
	}
}

static void soak_changes(struct soak *s, const struct soak_job *job)
{
	pid_t pid;
	int status = -1;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		soak_run_steps(job);
		fflush(NULL);
		_exit(0);
	}
	send_until(s, now() + s->seconds);
	s->state->is_over = true;
	if (s->state->n_steps[STEP_LOAD] < LEAST_LOADS) {
		s->n_faults++;
		printf("# %s: next to nothing was loaded\n", s->kind->name);
	}
	if (pid < 0 || waitpid(pid, &status, 0) < 0 || status) {
		s->n_faults++;
		printf("# %s: who loads died of status %#x\n", s->kind->name,
		       status);
	}
	s->n_faults += s->state->n_faults;
}

static int write_files(const struct soak_kind *kind, const struct rules *rules,
		       struct soak_job *job)
{
	static const char *const files[] = { "/run/a.nft", "/run/b.nft" };
	static const char *const lists[] = { "/run/a.list", "/run/b.list" };
	int err = 0;

	for (int i = 0; !err && i < 2; i++) {
		job->files[i] = files[i];
		err = soak_write(kind, &rules[i], false, files[i]);
		if (err || kind->family != RULES_BLOCKLIST)
			continue;
		job->lists[i] = lists[i];
		err = soak_write(kind, &rules[i], true, lists[i]);
	}
	return err;
}

static int prepare(struct soak *s, struct arena *a, struct soak_job *job,
		   char *why, size_t why_len)
{
	struct rules rules[2];
	struct trace trace;
	int err = soak_make(a, s->kind, s->seed, rules, &trace);

	snprintf(why, why_len, "no rulesets");
	if (!err)
		err = write_files(s->kind, rules, job);
	if (err)
		return err;
	flood_set_trace(s->flood, &trace);
	err = lab_add_port(&s->port, why, why_len);
	if (err)
		return err;
	err = lab_add_sink(&s->port, why, why_len);
	if (err)
		lab_remove_port(&s->port);
	return err;
}

static void print_result(int number, const struct soak *s, double seconds)
{
	const struct soak_state *st = s->state;
	uint64_t n = 0;

	for (enum soak_class c = 0; c < N_SOAK_CLASSES; c++)
		n += s->n_frames[c];
	printf("%sok %d - %s of %zu: the old or the new judges each frame\n",
	       s->n_faults ? "not " : "", number, s->kind->name, s->kind->n);
	printf("#\t%" PRIu64 " frames in %.1f s, %" PRIu64 " slices: %" PRIu64
	       " while nothing changed, %" PRIu64 " in which it did, %" PRIu64
	       " void\n"
	       "#\t%" PRIu64 " loads, %" PRIu64 " killed, %" PRIu64
	       " changes of mode (%" PRIu64 " frames lost), %" PRIu64
	       " bypasses, %" PRIu64
	       " sets replaced; at most %u pins, %u maps in all\n",
	       n, seconds, st->n_slices, s->n_settled, s->n_changed, s->n_void,
	       st->n_steps[STEP_LOAD], st->n_steps[STEP_KILLED],
	       st->n_steps[STEP_MODE], s->n_lost, st->n_steps[STEP_BYPASS],
	       st->n_steps[STEP_SET], st->max_pins, st->n_maps_seen);
}

static void soak_kind_for(struct soak *s, int number)
{
	struct arena *a = arena_new();
	struct soak_job job = { .port = &s->port,
				.state = s->state,
				.seed = s->seed };
	char why[256];
	double began = now();

	memset(s->state, 0, sizeof(*s->state));
	s->state->phase = SOAK_OPENS;
	if (prepare(s, a, &job, why, sizeof(why))) {
		s->n_faults++;
		printf("# %s: %s\n", s->kind->name, why);
	} else {
		began = now();
		soak_changes(s, &job);
		lab_remove_port(&s->port);
	}
	print_result(number, s, now() - began);
	fflush(stdout);
	arena_free(a);
}

struct options {
	double seconds;
	uint64_t seed;
	char **names;
};

static struct options parse(int argc, char **argv)
{
	const char *seconds = getenv("SOAK_SECONDS");
	struct options o = { .seconds = seconds ? atof(seconds) : 2,
			     .seed = 1 };
	int c;

	while ((c = getopt(argc, argv, "t:s:")) != -1) {
		switch (c) {
		case 't':
			o.seconds = atof(optarg);
			break;
		case 's':
			o.seed = strtoull(optarg, NULL, 0);
			break;
		default:
			exit(2);
		}
	}
	o.names = argv + optind;
	return o;
}

static bool is_wanted(const struct soak_kind *kind, char **names)
{
	if (!*names)
		return true;
	for (; *names; names++)
		if (!strcmp(kind->name, *names))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	const struct options o = parse(argc, argv);
	struct soak_state *state = mmap(NULL, sizeof(*state),
					PROT_READ | PROT_WRITE,
					MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct flood *flood = NULL;
	const char *why = "no memory";
	int number = 0, n_bad = 0, cpu = 0, err = -ENOMEM;

	setenv("NICFW_PROFILES", "nic-profiles", 0);
	if (state != MAP_FAILED)
		err = lab_open(&cpu, &why);
	if (!err)
		err = flood_open(cpu, &flood, &why);
	if (err) {
		printf("1..0 # SKIP %s: %s\n", why, strerror(-err));
		return 0;
	}
	for (size_t i = 0; i < n_soak_kinds; i++) {
		struct soak s = { .kind = &soak_kinds[i],
				  .seconds = o.seconds,
				  .seed = o.seed,
				  .flood = flood,
				  .state = state };

		if (!is_wanted(&soak_kinds[i], o.names))
			continue;
		soak_kind_for(&s, ++number);
		n_bad += s.n_faults != 0;
	}
	printf("1..%d\n", number);
	flood_close(flood);
	return n_bad ? 1 : 0;
}

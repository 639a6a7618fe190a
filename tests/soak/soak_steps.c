// SPDX-License-Identifier: GPL-2.0-only
/*
 * soak_steps.c - rulesets are loaded, one after the other, as fast as it goes
 */
#include "soak/soak_steps.h"

#include "lib/rng.h"
#include "soak/soak_kernel.h"

#include <errno.h>
#include <string.h>
#include <time.h>

#define NICFW "${SOAK_NICFW:-build/nicfw}"

/* So many slices are sent while nothing changes: two of each class. */
#define STAY_SLICES 10
#define STAY_NS	    100000

struct steps {
	const struct soak_job *job;
	struct rng rng;
	int current; /* of the files; -1: not known */
	bool is_generic, has_set;
	double load_s; /* what a load took last */
	struct soak_kernel kernel;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Until frames of all classes were sent. */
static void stay(const struct soak_state *state)
{
	const uint64_t enough = state->n_slices + STAY_SLICES;

	while (state->n_slices < enough && !state->is_over)
		nanosleep(&(struct timespec){ .tv_nsec = STAY_NS }, NULL);
}

static void fail(struct steps *s, const char *what, const char *answer)
{
	s->job->state->n_faults++;
	printf("# %s: %.300s\n", what, answer);
	fflush(stdout);
}

static const char *mode_word(const struct steps *s)
{
	return s->is_generic ? "--generic" : "--driver";
}

static bool run(struct steps *s, const char *command)
{
	char answer[512];

	if (!lab_run(s->job->port, command, NULL, answer, sizeof(answer)))
		return true;
	fail(s, command, answer);
	return false;
}

/* Pins and maps of what is in force now, and of nothing else. */
static void look_at_kernel(struct steps *s)
{
	struct soak_state *state = s->job->state;
	uint32_t n_pins = soak_count_pins();

	if (n_pins > state->max_pins)
		state->max_pins = n_pins;
	if (soak_note_maps(&s->kernel, s->job->port))
		fail(s, "the kernel's programs", "cannot be read");
	state->n_maps_seen = (uint32_t)s->kernel.n_maps;
}

static void settle(struct steps *s, int current)
{
	s->current = current;
	look_at_kernel(s);
	soak_set_phase(s->job->state, current ? SOAK_IS_B : SOAK_IS_A);
	stay(s->job->state);
}

static void load(struct steps *s, int which, enum soak_phase meanwhile)
{
	char command[512];
	double began;

	snprintf(command, sizeof(command),
		 "exec " NICFW " load %s --strict -f %s " LAB_DEVICE,
		 mode_word(s), s->job->files[which]);
	soak_set_phase(s->job->state, meanwhile);
	began = now();
	if (!run(s, command))
		return;
	s->load_s = now() - began;
	settle(s, which);
}

static void swap(struct steps *s)
{
	load(s, !s->current, SOAK_SWAPS);
	s->job->state->n_steps[STEP_LOAD]++;
}

/* Which of the two does nicfw say is in force? -1: neither. */
static int ask_status(struct steps *s)
{
	char answer[4096];

	if (lab_run(s->job->port, "exec " NICFW " status " LAB_DEVICE, NULL,
		    answer, sizeof(answer)))
		return -1;
	for (int i = 0; i < 2; i++)
		if (strstr(answer, s->job->files[i]))
			return i;
	return -1;
}

static void swap_killed(struct steps *s)
{
	char command[512], answer[512];
	double when = s->load_s * rng_below(&s->rng, 1000) / 1000;
	int which;

	snprintf(command, sizeof(command),
		 "timeout --foreground -s KILL %.4f " NICFW
		 " load %s --strict -f %s " LAB_DEVICE,
		 when + 0.001, mode_word(s), s->job->files[!s->current]);
	soak_set_phase(s->job->state, SOAK_SWAPS);
	lab_run(s->job->port, command, NULL, answer, sizeof(answer));
	s->job->state->n_steps[STEP_KILLED]++;
	which = ask_status(s);
	if (which < 0)
		fail(s, "after a kill", "status names neither ruleset");
	else
		settle(s, which);
}

static void swap_mode(struct steps *s)
{
	s->is_generic = !s->is_generic;
	load(s, !s->current, SOAK_MOVES);
	s->job->state->n_steps[STEP_MODE]++;
}

static void bypass(struct steps *s)
{
	int current = s->current;

	soak_set_phase(s->job->state, SOAK_OPENS);
	if (!run(s, "exec " NICFW " bypass " LAB_DEVICE " on"))
		return;
	soak_set_phase(s->job->state, SOAK_IS_OPEN);
	stay(s->job->state);
	soak_set_phase(s->job->state, SOAK_OPENS);
	if (run(s, "exec " NICFW " bypass " LAB_DEVICE " off"))
		settle(s, current);
	s->job->state->n_steps[STEP_BYPASS]++;
}

/* The other elements, as a list; then what was loaded is the file's no more. */
static void replace_elements(struct steps *s)
{
	char command[512];

	snprintf(command, sizeof(command),
		 "exec " NICFW " set replace -f %s " LAB_DEVICE " listed",
		 s->job->lists[!s->current]);
	soak_set_phase(s->job->state, SOAK_SWAPS);
	if (run(s, command))
		settle(s, !s->current);
	s->job->state->n_steps[STEP_SET]++;
}

static bool has_set_command(const struct soak_job *job)
{
	char answer[512];

	return job->lists[0] &&
	       !lab_run(job->port, NICFW " set --help >/dev/null 2>&1", NULL,
			answer, sizeof(answer));
}

static void kill_a_load(struct steps *s)
{
	swap(s);
	/* It is asked what runs by its file's name, which elements have not. */
	if (!s->job->state->n_faults)
		swap_killed(s);
}

static void change_set(struct steps *s)
{
	if (s->has_set)
		replace_elements(s);
	else
		swap(s);
}

/* By turns, so that each comes early; when a kill comes is random. */
static void (*const turns[])(struct steps *s) = {
	kill_a_load, bypass, change_set, kill_a_load, swap_mode, kill_a_load,
};

void soak_run_steps(const struct soak_job *job)
{
	struct steps s = { .job = job,
			   .rng = { job->seed },
			   .has_set = has_set_command(job) };
	char left[256];

	load(&s, 0, SOAK_OPENS);
	for (size_t i = 0; !job->state->is_over && !job->state->n_faults; i++)
		turns[i % (sizeof(turns) / sizeof(turns[0]))](&s);
	soak_set_phase(job->state, SOAK_OPENS);
	run(&s, "exec " NICFW " unload " LAB_DEVICE);
	if (soak_is_any_left(&s.kernel, left, sizeof(left)))
		fail(&s, "left behind", left);
	soak_kernel_free(&s.kernel);
	job->state->has_ended = true;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * progress.c - what a command is busy with, if that takes long
 *
 * One alarm a command, and no thread: the kernel's verifier gives up when a
 * signal comes, and libbpf asks it again.
 */
#include "progress.h"

#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_S 1

static const char *volatile busy_with;
static volatile sig_atomic_t is_late;
static bool is_armed;

/* Also called by the signal's handler. */
static void say(const char *what)
{
	if (!what || write(STDERR_FILENO, what, strlen(what)) < 0 ||
	    write(STDERR_FILENO, " ...\n", 5) < 0)
		return;
}

static void on_alarm(int signal)
{
	(void)signal;
	is_late = true;
	say(busy_with);
}

void progress_on(const char *what)
{
	struct sigaction action = { .sa_handler = on_alarm,
				    .sa_flags = SA_RESTART };

	if (!isatty(STDERR_FILENO))
		return;
	busy_with = what;
	if (is_late)
		say(what);
	if (is_armed)
		return;
	is_armed = true;
	sigaction(SIGALRM, &action, NULL);
	alarm(PATIENCE_S);
}

void progress_off(void)
{
	busy_with = NULL;
}

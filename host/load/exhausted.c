// SPDX-License-Identifier: GPL-2.0-only
/*
 * exhausted.c - what a change comes to whose process runs out of memory
 */
#include "load/exhausted.h"
#include "load/journal.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

/* Of the journal that is open; made before memory may end. */
static struct journal_paths journal;
static int lock = -1;

static void say(const char *text)
{
	(void)!write(STDERR_FILENO, text, strlen(text));
}

/*
 * Each command ends what was interrupted; this one does nothing else. It shares
 * this process's memory until it is another program, so it may call no function
 * that changes any.
 */
static void run_another(void)
{
	static char *const argv[] = { "nicfw", "status", NULL };
	const int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	pid_t pid = vfork();

	if (!pid) {
		dup2(null, STDOUT_FILENO);
		execv("/proc/self/exe", argv);
		_exit(127);
	}
	if (pid > 0)
		waitpid(pid, NULL, 0);
}

static void undo(void)
{
	/* All of it may be in place: that is not to be finished then. */
	if (!rename(journal.undone, journal.path) && !flock(lock, LOCK_UN))
		run_another();
	if (access(journal.path, F_OK))
		say("nicfw: what was begun is undone\n");
	else
		say("nicfw: what was begun is not undone yet: nicfw status does it\n");
}

static void end_done(void)
{
	say("nicfw: out of memory, but what was to be done is done; nicfw status says what runs\n");
	_exit(0);
}

void exhausted_undoes(const struct state *st)
{
	journal = journal_paths_of(st);
	lock = st->lock;
	arena_on_exhausted(undo);
}

void exhausted_changes_nothing(void)
{
	arena_on_exhausted(NULL);
}

void exhausted_is_done(void)
{
	arena_on_exhausted(end_done);
}

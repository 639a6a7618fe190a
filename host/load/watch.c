// SPDX-License-Identifier: GPL-2.0-only
/*
 * watch.c - undoes a load that waits, should its process be killed
 */
#include "load/watch.h"
#include "load/transact.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

/* Whoever waits for our output to end is not to wait for the child. */
static void leave_terminal(void)
{
	int null = open("/dev/null", O_RDWR);

	setsid();
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO && null >= 0; fd++)
		dup2(null, fd);
	if (null > STDERR_FILENO)
		close(null);
}

/* A byte means that all is well, the end that the parent is dead. */
static bool has_died(int alive)
{
	char byte;
	ssize_t n;

	do
		n = read(alive, &byte, 1);
	while (n < 0 && errno == EINTR);
	return n == 0;
}

/* The parent's lock is this process's as well, unless it let go of it. */
static void recover(const struct state *st)
{
	if (!flock(st->lock, LOCK_EX))
		transact_recover(st, diag_new(st->a));
}

struct watch watch_begin(const struct state *st)
{
	struct watch w = WATCH_NONE;
	int ends[2];

	if (pipe2(ends, O_CLOEXEC))
		return w;
	w.pid = fork();
	if (!w.pid) {
		close(ends[1]);
		leave_terminal();
		if (has_died(ends[0]))
			recover(st);
		_exit(0);
	}
	close(ends[0]);
	if (w.pid > 0) {
		w.alive = ends[1];
		return w;
	}
	close(ends[1]);
	return WATCH_NONE;
}

void watch_end(struct watch *w)
{
	if (w->pid && write(w->alive, "", 1) == 1)
		waitpid(w->pid, NULL, 0);
	if (w->alive >= 0)
		close(w->alive);
	*w = WATCH_NONE;
}

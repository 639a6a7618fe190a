// SPDX-License-Identifier: GPL-2.0-only
/*
 * command.c - what a command costs
 */
#include "command.h"

#include "base/fd.h"
#include "budget.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

static double seconds_of(struct timeval t)
{
	return (double)t.tv_sec + (double)t.tv_usec / 1e6;
}

/* A group of its own, which can be ended with all that the command started. */
static _Noreturn void run_child(const char *text, int out)
{
	int in = open("/dev/null", O_RDONLY | O_CLOEXEC);

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (in >= 0 && dup2(in, STDIN_FILENO) >= 0 &&
	    dup2(out, STDOUT_FILENO) >= 0 && dup2(out, STDERR_FILENO) >= 0)
		execl("/bin/sh", "sh", "-c", text, NULL);
	_exit(127);
}

/*
 * A command of milliseconds that others preempt has cold caches, and costs up
 * to half as much again. This process goes ahead with it, or its waiting for a
 * turn would count. Without the right to that they run as they are.
 */
static void run_ahead_of_others(bool is_ahead)
{
	const struct sched_param param = { .sched_priority = is_ahead };

	sched_setscheduler(0, is_ahead ? SCHED_RR : SCHED_OTHER, &param);
}

/* Returns 0 or -ETIMEDOUT. */
static int wait_until_ended(pid_t pid, unsigned int most_s)
{
	const double end = budget_now() + most_s;
	_cleanup_(close_fd) int fd = (int)syscall(SYS_pidfd_open, pid, 0);
	struct pollfd ended = { .fd = fd, .events = POLLIN };

	while (fd >= 0) {
		double left = end - budget_now();

		if (left <= 0)
			return -ETIMEDOUT;
		if (poll(&ended, 1, (int)(left * 1000) + 1) > 0)
			return 0;
	}
	return -errno;
}

static int end_and_reap(pid_t pid, int err, struct rusage *usage)
{
	int status = 0;

	if (err)
		kill(-pid, SIGKILL);
	while (wait4(pid, &status, 0, usage) < 0)
		if (errno != EINTR)
			return -errno;
	return err ? err : status ? -EIO : 0;
}

static void read_first_line(int fd, char *answer, size_t answer_len)
{
	ssize_t n = pread(fd, answer, answer_len - 1, 0);

	answer[n > 0 ? n : 0] = '\0';
	answer[strcspn(answer, "\n")] = '\0';
}

int command_run(const char *text, unsigned int most_s,
		struct command_cost *cost, char *answer, size_t answer_len)
{
	_cleanup_(close_fd) int out = memfd_create("answer", MFD_CLOEXEC);
	struct rusage usage = { 0 };
	double start;
	pid_t pid;
	int err;

	answer[0] = '\0';
	if (out < 0)
		return -errno;
	fflush(NULL);
	if (cost)
		run_ahead_of_others(true);
	start = budget_now();
	pid = fork();
	if (pid == 0)
		run_child(text, out);
	err = pid < 0 ? -errno
		      : end_and_reap(pid, wait_until_ended(pid, most_s),
				     &usage);
	if (cost) {
		*cost = (struct command_cost){
			.cpu_s = seconds_of(usage.ru_utime) +
				 seconds_of(usage.ru_stime),
			.wall_s = budget_now() - start,
			.rss_mb = (double)usage.ru_maxrss / 1024,
		};
		run_ahead_of_others(false);
	}
	read_first_line(out, answer, answer_len);
	if (err == -ETIMEDOUT)
		snprintf(answer, answer_len, "it takes longer than %u seconds",
			 most_s);
	else if (err && !answer[0])
		snprintf(answer, answer_len, "it fails without a word");
	return err;
}

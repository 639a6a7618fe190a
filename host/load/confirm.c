// SPDX-License-Identifier: GPL-2.0-only
/*
 * confirm.c - is the administrator still there?
 */
#include "load/confirm.h"
#include "base/fd.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <time.h>

/* They ask for an end. */
static void fill_ends(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGHUP);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGQUIT);
	sigaddset(set, SIGTERM);
}

/* A process that a terminal stopped would never roll back. */
static void add_stops(sigset_t *set)
{
	sigaddset(set, SIGTSTP);
	sigaddset(set, SIGTTIN);
	sigaddset(set, SIGTTOU);
}

void confirm_guard(struct guard *guard)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t set;

	fill_ends(&set);
	add_stops(&set);
	sigprocmask(SIG_BLOCK, &set, &guard->before);
	sigaction(SIGPIPE, &ignore, &guard->before_pipe);
}

void confirm_unguard(const struct guard *guard)
{
	sigaction(SIGPIPE, &guard->before_pipe, NULL);
	sigprocmask(SIG_SETMASK, &guard->before, NULL);
}

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_BOOTTIME, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Takes what is there. 1: a line has ended, 0: not yet, -1: no more to come. */
static int read_some(void)
{
	char text[256];
	ssize_t n = read(STDIN_FILENO, text, sizeof(text));

	if (n < 0 && errno == EINTR)
		return 0;
	if (n <= 0)
		return -1;
	return memchr(text, '\n', n) != NULL;
}

/* The answer to a signal is the roll-back; it is not to kill us behind it. */
static void take_signal(int signals)
{
	struct signalfd_siginfo info;

	if (read(signals, &info, sizeof(info)) < 0)
		return;
}

bool confirm_wait(unsigned int seconds)
{
	int64_t end = now_ms() + (int64_t)seconds * 1000, left;
	_cleanup_(close_fd) int signals = -1;
	sigset_t set;
	int answer = 0;

	fill_ends(&set);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	if (signals < 0)
		return false;
	tcflush(STDIN_FILENO, TCIFLUSH);
	while (!answer && (left = end - now_ms()) > 0) {
		struct pollfd fds[] = { { STDIN_FILENO, POLLIN },
					{ signals, POLLIN } };

		if (poll(fds, 2, left) < 0 && errno != EINTR)
			return false;
		if (fds[1].revents) {
			take_signal(signals);
			return false;
		}
		if (fds[0].revents)
			answer = read_some();
	}
	return answer > 0;
}

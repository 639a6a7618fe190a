/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * confirm.h - is the administrator still there?
 *
 * From confirm_guard() to confirm_unguard() no signal that a lost session or an
 * impatient finger sends can end or stop the process with half of a load done.
 */
#ifndef NICFW_CONFIRM_H
#define NICFW_CONFIRM_H

#include <signal.h>
#include <stdbool.h>

struct guard {
	sigset_t before;
	struct sigaction before_pipe;
};

void confirm_guard(struct guard *guard);
void confirm_unguard(const struct guard *guard);

/*
 * Under a guard: true if a whole line arrives on standard input within @seconds
 * from now; what was typed before does not count. False when they are over, at
 * the end of the input, on SIGHUP, SIGINT, SIGQUIT and SIGTERM, and if input is
 * a terminal in whose background the process is.
 */
bool confirm_wait(unsigned int seconds);

#endif

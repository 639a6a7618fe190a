/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * command.h - what a command costs
 *
 * The largest memory is counted from that of the process which starts it: a
 * child has its parent's until it becomes another program, and the kernel
 * remembers (fs/exec.c, exec_mmap). So a program that measures memory keeps its
 * own small, and makes what is large in a child.
 */
#ifndef NICFW_BENCH_COMMAND_H
#define NICFW_BENCH_COMMAND_H

#include <stddef.h>

struct command_cost {
	double cpu_s;  /* user and system, with all of its children */
	double wall_s; /* from before it is started until it has ended */
	double rss_mb; /* resident memory of the largest of them, at its most */
};

/*
 * Runs @text by sh, for @most_s seconds at most, and sets *@cost (NULL is
 * fine) whatever it answers. What is measured has real-time priority, where
 * this process has the right to give it. @answer gets the first line that it
 * says on standard output or error; of one that failed without a word, or took
 * too long, it says so. Returns 0, -EIO (it failed), -ETIMEDOUT or another
 * -errno.
 */
int command_run(const char *text, unsigned int most_s,
		struct command_cost *cost, char *answer, size_t answer_len);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * thread_time.h - what a thread took, with what the kernel did for it
 *
 * Softirqs that a system call raises run at its end and are charged to the
 * thread, unless the kernel takes them off (CONFIG_IRQ_TIME_ACCOUNTING). Those
 * that take long are left to the CPU's ksoftirqd, whose time is to be added.
 */
#ifndef NICFW_BENCH_THREAD_TIME_H
#define NICFW_BENCH_THREAD_TIME_H

/* CPU time that the calling thread took so far, and time that has passed. */
double thread_time_cpu_ns(void);
double thread_time_wall_ns(void);

/* How often this thread gave up the CPU, or lost it. */
long thread_time_switches(void);

/*
 * Opens the time of @cpu's ksoftirqd, to be closed; -1 where processes of the
 * kernel are out of sight.
 */
int thread_time_open_softirqd(int cpu);

/*
 * What it took so far; 0 for -1. A thread that is pinned to its CPU never
 * reads this while it runs.
 */
double thread_time_softirqd_ns(int fd);

#endif

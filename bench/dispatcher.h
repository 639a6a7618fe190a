/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dispatcher.h - programs whose test runs start at once
 *
 * Each call of BPF_PROG_TEST_RUN with several runs puts its program into the
 * dispatcher of XDP and takes it out again, which writes code and waits for all
 * CPUs, twice: milliseconds to tenths of a second on a machine with work to do.
 * A program that a device has is there already, and nothing is waited for
 * (net/bpf/test_run.c, bpf_prog_test_run_xdp; kernel/bpf/dispatcher.c).
 */
#ifndef NICFW_BENCH_DISPATCHER_H
#define NICFW_BENCH_DISPATCHER_H

/*
 * Attaches the program to the loopback of a network namespace of its own, where
 * no frame comes. Returns a descriptor that keeps the namespace, and the
 * program in the dispatcher, until it is closed; or -errno. The thread is where
 * it was before.
 */
int dispatcher_keep(int prog_fd);

#endif

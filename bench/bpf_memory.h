/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * bpf_memory.h - what a program and its maps take of the kernel's memory
 */
#ifndef NICFW_BENCH_BPF_MEMORY_H
#define NICFW_BENCH_BPF_MEMORY_H

/*
 * Sums up what the kernel says of the XDP program of @device and of its maps
 * ("memlock" in /proc/self/fdinfo; kernel/bpf/syscall.c, bpf_map_show_fdinfo:
 * since 6.4 what a map really has). Returns 0 or -errno; -ENOENT: no program.
 */
int bpf_memory_of_device(const char *device, double *mb);

#endif

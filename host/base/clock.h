/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * clock.h - the clock that programs have as well
 *
 * bpf_ktime_get_coarse_ns() is the host's CLOCK_MONOTONIC at its last tick
 * (kernel/bpf/helpers.c), also where a process sees another one in its time
 * namespace. It stands while the host sleeps, as the jiffies that the kernel's
 * sets count do.
 */
#ifndef NICFW_CLOCK_H
#define NICFW_CLOCK_H

#include <stdint.h>

#define NS_PER_MS 1000000u

uint64_t clock_now_ns(void);

#endif

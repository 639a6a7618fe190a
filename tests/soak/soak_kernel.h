/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * soak_kernel.h - what loads leave in the kernel
 *
 * A map lives as long as a process, a pin or a program has it. Processes end;
 * pins are counted; the maps of all programs that were ever attached are noted,
 * and have to be gone in the end. Others' maps are not looked at.
 */
#ifndef NICFW_TESTS_SOAK_KERNEL_H
#define NICFW_TESTS_SOAK_KERNEL_H

#include "bench/lab/lab.h"

/* By their ids, which the kernel does not give again. All zero at first. */
struct soak_kernel {
	uint32_t *maps;
	size_t n_maps, cap;
};

/* Notes the maps of the program on the port's device. 0 or -errno. */
int soak_note_maps(struct soak_kernel *k, const struct lab_port *port);

/* The files below /sys/fs/bpf/nicfw; the file system is this process's own. */
uint32_t soak_count_pins(void);

/*
 * True, with words in @what, if a pin is left, or 10 seconds later one of the
 * maps that were noted.
 */
bool soak_is_any_left(const struct soak_kernel *k, char *what, size_t len);

void soak_kernel_free(struct soak_kernel *k);

#endif

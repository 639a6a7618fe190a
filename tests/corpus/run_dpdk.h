/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * run_dpdk.h - the corpus on a translation of the image, run by DPDK
 */
#ifndef NICFW_TESTS_RUN_DPDK_H
#define NICFW_TESTS_RUN_DPDK_H

#include "corpus/run_engine.h"

/* One for each profile, by librte_bpf's interpreter and by its JIT. */
extern const struct engine dpdk_engines[];
extern const size_t n_dpdk_engines;

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * family.h - the made-up rules of bench/rules, and frames for them
 */
#ifndef NICFW_BENCH_DPDK_FAMILY_H
#define NICFW_BENCH_DPDK_FAMILY_H

#include "args.h"
#include "traffic.h"

/*
 * Frames for the rules that @args ask for, each with the verdict of a linear
 * search through the rules, which knows nothing of nicfw. Returns 0, or -EINVAL
 * with an error in @diag: no such family, or none of its frames are of the kind
 * of traffic.
 */
int family_traffic(struct arena *a, struct diag *diag, const struct args *args,
		   const struct traffic_wish *wish, struct traffic *out);

/* Prints the rules as nft reads them, at ingress of the device. The same. */
int family_print(struct arena *a, struct diag *diag, const struct args *args);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * load_rules.h - the rules of a load, and those that the kernel has
 *
 * A complete ruleset stands alone. A front is compiled from all that the kernel
 * has: what stands in the user's file takes the place of the kernel's tables of
 * that name, so that rules keep their places in the file, and what others added
 * is on the path as well.
 */
#ifndef NICFW_LOAD_RULES_H
#define NICFW_LOAD_RULES_H

#include "load/job.h"
#include "source.h"

struct load_rules {
	struct arena *arena;
	struct diag *diag;
	struct source source; /* as the user gave it; path NULL: the kernel's */
	bool replaces_all;    /* it will be the only one of nftables */
	bool has_kernel;
	struct arena *kernel_arena; /* of kernel, as it was read first */
	struct live kernel;
	const struct policy *kernel_policy; /* NULL: not resolved */
	const struct policy *merged;	    /* source in kernel */
};

/*
 * Gives @job the rules that it compiles: those of the source, or of a front
 * that drops what is merged with the kernel's. @is_to_come: the kernel does
 * not have the file yet. Else a front for other chains than the kernel has is
 * refused, by the name of the chain. -errno with errors in the diag.
 */
int rules_give(struct load_rules *r, struct job *job, bool is_to_come);

/*
 * Once each job has its rules: frees the trees, and of the kernel's rules what
 * no job has.
 */
void rules_forget(struct load_rules *r);

/*
 * 0 if the kernel has what the @n @jobs were compiled for now. -EINVAL with the
 * name of the chain in the diag, or -errno. Reads the kernel only where it may
 * have changed (live_is_same()), or with @is_installed, where it has.
 */
int rules_check(struct load_rules *r, struct job *jobs, size_t n,
		bool is_installed);

#endif

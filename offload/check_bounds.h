/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check_bounds.h - between what a number surely is, to the kernel's verifier
 *
 * Never more than the verifier knows (kernel/bpf/verifier.c of Linux 6.1,
 * struct bpf_reg_state): what is concluded from it the verifier concludes too.
 * number.h is the other way round, and of no use where something is proved.
 */
#ifndef NICFW_CHECK_BOUNDS_H
#define NICFW_CHECK_BOUNDS_H

#include <stdbool.h>
#include <stdint.h>

/* Of all 64 bits; one number only if both are the same. */
struct bounds {
	uint64_t min, max;
};

struct bounds bounds_any(void);
struct bounds bounds_constant(uint64_t v);

/* A number of so many bytes, 1 to 8. */
struct bounds bounds_of_bytes(int bytes);

bool bounds_are_one(const struct bounds *b);

/* What holds of both. */
struct bounds bounds_join(const struct bounds *a, const struct bounds *b);

/*
 * After `a op= b`, where @op is BPF_ADD ... BPF_MOV; of 32 bits if not @wide.
 */
struct bounds bounds_after(uint8_t op, bool wide, struct bounds a,
			   struct bounds b);

/* What is known once `a op v` was found to hold, or not to (if not @holds). */
struct bounds bounds_refined(uint8_t op, bool wide, struct bounds a, uint64_t v,
			     bool holds);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * refusal.h - why the kernel did not do what it was asked
 */
#ifndef NICFW_REFUSAL_H
#define NICFW_REFUSAL_H

#include "load/kernel_log.h"

/* @why is the telling line, @log all that was said. */
struct refusal {
	const char *why;
	const char *log; /* NULL: nothing more */
};

/* "STEP: why the kernel answered -@err", with the way out. */
const char *refusal_text(struct arena *a, const char *step, int err);

/* The same of what a card was asked whose firmware has to answer. */
const char *refusal_of_card(struct arena *a, const char *step, int err);

/*
 * The same of what @nic was asked, with what its card's firmware may have meant
 * and what the kernel logged of it since @log was opened.
 */
const char *refusal_of_nic(struct arena *a, const struct nic *nic,
			   const struct kernel_log *log, const char *step,
			   int err);

#endif

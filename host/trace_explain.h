/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace_explain.h - why a frame is decided as it is, stage by stage
 *
 * What the NIC and the driver answer, what is known of the frame at each base
 * chain that it may meet, and what the host has to know.
 */
#ifndef NICFW_TRACE_EXPLAIN_H
#define NICFW_TRACE_EXPLAIN_H

#include "policy/path.h"
#include "policy/eval.h"

#include <jansson.h>

struct explain;

/* "accept", "drop", "punt", by enum plan_verdict. */
extern const char *const explain_verdicts[];

/* As stages_new(); frames are followed as far as @reach goes. */
int explain_new(struct arena *a, struct diag *diag, const struct policy *policy,
		const struct device *dev, struct reach reach,
		struct explain **out);
void explain_free(struct explain *e);

/* Prints a line for each stage and chain, behind a tab. */
void explain_print(struct explain *e, const uint8_t *frame, size_t len);

/* Adds "stages" and "chains" to @json. */
void explain_add_json(struct explain *e, const uint8_t *frame, size_t len,
		      json_t *json);

#endif

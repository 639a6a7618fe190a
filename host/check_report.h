/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check_report.h - what `nicfw check` says of a ruleset on one device
 */
#ifndef NICFW_CHECK_REPORT_H
#define NICFW_CHECK_REPORT_H

#include "load/host_facts.h"
#include "offload/check.h"
#include "policy/early.h"
#include "policy/lint.h"
#include "source.h"

#include <jansson.h>

/* What one profile says of the rules for one device. */
struct answer {
	const struct profile *profile;
	struct compiled *compiled;  /* of a NIC: the part that it holds */
	struct check_report report; /* of the whole policy's program */
	struct early_report early;  /* of a NIC */
};

struct check {
	struct arena *arena;
	struct diag *diag;
	const char *profile; /* that was asked for; NULL: the usual ones */
	const char *iface;   /* that was asked for; NULL: the file's */
	struct source src;
	struct place_wishes wishes;
	struct device dev;
	const struct host_reading *host; /* NULL: no host was asked */
	VEC(const struct profile *) profiles;
	VEC(struct answer) answers; /* one a profile */
	struct lint_report lint;
	json_t *devices; /* with --json, else NULL */
	bool is_refused;
};

/* The NIC that holds a part of the policy, or nothing of it; NULL: none. */
const struct answer *check_part(const struct check *c);

/* True if some stage takes the whole program. */
bool check_fits(const struct check *c);

/* Prints what there is to say of c->dev, or adds it to c->devices. */
void check_print_device(struct check *c);
void check_add_json(struct check *c);

#endif

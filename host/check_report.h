/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check_report.h - what `nicfw check` says of a ruleset on one device
 *
 * check_kernel.c asks this host's kernel, check_place.c words where a rule
 * runs, why, and what it costs there; check_report.c prints it, check_json.c
 * has it as JSON.
 */
#ifndef NICFW_CHECK_REPORT_H
#define NICFW_CHECK_REPORT_H

#include "load/host_facts.h"
#include "offload/check.h"
#include "policy/early.h"
#include "policy/lint.h"
#include "source.h"

#include <jansson.h>

/* Whether the kernel's verifier follows a host's program to its end. */
enum check_kernel {
	KERNEL_NO_DOUBT, /* it has little code */
	KERNEL_UNASKED,	 /* may be: nobody had the right to ask */
	KERNEL_TAKES,
	KERNEL_REFUSES, /* report.violations says why */
};

/* What one profile says of the rules for one device. */
struct answer {
	const struct profile *profile;
	struct compiled *compiled;  /* of a NIC: the part that it holds */
	struct check_report report; /* of the whole policy's program */
	struct early_report early;  /* of a NIC */
	enum check_kernel kernel;   /* of a host */
	/* Code of each rule's own, in the profile's unit; NULL: no program. */
	uint32_t *costs;
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
	bool is_compared;     /* lint is there */
	const bool *is_aside; /* by rule: see lower_aside() */
	json_t *devices;      /* with --json, else NULL */
	bool has_colours;
	bool is_refused;
};

/* ---- check_kernel.c ---- */

/*
 * Sets @ans->kernel, of a host's stage, and adds a violation if the kernel
 * refuses the program. It is asked by root alone, and for much code.
 */
void check_ask_kernel(struct check *c, struct answer *ans);

/* What is to be said of that beside violations; NULL: nothing. */
const char *check_kernel_text(struct check *c, const struct answer *ans);

/* ---- check_place.c ---- */

/* The NIC that holds a part of the policy, or nothing of it; NULL: none. */
const struct answer *check_part(const struct check *c);

/* True if some stage takes the whole program. */
bool check_fits(const struct check *c);

bool check_is_front(const struct check *c);
bool check_is_complete(const struct check *c);

/* A base chain of another device has no rules here. */
bool check_is_other_device(const struct check *c,
			   const struct policy_chain *chain);

/* Finds the rules that some frame gets to in path.aside. */
void check_find_aside(struct check *c);

/* Sets @ans->costs, where there is a program. */
void check_count_costs(struct arena *a, const struct policy *policy,
		       struct answer *ans);

/* "words", or "insns" */
const char *check_unit(const struct profile *profile);

/* A NIC that holds a part is asked what that takes. */
const struct check_report *check_budget(const struct answer *ans);

/* "NIC (31 words), driver (12 insns)", "host (needs ct state)", ... */
const char *check_where(struct check *c, const struct policy_rule *rule);

/* Why the host decides a front's rule: "needs ct state"; NULL: it does not. */
const char *check_why_host(struct check *c, const struct policy_rule *rule);

/* Why the NIC lacks it, or a part of it; NULL: it does not. */
const char *check_why_not_nic(const struct check *c,
			      const struct policy_rule *rule);

/* Rules by the first stage that decides them. */
struct check_tally {
	size_t n;
	size_t n_nic;
	size_t n_nic_in_part;
	size_t n_host_stage; /* driver, or generic */
	size_t n_in_part;    /* there, of a front */
	size_t n_host;
	size_t n_nowhere; /* no stage takes the program */
};

void check_count(struct check *c, struct check_tally *out);

/* "148 NIC, 31 driver, 33 host" */
const char *check_tally_text(struct check *c, const struct check_tally *t);

/* What a profile does not take, and by which rule. */
const char *check_violation_text(struct check *c, const struct answer *ans,
				 const struct violation *v);

/* ---- check_report.c, check_json.c ---- */

/* Prints what there is to say of c->dev, or adds it to c->devices. */
void check_print_device(struct check *c);
void check_add_json(struct check *c);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * read_rules.h - large dumps of iptables, made up
 */
#ifndef NICFW_BENCH_READ_RULES_H
#define NICFW_BENCH_READ_RULES_H

#include <stdio.h>

struct read_kind {
	const char *name;
	const char *what;
	void (*print)(FILE *out, unsigned int n_rules);
};

#define N_READ_KINDS 3

/* Each prints a dump of about so many rules, always the same. */
extern const struct read_kind read_kinds[N_READ_KINDS];

#endif

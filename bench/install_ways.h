/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * install_ways.h - ways to put a ruleset into force
 */
#ifndef NICFW_BENCH_INSTALL_WAYS_H
#define NICFW_BENCH_INSTALL_WAYS_H

#include "texts.h"

struct install_way {
	const char *opponent;
	const char *before;  /* a command that is not measured, */
	const char *command; /* and one that is; $a and $b are the files */
	enum text a, b;	     /* N_TEXTS: there is no such file */
	bool is_attached;    /* and its maps can be asked for their memory */
};

/* The first is measured twice, against itself. */
extern const struct install_way install_ways[];
extern const size_t n_install_ways;

/* Ways that take a command for each rule, or element. */
struct install_step {
	const char *opponent;
	/* Before all, and for each rule the two ends of a line of the shell. */
	const char *before, *start, *end;
	int (*print)(const struct rules_box *box,
		     FILE *out); /* NULL: nothing */
};

extern const struct install_step install_steps[];
extern const size_t n_install_steps;

#endif

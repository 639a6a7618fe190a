/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * update_ways.h - ways to change a ruleset that is in force
 */
#ifndef NICFW_BENCH_UPDATE_WAYS_H
#define NICFW_BENCH_UPDATE_WAYS_H

#include "bench/rules/rules.h"

enum update_change {
	UPDATE_RULE,	 /* one rule, at the end */
	UPDATE_ELEMENT,	 /* one element of a set */
	UPDATE_ELEMENTS, /* many of them */
	N_UPDATE_CHANGES,
};

/* What is changed, by its name in the results. */
struct update_kind {
	const char *add, *undo;
	enum rules_family family;
};

extern const struct update_kind update_kinds[N_UPDATE_CHANGES];

struct update_way {
	enum update_change change;
	const char *opponent;
	/* Commands of the shell, with the variables of update_files.h. */
	const char *base, *add, *undo;
	const char *before_undo; /* not measured; NULL: nothing */
	/* A command that fails where there is no such way, and why; or NULL. */
	const char *needs, *why_not;
	bool is_idle; /* it changes nothing: what starting its program costs */
};

/* The first of each change is measured twice, against itself. */
extern const struct update_way update_ways[];
extern const size_t n_update_ways;

#endif

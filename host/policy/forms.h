/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * forms.h - the forms that a program can have, and plans in them
 */
#ifndef NICFW_FORMS_H
#define NICFW_FORMS_H

#include "offload/profile.h"
#include "policy/lower.h"

/* Instructions of code, on a host that has trees. */
#define FORM_MUCH_CODE 8000

/* Lists that a graph may be made of: so many, and so many for each item. */
struct form {
	const char *name;
	uint32_t lists;
	uint32_t lists_per_item;
	bool or_nothing;
	bool in_groups;
	bool in_tuples;
	bool in_vectors;
	bool in_trees;
	uint32_t worth; /* nodes of code that it is tried instead of; 0: none */
};

/* Fastest first. */
extern const struct form forms[];
extern const size_t n_forms;

/* What @plan, which is of @form, is made of. */
const char *form_name(const struct form *form, const struct plan *plan);

/*
 * The plan of @low in one form; NULL, with the reason in *@why, if it grows out
 * of proportion, or has none of what the form is for. A list has a node, and a
 * node an instruction: what has more of them than @profile takes is not worth
 * finishing.
 */
struct plan *form_plan(struct arena *a, const struct plan *base,
		       const struct lowered *low, const struct form *form,
		       const struct profile *profile, const char **why);

#endif

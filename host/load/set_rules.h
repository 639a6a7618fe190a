/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * set_rules.h - the rules of a generation, with what changed of its sets since
 */
#ifndef NICFW_SET_RULES_H
#define NICFW_SET_RULES_H

#include "load/set_index.h"

/*
 * Reads the text of generation @t, and applies the lines of its journal. Times
 * of elements are those of now.
 * Messages call it @name. -errno with an error in @diag.
 */
int set_rules_read(const struct set_target *t, struct diag *diag,
		   const char *name, struct ruleset **out);

/* The set @name in @rs, and its table; NULL: there is none. */
struct ast_set *set_rules_find(struct ruleset *rs, const char *family,
			       const char *table, const char *name,
			       struct ast_table **in);

#endif

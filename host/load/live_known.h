/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live_known.h - tables of iptables that the kernel has as a file has them
 *
 * Whoever loads what iptables-save printed would parse it twice: the file, and
 * what the tool prints of the kernel. Where both are the same line by line, the
 * table of the file is that of the kernel.
 */
#ifndef NICFW_LIVE_KNOWN_H
#define NICFW_LIVE_KNOWN_H

#include "lang/ast.h"

/* A dump of iptables that was parsed; without a text where there is none. */
struct live_known {
	const char *text; /* as ipt_parse_in_place() left it */
	size_t len;
	const struct ruleset *ruleset;
};

/*
 * The table of @known that @dump, which the tool of @family and @syntax printed
 * of the table @name alone, has as well; NULL: there is none. Comments and what
 * chains counted say nothing. Tables that use ipsets are none: what their rules
 * mean is not in them.
 */
const struct ast_table *live_known_find(const struct live_known *known,
					enum family family, enum syntax syntax,
					const char *name, const char *dump);

#endif

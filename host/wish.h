/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * wish.h - the options that say what a front may take for granted
 */
#ifndef NICFW_WISH_H
#define NICFW_WISH_H

#include "cmd.h"
#include "policy/path.h"

struct wish_texts {
	const char *relax;
	const char *assume;
	struct cmd_texts tables;
	bool strict_dhcp;
};

/* Rows of the commands that have them in a struct wish_texts called wish. */
#define WISH_ROWS(type)                                                        \
	{ "relax",  0,                                                         \
	  "LIST",   "reject,log: drop what the host would reject, unlogged",   \
	  CMD_TEXT, offsetof(type, wish.relax) },                              \
		{ "assume",                                                    \
		  0,                                                           \
		  "LIST",                                                      \
		  "syn-is-new: a first TCP segment is of no connection; "      \
		  "tc-passes: other programs of the device drop and redirect " \
		  "nothing",                                                   \
		  CMD_TEXT,                                                    \
		  offsetof(type, wish.assume) },                               \
		{ "table",   0,                                                \
		  "NAME",    "drop for this table's chains alone",             \
		  CMD_TEXTS, offsetof(type, wish.tables) },                    \
	{                                                                      \
		"strict-dhcp", 0, NULL, "treat the ports of DHCP as others",   \
			CMD_FLAG, offsetof(type, wish.strict_dhcp)             \
	}

/*
 * Reads @texts, for @policy. -EINVAL with an error in @diag for a word that is
 * none, a table that is not there, or where syn-is-new does not hold.
 */
int wish_read(struct arena *a, struct diag *diag, const struct policy *policy,
	      const struct wish_texts *texts, struct place_wishes *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * install.h - a load's rules in the kernel's own tables, too
 *
 * A file of nft's is run by libnftables, a dump of iptables by the restore tool
 * of the variant that its header names. Before, what the tables that change
 * have held is gathered, for undo.h.
 */
#ifndef NICFW_INSTALL_H
#define NICFW_INSTALL_H

#include "lang/ast.h"
#include "load/undo.h"

struct install {
	const char *path; /* of the file */
	/*
	 * NULL, or what it comes to with the user's variables, as nft reads it:
	 * nft takes none for what the file defines.
	 */
	const char *text;
	const struct ruleset *ruleset; /* what is in it */
	bool may_flush; /* "flush ruleset" is what the user wants */
};

/* True if the file empties the whole ruleset first. */
bool install_replaces_all(const struct install *in);

/*
 * -EINVAL or -errno, with an error in @diag, for what is no regular file, a
 * file that flushes the ruleset though it may not, or a dump that does not say
 * which iptables it is for, or where what runs it cannot be opened.
 */
int install_check(struct arena *a, struct diag *diag, const struct install *in);

/*
 * Fills @out with what puts back what install_run() is going to change; changes
 * nothing. -EINVAL or -errno, with an error in @diag, for tables that could not
 * be put back.
 */
int install_gather(struct arena *a, struct diag *diag, const struct install *in,
		   struct undo *out);

/* All of it or, with an error in @diag and -errno, nothing. */
int install_run(struct arena *a, struct diag *diag, const struct install *in);

#endif

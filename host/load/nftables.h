/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nftables.h - commands to libnftables
 *
 * Each runs in this network namespace, as `nft` would run it, and all of it
 * happens or nothing. Each opens the library, and does nothing where that
 * cannot be: -EIO.
 */
#ifndef NICFW_NFTABLES_H
#define NICFW_NFTABLES_H

#include "base/diag.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * For who changes something before it runs commands: 0 if libnftables can be
 * opened, or -ENOENT with an error in @diag. Once open it stays so.
 */
int nftables_require(struct diag *diag);

/*
 * Sets *@out to what `list table @table` prints, "inet filter"; with handles
 * behind "#" if asked. With an error in @diag: -EINVAL for a name that is no
 * word of nft's, -ETIMEDOUT, -EIO, also where it leaves part of a rule out.
 * libnftables starts anew as often as the ruleset changes, so a process of its
 * own does it, which can be ended (tool.h).
 */
int nftables_list(struct arena *a, struct diag *diag, const char *table,
		  bool with_handles, const char **out);

/* Runs the commands in @text, which messages call @name. -EIO as above. */
int nftables_run(struct arena *a, struct diag *diag, const char *name,
		 const char *text);

/* Whether nftables_run() would take @text; changes nothing. */
int nftables_check(struct arena *a, struct diag *diag, const char *name,
		   const char *text);

/* As nftables_run(), for the file @path. */
int nftables_run_file(struct arena *a, struct diag *diag, const char *path);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live.h - the ruleset that this network namespace has now
 *
 * Tables of nftables are read by libnftables. Those with extensions of iptables
 * do not parse as nft and are read by iptables-nft-save, those of
 * iptables-legacy by its own tool, and only where the kernel has some, for
 * iptables-legacy-save makes the table that it is asked for. Rules that match
 * ipsets get these from `ipset save`.
 *
 * What is in the kernel has no lines. So the places of rules, chains and sets
 * are their names: "inet filter input handle 12", "ip filter INPUT rule 3" of
 * iptables, with "legacy " in front of iptables-legacy's.
 */
#ifndef NICFW_LIVE_H
#define NICFW_LIVE_H

#include "lang/ipt_parse.h"
#include "load/live_known.h"
#include "load/live_silent.h"
#include "policy/policy.h"

#include <stdint.h>

struct live {
	struct ruleset *ruleset; /* without a table where there is none */
	/* Tables of what was known; they are not in ruleset. */
	VEC(const struct ast_table *) known;
	uint32_t generation; /* of nf_tables */
	struct live_silent silent;
	bool has_sets; /* of ipset, which are in silent as well */
};

/*
 * Reads it whole: all of it is of one generation. @opts, which may be NULL, is
 * for what is of iptables: nothing else has extensions. What @known, which may
 * be NULL, has as well is not parsed. -errno with errors in @diag, so if a tool
 * that is needed is not there, and -EAGAIN if the ruleset did not hold still
 * for LIVE_READS times.
 */
int live_read(struct arena *a, struct diag *diag,
	      const struct ipt_options *opts, const struct live_known *known,
	      struct live *out);

/*
 * True if what the kernel has is for sure what it had when @was was read, which
 * costs no parsing: nf_tables is of that generation, and the tools of what has
 * none print the same. False where that cannot be told: an ipset that counts,
 * or whose elements time out, prints something else each time.
 */
bool live_is_same(const struct live *was);

#define LIVE_READS    8
#define LIVE_PAUSE_MS 50 /* before the second one; longer each time */

/* ---- For live.c and live_ipt.c ---- */

/* Adds the tables of @rs, whose nodes are @out's from now on. */
void live_add_tables(struct arena *a, struct live *out, struct ruleset *rs);

/* Adds the tables of iptables; see live_read(). */
struct netfilter_tables;
int live_add_iptables(struct arena *a, struct diag *diag,
		      const struct netfilter_tables *tables,
		      const struct ipt_options *opts,
		      const struct live_known *known, struct live *out);

/*
 * What is silent now, as a number that is that of struct live where nothing
 * changed. -errno with an error in @diag.
 */
int live_read_silent(struct arena *a, struct diag *diag, bool with_sets,
		     struct live_silent *out);

/* ---- For all ---- */

/*
 * What @save, a tool like "iptables-nft-save", prints of @table; what its rules
 * have counted if asked. -errno with an error in @diag, so if it does not print
 * that table.
 */
int live_dump(struct arena *a, struct diag *diag, const char *save,
	      const char *table, bool with_counters, char **out);

/*
 * The names in @text, of /proc/net/ip_tables_names, a line each. Writes to
 * @text; returns how many of at most @max were put in @names.
 */
size_t live_legacy_names(char *text, const char **names, size_t max);

/* What the places of @table's chains and rules begin with: "inet filter". */
const char *live_table_name(struct arena *a, const struct ast_table *table);

/* What those of a chain's rules begin with: "inet filter input". */
const char *live_chain_name(struct arena *a, const struct policy_chain *chain);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * update_files.h - a ruleset, what is changed in it, and how it is then
 *
 * Commands get at these files by variables of the shell:
 *
 *	base_X		the ruleset; X: ingress, set_ingress, raw, set_raw,
 *			iptables, ipset, ipset_rules, as in texts.h
 *	more_X, many_X	with one more, with many more; X: ingress, set_ingress,
 *			iptables
 *	rule_nft, rule_iptables, element_nft, element_ipset
 *			the one
 *	add_X, delete_X	commands for the one; X: iptables
 *			commands for the many; X: nft, ipset
 *	elements	the many, a line each
 *	n_base		rules, or elements, of the ruleset
 */
#ifndef NICFW_BENCH_UPDATE_FILES_H
#define NICFW_BENCH_UPDATE_FILES_H

#include "texts.h"

enum update_delta {
	UPDATE_ADD_IPTABLES,
	UPDATE_DELETE_IPTABLES,
	UPDATE_ADD_NFT,
	UPDATE_DELETE_NFT,
	UPDATE_ADD_IPSET,
	UPDATE_DELETE_IPSET,
	UPDATE_LIST,
	N_UPDATE_DELTAS,
};

struct update_files {
	struct texts base, more, many;
	int fds[N_UPDATE_DELTAS];
	int variables_fd;
	char variables[32]; /* the path of the file that sets them */
};

/*
 * The ruleset is the first @n - 1 of @rules, which are of @seed; one more is
 * the next, many more are all of the rest. @files is new. Returns 0 or -errno.
 * To be closed in any case.
 */
int update_files_write(struct update_files *files, const struct rules *rules,
		       uint64_t seed, size_t n);

void update_files_close(struct update_files *files);

#endif

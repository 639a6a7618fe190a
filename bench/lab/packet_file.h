/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * packet_file.h - a ruleset of a file, and frames for it
 *
 * A netdev ruleset for LAB_DEVICE, in nft's words. Frames are aimed at its
 * rules, and the oracle says what becomes of each.
 */
#ifndef NICFW_BENCH_PACKET_FILE_H
#define NICFW_BENCH_PACKET_FILE_H

#include "bench/rules/trace.h"

#include "base/diag.h"

struct packet_file {
	const char *name; /* of the file, without its folder */
	const char *text;
	size_t n_rules;
	/*
	 * IPv4 and whole, of 64 bytes with their padding, to addresses that a
	 * host takes. Either is empty where no such frame was found; else each
	 * has 4096, of which some may be there several times.
	 */
	struct trace dropped, accepted;
};

/*
 * Reads @path. Returns 0; -EINVAL with errors in @diag; -errno. The same file
 * gives the same frames.
 */
int packet_file_read(struct arena *a, struct diag *diag, const char *path,
		     struct packet_file *out);

#endif

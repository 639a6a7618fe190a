/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * texts.h - a ruleset in everybody's words, as files
 *
 * Files are in memory, and end with the process. They are written by a child,
 * so that this process stays small (command.h says why).
 */
#ifndef NICFW_BENCH_TEXTS_H
#define NICFW_BENCH_TEXTS_H

#include "bench/rules/rules.h"

enum text {
	TEXT_NFT_INGRESS,
	TEXT_NFT_SET_INGRESS,
	TEXT_NFT_RAW,
	TEXT_NFT_SET_RAW,
	TEXT_IPTABLES, /* table raw */
	TEXT_IPSET,    /* for ipset restore */
	TEXT_IPSET_RULES,
	N_TEXTS,
};

struct texts {
	int fds[N_TEXTS];
	char paths[N_TEXTS][32]; /* empty: the family has no such form */
};

/* None yet; texts_close() is fine. */
void texts_init(struct texts *texts);

/*
 * Writes those of @which (a bit for each text), of the first @n of @n_made
 * rules that @family and @seed make. Returns 0 or -errno. To be closed in any
 * case.
 */
int texts_write(struct texts *texts, unsigned int which,
		enum rules_family family, uint64_t seed, size_t n_made,
		size_t n);

#define TEXTS_ALL ((1u << N_TEXTS) - 1)

void texts_close(struct texts *texts);

#endif

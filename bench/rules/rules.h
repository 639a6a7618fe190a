/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rules.h - rulesets to measure, and each firewall's own words for them
 *
 * A ruleset is a list of boxes over the 5-tuple, first match wins, and a
 * policy. The same family, seed and size give the same rules. Rules accept and
 * drop by turns (those of a block list all drop), so that no compiler can say
 * "drop" without looking; the policy drops, a block list's accepts.
 *
 * Addresses are numbers of 32 bits. In families of IPv6 each of them stands for
 * one of IPv6, and each prefix for one that is as wide by its standards: /16
 * for /32, as a provider has, /24 for /48, a site's, /28 for /64, a network's,
 * /32 for /128 (rules_text.h). Their rules are said in nft's words alone.
 */
#ifndef NICFW_BENCH_RULES_H
#define NICFW_BENCH_RULES_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* What a frame is matched by; all in host byte order. */
struct rules_tuple {
	uint32_t saddr, daddr;
	uint16_t sport, dport;
	uint8_t proto;
};

struct rules_box {
	uint32_t saddr, daddr; /* bits beyond the prefix are 0 */
	uint8_t saddr_len, daddr_len;
	uint16_t sport[2], dport[2]; /* first and last; 0-65535: any */
	uint8_t proto;		     /* 0: any, and then the ports are too */
	bool accept;
	bool is_v6; /* addresses stand for those of IPv6 */
};

enum rules_family {
	RULES_EXACT,	 /* saddr, daddr, proto, dport, each one value */
	RULES_EXACT_TCP, /* as they are, but proto is always the same */
	RULES_PREFIX,	 /* source prefixes of 8 to 32, some in others */
	RULES_BLOCKLIST, /* source addresses, all dropped */
	RULES_ACL,	 /* as ClassBench's access lists, */
	RULES_FW,	 /* firewalls */
	RULES_IPC,	 /* and IP chains are */
	N_RULES_IPV4,	 /* families; behind them, of IPv6: */
	RULES_ACL6 = N_RULES_IPV4,
	RULES_FW6,
	RULES_IPC6,
	N_RULES_FAMILIES,
};

/* Names of the command line and the results: exact, prefix, ... */
extern const char *const rules_family_names[N_RULES_FAMILIES];

struct rules {
	enum rules_family family;
	struct rules_box *boxes;
	size_t n;
	bool accept; /* the policy */
};

/*
 * Makes @n rules in @a, no two of which match the same. Smaller boxes stand
 * first, so that none is shadowed by one that it lies in. Addresses are those
 * that a router takes: not of 0/8, 127/8, 224/3. Returns 0, -EINVAL (no rule,
 * or too many to number), -ENOSPC (the family has not so many).
 */
int rules_make(struct arena *a, enum rules_family family, uint64_t seed,
	       size_t n, struct rules *out);

/* Has each rule of @family one saddr, daddr, proto and dport? */
bool rules_are_exact(enum rules_family family);

bool rules_box_has(const struct rules_box *box, const struct rules_tuple *t);

/* The first rule that @t is in, by linear search; rules->n: the policy. */
size_t rules_match(const struct rules *rules, const struct rules_tuple *t);

/* Where a ruleset stands in the kernel. */
enum rules_hook {
	RULES_INGRESS, /* nft: netdev ingress of a device */
	RULES_RAW,     /* nft: ip prerouting, priority raw; iptables: raw */
	RULES_INPUT,   /* nft: ip input, priority filter; iptables: filter */
	N_RULES_HOOKS,
};

/*
 * Each prints the whole of @rules to @out as what the tool reads: a rule a
 * line, or sets. Of RULES_BLOCKLIST that is one set of what is dropped, of
 * exact ones a verdict map in nft, and of ipset two sets, used by two rules.
 * Others have boxes that overlap, and for them there is no such form: -ENOTSUP,
 * as for RULES_INGRESS of iptables, which has none, and for IPv6 of iptables;
 * then nothing is printed.
 *
 * nft's table is called bench, its chain rules, its set or map listed.
 * @device is that of RULES_INGRESS; for other hooks it may be NULL.
 */
void rules_print_nft(const struct rules *rules, enum rules_hook hook,
		     const char *device, FILE *out);
int rules_print_nft_set(const struct rules *rules, enum rules_hook hook,
			const char *device, FILE *out);
int rules_print_iptables(const struct rules *rules, enum rules_hook hook,
			 FILE *out);
/* @sets is for ipset restore, @dump for iptables-restore. */
int rules_print_ipset(const struct rules *rules, enum rules_hook hook,
		      FILE *sets, FILE *dump);

/*
 * One rule, as it stands behind the name of its chain, or one element, of a
 * family that has sets; for changing what is there.
 */
void rules_print_nft_rule(const struct rules_box *box, FILE *out);
int rules_print_nft_element(enum rules_family family,
			    const struct rules_box *box, FILE *out);
void rules_print_iptables_rule(const struct rules_box *box, FILE *out);
int rules_print_ipset_element(enum rules_family family,
			      const struct rules_box *box, FILE *out);

/* PREROUTING or INPUT; bench-accept or bench-drop. */
const char *rules_ipt_chain(enum rules_hook hook);
const char *rules_ipset_name(bool accept);

#endif

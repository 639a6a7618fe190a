// SPDX-License-Identifier: GPL-2.0-only
/*
 * install_ways.c - ways to put a ruleset into force
 */
#include "install_ways.h"

#include "netns.h"

#define NICFW "${NICFW:-build/nicfw}"
#define LOAD  NICFW " load --driver --strict " NETNS_DEVICE

#define NOTHING "true"

const struct install_way install_ways[] = {
	{ "iptables-legacy-raw", NOTHING, "exec iptables-legacy-restore <$a",
	  TEXT_IPTABLES, N_TEXTS, false },
	{ "nicfw-driver", NOTHING, "exec " LOAD " -f $a", TEXT_NFT_INGRESS,
	  N_TEXTS, true },
	{ "nicfw-driver-set", NOTHING, "exec " LOAD " -f $a",
	  TEXT_NFT_SET_INGRESS, N_TEXTS, true },
	/* In front of a host that has the rules already. */
	{ "nicfw-driver-iptables", "exec iptables-legacy-restore <$a",
	  "exec " LOAD " --unwatched -f $a", TEXT_IPTABLES, N_TEXTS, true },
	/* A part of nicfw-driver: without maps, verifier and device. */
	{ "nicfw-compile", NOTHING,
	  "exec " NICFW " compile --unseeded -f $a -o /run/out.o",
	  TEXT_NFT_INGRESS, N_TEXTS, false },
	{ "iptables-nft-raw", NOTHING, "exec iptables-nft-restore <$a",
	  TEXT_IPTABLES, N_TEXTS, false },
	{ "nft-raw", NOTHING, "exec nft -f $a", TEXT_NFT_RAW, N_TEXTS, false },
	{ "nft-set-raw", NOTHING, "exec nft -f $a", TEXT_NFT_SET_RAW, N_TEXTS,
	  false },
	{ "ipset-raw", NOTHING,
	  "ipset restore <$a && iptables-legacy-restore <$b", TEXT_IPSET,
	  TEXT_IPSET_RULES, false },
};

const size_t n_install_ways = sizeof(install_ways) / sizeof(*install_ways);

static int print_iptables(const struct rules_box *box, FILE *out)
{
	rules_print_iptables_rule(box, out);
	return 0;
}

static int print_nft(const struct rules_box *box, FILE *out)
{
	rules_print_nft_rule(box, out);
	return 0;
}

static int print_nft_element(const struct rules_box *box, FILE *out)
{
	return rules_print_nft_element(RULES_BLOCKLIST, box, out);
}

static int print_ipset_element(const struct rules_box *box, FILE *out)
{
	return rules_print_ipset_element(RULES_BLOCKLIST, box, out);
}

#define NFT_TABLE                                                             \
	"nft 'table ip bench { set listed { type ipv4_addr; }; chain rules {" \
	" type filter hook prerouting priority raw; }; }'"

/* All of a block list: each rule, or element, is an address. */
const struct install_step install_steps[] = {
	/* What starting a program costs. */
	{ "true", "true", "/bin/true ", "", print_iptables },
	{ "iptables-legacy-raw", "true",
	  "iptables-legacy -t raw -A PREROUTING ", "", print_iptables },
	{ "iptables-nft-raw", "true", "iptables-nft -t raw -A PREROUTING ", "",
	  print_iptables },
	{ "nft-raw", NFT_TABLE, "nft 'add rule ip bench rules ", "'",
	  print_nft },
	{ "nft-set-raw", NFT_TABLE, "nft 'add element ip bench listed { ",
	  " }'", print_nft_element },
	{ "ipset-raw", "ipset create bench-drop hash:ip",
	  "ipset add bench-drop ", "", print_ipset_element },
};

const size_t n_install_steps = sizeof(install_steps) / sizeof(*install_steps);

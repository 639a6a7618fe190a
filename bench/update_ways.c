// SPDX-License-Identifier: GPL-2.0-only
/*
 * update_ways.c - ways to change a ruleset that is in force
 */
#include "update_ways.h"

#include "netns.h"

#define NICFW "${NICFW:-build/nicfw} "
#define LOAD  "exec " NICFW "load --driver --strict " NETNS_DEVICE " -f "
#define IPTABLES(variant, command)                                 \
	"exec iptables-" variant " -t raw " command " PREROUTING " \
	"$rule_iptables"
#define RESTORE(variant, file) "exec iptables-" variant "-restore " file
#define IPSET_BASE                      \
	"ipset restore <$base_ipset &&" \
	" iptables-legacy-restore <$base_ipset_rules"

#define SET(verb)  NICFW "set " verb " " NETNS_DEVICE " listed "
#define NEEDS_SET  NICFW "set --help"
#define HAS_NO_SET "this nicfw has no command that changes a set"

const struct update_kind update_kinds[N_UPDATE_CHANGES] = {
	[UPDATE_RULE] = { "rule-add", "rule-delete", RULES_EXACT },
	[UPDATE_ELEMENT] = { "element-add", "element-delete", RULES_BLOCKLIST },
	[UPDATE_ELEMENTS] = { "10k-elements-add", "10k-elements-delete",
			      RULES_BLOCKLIST },
};

const struct update_way update_ways[] = {
	{ UPDATE_RULE, "iptables-legacy-raw",
	  RESTORE("legacy", "<$base_iptables"), IPTABLES("legacy", "-A"),
	  IPTABLES("legacy", "-D") },
	{ UPDATE_RULE, "iptables-legacy-raw-noflush",
	  RESTORE("legacy", "<$base_iptables"),
	  RESTORE("legacy", "--noflush <$add_iptables"),
	  RESTORE("legacy", "--noflush <$delete_iptables") },
	/* The whole file, at once. */
	{ UPDATE_RULE, "iptables-legacy-raw-reload",
	  RESTORE("legacy", "<$base_iptables"),
	  RESTORE("legacy", "<$more_iptables"),
	  RESTORE("legacy", "<$base_iptables") },
	/* As scripts do that flush first: frames meet a table without rules. */
	{ UPDATE_RULE, "iptables-legacy-raw-flush",
	  RESTORE("legacy", "<$base_iptables"),
	  "iptables-legacy -t raw -F;" RESTORE("legacy",
					       "--noflush <$more_iptables"),
	  "iptables-legacy -t raw -F;" RESTORE("legacy",
					       "--noflush <$base_iptables") },
	{ UPDATE_RULE, "iptables-nft-raw", RESTORE("nft", "<$base_iptables"),
	  IPTABLES("nft", "-A"), IPTABLES("nft", "-D") },
	{ UPDATE_RULE, "iptables-nft-raw-noflush",
	  RESTORE("nft", "<$base_iptables"),
	  RESTORE("nft", "--noflush <$add_iptables"),
	  RESTORE("nft", "--noflush <$delete_iptables") },
	{ .change = UPDATE_RULE,
	  .opponent = "nft-raw",
	  .base = "exec nft -f $base_raw",
	  .add = "exec nft add rule ip bench rules $rule_nft",
	  /*
	   * A table numbers what it gets, from its chain on. To ask nft for the
	   * number takes some 20 s with 160,000 rules.
	   */
	  .before_undo = "handle=$((1 + $n_base));"
			 " [ ! -e /run/handle ] || read -r handle </run/handle;"
			 " echo $((handle + 1)) >/run/handle",
	  .undo = "read -r handle </run/handle;"
		  " exec nft delete rule ip bench rules handle $handle" },
	{ UPDATE_RULE, "nicfw-driver", LOAD "$base_ingress",
	  LOAD "$more_ingress", LOAD "$base_ingress" },

	{ UPDATE_ELEMENT, "ipset-raw", IPSET_BASE,
	  "exec ipset add bench-drop $element_ipset",
	  "exec ipset del bench-drop $element_ipset" },
	{ UPDATE_ELEMENT, "nft-set-raw", "exec nft -f $base_set_raw",
	  "exec nft add element ip bench listed { $element_nft }",
	  "exec nft delete element ip bench listed { $element_nft }" },
	{ UPDATE_ELEMENT, "nicfw-driver-set", LOAD "$base_set_ingress",
	  LOAD "$more_set_ingress", LOAD "$base_set_ingress" },
	{ .change = UPDATE_ELEMENT,
	  .opponent = "nicfw-set",
	  .base = LOAD "$base_set_ingress",
	  .add = "exec " SET("add") "$element_nft",
	  .undo = "exec " SET("del") "$element_nft",
	  .needs = NEEDS_SET,
	  .why_not = HAS_NO_SET },
	{ .change = UPDATE_ELEMENT,
	  .opponent = "start-nicfw",
	  .base = "true",
	  .add = "exec " NICFW "--version",
	  .undo = "exec " NICFW "--version",
	  .is_idle = true },

	{ UPDATE_ELEMENTS, "ipset-raw", IPSET_BASE,
	  "exec ipset restore <$add_ipset",
	  "exec ipset restore <$delete_ipset" },
	{ UPDATE_ELEMENTS, "nft-set-raw", "exec nft -f $base_set_raw",
	  "exec nft -f $add_nft", "exec nft -f $delete_nft" },
	{ UPDATE_ELEMENTS, "nicfw-driver-set", LOAD "$base_set_ingress",
	  LOAD "$many_set_ingress", LOAD "$base_set_ingress" },
	{ .change = UPDATE_ELEMENTS,
	  .opponent = "nicfw-set",
	  .base = LOAD "$base_set_ingress",
	  .add = "exec xargs " SET("add") "<$elements",
	  .undo = "exec xargs " SET("del") "<$elements",
	  .needs = NEEDS_SET,
	  .why_not = HAS_NO_SET },
};

const size_t n_update_ways = sizeof(update_ways) / sizeof(*update_ways);

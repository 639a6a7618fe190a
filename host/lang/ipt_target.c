// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_target.c - targets that decide, take, copy or note
 *
 * What a target does to the packet's way is what it returns in the kernel:
 * XT_CONTINUE goes on with the next rule (EFFECT_ACTS, _UNTRACKS, _LOGS),
 * REJECT drops (ipt_REJECT.c, ip6t_REJECT.c), TPROXY, SYNPROXY, QUEUE and
 * NFQUEUE take the packet.
 */
#include "lang/ipt_grammar.h"
#include "lang/ipt_ipset.h"
#include "lang/ipt_rows.h"
#include "lang/ipt_stmt.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define REQUIRED .flags = IPT_IS_REQUIRED

static int translate_accept(struct ipt_rule *rule, const struct ipt_use *use)
{
	build_add_verdict(rule, use->loc, VERDICT_ACCEPT, NULL);
	return 0;
}

static int translate_drop(struct ipt_rule *rule, const struct ipt_use *use)
{
	build_add_verdict(rule, use->loc, VERDICT_DROP, NULL);
	return 0;
}

/* From a base chain it leads to the policy, as in nft. */
static int translate_return(struct ipt_rule *rule, const struct ipt_use *use)
{
	build_add_verdict(rule, use->loc, VERDICT_RETURN, NULL);
	return 0;
}

static const struct ipt_name *find_reject(enum ipt_family family,
					  const char *text)
{
	return ipt_name_find_short(family == IPT_V6 ? ipt_rejects6
						    : ipt_rejects,
				   text, strlen(text));
}

static bool is_reject(enum ipt_family family, const char *text)
{
	return find_reject(family, text);
}

static int check_reject(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *with = ipt_arg(use, "reject-with");

	if (with && rule->protocol != IPPROTO_TCP &&
	    find_reject(rule->family, with->text)->value ==
		    IPT_REJECT_TCP_RESET)
		return ipt_refuse(rule, with->loc,
				  "a reset needs '-p tcp' in front");
	return 0;
}

static bool is_log_level(enum ipt_family family, const char *text)
{
	(void)family;
	return ipt_is_number(text, 0, 7) ||
	       ipt_name_find(ipt_log_levels, text, strlen(text));
}

static bool is_log_prefix(enum ipt_family family, const char *text)
{
	(void)family;
	return *text && !strchr(text, '\n');
}

static bool is_audit_type(enum ipt_family family, const char *text)
{
	static const struct ipt_name names[] = {
		{ "accept" }, { "drop" }, { "reject" }, {}
	};

	(void)family;
	return ipt_name_find(names, text, strlen(text));
}

static int check_clusterip(struct ipt_rule *rule, const struct ipt_use *use)
{
	if (!use->args.n ||
	    (ipt_arg(use, "new") && ipt_arg(use, "hashmode") &&
	     ipt_arg(use, "clustermac") && ipt_arg(use, "total-nodes") &&
	     ipt_arg(use, "local-node")))
		return 0;
	return ipt_refuse(
		rule, use->loc,
		"--new needs --hashmode, --clustermac, --total-nodes and --local-node");
}

static bool is_cluster_mac(enum ipt_family family, const char *text)
{
	return ipt_is_mac(family, text) && strtoul(text, NULL, 16) & 1;
}

static bool is_cluster_mode(enum ipt_family family, const char *text)
{
	(void)family;
	return !strcmp(text, "sourceip") ||
	       !strcmp(text, "sourceip-sourceport") ||
	       !strcmp(text, "sourceip-sourceport-destport");
}

static int check_ct(struct ipt_rule *rule, const struct ipt_use *use)
{
	if ((ipt_arg(use, "helper") || ipt_arg(use, "timeout")) &&
	    rule->protocol <= 0)
		return ipt_refuse(rule, use->loc,
				  "a helper or a timeout needs '-p' in front");
	return 0;
}

static bool is_zone(enum ipt_family family, const char *text)
{
	(void)family;
	return !strcasecmp(text, "mark") || ipt_is_number(text, 0, UINT16_MAX);
}

static bool is_events(enum ipt_family family, const char *text)
{
	(void)family;
	return ipt_read_names(text, ipt_ct_events, ipt_name_find, NULL, NULL);
}

static bool is_expectation_events(enum ipt_family family, const char *text)
{
	(void)family;
	return !strcmp(text, "new");
}

static bool is_led_delay(enum ipt_family family, const char *text)
{
	(void)family;
	return !strncasecmp(text, "inf", 3) ||
	       ipt_is_number(text, 0, UINT32_MAX);
}

static bool is_led_id(enum ipt_family family, const char *text)
{
	(void)family;
	return *text && strlen(text) <= 16;
}

static int check_queue(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "queue-balance");
	struct ipt_span span;

	if (!arg)
		return 0;
	ipt_read_range(arg->text, UINT16_MAX, &span);
	if (span.lo >= span.hi)
		return ipt_refuse(rule, arg->loc,
				  "'%s' is no range of queues; write 0:3",
				  arg->text);
	return 0;
}

static int check_set(struct ipt_rule *rule, const struct ipt_use *use)
{
	bool is_map = ipt_arg(use, "map-mark") || ipt_arg(use, "map-prio") ||
		      ipt_arg(use, "map-queue");
	const struct ipt_arg *arg;

	vec_for_each(arg, &use->args) {
		if (arg->option->kind == IPT_TWO_WORDS &&
		    !ipt_is_directions(arg->second))
			return ipt_refuse(
				rule, arg->loc,
				"'%s' is no list of directions; write src or src,dst",
				arg->second);
	}
	if (!ipt_arg(use, "add-set") && !ipt_arg(use, "del-set") &&
	    !ipt_arg(use, "map-set"))
		return ipt_refuse(
			rule, use->loc,
			"SET needs --add-set, --del-set or --map-set");
	if (ipt_arg(use, "map-set") && !is_map)
		return ipt_refuse(
			rule, use->loc,
			"--map-set needs --map-mark, --map-prio or --map-queue");
	return 0;
}

/* iptables-nft makes nft's own statement of it. */
static int check_trace(struct ipt_rule *rule, const struct ipt_use *use)
{
	if (rule->is_legacy && strcmp(rule->table, "raw") != 0)
		return ipt_refuse(rule, use->loc,
				  "'TRACE' is for another table: raw");
	return 0;
}

static bool is_set_name(enum ipt_family family, const char *text)
{
	(void)family;
	return *text && strlen(text) <= 31;
}

static const struct ipt_option no_options[] = { {} };

static const struct ipt_option audit_options[] = {
	{ "type", IPT_VALUE, REQUIRED, .check = is_audit_type },
	{},
};

static const struct ipt_option clusterip_options[] = {
	{ "new" },
	{ "hashmode", IPT_VALUE, .check = is_cluster_mode },
	{ "clustermac", IPT_VALUE, .check = is_cluster_mac },
	{ "total-nodes", IPT_NUMBER, .max = 16 },
	{ "local-node", IPT_NUMBER, .max = 16 },
	{ "hash-init", IPT_NUMBER, .max = UINT32_MAX },
	{},
};

static const struct ipt_option ct_options[] = {
	{ "notrack" },
	{ "helper", IPT_WORD },
	{ "timeout", IPT_WORD },
	{ "ctevents", IPT_VALUE, .check = is_events },
	{ "expevents", IPT_VALUE, .check = is_expectation_events },
	{ "zone-orig", IPT_VALUE, .check = is_zone },
	{ "zone-reply", IPT_VALUE, .check = is_zone },
	{ "zone", IPT_VALUE, .check = is_zone },
	{},
};

static const struct ipt_option idletimer_options[] = {
	{ "timeout", IPT_NUMBER, REQUIRED, .min = 1, .max = UINT32_MAX },
	{ "label", IPT_VALUE, REQUIRED, .check = ipt_is_not_empty },
	{ "alarm" },
	{},
};

static const struct ipt_option led_options[] = {
	{ "led-trigger-id", IPT_VALUE, REQUIRED, .check = is_led_id },
	{ "led-delay", IPT_VALUE, .check = is_led_delay },
	{ "led-always-blink" },
	{},
};

static const struct ipt_option log_options[] = {
	{ "log-level", IPT_VALUE, .check = is_log_level },
	{ "log-prefix", IPT_VALUE, .check = is_log_prefix },
	{ "log-tcp-sequence" },
	{ "log-tcp-options" },
	{ "log-ip-options" },
	{ "log-uid" },
	{ "log-macdecode" },
	{},
};

static const struct ipt_option nflog_options[] = {
	{ "nflog-group", IPT_NUMBER, .max = UINT16_MAX },
	{ "nflog-prefix", IPT_VALUE, .check = is_log_prefix },
	{ "nflog-range", IPT_NUMBER, .group = 1, .max = UINT32_MAX },
	{ "nflog-size", IPT_NUMBER, .group = 1, .max = UINT32_MAX },
	{ "nflog-threshold", IPT_NUMBER, .max = UINT16_MAX },
	{},
};

static const struct ipt_option nfqueue_options[] = {
	{ "queue-num", IPT_NUMBER, .group = 1, .max = UINT16_MAX },
	{ "queue-balance", IPT_RANGE, .group = 1, .max = UINT16_MAX },
	{ "queue-bypass" },
	{ "queue-cpu-fanout", .needs = "queue-balance" },
	{},
};

static const struct ipt_option rateest_options[] = {
	{ "rateest-name", IPT_VALUE, REQUIRED, .check = ipt_is_not_empty },
	{ "rateest-interval", IPT_VALUE, REQUIRED, .check = ipt_is_interval },
	{ "rateest-ewmalog", IPT_VALUE, REQUIRED, .check = ipt_is_interval },
	{},
};

static const struct ipt_option reject_options[] = {
	{ "reject-with", IPT_VALUE, .check = is_reject },
	{},
};

static const struct ipt_option set_options[] = {
	{ "add-set", IPT_TWO_WORDS, .check = is_set_name },
	{ "del-set", IPT_TWO_WORDS, .check = is_set_name },
	{ "exist", .needs = "add-set" },
	{ "timeout", IPT_NUMBER, .max = UINT32_MAX - 1, .needs = "add-set" },
	{ "map-set", IPT_TWO_WORDS, .check = is_set_name },
	{ "map-mark", .needs = "map-set" },
	{ "map-prio", .needs = "map-set" },
	{ "map-queue", .needs = "map-set" },
	{},
};

static const struct ipt_option synproxy_options[] = {
	{ "sack-perm" },
	{ "timestamp" },
	{ "wscale", IPT_NUMBER, .max = UINT32_MAX },
	{ "mss", IPT_NUMBER, .max = UINT32_MAX },
	{ "ecn" },
	{},
};

static const struct ipt_option tee_options[] = {
	{ "gateway", IPT_VALUE, REQUIRED, .check = ipt_is_address },
	{ "oif", IPT_VALUE, .check = ipt_is_interface },
	{},
};

static const struct ipt_option tproxy_options[] = {
	{ "on-port", IPT_VALUE, REQUIRED, .check = ipt_is_resolved_port },
	{ "on-ip", IPT_VALUE, .check = ipt_is_address },
	{ "tproxy-mark", IPT_VALUE, .check = ipt_is_mark },
	{},
};

static const struct ipt_option ulog_options[] = {
	{ "ulog-nlgroup", IPT_NUMBER, .min = 1, .max = 32 },
	{ "ulog-prefix", IPT_VALUE, .check = is_log_prefix },
	{ "ulog-cprange", IPT_NUMBER, .max = UINT64_MAX },
	{ "ulog-qthreshold", IPT_NUMBER, .min = 1, .max = 50 },
	{},
};

const struct ipt_ext ipt_targets[] = {
	{ "ACCEPT", IPT_BOTH, .options = no_options,
	  .translate = translate_accept },
	{ "DROP", IPT_BOTH, .options = no_options,
	  .translate = translate_drop },
	{ "RETURN", IPT_BOTH, .options = no_options,
	  .translate = translate_return },
	{ "QUEUE", IPT_BOTH, .options = no_options, .effect = EFFECT_TAKES },
	{ "REJECT", IPT_BOTH, .tables = "filter",
	  .hooks = "INPUT FORWARD OUTPUT", .options = reject_options,
	  .effect = EFFECT_REJECTS, .check = check_reject },
	{ "LOG", IPT_BOTH, .options = log_options, .effect = EFFECT_LOGS },
	{ "NFLOG", IPT_BOTH, .options = nflog_options, .effect = EFFECT_LOGS },
	{ "ULOG", IPT_V4, .options = ulog_options, .effect = EFFECT_LOGS },
	{ "AUDIT", IPT_BOTH, .options = audit_options, .effect = EFFECT_ACTS },
	{ "CLUSTERIP", IPT_V4, .options = clusterip_options,
	  .effect = EFFECT_ACTS, .check = check_clusterip },
	{ "CT", IPT_BOTH, .tables = "raw", .options = ct_options,
	  .effect = EFFECT_UNTRACKS, .check = check_ct },
	{ "IDLETIMER", IPT_BOTH, .options = idletimer_options,
	  .effect = EFFECT_ACTS },
	{ "LED", IPT_BOTH, .options = led_options, .effect = EFFECT_ACTS },
	{ "NFQUEUE", IPT_BOTH, .options = nfqueue_options,
	  .effect = EFFECT_TAKES, .check = check_queue },
	{ "NOTRACK", IPT_BOTH, .tables = "raw", .options = no_options,
	  .effect = EFFECT_UNTRACKS },
	{ "RATEEST", IPT_BOTH, .options = rateest_options,
	  .effect = EFFECT_ACTS },
	{ "SET", IPT_BOTH, .options = set_options, .check = check_set,
	  .translate = ipset_translate_target },
	{ "SYNPROXY", IPT_BOTH, .hooks = "INPUT FORWARD", .protocols = "tcp",
	  .options = synproxy_options, .effect = EFFECT_TAKES },
	{ "TEE", IPT_BOTH, .options = tee_options, .effect = EFFECT_ACTS },
	{ "TPROXY", IPT_BOTH, .tables = "mangle", .hooks = "PREROUTING",
	  .protocols = "tcp udp", .options = tproxy_options,
	  .effect = EFFECT_TAKES },
	{ "TRACE", IPT_BOTH, .options = no_options, .effect = EFFECT_ACTS,
	  .check = check_trace },
	{},
};

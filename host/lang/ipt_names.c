// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_names.c - words that stand for numbers in options of iptables
 *
 * Numbers are those of RFC 792 and 4443 (ICMP), 9293 (TCP), 4340 (DCCP), 9260
 * (SCTP), 2474, 2597 and 3246 (DSCP), 1349 (TOS), 6275 (mobility). Order
 * matters where a name that is cut short stands for the first that fits.
 */
#include "lang/ipt_names.h"

#include <strings.h>

#define ALL_CODES 0, 255
#define CODE(n)	  n, n

const struct ipt_name ipt_icmp_types[] = {
	{ "any", 255, ALL_CODES },
	{ "echo-reply", 0, ALL_CODES },
	{ "pong", 0, ALL_CODES },
	{ "destination-unreachable", 3, ALL_CODES },
	{ "network-unreachable", 3, CODE(0) },
	{ "host-unreachable", 3, CODE(1) },
	{ "protocol-unreachable", 3, CODE(2) },
	{ "port-unreachable", 3, CODE(3) },
	{ "fragmentation-needed", 3, CODE(4) },
	{ "source-route-failed", 3, CODE(5) },
	{ "network-unknown", 3, CODE(6) },
	{ "host-unknown", 3, CODE(7) },
	{ "network-prohibited", 3, CODE(9) },
	{ "host-prohibited", 3, CODE(10) },
	{ "TOS-network-unreachable", 3, CODE(11) },
	{ "TOS-host-unreachable", 3, CODE(12) },
	{ "communication-prohibited", 3, CODE(13) },
	{ "host-precedence-violation", 3, CODE(14) },
	{ "precedence-cutoff", 3, CODE(15) },
	{ "source-quench", 4, ALL_CODES },
	{ "redirect", 5, ALL_CODES },
	{ "network-redirect", 5, CODE(0) },
	{ "host-redirect", 5, CODE(1) },
	{ "TOS-network-redirect", 5, CODE(2) },
	{ "TOS-host-redirect", 5, CODE(3) },
	{ "echo-request", 8, ALL_CODES },
	{ "ping", 8, ALL_CODES },
	{ "router-advertisement", 9, ALL_CODES },
	{ "router-solicitation", 10, ALL_CODES },
	{ "time-exceeded", 11, ALL_CODES },
	{ "ttl-exceeded", 11, ALL_CODES },
	{ "ttl-zero-during-transit", 11, CODE(0) },
	{ "ttl-zero-during-reassembly", 11, CODE(1) },
	{ "parameter-problem", 12, ALL_CODES },
	{ "ip-header-bad", 12, CODE(0) },
	{ "required-option-missing", 12, CODE(1) },
	{ "timestamp-request", 13, ALL_CODES },
	{ "timestamp-reply", 14, ALL_CODES },
	{ "address-mask-request", 17, ALL_CODES },
	{ "address-mask-reply", 18, ALL_CODES },
	{},
};

const struct ipt_name ipt_icmpv6_types[] = {
	{ "destination-unreachable", 1, ALL_CODES },
	{ "no-route", 1, CODE(0) },
	{ "communication-prohibited", 1, CODE(1) },
	{ "beyond-scope", 1, CODE(2) },
	{ "address-unreachable", 1, CODE(3) },
	{ "port-unreachable", 1, CODE(4) },
	{ "failed-policy", 1, CODE(5) },
	{ "reject-route", 1, CODE(6) },
	{ "packet-too-big", 2, ALL_CODES },
	{ "time-exceeded", 3, ALL_CODES },
	{ "ttl-exceeded", 3, ALL_CODES },
	{ "ttl-zero-during-transit", 3, CODE(0) },
	{ "ttl-zero-during-reassembly", 3, CODE(1) },
	{ "parameter-problem", 4, ALL_CODES },
	{ "bad-header", 4, CODE(0) },
	{ "unknown-header-type", 4, CODE(1) },
	{ "unknown-option", 4, CODE(2) },
	{ "echo-request", 128, ALL_CODES },
	{ "ping", 128, ALL_CODES },
	{ "echo-reply", 129, ALL_CODES },
	{ "pong", 129, ALL_CODES },
	{ "mld-listener-query", 130, ALL_CODES },
	{ "mld-listener-report", 131, ALL_CODES },
	{ "mld-listener-done", 132, ALL_CODES },
	{ "mld-listener-reduction", 132, ALL_CODES },
	{ "router-solicitation", 133, ALL_CODES },
	{ "router-advertisement", 134, ALL_CODES },
	{ "neighbour-solicitation", 135, ALL_CODES },
	{ "neighbor-solicitation", 135, ALL_CODES },
	{ "neighbour-advertisement", 136, ALL_CODES },
	{ "neighbor-advertisement", 136, ALL_CODES },
	{ "redirect", 137, ALL_CODES },
	{},
};

const struct ipt_name ipt_tcp_flags[] = {
	{ "FIN", 0x01 }, { "SYN", 0x02 }, { "RST", 0x04 },
	{ "PSH", 0x08 }, { "ACK", 0x10 }, { "URG", 0x20 },
	{ "ALL", 0x3f }, { "NONE", 0 },	  {},
};

const struct ipt_name ipt_tcp_options[] = {
	{ "wscale", 3 },
	{ "mss", 2 },
	{ "sack-permitted", 4 },
	{ "sack", 5 },
	{ "timestamp", 8 },
	{ "md5", 19 },
	{},
};

const struct ipt_name ipt_dccp_types[] = {
	{ "REQUEST", 0 }, { "RESPONSE", 1 }, { "DATA", 2 },	{ "ACK", 3 },
	{ "DATAACK", 4 }, { "CLOSEREQ", 5 }, { "CLOSE", 6 },	{ "RESET", 7 },
	{ "SYNC", 8 },	  { "SYNCACK", 9 },  { "INVALID", 10 }, {},
};

#define DATA_FLAGS  0x0f /* I, U, B, E */
#define ABORT_FLAGS 0x01 /* T */

const struct ipt_name ipt_sctp_chunks[] = {
	{ "DATA", 0, DATA_FLAGS },
	{ "INIT", 1 },
	{ "INIT_ACK", 2 },
	{ "SACK", 3 },
	{ "HEARTBEAT", 4 },
	{ "HEARTBEAT_ACK", 5 },
	{ "ABORT", 6, ABORT_FLAGS },
	{ "SHUTDOWN", 7 },
	{ "SHUTDOWN_ACK", 8 },
	{ "ERROR", 9 },
	{ "COOKIE_ECHO", 10 },
	{ "COOKIE_ACK", 11 },
	{ "ECN_ECNE", 12 },
	{ "ECN_CWR", 13 },
	{ "SHUTDOWN_COMPLETE", 14, ABORT_FLAGS },
	{ "I_DATA", 64, DATA_FLAGS },
	{ "ASCONF_ACK", 128 },
	{ "RE_CONFIG", 130 },
	{ "PAD", 132 },
	{ "FORWARD_TSN", 192 },
	{ "ASCONF", 193 },
	{ "I_FORWARD_TSN", 194 },
	{},
};

const struct ipt_name ipt_dscp_classes[] = {
	{ "CS0", 0x00 },
	{ "CS1", 0x08 },
	{ "CS2", 0x10 },
	{ "CS3", 0x18 },
	{ "CS4", 0x20 },
	{ "CS5", 0x28 },
	{ "CS6", 0x30 },
	{ "CS7", 0x38 },
	{ "BE", 0x00 },
	{ "AF11", 0x0a },
	{ "AF12", 0x0c },
	{ "AF13", 0x0e },
	{ "AF21", 0x12 },
	{ "AF22", 0x14 },
	{ "AF23", 0x16 },
	{ "AF31", 0x1a },
	{ "AF32", 0x1c },
	{ "AF33", 0x1e },
	{ "AF41", 0x22 },
	{ "AF42", 0x24 },
	{ "AF43", 0x26 },
	{ "EF", 0x2e },
	{},
};

const struct ipt_name ipt_tos_names[] = {
	{ "Minimize-Delay", 0x10 },	  { "Maximize-Throughput", 0x08 },
	{ "Maximize-Reliability", 0x04 }, { "Minimize-Cost", 0x02 },
	{ "Normal-Service", 0x00 },	  {},
};

const struct ipt_name ipt_packet_types[] = {
	{ "unicast", 0 },   { "broadcast", 1 },
	{ "multicast", 2 }, { "otherhost", 3 },
	{ "bcast", 1 },	    { "mcast", 2 },
	{ "host", 0 },	    {},
};

const struct ipt_name ipt_ct_states[] = {
	{ "INVALID", IPT_CT_INVALID },
	{ "NEW", IPT_CT_NEW },
	{ "ESTABLISHED", IPT_CT_ESTABLISHED },
	{ "RELATED", IPT_CT_RELATED },
	{ "UNTRACKED", IPT_CT_UNTRACKED },
	{ "SNAT", IPT_CT_SNAT },
	{ "DNAT", IPT_CT_DNAT },
	{},
};

const struct ipt_name ipt_ct_statuses[] = {
	{ "NONE", 0 },	  { "EXPECTED", 1 },  { "SEEN_REPLY", 2 },
	{ "ASSURED", 4 }, { "CONFIRMED", 8 }, {},
};

const struct ipt_name ipt_address_types[] = {
	{ "UNSPEC", 0 },
	{ "UNICAST", 1 },
	{ "LOCAL", 2 },
	{ "BROADCAST", 3 },
	{ "ANYCAST", 4 },
	{ "MULTICAST", 5 },
	{ "BLACKHOLE", 6 },
	{ "UNREACHABLE", 7 },
	{ "PROHIBIT", 8 },
	{ "THROW", 9 },
	{ "NAT", 10 },
	{ "XRESOLVE", 11 },
	{},
};

const struct ipt_name ipt_mh_types[] = {
	{ "binding-refresh-request", 0 },
	{ "brr", 0 },
	{ "home-test-init", 1 },
	{ "hoti", 1 },
	{ "careof-test-init", 2 },
	{ "coti", 2 },
	{ "home-test", 3 },
	{ "hot", 3 },
	{ "careof-test", 4 },
	{ "cot", 4 },
	{ "binding-update", 5 },
	{ "bu", 5 },
	{ "binding-acknowledgement", 6 },
	{ "ba", 6 },
	{ "binding-error", 7 },
	{ "be", 7 },
	{},
};

/* With the names of /etc/protocols that mean one of these. */
const struct ipt_name ipt_extension_headers[] = {
	{ "hop-by-hop", 0 },  { "hop", 0 },
	{ "0", 0 },	      { "dst", 60 },
	{ "ipv6-opts", 60 },  { "60", 60 },
	{ "route", 43 },      { "ipv6-route", 43 },
	{ "43", 43 },	      { "frag", 44 },
	{ "ipv6-frag", 44 },  { "44", 44 },
	{ "auth", 51 },	      { "ah", 51 },
	{ "51", 51 },	      { "esp", 50 },
	{ "50", 50 },	      { "none", 59 },
	{ "ipv6-nonxt", 59 }, { "59", 59 },
	{ "protocol", 255 },  { "prot", 255 },
	{ "255", 255 },	      { "hopopt", 0 },
	{ "ip", 0 },	      {},
};

const struct ipt_name ipt_log_levels[] = {
	{ "emerg", 0 },	 { "panic", 0 },
	{ "alert", 1 },	 { "crit", 2 },
	{ "error", 3 },	 { "warning", 4 },
	{ "notice", 5 }, { "info", 6 },
	{ "debug", 7 },	 {},
};

const struct ipt_name ipt_rejects[] = {
	{ "icmp-net-unreachable" },
	{ "net-unreach" },
	{ "icmp-host-unreachable" },
	{ "host-unreach" },
	{ "icmp-proto-unreachable" },
	{ "proto-unreach" },
	{ "icmp-port-unreachable" },
	{ "port-unreach" },
	{ "icmp-net-prohibited" },
	{ "net-prohib" },
	{ "icmp-host-prohibited" },
	{ "host-prohib" },
	{ "tcp-reset", IPT_REJECT_TCP_RESET },
	{ "tcp-rst", IPT_REJECT_TCP_RESET },
	{ "icmp-admin-prohibited" },
	{ "admin-prohib" },
	{},
};

const struct ipt_name ipt_rejects6[] = {
	{ "icmp6-no-route" },
	{ "no-route" },
	{ "icmp6-adm-prohibited" },
	{ "adm-prohibited" },
	{ "icmp6-addr-unreachable" },
	{ "addr-unreach" },
	{ "icmp6-port-unreachable" },
	{ "port-unreach" },
	{ "tcp-reset", IPT_REJECT_TCP_RESET },
	{ "icmp6-policy-fail" },
	{ "policy-fail" },
	{ "icmp6-reject-route" },
	{ "reject-route" },
	{},
};

const struct ipt_name ipt_ct_events[] = {
	{ "new" },
	{ "related" },
	{ "destroy" },
	{ "reply" },
	{ "assured" },
	{ "protoinfo" },
	{ "helper" },
	{ "mark" },
	{ "natseqinfo" },
	{ "secmark" },
	{},
};

const struct ipt_name ipt_weekdays[] = {
	{ "Mo", 1 }, { "Tu", 2 }, { "We", 3 }, { "Th", 4 },
	{ "Fr", 5 }, { "Sa", 6 }, { "Su", 7 }, {},
};

const struct ipt_name *ipt_name_find(const struct ipt_name *names,
				     const char *text, size_t len)
{
	for (; names->name; names++) {
		if (!strncasecmp(names->name, text, len) && !names->name[len])
			return names;
	}
	return NULL;
}

const struct ipt_name *ipt_name_find_short(const struct ipt_name *names,
					   const char *text, size_t len)
{
	for (; len && names->name; names++) {
		if (!strncasecmp(names->name, text, len))
			return names;
	}
	return NULL;
}

const struct ipt_name *ipt_name_find_only(const struct ipt_name *names,
					  const char *text, size_t len)
{
	const struct ipt_name *found = ipt_name_find_short(names, text, len);

	if (found && ipt_name_find_short(found + 1, text, len))
		return NULL;
	return found;
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_names.h - words that stand for numbers in options of iptables
 *
 * The tools read names without regard to case, and most of them also when they
 * are cut short; each table is searched as the tool searches its own.
 */
#ifndef NICFW_IPT_NAMES_H
#define NICFW_IPT_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ipt_name {
	const char *name; /* NULL: the table's end */
	uint16_t value;
	uint8_t lo; /* of ICMP: the codes */
	uint8_t hi;
};

extern const struct ipt_name ipt_icmp_types[];
extern const struct ipt_name ipt_icmpv6_types[];
extern const struct ipt_name ipt_tcp_flags[];
extern const struct ipt_name ipt_tcp_options[];
extern const struct ipt_name ipt_dccp_types[];
extern const struct ipt_name ipt_sctp_chunks[]; /* lo: bits of its flags */
extern const struct ipt_name ipt_dscp_classes[];
extern const struct ipt_name ipt_tos_names[];
extern const struct ipt_name ipt_packet_types[];
extern const struct ipt_name ipt_ct_states[]; /* value: enum ipt_ct_state */
extern const struct ipt_name ipt_ct_statuses[];
extern const struct ipt_name ipt_address_types[];
extern const struct ipt_name ipt_mh_types[];
extern const struct ipt_name ipt_extension_headers[];
extern const struct ipt_name ipt_log_levels[];
extern const struct ipt_name ipt_rejects[];
extern const struct ipt_name ipt_rejects6[];
extern const struct ipt_name ipt_ct_events[];
extern const struct ipt_name ipt_weekdays[];

/* Of the values of ipt_ct_states; below IPT_CT_SNAT they are nft's. */
enum ipt_ct_state {
	IPT_CT_INVALID,
	IPT_CT_NEW,
	IPT_CT_ESTABLISHED,
	IPT_CT_RELATED,
	IPT_CT_UNTRACKED,
	IPT_CT_SNAT,
	IPT_CT_DNAT,
};

/* A value of ipt_rejects and ipt_rejects6: needs "-p tcp". */
#define IPT_REJECT_TCP_RESET 1

/* The row with the name of @len bytes at @text, or NULL. */
const struct ipt_name *ipt_name_find(const struct ipt_name *names,
				     const char *text, size_t len);

/* The first row whose name starts with them. */
const struct ipt_name *ipt_name_find_short(const struct ipt_name *names,
					   const char *text, size_t len);

/* The only row whose name starts with them; NULL also where there are two. */
const struct ipt_name *ipt_name_find_only(const struct ipt_name *names,
					  const char *text, size_t len);

#endif

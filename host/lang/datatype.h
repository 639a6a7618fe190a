/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * datatype.h - the values that can stand beside a selector
 *
 * nft's data types: how a value is written, which names stand for which
 * numbers, how wide it is. Names of services, protocols and the like resolve
 * as nft resolves them: from nft's own tables, /etc/services and
 * /etc/protocols, never from the network.
 */
#ifndef NICFW_DATATYPE_H
#define NICFW_DATATYPE_H

#include "base/diag.h"
#include "base/u128.h"

#include <stdbool.h>

/* Named as in nft's "type" lines; see datatype_name(). */
enum datatype {
	TYPE_INTEGER,
	TYPE_IPV4_ADDR,
	TYPE_IPV6_ADDR,
	TYPE_ETHER_ADDR,
	TYPE_ETHER_TYPE,
	TYPE_INET_PROTO,
	TYPE_INET_SERVICE,
	TYPE_NF_PROTO,
	TYPE_ICMP_TYPE,
	TYPE_ICMP_CODE,
	TYPE_ICMPV6_TYPE,
	TYPE_ICMPV6_CODE,
	TYPE_DSCP,
	TYPE_ECN,
	TYPE_TCP_FLAG, /* a bitmask type: a list of names is their union */
	TYPE_PKT_TYPE,
	TYPE_IFNAME,
	TYPE_IFACE_INDEX,
	TYPE_IFACE_TYPE,
	TYPE_ARP_OP,
	TYPE_BOOLEAN, /* exists, missing */
	TYPE_MH_TYPE,
	TYPE_DCCP_PKTTYPE,
	TYPE_CT_STATE, /* a bitmask type, of which a packet has one bit */
	N_DATATYPES,
};

/* nft's name, "ipv4_addr"; NULL for types that no "type" line can name. */
const char *datatype_name(enum datatype type);

/* The type that a "type" line names; -ENOENT if there is none. */
int datatype_by_name(const char *name, enum datatype *out);

/* Width in bits as the key of a set; 0 where it depends on the field. */
unsigned int datatype_width(enum datatype type);

/* True where names are single bits and "a,b" means a | b. */
bool datatype_is_bitmask(enum datatype type);

/*
 * The number that @text stands for in a field of @width bits: a name of @type,
 * a decimal, 0x or 0 (octal) number, an address. Quotes around it do not
 * matter. An interface name (IFNAME) is its bytes from the most significant
 * down, zero filled; "eth*" is a prefix: then *@prefix_len is the number of
 * fixed bits, otherwise @width; "eth\*" is a name that ends with a star.
 * @prefix_len may be NULL where a prefix is not welcome. Returns 0, or -EINVAL
 * with an error at @loc in @diag that names the value, the type and the way
 * out; then neither output is written.
 *
 * Stricter than nft 1.0.6, where it guesses: an IPv4 address with leading
 * zeroes (nft: octal), an Ethernet address of one byte, a protocol that does
 * not fit ("mptcp", 262, is tcp to nft) and host names are refused.
 */
int datatype_parse(enum datatype type, unsigned int width, const char *text,
		   struct loc loc, struct diag *diag, u128 *value,
		   unsigned int *prefix_len);

/*
 * The value as `nft -n list` prints it: numbers in the base that nft uses for
 * the type, interfaces in quotes. TCP flags are one number, "0x12", which means
 * the same in every place; nft writes them "0x2,0x10" or "0x2 | 0x10" by place.
 * datatype_parse() reads it back.
 */
char *datatype_print(struct arena *a, enum datatype type, unsigned int width,
		     u128 value);

#endif

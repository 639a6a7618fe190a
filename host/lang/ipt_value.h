/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_value.h - arguments of iptables' options
 *
 * Readers of one kind of argument each. They accept what libxtables accepts
 * (iptables 1.8.9), with one exception: names of hosts, which only the network
 * could resolve, are no addresses. Functions named is_ can stand as a check in
 * an option's row.
 */
#ifndef NICFW_IPT_VALUE_H
#define NICFW_IPT_VALUE_H

#include "lang/ipt_ext.h"
#include "lang/ipt_names.h"

struct ipt_span {
	uint64_t lo;
	uint64_t hi;
};

/* A number and the bits of it that count. */
struct ipt_masked {
	uint32_t value;
	uint32_t mask;
};

/*
 * A number (decimal, 0x or octal) at the start of @text, @max at most. Returns
 * where it ends; NULL if there is none.
 */
const char *ipt_read_number(const char *text, uint64_t max, uint64_t *out);

/* All of @text is one. */
bool ipt_is_number(const char *text, uint64_t min, uint64_t max);

/* N, N:N, N:, :N or ":", which is 0 to @max. The ends may be reversed. */
bool ipt_read_range(const char *text, uint64_t max, struct ipt_span *out);

/* A port's number, or its name for a protocol ("tcp"; NULL: any). */
bool ipt_read_port(const char *text, const char *protocol, uint64_t *out);

/* As the range of numbers; a range that is reversed is none. */
bool ipt_read_ports(const char *text, const char *protocol,
		    struct ipt_span *out);

/*
 * As those options read it that ask the resolver: decimal, a number above 65535
 * loses its upper bits, a range may be reversed.
 */
bool ipt_read_resolved_ports(const char *text, struct ipt_span *out);

/* "15", "15/255" or a name, which has the mask 63. */
bool ipt_read_tos(const char *text, struct ipt_masked *out);

/* A list of names, "a,b", each read by @find; what is found is given to @add */
bool ipt_read_names(const char *text, const struct ipt_name *names,
		    const struct ipt_name *(*find)(const struct ipt_name *,
						   const char *, size_t),
		    void (*add)(void *arg, const struct ipt_name *name),
		    void *arg);

/* "src,dst", as a set's elements are looked up. */
bool ipt_is_directions(const char *text);

bool ipt_is_resolved_port(enum ipt_family family, const char *text);
bool ipt_is_resolved_ports(enum ipt_family family, const char *text);
bool ipt_is_address(enum ipt_family family, const char *text);
bool ipt_is_network(enum ipt_family family, const char *text);

/* "10.1-10.2" from 10.1.0.0 on; an address alone is both ends. */
bool ipt_read_address_range(enum ipt_family family, const char *text,
			    uint8_t lo[16], uint8_t hi[16]);
bool ipt_is_address_range(enum ipt_family family, const char *text);
bool ipt_is_prefix(enum ipt_family family, const char *text);
bool ipt_is_prefix_length(enum ipt_family family, const char *text);
bool ipt_is_mac(enum ipt_family family, const char *text);
bool ipt_is_mark(enum ipt_family family, const char *text);
bool ipt_is_tos(enum ipt_family family, const char *text);
bool ipt_is_protocol(enum ipt_family family, const char *text);
bool ipt_is_interface(enum ipt_family family, const char *text);
bool ipt_is_not_empty(enum ipt_family family, const char *text);
bool ipt_is_rate(enum ipt_family family, const char *text);

#endif

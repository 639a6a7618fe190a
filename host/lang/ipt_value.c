// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_value.c - arguments of iptables' options
 */
#include "lang/ipt_value.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <net/if.h>
#include <netdb.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define MAX_PORT       65535
#define MAX_DIRECTIONS 6
#define MAX_ADDRESS    64 /* characters, with a mask */

/*
 * Where a number ends that is sure to be decimal, and to fit; NULL: read_any()
 * has to tell.
 */
static const char *read_decimal(const char *text, uint64_t *out)
{
	const char *end = text;

	*out = 0;
	while (isdigit((unsigned char)*end) && end - text < 18)
		*out = *out * 10 + (uint64_t)(*end++ - '0');
	if (end == text || isalnum((unsigned char)*end) ||
	    (*text == '0' && end - text > 1))
		return NULL;
	return end;
}

static const char *read_any(const char *text, uint64_t *out)
{
	char *end;

	if (*text == '-')
		return NULL;
	errno = 0;
	*out = strtoumax(text, &end, 0);
	return end == text || errno ? NULL : end;
}

const char *ipt_read_number(const char *text, uint64_t max, uint64_t *out)
{
	const char *end;
	uint64_t value;

	while (isspace((unsigned char)*text))
		text++;
	end = read_decimal(text, &value);
	if (!end)
		end = read_any(text, &value);
	if (!end || value > max)
		return NULL;
	*out = value;
	return end;
}

bool ipt_is_number(const char *text, uint64_t min, uint64_t max)
{
	uint64_t value;
	const char *end = ipt_read_number(text, max, &value);

	return end && !*end && value >= min;
}

bool ipt_read_range(const char *text, uint64_t max, struct ipt_span *out)
{
	struct ipt_span span = { 0, max };
	const char *p = text;

	if (*p && *p != ':') {
		p = ipt_read_number(p, max, &span.lo);
		if (!p)
			return false;
	}
	if (!*p) {
		span.hi = span.lo;
	} else if (*p++ != ':') {
		return false;
	} else if (*p) {
		p = ipt_read_number(p, max, &span.hi);
		if (!p || *p)
			return false;
	}
	*out = span;
	return true;
}

static bool service_find(const char *name, const char *protocol, uint64_t *out)
{
	const struct servent *service = getservbyname(name, protocol);

	if (!service)
		return false;
	*out = ntohs((uint16_t)service->s_port);
	return true;
}

bool ipt_read_port(const char *text, const char *protocol, uint64_t *out)
{
	const char *end = ipt_read_number(text, MAX_PORT, out);

	return (end && !*end) || service_find(text, protocol, out);
}

static bool read_resolved_port(const char *text, uint64_t *out)
{
	unsigned long number;
	char *end;

	if (!isdigit((unsigned char)*text))
		return service_find(text, NULL, out);
	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno || *end || number > INT32_MAX)
		return false;
	*out = number & MAX_PORT;
	return true;
}

/* "LO:HI", of which either may be missing. */
static bool read_ports(const char *text,
		       bool (*read)(const char *text, const char *protocol,
				    uint64_t *out),
		       const char *protocol, struct ipt_span *out)
{
	struct ipt_span span = { 0, MAX_PORT };
	const char *colon = strchr(text, ':');
	char lo[64] = "";

	if (!colon) {
		if (!read(text, protocol, &span.lo))
			return false;
		*out = (struct ipt_span){ span.lo, span.lo };
		return true;
	}
	if (colon - text >= (long)sizeof(lo))
		return false;
	memcpy(lo, text, (size_t)(colon - text));
	if (*lo && !read(lo, protocol, &span.lo))
		return false;
	if (colon[1] && !read(colon + 1, protocol, &span.hi))
		return false;
	*out = span;
	return true;
}

bool ipt_read_ports(const char *text, const char *protocol,
		    struct ipt_span *out)
{
	struct ipt_span span;

	if (!read_ports(text, ipt_read_port, protocol, &span) ||
	    span.lo > span.hi)
		return false;
	*out = span;
	return true;
}

static bool resolve_port(const char *text, const char *protocol, uint64_t *out)
{
	(void)protocol;
	return read_resolved_port(text, out);
}

bool ipt_read_resolved_ports(const char *text, struct ipt_span *out)
{
	return read_ports(text, resolve_port, NULL, out);
}

/* "VALUE" or "VALUE/MASK"; a mask that is not written is @max. */
static bool read_masked(const char *text, uint32_t max, struct ipt_masked *out)
{
	uint64_t value;
	uint64_t mask = max;
	const char *end = ipt_read_number(text, max, &value);

	if (end && *end == '/')
		end = ipt_read_number(end + 1, max, &mask);
	if (!end || *end)
		return false;
	*out = (struct ipt_masked){ (uint32_t)value, (uint32_t)mask };
	return true;
}

bool ipt_read_tos(const char *text, struct ipt_masked *out)
{
	const struct ipt_name *name =
		ipt_name_find(ipt_tos_names, text, strlen(text));

	if (!name)
		return read_masked(text, 255, out);
	*out = (struct ipt_masked){ name->value, 63 };
	return true;
}

bool ipt_read_names(const char *text, const struct ipt_name *names,
		    const struct ipt_name *(*find)(const struct ipt_name *,
						   const char *, size_t),
		    void (*add)(void *arg, const struct ipt_name *name),
		    void *arg)
{
	const struct ipt_name *name;

	for (;; text++) {
		size_t len = strcspn(text, ",");

		name = len ? find(names, text, len) : NULL;
		if (!name)
			return false;
		if (add)
			add(arg, name);
		text += len;
		if (!*text)
			return true;
	}
}

bool ipt_is_directions(const char *text)
{
	for (int i = 0; i < MAX_DIRECTIONS; i++, text++) {
		if (strncmp(text, "src", 3) != 0 &&
		    strncmp(text, "dst", 3) != 0)
			return false;
		text += strcspn(text, ",");
		if (!*text)
			return true;
	}
	return false;
}

bool ipt_is_resolved_port(enum ipt_family family, const char *text)
{
	uint64_t port;

	(void)family;
	return read_resolved_port(text, &port);
}

bool ipt_is_resolved_ports(enum ipt_family family, const char *text)
{
	struct ipt_span span;

	(void)family;
	return ipt_read_resolved_ports(text, &span);
}

bool ipt_is_address(enum ipt_family family, const char *text)
{
	struct in6_addr v6;
	struct in_addr v4;

	if (family == IPT_V6)
		return inet_pton(AF_INET6, text, &v6) == 1;
	return inet_aton(text, &v4) != 0;
}

/* Ones, then zeroes. */
static bool is_mask(const char *text)
{
	struct in_addr mask;
	uint32_t bits;

	if (inet_pton(AF_INET, text, &mask) != 1)
		return false;
	bits = ~ntohl(mask.s_addr);
	return !(bits & (bits + 1));
}

/* To the tool also a mask of any kind: "33" is 0.0.0.33. */
bool ipt_is_prefix(enum ipt_family family, const char *text)
{
	return ipt_is_number(text, 0, family == IPT_V6 ? 128 : 32) ||
	       ipt_is_address(family, text);
}

bool ipt_is_prefix_length(enum ipt_family family, const char *text)
{
	if (family == IPT_V6)
		return ipt_is_prefix(family, text);
	return ipt_is_number(text, 0, 32) || is_mask(text);
}

bool ipt_is_network(enum ipt_family family, const char *text)
{
	const char *slash = strchr(text, '/');
	char address[MAX_ADDRESS];

	if (!slash)
		return ipt_is_address(family, text);
	if (slash - text >= (long)sizeof(address))
		return false;
	memcpy(address, text, (size_t)(slash - text));
	address[slash - text] = '\0';
	return ipt_is_address(family, address) &&
	       ipt_is_prefix(family, slash + 1);
}

/* Of an IPv4 address what is missing at the end is 0. */
static bool read_address(enum ipt_family family, const char *text, size_t len,
			 uint8_t out[16])
{
	char address[MAX_ADDRESS] = "";
	const char *p = address;
	uint64_t byte;

	if (len >= sizeof(address))
		return false;
	memcpy(address, text, len);
	memset(out, 0, 16);
	if (family == IPT_V6)
		return inet_pton(AF_INET6, address, out) == 1;
	for (int i = 0; i < 4; i++, p++) {
		p = ipt_read_number(p, 255, &byte);
		if (!p)
			return false;
		out[i] = (uint8_t)byte;
		if (!*p)
			return true;
		if (*p != '.')
			return false;
	}
	return false;
}

bool ipt_read_address_range(enum ipt_family family, const char *text,
			    uint8_t lo[16], uint8_t hi[16])
{
	const char *dash = strchr(text, '-');
	size_t len = dash ? (size_t)(dash - text) : strlen(text);
	const char *last = dash ? dash + 1 : text;

	return read_address(family, text, len, lo) &&
	       read_address(family, last, strlen(last), hi);
}

bool ipt_is_address_range(enum ipt_family family, const char *text)
{
	uint8_t lo[16];
	uint8_t hi[16];

	return ipt_read_address_range(family, text, lo, hi);
}

bool ipt_is_mac(enum ipt_family family, const char *text)
{
	(void)family;
	for (int i = 0; i < 6; i++) {
		size_t n = strspn(text, "0123456789abcdefABCDEF");

		if (!n || n > 2 || text[n] != (i < 5 ? ':' : '\0'))
			return false;
		text += n + 1;
	}
	return true;
}

bool ipt_is_mark(enum ipt_family family, const char *text)
{
	struct ipt_masked mark;

	(void)family;
	return read_masked(text, UINT32_MAX, &mark);
}

bool ipt_is_tos(enum ipt_family family, const char *text)
{
	struct ipt_masked tos;

	(void)family;
	return ipt_read_tos(text, &tos);
}

bool ipt_is_protocol(enum ipt_family family, const char *text)
{
	char lower[32] = "";

	(void)family;
	if (ipt_is_number(text, 0, 255) || !strcasecmp(text, "all") ||
	    !strcasecmp(text, "ipv6-mh") || !strcasecmp(text, "mh"))
		return true;
	for (size_t i = 0; text[i] && i + 1 < sizeof(lower); i++)
		lower[i] = (char)tolower((unsigned char)text[i]);
	return getprotobyname(lower) != NULL;
}

bool ipt_is_interface(enum ipt_family family, const char *text)
{
	(void)family;
	return strlen(text) < IFNAMSIZ;
}

bool ipt_is_not_empty(enum ipt_family family, const char *text)
{
	(void)family;
	return *text;
}

/* "N" or "N/UNIT", the unit cut short at will; the kernel counts 1/10 ms. */
bool ipt_is_rate(enum ipt_family family, const char *text)
{
	static const struct ipt_name units[] = {
		{ "second", 1 },
		{ "minute", 60 },
		{ "hour", 60 * 60 },
		{ "day", 1 }, /* 86400 is no uint16_t; its rates are all slow */
		{},
	};
	const char *slash = strchr(text, '/');
	const struct ipt_name *unit = &units[0];
	long n = strtol(text, NULL, 10);

	(void)family;
	if (slash)
		unit = ipt_name_find_short(units, slash + 1, strlen(slash + 1));
	return unit && n > 0 && n <= 10000L * unit->value;
}

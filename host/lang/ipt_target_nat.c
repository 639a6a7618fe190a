// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_target_nat.c - targets of the table nat
 *
 * Sources: xt_nat.c, xt_NETMAP.c, xt_REDIRECT.c, xt_MASQUERADE.c; they accept.
 */
#include "lang/ipt_rows.h"
#include "lang/ipt_stmt.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <string.h>

#define REQUIRED .flags = IPT_IS_REQUIRED

/* The protocols that NAT knows ports of. */
static bool has_ports(const struct ipt_rule *rule)
{
	switch (rule->protocol) {
	case IPPROTO_ICMP:
	case IPPROTO_TCP:
	case IPPROTO_UDP:
	case IPPROTO_DCCP:
	case IPPROTO_SCTP:
		return true;
	default:
		return false;
	}
}

static bool read_port(const char *text, uint64_t min)
{
	uint64_t port;

	return ipt_read_port(text, NULL, &port) && port >= min;
}

/* "PORT", "N-N" or "N-N/PORT": a map of ports that begins there. */
static bool is_ports(enum ipt_family family, const char *text)
{
	uint64_t lo;
	uint64_t hi;
	const char *end = ipt_read_number(text, UINT16_MAX, &lo);

	(void)family;
	if (!end || !*end)
		return read_port(text, 0);
	if (*end != '-')
		return false;
	end = ipt_read_number(end + 1, UINT16_MAX, &hi);
	if (!end || hi < lo)
		return false;
	return !*end || (*end == '/' && read_port(end + 1, 1));
}

/* "[A-B]:PORTS", of IPv4 without brackets; either part may be missing. */
struct destination {
	char addresses[128];
	const char *ports; /* NULL: none */
};

static bool destination_read(enum ipt_family family, const char *text,
			     struct destination *out)
{
	const char *end;
	const char *colon = strchr(text, ':');

	*out = (struct destination){};
	if (*text == '[') {
		end = strchr(++text, ']');
		if (!end || family == IPT_V4)
			return false;
		colon = strchr(end + 1, ':');
	} else {
		if (colon && strchr(colon + 1, ':'))
			colon = NULL;
		end = colon ? colon : text + strlen(text);
	}
	if (end - text >= (long)sizeof(out->addresses))
		return false;
	memcpy(out->addresses, text, (size_t)(end - text));
	out->ports = colon ? colon + 1 : NULL;
	return true;
}

/* A or A-B, all parts written. */
static bool is_addresses(enum ipt_family family, const char *text)
{
	int af = family == IPT_V6 ? AF_INET6 : AF_INET;
	const char *dash = strchr(text, '-');
	char lo[128] = "";
	uint8_t address[16];

	if (!dash)
		return inet_pton(af, text, address) == 1;
	memcpy(lo, text, (size_t)(dash - text));
	return inet_pton(af, lo, address) == 1 &&
	       inet_pton(af, dash + 1, address) == 1;
}

static bool is_destination(enum ipt_family family, const char *text)
{
	struct destination to;

	if (!destination_read(family, text, &to))
		return false;
	if (to.ports && !is_ports(family, to.ports))
		return false;
	if (!*to.addresses)
		return to.ports;
	return is_addresses(family, to.addresses);
}

static int check_ports(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg;
	struct destination to;

	vec_for_each(arg, &use->args) {
		bool is_port = !strcmp(arg->option->name, "to-ports");

		if (!is_port &&
		    (arg->option->kind != IPT_VALUE ||
		     !destination_read(rule->family, arg->text, &to) ||
		     !to.ports))
			continue;
		if (!has_ports(rule))
			return ipt_refuse(
				rule, arg->loc,
				"ports need '-p' with tcp, udp, sctp or dccp in front");
	}
	return 0;
}

static const struct ipt_option dnat_options[] = {
	{ "to-destination", IPT_VALUE, REQUIRED, .check = is_destination },
	{ "random" },
	{ "persistent" },
	{},
};

static const struct ipt_option snat_options[] = {
	{ "to-source", IPT_VALUE, REQUIRED, .check = is_destination },
	{ "random" },
	{ "random-fully" },
	{ "persistent" },
	{},
};

static const struct ipt_option masquerade_options[] = {
	{ "to-ports", IPT_VALUE, .check = is_ports },
	{ "random" },
	{ "random-fully" },
	{},
};

static const struct ipt_option redirect_options[] = {
	{ "to-ports", IPT_VALUE, .check = is_ports },
	{ "random" },
	{},
};

static const struct ipt_option netmap_options[] = {
	{ "to", IPT_VALUE, REQUIRED, .check = ipt_is_network },
	{},
};

const struct ipt_ext ipt_targets_nat[] = {
	{ "SNAT", IPT_BOTH, .tables = "nat", .hooks = "POSTROUTING INPUT",
	  .options = snat_options, .effect = EFFECT_TRANSLATES,
	  .check = check_ports },
	{ "DNAT", IPT_BOTH, .tables = "nat", .hooks = "PREROUTING OUTPUT",
	  .options = dnat_options, .effect = EFFECT_TRANSLATES,
	  .check = check_ports },
	{ "MASQUERADE", IPT_BOTH, .tables = "nat", .hooks = "POSTROUTING",
	  .options = masquerade_options, .effect = EFFECT_TRANSLATES,
	  .check = check_ports },
	{ "REDIRECT", IPT_BOTH, .tables = "nat", .hooks = "PREROUTING OUTPUT",
	  .options = redirect_options, .effect = EFFECT_TRANSLATES,
	  .check = check_ports },
	{ "NETMAP", IPT_BOTH, .tables = "nat",
	  .hooks = "PREROUTING POSTROUTING OUTPUT INPUT",
	  .options = netmap_options, .effect = EFFECT_TRANSLATES },
	{},
};

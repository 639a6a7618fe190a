// SPDX-License-Identifier: GPL-2.0-only
/*
 * datatype.c - the values that can stand beside a selector
 *
 * One row of types[] describes a type, one row of datatype_names.def a name.
 * A type whose values are neither names nor numbers has its own functions.
 */
#include "lang/datatype.h"

#include "lang/numeral.h"

#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <netdb.h>
#include <stdlib.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

/* Room for one entry of /etc/services or /etc/protocols with its aliases. */
#define NETDB_ENTRY_BYTES 8192

/* What is being read, passed down as one. */
struct reading {
	enum datatype type;
	unsigned int width;
	const char *text;
	struct loc loc;
	struct diag *diag;
};

struct type_info {
	const char *name;
	unsigned int width;
	const char *noun;	 /* in messages: "port 70000 is out of range" */
	const char *hint;	 /* for unknown names; NULL: list all */
	unsigned int hex_digits; /* how nft -n prints it; 0: in decimal */
	bool is_bitmask;
	/* A name that no table holds: 0 or -ENOENT. */
	int (*lookup)(const char *text, u128 *value);
	/* Instead of names and numbers. */
	int (*parse)(const struct reading *r, u128 *value,
		     unsigned int *prefix_len);
	char *(*print)(struct arena *a, u128 value);
};

struct symbol {
	enum datatype type;
	const char *name;
	uint16_t value;
};

static const struct symbol symbols[] = {
#define NAME(type, name, value) { TYPE_##type, name, value },
#include "lang/datatype_names.def"
#undef NAME
};

static int symbol_lookup(enum datatype type, const char *text, u128 *value)
{
	for (size_t i = 0; i < ARRAY_LEN(symbols); i++) {
		if (symbols[i].type != type || strcmp(symbols[i].name, text))
			continue;
		*value = symbols[i].value;
		return 0;
	}
	return -ENOENT;
}

static char *symbol_list(struct arena *a, enum datatype type)
{
	char *list = NULL;

	for (size_t i = 0; i < ARRAY_LEN(symbols); i++) {
		if (symbols[i].type != type)
			continue;
		list = arena_printf(a, "%s%s%s", list ? list : "",
				    list ? ", " : "", symbols[i].name);
	}
	return list;
}

static char *number_print(struct arena *a, u128 value)
{
	char digits[40];
	char *p = digits + sizeof(digits);

	*--p = '\0';
	do {
		*--p = '0' + (int)(value % 10);
		value /= 10;
	} while (value);
	return arena_strdup(a, p);
}

static int proto_lookup(const char *text, u128 *value)
{
	char buf[NETDB_ENTRY_BYTES];
	struct protoent entry, *found;

	if (getprotobyname_r(text, &entry, buf, sizeof(buf), &found) || !found)
		return -ENOENT;
	*value = (unsigned int)found->p_proto;
	return 0;
}

/* In the order of getaddrinfo(), which nft asks. */
static int service_lookup(const char *text, u128 *value)
{
	static const char *const protos[] = { "tcp", "udp", "dccp", "udplite",
					      "sctp" };
	char buf[NETDB_ENTRY_BYTES];
	struct servent entry, *found;

	/* nft reads a port with a leading 0 that is no octal, "08", so. */
	if (!numeral_digits(text, 10, value))
		return 0;
	for (size_t i = 0; i < ARRAY_LEN(protos); i++) {
		if (getservbyname_r(text, protos[i], &entry, buf, sizeof(buf),
				    &found) ||
		    !found)
			continue;
		*value = ntohs((uint16_t)found->s_port);
		return 0;
	}
	return -ENOENT;
}

static int ipv4_parse(const struct reading *r, u128 *value,
		      unsigned int *prefix_len)
{
	(void)prefix_len;
	if (!numeral_ipv4(r->text, value))
		return 0;
	/* nft takes a number too; it prints masked addresses so. */
	if (!numeral_number(r->text, value) && *value <= u128_max(32))
		return 0;
	diag_error(
		r->diag, r->loc,
		"'%s' is not an IPv4 address; host names are not looked up, write four decimals as in 192.0.2.1",
		r->text);
	return -EINVAL;
}

static char *ipv4_print(struct arena *a, u128 value)
{
	char text[INET_ADDRSTRLEN];
	uint8_t bytes[4];

	u128_to_bytes(value, bytes, sizeof(bytes));
	return arena_strdup(a, inet_ntop(AF_INET, bytes, text, sizeof(text)));
}

static int ipv6_parse(const struct reading *r, u128 *value,
		      unsigned int *prefix_len)
{
	uint8_t bytes[16];

	(void)prefix_len;
	if (inet_pton(AF_INET6, r->text, bytes) == 1) {
		*value = u128_from_bytes(bytes, sizeof(bytes));
		return 0;
	}
	diag_error(
		r->diag, r->loc,
		"'%s' is not an IPv6 address; host names are not looked up, write it as in 2001:db8::1",
		r->text);
	return -EINVAL;
}

static char *ipv6_print(struct arena *a, u128 value)
{
	char text[INET6_ADDRSTRLEN];
	uint8_t bytes[16];

	u128_to_bytes(value, bytes, sizeof(bytes));
	return arena_strdup(a, inet_ntop(AF_INET6, bytes, text, sizeof(text)));
}

static int ether_parse(const struct reading *r, u128 *value,
		       unsigned int *prefix_len)
{
	(void)prefix_len;
	if (!numeral_ether(r->text, value))
		return 0;
	diag_error(
		r->diag, r->loc,
		"'%s' is not an Ethernet address; write six hex bytes as in 02:00:00:00:00:01",
		r->text);
	return -EINVAL;
}

static char *ether_print(struct arena *a, u128 value)
{
	uint8_t b[6];

	u128_to_bytes(value, b, sizeof(b));
	return arena_printf(a, "%02x:%02x:%02x:%02x:%02x:%02x", b[0], b[1],
			    b[2], b[3], b[4], b[5]);
}

/*
 * "eth*" is a prefix and "eth\*" a name with a star, as in nft's
 * expr_evaluate_string().
 */
static int ifname_parse(const struct reading *r, u128 *value,
			unsigned int *prefix_len)
{
	uint8_t bytes[IFNAMSIZ] = {};
	size_t len = strlen(r->text);
	bool is_prefix = false;

	if (!len || len >= IFNAMSIZ) {
		diag_error(
			r->diag, r->loc,
			"interface name '%s' is out of range (1-%d characters)",
			r->text, IFNAMSIZ - 1);
		return -EINVAL;
	}
	if (!strcmp(r->text, "*")) {
		diag_error(r->diag, r->loc,
			   "'*' is every interface; leave the match out");
		return -EINVAL;
	}
	memcpy(bytes, r->text, len);
	if (bytes[len - 1] == '*') {
		is_prefix = len < 2 || bytes[len - 2] != '\\';
		bytes[--len] = '\0';
		if (!is_prefix)
			bytes[len - 1] = '*';
	}
	if (is_prefix && !prefix_len) {
		diag_error(
			r->diag, r->loc,
			"wildcard '%s' cannot stand here; name one interface",
			r->text);
		return -EINVAL;
	}
	if (is_prefix)
		*prefix_len = len * 8;
	*value = u128_from_bytes(bytes, sizeof(bytes));
	return 0;
}

static char *ifname_print(struct arena *a, u128 value)
{
	char name[IFNAMSIZ + 1] = {};
	size_t len;

	u128_to_bytes(value, (uint8_t *)name, IFNAMSIZ);
	len = strlen(name);
	if (len && name[len - 1] == '*')
		return arena_printf(a, "\"%.*s\\*\"", (int)len - 1, name);
	return arena_printf(a, "\"%s\"", name);
}

static int ifindex_parse(const struct reading *r, u128 *value,
			 unsigned int *prefix_len)
{
	unsigned int index = if_nametoindex(r->text);

	(void)prefix_len;
	if (index) {
		*value = index;
		return 0;
	}
	if (!numeral_number(r->text, value) && *value <= u128_max(32))
		return 0;
	diag_error(
		r->diag, r->loc,
		"interface '%s' does not exist; match by iifname what may appear later",
		r->text);
	return -EINVAL;
}

static char *ifindex_print(struct arena *a, u128 value)
{
	char name[IF_NAMESIZE];

	if (if_indextoname((unsigned int)value, name))
		return arena_printf(a, "\"%s\"", name);
	return number_print(a, value);
}

static const struct type_info types[] = {
	[TYPE_INTEGER] = { NULL, 0, "value", "give a number" },
	[TYPE_IPV4_ADDR] = { "ipv4_addr", 32, "IPv4 address",
			     .parse = ipv4_parse, .print = ipv4_print },
	[TYPE_IPV6_ADDR] = { "ipv6_addr", 128, "IPv6 address",
			     .parse = ipv6_parse, .print = ipv6_print },
	[TYPE_ETHER_ADDR] = { "ether_addr", 48, "Ethernet address",
			      .parse = ether_parse, .print = ether_print },
	[TYPE_ETHER_TYPE] = { "ether_type", 16, "EtherType", .hex_digits = 4 },
	[TYPE_INET_PROTO] = { "inet_proto", 8, "protocol",
			      "see /etc/protocols or give a number",
			      .lookup = proto_lookup },
	[TYPE_INET_SERVICE] = { "inet_service", 16, "port",
				"see /etc/services or give a number",
				.lookup = service_lookup },
	[TYPE_NF_PROTO] = { "nf_proto", 8, "netfilter protocol" },
	[TYPE_ICMP_TYPE] = { "icmp_type", 8, "ICMP type" },
	[TYPE_ICMP_CODE] = { "icmp_code", 8, "ICMP code" },
	[TYPE_ICMPV6_TYPE] = { "icmpv6_type", 8, "ICMPv6 type" },
	[TYPE_ICMPV6_CODE] = { "icmpv6_code", 8, "ICMPv6 code" },
	[TYPE_DSCP] = { "dscp", 6, "DSCP", .hex_digits = 2 },
	[TYPE_ECN] = { "ecn", 2, "ECN", .hex_digits = 1 },
	[TYPE_TCP_FLAG] = { "tcp_flag", 8, "TCP flag", .hex_digits = 1,
			    .is_bitmask = true },
	[TYPE_PKT_TYPE] = { "pkt_type", 8, "packet type" },
	[TYPE_IFNAME] = { "ifname", 128, "interface name",
			  .parse = ifname_parse, .print = ifname_print },
	[TYPE_IFACE_INDEX] = { "iface_index", 32, "interface",
			       .parse = ifindex_parse, .print = ifindex_print },
	[TYPE_IFACE_TYPE] = { "iface_type", 16, "interface type" },
	[TYPE_ARP_OP] = { "arp_op", 16, "ARP operation" },
	[TYPE_BOOLEAN] = { "boolean", 1, "presence" },
	[TYPE_MH_TYPE] = { "mh_type", 8, "mobility header type" },
	[TYPE_DCCP_PKTTYPE] = { "dccp_pkttype", 4, "DCCP packet type" },
	[TYPE_CT_STATE] = { "ct_state", 32, "conntrack state", .hex_digits = 1,
			    .is_bitmask = true },
};

_Static_assert(ARRAY_LEN(types) == N_DATATYPES, "one row a type");

static int refuse_range(const struct reading *r)
{
	struct arena *a = r->diag->arena;

	diag_error(r->diag, r->loc, "%s %s is out of range (0-%s)",
		   types[r->type].noun, r->text,
		   number_print(a, u128_max(r->width)));
	return -EINVAL;
}

static int refuse_name(const struct reading *r)
{
	const struct type_info *t = &types[r->type];
	/* People call the number a port and its name a service. */
	const char *noun = r->type == TYPE_INET_SERVICE ? "service" : t->noun;

	if (t->hint)
		diag_error(r->diag, r->loc, "unknown %s '%s'; %s", noun,
			   r->text, t->hint);
	else
		diag_error(r->diag, r->loc,
			   "unknown %s '%s'; give a number or one of %s", noun,
			   r->text, symbol_list(r->diag->arena, r->type));
	return -EINVAL;
}

static int name_or_number_parse(const struct reading *r, u128 *value)
{
	const struct type_info *t = &types[r->type];
	int err = numeral_number(r->text, value);

	/* No name is a number, and most values are. */
	if (err == -EINVAL)
		err = symbol_lookup(r->type, r->text, value);
	if (err == -ENOENT && t->lookup)
		err = t->lookup(r->text, value);
	if (err == -ERANGE || (!err && *value > u128_max(r->width)))
		return refuse_range(r);
	return err ? refuse_name(r) : 0;
}

/* The text without the quotes around it. */
static const char *unquote(struct arena *a, const char *text)
{
	size_t len;

	if (*text != '"')
		return text;
	len = strlen(text);
	if (len < 2 || text[len - 1] != '"')
		return text;
	return arena_strndup(a, text + 1, len - 2);
}

const char *datatype_name(enum datatype type)
{
	return types[type].name;
}

int datatype_by_name(const char *name, enum datatype *out)
{
	for (enum datatype t = 0; t < N_DATATYPES; t++) {
		if (!types[t].name || strcmp(types[t].name, name))
			continue;
		*out = t;
		return 0;
	}
	return -ENOENT;
}

unsigned int datatype_width(enum datatype type)
{
	return types[type].width;
}

bool datatype_is_bitmask(enum datatype type)
{
	return types[type].is_bitmask;
}

int datatype_parse(enum datatype type, unsigned int width, const char *text,
		   struct loc loc, struct diag *diag, u128 *value,
		   unsigned int *prefix_len)
{
	struct reading r = { type, width, unquote(diag->arena, text), loc,
			     diag };
	unsigned int len = width;
	u128 v = 0;
	int err;

	if (types[type].parse)
		err = types[type].parse(&r, &v, prefix_len ? &len : NULL);
	else
		err = name_or_number_parse(&r, &v);
	if (err)
		return err;
	*value = v;
	if (prefix_len)
		*prefix_len = len;
	return 0;
}

char *datatype_print(struct arena *a, enum datatype type, unsigned int width,
		     u128 value)
{
	const struct type_info *t = &types[type];

	value &= u128_max(width);
	if (t->print)
		return t->print(a, value);
	if (t->hex_digits)
		return arena_printf(a, "0x%0*llx", (int)t->hex_digits,
				    (unsigned long long)value);
	return number_print(a, value);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_net.c - the networks of -s and -d
 */
#include "lang/ipt_net.h"

#include "lang/ipt_build.h"
#include "lang/ipt_value.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>

static unsigned int width(const struct ipt_rule *rule)
{
	return rule->family == IPT_V4 ? 32 : 128;
}

/* "10.1.2.3"; of a network also fewer parts, "10.1". */
static bool read_address4(const char *text, bool is_mask, uint8_t *out)
{
	const char *p = text;
	uint64_t byte;

	memset(out, 0, 4);
	for (int i = 0; i < 4; i++) {
		p = ipt_read_number(p, UINT8_MAX, &byte);
		if (!p)
			return false;
		out[i] = byte;
		if (!*p)
			return i == 3 || !is_mask;
		if (*p++ != '.')
			return false;
	}
	return false;
}

static bool read_address(const struct ipt_rule *rule, const char *text,
			 bool is_mask, struct in6_addr *out)
{
	if (rule->family == IPT_V4)
		return read_address4(text, is_mask, out->s6_addr);
	return inet_pton(AF_INET6, text, out) == 1;
}

static void set_prefix(struct in6_addr *mask, unsigned int len)
{
	memset(mask, 0, sizeof(*mask));
	memset(mask, 0xff, len / 8);
	if (len % 8)
		mask->s6_addr[len / 8] = (uint8_t)(0xff00 >> len % 8);
}

/* The ones in front; -1 if others follow. */
static int prefix_len(const struct ipt_rule *rule, const struct in6_addr *mask)
{
	struct in6_addr same;
	unsigned int n = 0;

	while (n < width(rule) && mask->s6_addr[n / 8] & 0x80 >> n % 8)
		n++;
	set_prefix(&same, n);
	return memcmp(&same, mask, width(rule) / 8) ? -1 : (int)n;
}

/* Letters, and no address that went wrong: a name ends with a word. */
static bool is_name(const char *text)
{
	const char *last = strrchr(text, '.');
	const char *p;

	for (p = text; *p; p++)
		if (!isalnum((unsigned char)*p) && !strchr(".-_", *p))
			return false;
	return isalpha((unsigned char)(last ? last[1] : text[0]));
}

static int refuse(struct ipt_rule *rule, struct loc loc, const char *what,
		  const char *text)
{
	diag_error(rule->diag, loc, "'%s' is no %s of IPv%d", text, what,
		   rule->family == IPT_V4 ? 4 : 6);
	return -EINVAL;
}

static bool read_mask(const struct ipt_rule *rule, const char *text,
		      struct ipt_net *out)
{
	uint64_t len = width(rule);
	const char *end;

	if (text && read_address(rule, text, true, &out->mask)) {
		out->prefix_len = prefix_len(rule, &out->mask);
		return true;
	}
	end = text ? ipt_read_number(text, len, &len) : "";
	if (!end || *end)
		return false;
	set_prefix(&out->mask, len);
	out->prefix_len = len;
	return true;
}

/* @text is the reader's to change. */
static int read_net(struct ipt_rule *rule, char *text, struct loc loc,
		    struct ipt_net *out)
{
	char *slash = strrchr(text, '/');
	size_t i;

	if (slash)
		*slash = '\0';
	if (!read_mask(rule, slash ? slash + 1 : NULL, out))
		return refuse(rule, loc, "mask", slash + 1);
	if (!out->prefix_len)
		return 0;
	if (!read_address(rule, text, false, &out->addr)) {
		if (!is_name(text))
			return refuse(rule, loc, "address", text);
		out->name = build_text(rule, text, strlen(text));
	}
	for (i = 0; i < sizeof(out->addr); i++)
		out->addr.s6_addr[i] &= out->mask.s6_addr[i];
	return 0;
}

int ipt_nets_read(struct ipt_rule *rule, const char *text, struct loc loc,
		  struct ipt_nets *out)
{
	size_t len;

	out->nets.n = 0;
	for (;; text += len + 1) {
		struct ipt_net *net = vec_push(rule->arena, &out->nets);
		char part[128];

		len = strcspn(text, ",");
		if (!len || len >= sizeof(part))
			return refuse(rule, loc, "address", text);
		memcpy(part, text, len);
		part[len] = '\0';
		if (read_net(rule, part, loc, net))
			return -EINVAL;
		if (!text[len])
			return 0;
	}
}

/* As inet_ntop(), without the printf() that libc has in it. */
static void print_address4(const uint8_t *bytes, char *text)
{
	for (int i = 0; i < 4; i++) {
		if (i)
			*text++ = '.';
		if (bytes[i] >= 100)
			*text++ = (char)('0' + bytes[i] / 100);
		if (bytes[i] >= 10)
			*text++ = (char)('0' + bytes[i] / 10 % 10);
		*text++ = (char)('0' + bytes[i] % 10);
	}
	*text = '\0';
}

static struct expr *address(const struct ipt_rule *rule,
			    const struct in6_addr *addr)
{
	char text[INET6_ADDRSTRLEN];

	if (rule->family == IPT_V4)
		print_address4(addr->s6_addr, text);
	else
		inet_ntop(AF_INET6, addr, text, sizeof(text));
	return build_symbol(rule, text);
}

static void add_name(struct ipt_rule *rule, struct loc loc,
		     enum ipt_address field, bool is_negated, const char *name)
{
	char text[300];

	snprintf(text, sizeof(text), "%s-%c %s", is_negated ? "! " : "",
		 field == IPT_SADDR ? 's' : 'd', name);
	build_add_unknown(rule, loc, text, EFFECT_MATCHES);
}

void ipt_net_add(struct ipt_rule *rule, struct loc loc, enum ipt_address field,
		 bool is_negated, const struct ipt_net *net)
{
	static const char *const selectors[][2] = {
		[IPT_SADDR] = { "ip saddr", "ip6 saddr" },
		[IPT_DADDR] = { "ip daddr", "ip6 daddr" },
	};
	const int len = net->prefix_len;
	struct expr *left, *right;

	if (!len && !is_negated)
		return;
	if (net->name) {
		add_name(rule, loc, field, is_negated, net->name);
		return;
	}
	left = build_selector(rule, selectors[field][rule->family == IPT_V6]);
	right = address(rule, &net->addr);
	if (len < 0)
		left = build_binop(rule, BINOP_AND, left,
				   address(rule, &net->mask));
	else if (len < (int)width(rule))
		right = build_prefix(rule, right, len);
	build_add_match(rule, loc, left, is_negated, right);
}

void ipt_net_add_never(struct ipt_rule *rule, struct loc loc)
{
	const struct ipt_net all = {};

	ipt_net_add(rule, loc, IPT_SADDR, true, &all);
}

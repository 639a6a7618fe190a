// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_match_ip6.c - matches of IPv6's extension headers
 *
 * Sources: ip6t_frag.c, ip6t_rt.c, ip6t_hbh.c (hbh, dst), ip6t_mh.c,
 * ip6t_ipv6header.c, ip6t_ah.c, ip6t_eui64.c, ip6t_srh.c. All but the last two
 * drop a packet with a header that is cut, so where there is one the host
 * decides; what has none does not match.
 */
#include "lang/ipt_rows.h"
#include "lang/ipt_stmt.h"

#include <arpa/inet.h>
#include <string.h>

#define MH_LEN	    6
#define MAX_OPTIONS 16
#define MAX_HOPS    16

/* The use is the host's to judge where @header is there. */
static int translate_header(struct ipt_rule *rule, const struct ipt_use *use,
			    const char *header)
{
	ipt_add_hotdrop_way(rule, use->loc, header);
	build_add_match(rule, use->loc, build_selector(rule, header), false,
			build_symbol(rule, "exists"));
	return ipt_add_unknown(rule, use, EFFECT_MATCHES_ACTING);
}

static int translate_frag(struct ipt_rule *rule, const struct ipt_use *use)
{
	return translate_header(rule, use, "exthdr frag");
}

static int translate_rt(struct ipt_rule *rule, const struct ipt_use *use)
{
	return translate_header(rule, use, "exthdr rt");
}

static int translate_hbh(struct ipt_rule *rule, const struct ipt_use *use)
{
	return translate_header(rule, use, "exthdr hbh");
}

static int translate_dst(struct ipt_rule *rule, const struct ipt_use *use)
{
	return translate_header(rule, use, "exthdr dst");
}

/* A mobility header with a payload is dropped. */
static int translate_mh(struct ipt_rule *rule, const struct ipt_use *use)
{
	build_add_hotdrop(rule, use->loc, MH_LEN);
	return ipt_add_unknown(rule, use, EFFECT_MATCHES_ACTING);
}

static int check_rt(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *type = NULL;
	const struct ipt_arg *arg;
	bool has_addresses = false;
	uint64_t value = 1;

	vec_for_each(arg, &use->args) {
		const char *name = arg->option->name;

		if (!strcmp(name, "rt-type"))
			type = arg;
		else if (!strncmp(name, "rt-0-", 5) &&
			 (!type || type->is_negated ||
			  !ipt_read_number(type->text, UINT32_MAX, &value) ||
			  value))
			return ipt_refuse(rule, arg->loc,
					  "--%s needs '--rt-type 0' in front",
					  name);
		if (!strcmp(name, "rt-0-not-strict") && !has_addresses)
			return ipt_refuse(rule, arg->loc,
					  "--%s needs --rt-0-addrs in front",
					  name);
		has_addresses |= !strcmp(name, "rt-0-addrs");
	}
	return 0;
}

static bool is_addresses(enum ipt_family family, const char *text)
{
	struct in6_addr address;

	(void)family;
	for (int i = 0; i < MAX_HOPS; i++, text++) {
		size_t len = strcspn(text, ",");
		char one[64] = "";

		if (len >= sizeof(one))
			return false;
		memcpy(one, text, len);
		if (inet_pton(AF_INET6, one, &address) != 1)
			return false;
		text += len;
		if (!*text)
			return true;
	}
	return false;
}

/* TYPE or TYPE:LENGTH each; a length takes a place of its own. */
static bool is_options(enum ipt_family family, const char *text)
{
	uint64_t value;

	(void)family;
	for (int i = 0; i < MAX_OPTIONS; i++, text++) {
		const char *end = ipt_read_number(text, UINT64_MAX, &value);

		if (end && *end == ':') {
			if (!(value & 0xff) || i == MAX_OPTIONS - 1)
				return false;
			end = ipt_read_number(end + 1, UINT64_MAX, &value);
		}
		if (!end || (*end && *end != ','))
			return false;
		if (!*end)
			return true;
		text = end;
	}
	return false;
}

static bool read_mh_type(const char *text, size_t len, uint64_t *out)
{
	const struct ipt_name *name = ipt_name_find(ipt_mh_types, text, len);
	char number[32] = "";
	const char *end;

	if (!name)
		name = ipt_name_find_short(ipt_mh_types, text, len);
	if (name) {
		*out = name->value;
		return true;
	}
	if (!len || len >= sizeof(number))
		return false;
	memcpy(number, text, len);
	end = ipt_read_number(number, 255, out);
	return end && !*end;
}

static bool is_mh_types(enum ipt_family family, const char *text)
{
	const char *colon = strchr(text, ':');
	uint64_t lo = 0;
	uint64_t hi = 255;

	(void)family;
	if (!colon)
		return read_mh_type(text, strlen(text), &lo);
	if (colon != text && !read_mh_type(text, (size_t)(colon - text), &lo))
		return false;
	if (colon[1] && !read_mh_type(colon + 1, strlen(colon + 1), &hi))
		return false;
	return lo <= hi;
}

static bool is_headers(enum ipt_family family, const char *text)
{
	(void)family;
	return ipt_read_names(text, ipt_extension_headers, ipt_name_find, NULL,
			      NULL);
}

static const struct ipt_option frag_options[] = {
	{ "fragid", IPT_RANGE, IPT_MAY_NEGATE, .max = UINT32_MAX },
	{ "fraglen", IPT_NUMBER, IPT_MAY_NEGATE, .max = UINT32_MAX },
	{ "fragres" },
	{ "fragfirst" },
	{ "fragmore", .group = 1 },
	{ "fraglast", .group = 1 },
	{},
};

static const struct ipt_option rt_options[] = {
	{ "rt-type", IPT_NUMBER, IPT_MAY_NEGATE, .max = UINT32_MAX },
	{ "rt-segsleft", IPT_RANGE, IPT_MAY_NEGATE, .max = UINT32_MAX },
	{ "rt-len", IPT_NUMBER, IPT_MAY_NEGATE, .max = UINT32_MAX },
	{ "rt-0-res" },
	{ "rt-0-addrs", IPT_VALUE, .check = is_addresses },
	{ "rt-0-not-strict" },
	{},
};

static const struct ipt_option hbh_options[] = {
	{ "hbh-len", IPT_NUMBER, IPT_MAY_NEGATE, .max = UINT32_MAX },
	{ "hbh-opts", IPT_VALUE, .check = is_options },
	{},
};

static const struct ipt_option dst_options[] = {
	{ "dst-len", IPT_NUMBER, IPT_MAY_NEGATE, .max = UINT32_MAX },
	{ "dst-opts", IPT_VALUE, .check = is_options },
	{},
};

static const struct ipt_option mh_options[] = {
	{ "mh-type", IPT_VALUE, IPT_MAY_NEGATE, .check = is_mh_types },
	{},
};

static const struct ipt_option ipv6header_options[] = {
	{ "header", IPT_VALUE, IPT_MAY_NEGATE | IPT_IS_REQUIRED,
	  .check = is_headers },
	{ "soft" },
	{},
};

static const struct ipt_option ah_options[] = {
	{ "ahspi", IPT_RANGE, IPT_MAY_NEGATE, .max = UINT32_MAX },
	{ "ahlen", IPT_NUMBER, IPT_MAY_NEGATE, .max = UINT32_MAX },
	{ "ahres" },
	{},
};

static const struct ipt_option no_options[] = { {} };

#define SRH_BYTE(name)                                       \
	{                                                    \
		name, IPT_NUMBER, IPT_MAY_NEGATE, .max = 255 \
	}
#define SRH_NETWORK(name)                                                \
	{                                                                \
		name, IPT_VALUE, IPT_MAY_NEGATE, .check = ipt_is_network \
	}

static const struct ipt_option srh_options[] = {
	SRH_BYTE("srh-next-hdr"),
	SRH_BYTE("srh-hdr-len-eq"),
	SRH_BYTE("srh-hdr-len-gt"),
	SRH_BYTE("srh-hdr-len-lt"),
	SRH_BYTE("srh-segs-left-eq"),
	SRH_BYTE("srh-segs-left-gt"),
	SRH_BYTE("srh-segs-left-lt"),
	SRH_BYTE("srh-last-entry-eq"),
	SRH_BYTE("srh-last-entry-gt"),
	SRH_BYTE("srh-last-entry-lt"),
	{ "srh-tag", IPT_NUMBER, IPT_MAY_NEGATE, .max = 65535 },
	SRH_NETWORK("srh-psid"),
	SRH_NETWORK("srh-nsid"),
	SRH_NETWORK("srh-lsid"),
	{},
};

const struct ipt_ext ipt_matches_ip6[] = {
	{ "frag", IPT_V6, .options = frag_options,
	  .translate = translate_frag },
	{ "rt", IPT_V6, .options = rt_options, .check = check_rt,
	  .translate = translate_rt },
	{ "hbh", IPT_V6, .options = hbh_options, .translate = translate_hbh },
	{ "dst", IPT_V6, .options = dst_options, .translate = translate_dst },
	{ "mh", IPT_V6, .protocols = "ipv6-mh", .options = mh_options,
	  .translate = translate_mh },
	{ "ipv6header", IPT_V6, .options = ipv6header_options,
	  .effect = EFFECT_MATCHES_ACTING },
	{ "ah", IPT_V6, .options = ah_options,
	  .effect = EFFECT_MATCHES_ACTING },
	{ "eui64", IPT_V6, .hooks = "PREROUTING INPUT FORWARD",
	  .options = no_options, .effect = EFFECT_MATCHES },
	{ "srh", IPT_V6, .options = srh_options, .effect = EFFECT_MATCHES },
	{},
};

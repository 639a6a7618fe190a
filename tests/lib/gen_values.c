// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_values.c - random values of fields, as numbers and as nft writes them
 */
#include "lib/gen_values.h"

#include <stdlib.h>

static u128 ifname_number(const char *name)
{
	uint8_t bytes[16] = {};

	memcpy(bytes, name, strlen(name));
	return u128_from_bytes(bytes, sizeof(bytes));
}

static u128 make_ifname(struct rng *r)
{
	static const char *const names[] = { "eth0", "eth1", "lo" };

	return ifname_number(rng_pick(r, names));
}

static u128 make_ipv4(struct rng *r)
{
	uint32_t near = 10u << 24 | rng_below(r, 2) << 16 |
			rng_below(r, 3) << 8 | rng_below(r, 16);

	if (rng_one_in(r, 8))
		return rng_bits(r, 32);
	return rng_one_in(r, 4) ? 0xc0000200u | rng_below(r, 256) : near;
}

static u128 make_ipv6(struct rng *r)
{
	u128 net = (u128)0x20010db8 << 96 | (u128)rng_below(r, 3) << 64;

	if (rng_one_in(r, 8))
		return rng_bits(r, 128);
	/* Numbers that cross the words a compiler would cut at. */
	if (rng_one_in(r, 6))
		return net | (u128)rng_below(r, 4) << 32 | UINT32_MAX;
	return net | rng_below(r, 16);
}

static u128 make_ether(struct rng *r)
{
	if (rng_one_in(r, 6))
		return rng_bits(r, 48);
	if (rng_one_in(r, 6))
		return u128_max(48);
	return (u128)(rng_one_in(r, 4) ? 3 : 2) << 40 | rng_below(r, 6);
}

static u128 make_type(struct rng *r)
{
	static const uint16_t types[] = {
		0x800, 0x86dd, 0x806, 0x8100, 0x88a8, 0x88cc, 1, 4, 0x5ff, 0x600
	};

	return rng_one_in(r, 8) ? rng_bits(r, 16) : rng_pick(r, types);
}

static u128 make_protocol(struct rng *r)
{
	static const uint8_t protocols[] = {
		1, 6, 17, 58, 33, 132, 136, 47, 50, 51, 0, 43, 44, 59, 60, 135
	};

	if (rng_one_in(r, 8))
		return rng_bits(r, 8);
	return rng_one_in(r, 2) ? rng_pick(r, protocols)
				: protocols[rng_below(r, 4)];
}

static u128 make_port(struct rng *r)
{
	static const uint16_t ports[] = { 0,   22,   53,   80,	 123,
					  443, 1023, 1024, 65535 };

	if (rng_one_in(r, 4))
		return rng_bits(r, 16);
	return rng_one_in(r, 3) ? 1000 + rng_below(r, 16) : rng_pick(r, ports);
}

static u128 make_icmp_type(struct rng *r)
{
	static const uint8_t types[] = { 0, 3,	 4,   5,   8,	11,  12,
					 1, 128, 129, 130, 133, 135, 136 };

	return rng_one_in(r, 6) ? rng_bits(r, 8) : rng_pick(r, types);
}

static u128 make_pkttype(struct rng *r)
{
	return rng_below(r, 4);
}

/* Indexes that Linux does not give to a device that is not there. */
static u128 make_ifindex(struct rng *r)
{
	return 1 + rng_below(r, 12);
}

static u128 make_number(struct rng *r, unsigned int width)
{
	switch (rng_below(r, 6)) {
	case 0:
		return 0;
	case 1:
		return u128_max(width);
	case 2:
	case 3:
		return rng_bits(r, width);
	default:
		return rng_below(r, 20) & u128_max(width);
	}
}

static u128 (*const makers[N_DATATYPES])(struct rng *r) = {
	[TYPE_IPV4_ADDR] = make_ipv4,	   [TYPE_IPV6_ADDR] = make_ipv6,
	[TYPE_ETHER_ADDR] = make_ether,	   [TYPE_ETHER_TYPE] = make_type,
	[TYPE_INET_PROTO] = make_protocol, [TYPE_INET_SERVICE] = make_port,
	[TYPE_ICMP_TYPE] = make_icmp_type, [TYPE_ICMPV6_TYPE] = make_icmp_type,
	[TYPE_IFNAME] = make_ifname,	   [TYPE_IFACE_INDEX] = make_ifindex,
	[TYPE_PKT_TYPE] = make_pkttype,
};

static bool is_address(enum field_id field)
{
	return fields[field].type == TYPE_IPV4_ADDR ||
	       fields[field].type == TYPE_IPV6_ADDR;
}

bool gen_is_ordered(enum field_id field)
{
	enum datatype type = fields[field].type;

	return type != TYPE_BOOLEAN && type != TYPE_IFNAME &&
	       type != TYPE_PKT_TYPE && fields[field].width > 1;
}

bool gen_has_masks(enum field_id field)
{
	return gen_is_ordered(field) && fields[field].type != TYPE_IFACE_INDEX;
}

u128 gen_value(struct rng *r, enum field_id field)
{
	const struct field *f = &fields[field];

	return makers[f->type] ? makers[f->type](r) : make_number(r, f->width);
}

static struct interval make_prefix(struct rng *r, enum field_id field)
{
	unsigned int width = fields[field].width;
	unsigned int most = rng_one_in(r, 2) ? width - 1 : (width + 3) / 4;
	u128 host = u128_max(1 + rng_below(r, most));
	u128 net = gen_value(r, field) & ~host;

	return (struct interval){ net, net | host };
}

struct interval gen_range(struct rng *r, enum field_id field)
{
	const u128 max = u128_max(fields[field].width);
	struct interval i = make_prefix(r, field);

	if (!rng_one_in(r, is_address(field) ? 3 : 1)) {
		i.lo = gen_value(r, field);
		i.hi = rng_one_in(r, 2) ? gen_value(r, field)
					: i.lo + rng_below(r, 10);
		if (i.hi < i.lo)
			i = (struct interval){ i.hi, i.lo };
	}
	/* nft refuses a range of one value, and warns of one of all. */
	if (i.hi > max || i.lo >= i.hi || (i.lo == 0 && i.hi == max))
		return (struct interval){ max / 4, max / 4 * 3 + 1 };
	return i;
}

static int compare_lows(const void *x, const void *y)
{
	const struct interval *a = x, *b = y;

	return (a->lo > b->lo) - (a->lo < b->lo);
}

uint32_t gen_intervals(struct rng *r, enum field_id field, bool with_ranges,
		       uint32_t n, struct interval *out)
{
	uint32_t kept = 0;

	with_ranges = with_ranges && gen_is_ordered(field);
	for (uint32_t i = 0; i < n; i++) {
		if (with_ranges && rng_one_in(r, 2))
			out[i] = gen_range(r, field);
		else
			out[i].lo = out[i].hi = gen_value(r, field);
	}
	qsort(out, n, sizeof(*out), compare_lows);
	for (uint32_t i = 0; i < n; i++) {
		if (!kept || out[i].lo > out[kept - 1].hi)
			out[kept++] = out[i];
	}
	return kept;
}

const char *gen_value_text(struct arena *a, enum field_id field, u128 value)
{
	const struct field *f = &fields[field];

	/* Not the name that the index has on this machine. */
	if (f->type == TYPE_IFACE_INDEX)
		return arena_printf(a, "%u", (unsigned int)value);
	return datatype_print(a, f->type, f->width, value);
}

const char *gen_mask_text(struct arena *a, enum field_id field, u128 mask)
{
	if (is_address(field) || fields[field].type == TYPE_ETHER_ADDR)
		return gen_value_text(a, field, mask);
	return arena_printf(a, "0x%llx", (unsigned long long)mask);
}

const char *gen_interval_text(struct arena *a, enum field_id field,
			      struct interval i)
{
	const char *lo = gen_value_text(a, field, i.lo);
	u128 host = i.hi - i.lo;
	unsigned int len = fields[field].width;

	if (!host)
		return lo;
	/* A prefix leaves bits free at the end that are 0 in its first. */
	if (is_address(field) && !(host & (host + 1)) && !(i.lo & host)) {
		for (; host; host >>= 1)
			len--;
		return arena_printf(a, "%s/%u", lo, len);
	}
	return arena_printf(a, "%s-%s", lo, gen_value_text(a, field, i.hi));
}

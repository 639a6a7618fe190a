// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen_match.c - random matches, of any field by any operator
 */
#include "lib/gen_match.h"

/* The bits that nft has for the key of a set: 16 registers. */
#define MAX_KEY_BITS (16 * 32)

enum {
	NETWORK_IP = 1,
	NETWORK_IP6,
	NETWORK_ARP,
};

#define NO_TRANSPORT 255

/* What is left of a frame's kind by each row of enum field_needs. */
static const struct gen_frame_kind kinds[N_FIELD_NEEDS] = {
	[NEEDS_ARP] = { NETWORK_ARP, NO_TRANSPORT },
	[NEEDS_IP] = { .network = NETWORK_IP },
	[NEEDS_IP6] = { .network = NETWORK_IP6 },
	[NEEDS_TCP] = { .transport = 6 },
	[NEEDS_UDP] = { .transport = 17 },
	[NEEDS_UDPLITE] = { .transport = 136 },
	[NEEDS_SCTP] = { .transport = 132 },
	[NEEDS_DCCP] = { .transport = 33 },
	[NEEDS_ICMP] = { NETWORK_IP, 1 },
	[NEEDS_ICMP_ECHO] = { NETWORK_IP, 1, 1 },
	[NEEDS_ICMP_UNREACH] = { NETWORK_IP, 1, 2 },
	[NEEDS_ICMP_REDIRECT] = { NETWORK_IP, 1, 3 },
	[NEEDS_ICMPV6] = { NETWORK_IP6, 58 },
	[NEEDS_ICMPV6_ECHO] = { NETWORK_IP6, 58, 4 },
	[NEEDS_ICMPV6_PARAM] = { NETWORK_IP6, 58, 5 },
	[NEEDS_ICMPV6_TOOBIG] = { NETWORK_IP6, 58, 6 },
	[NEEDS_ICMPV6_MLD] = { NETWORK_IP6, 58, 7 },
};

/* A message that no other field can ask for: the type itself. */
#define MESSAGE_BY_TYPE 8

/* Fields that name a protocol: what stands behind them may contradict them. */
static bool names_protocol(enum field_id field)
{
	return field == FIELD_META_IIFTYPE || field == FIELD_ETH_TYPE ||
	       field == FIELD_VLAN_TYPE || field == FIELD_META_PROTOCOL ||
	       field == FIELD_META_L4PROTO || field == FIELD_IP_PROTOCOL ||
	       field == FIELD_IP6_NEXTHDR;
}

/* nft has meta nfproto in the inet family only. */
bool gen_is_usable(enum field_id field)
{
	return field != FIELD_META_NFPROTO;
}

static bool narrow_by(uint8_t *known, uint8_t asked)
{
	if (*known && asked && *known != asked)
		return false;
	if (asked)
		*known = asked;
	return true;
}

/* To frames that have @field. False if @kind has none of them. */
static bool narrow(struct gen_frame_kind *kind, enum field_id field)
{
	struct gen_frame_kind asked = kinds[fields[field].needs], both = *kind;

	if (field == FIELD_ICMP_TYPE || field == FIELD_ICMPV6_TYPE)
		asked.message = MESSAGE_BY_TYPE;
	/* nft wants the tag's fields in front of what is behind the tag. */
	if (fields[field].needs == NEEDS_VLAN && kind->network)
		return false;
	if (kind->is_closed || !gen_is_usable(field) ||
	    !narrow_by(&both.network, asked.network) ||
	    !narrow_by(&both.transport, asked.transport) ||
	    !narrow_by(&both.message, asked.message))
		return false;
	both.is_closed = names_protocol(field);
	*kind = both;
	return true;
}

enum field_id gen_field(struct gen *g, struct gen_frame_kind *kind)
{
	enum field_id field;

	do {
		field = rng_below(&g->rng, N_FIELDS);
	} while (!narrow(kind, field));
	return field;
}

struct gen_key gen_joined(struct gen *g, struct gen_frame_kind *kind,
			  uint32_t max)
{
	struct gen_key key = {};
	uint32_t bits = 0;

	while (key.n < max && !kind->is_closed) {
		enum field_id field = gen_field(g, kind);

		/* nft 1.0.6 gives it one byte of a key, and then reads two. */
		if (field == FIELD_IP6_DSCP)
			continue;
		bits += (fields[field].width + 31) / 32 * 32;
		if (bits > MAX_KEY_BITS)
			break;
		key.fields[key.n++] = field;
	}
	return key;
}

static const char *value_text(struct gen *g, enum field_id field)
{
	return gen_value_text(g->arena, field, gen_value(&g->rng, field));
}

static void put_equal(struct gen *g, enum field_id field)
{
	static const char *const ops[] = { "", "== ", "!= " };

	gen_put(g, "%s %s%s", fields[field].name, rng_pick(&g->rng, ops),
		value_text(g, field));
}

/* nft refuses an order that no value, or that every one, has. */
static void put_order(struct gen *g, enum field_id field)
{
	static const char *const ops[] = { "<", ">", "<=", ">=" };
	const u128 max = u128_max(fields[field].width);
	u128 v = gen_value(&g->rng, field);

	if (v == 0)
		v = 1;
	if (v == max)
		v = max - 1;
	gen_put(g, "%s %s %s", fields[field].name, rng_pick(&g->rng, ops),
		gen_value_text(g->arena, field, v));
}

static void put_range(struct gen *g, enum field_id field)
{
	static const char *const ops[] = { "", "", "!= " };

	gen_put(g, "%s %s%s", fields[field].name, rng_pick(&g->rng, ops),
		gen_interval_text(g->arena, field, gen_range(&g->rng, field)));
}

/* Whole bytes, the ends or any bits of a field. */
static u128 make_mask(struct gen *g, enum field_id field)
{
	const unsigned int width = fields[field].width;
	u128 mask = rng_bits(&g->rng, width);

	if (rng_one_in(&g->rng, 3))
		mask = u128_max(1 + rng_below(&g->rng, width));
	else if (rng_one_in(&g->rng, 3))
		mask = (u128)1 << rng_below(&g->rng, width);
	else if (rng_one_in(&g->rng, 2))
		mask = u128_max(8) << rng_below(&g->rng, width);
	mask &= u128_max(width);
	return mask ? mask : 1;
}

static void put_mask(struct gen *g, enum field_id field)
{
	static const char *const ops[] = { "==", "==", "!=", "<", ">" };
	u128 mask = make_mask(g, field);
	u128 value = gen_value(&g->rng, field) & mask;
	const char *op = rng_pick(&g->rng, ops);

	if ((*op == '<' || *op == '>') && (value == 0 || value == mask))
		op = "==";
	gen_put(g, "%s & %s %s %s", fields[field].name,
		gen_mask_text(g->arena, field, mask), op,
		gen_mask_text(g->arena, field, value));
}

/* "field | mask" and "field ^ mask". */
static void put_bits(struct gen *g, enum field_id field)
{
	u128 mask = make_mask(g, field);
	bool is_or = rng_one_in(&g->rng, 2);
	u128 value = gen_value(&g->rng, field) | (is_or ? mask : 0);

	gen_put(g, "%s %s %s %s %s", fields[field].name, is_or ? "|" : "^",
		gen_mask_text(g->arena, field, mask),
		rng_one_in(&g->rng, 3) ? "!=" : "==",
		gen_mask_text(g->arena, field, value));
}

/* nft's own spellings of flags. */
static void put_flags(struct gen *g, enum field_id field)
{
	static const char *const forms[] = {
		"syn",
		"syn,ack",
		"!= syn",
		"== syn",
		"& (fin | syn) == (fin | syn)",
		"& (syn | ack) != syn",
		"& (fin | syn | rst | psh | ack | urg) == 0",
		"& (rst | ack) == rst | ack",
		"& syn != 0",
		"syn / syn,ack",
		"syn,ack / fin,syn,rst,ack",
		"!= syn / fin,syn,rst,ack",
		"{ syn, ack, syn | ack }",
		"& (fin | syn | rst | ack) { syn, syn | ack, rst }",
	};

	gen_put(g, "%s %s", fields[field].name, rng_pick(&g->rng, forms));
}

static void put_wildcard(struct gen *g, enum field_id field)
{
	static const char *const names[] = { "eth*", "e*", "lo*", "eth0*" };

	gen_put(g, "%s %s\"%s\"", fields[field].name,
		rng_one_in(&g->rng, 3) ? "!= " : "", rng_pick(&g->rng, names));
}

static void put_masked_set(struct gen *g, enum field_id field)
{
	struct gen_set set = {
		.key = { 1, { field } },
		.mask = make_mask(g, field),
	};

	gen_fill_set(g, &set, 1 + rng_below(&g->rng, 4), NULL, NULL);
	gen_put(g, "%s & %s ", fields[field].name,
		gen_mask_text(g->arena, field, set.mask));
	gen_put_elements(g, &set);
}

static bool is_flags(enum field_id field)
{
	return fields[field].type == TYPE_TCP_FLAG;
}

static bool is_name(enum field_id field)
{
	return fields[field].type == TYPE_IFNAME;
}

/* The kernel refuses what nft 1.0.6 makes of masks of parts of bytes. */
static bool fits_masked_set(enum field_id field)
{
	return gen_has_masks(field) && fields[field].width % 8 == 0 &&
	       fields[field].bit_off % 8 == 0;
}

static bool is_any(enum field_id field)
{
	return field < N_FIELDS;
}

static const struct {
	bool (*fits)(enum field_id field);
	void (*put)(struct gen *g, enum field_id field);
} operators[] = {
	{ is_any, put_equal },
	{ gen_is_ordered, put_order },
	{ gen_is_ordered, put_range },
	{ gen_has_masks, put_mask },
	{ gen_has_masks, put_bits },
	{ is_flags, put_flags },
	{ is_flags, put_flags },
	{ is_name, put_wildcard },
	{ fits_masked_set, put_masked_set },
};
#define N_OPERATORS (sizeof(operators) / sizeof(operators[0]))

void gen_put_set_match(struct gen *g, struct gen_sets *sets,
		       const struct gen_key *key)
{
	struct gen_set set = {
		.key = *key,
		.has_ranges = rng_one_in(&g->rng, 2),
	};

	gen_fill_set(g, &set, 1 + rng_below(&g->rng, 6), NULL, NULL);
	gen_put_key(g, key);
	gen_put(g, rng_one_in(&g->rng, 4) ? " != " : " ");
	if (gen_can_name(&set) && rng_one_in(&g->rng, 3))
		gen_put_name(g, sets, &set);
	else
		gen_put_elements(g, &set);
}

void gen_put_match(struct gen *g, struct gen_sets *sets, enum field_id field)
{
	uint32_t i;

	if (rng_one_in(&g->rng, 3)) {
		gen_put_set_match(g, sets, &(struct gen_key){ 1, { field } });
		return;
	}
	do {
		i = rng_below(&g->rng, N_OPERATORS);
	} while (!operators[i].fits(field));
	operators[i].put(g, field);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet_text_build.c - from layers to the bytes of a frame
 *
 * Layers get their places first, then every field but the checksums is
 * written, then the checksums, innermost first: an outer one covers them.
 */
#include "lang/packet_text_build.h"

#include "lang/packet_text.h"

#include <errno.h>

struct build {
	struct arena *arena;
	struct diag *diag;
	struct packet *packet;
	uint8_t *frame;
	size_t end; /* of the layers; a pad stands behind it */
};

static bool field_is_sum(const struct packet_field *f)
{
	return f->fill >= FILL_SUM_HEADER && f->fill <= FILL_SUM_CRC32C;
}

static const struct packet_given *find_given(const struct packet_layer *l,
					     const struct packet_field *f)
{
	const struct packet_given *g;

	vec_for_each(g, &l->given)
		if (g->field == f)
			return g;
	return NULL;
}

static void put_bits(uint8_t *bytes, unsigned int bit, unsigned int width,
		     u128 value)
{
	for (unsigned int i = bit + width; i-- > bit; value >>= 1) {
		uint8_t mask = 0x80 >> i % 8;

		bytes[i / 8] &= ~mask;
		if (value & 1)
			bytes[i / 8] |= mask;
	}
}

static size_t round_up(size_t n, size_t unit)
{
	return (n + unit - 1) / unit * unit;
}

/* Where the tail begins within its header. */
static size_t tail_offset(enum packet_layer_id id)
{
	const struct packet_field *f = NULL;

	while ((f = packet_text_next_field(id, f)))
		if (f->fill == FILL_TAIL)
			return f->bit / 8;
	return 0;
}

static size_t layer_len(const struct packet_layer *l)
{
	const struct packet_layer_type *t = &packet_text_layers[l->id];

	if (l->id == LAYER_DATA)
		return l->tail_len;
	if (!l->has_tail)
		return t->bytes;
	return round_up(tail_offset(l->id) + l->tail_len, t->unit);
}

static int refuse_length(struct diag *diag, struct loc loc)
{
	diag_error(diag, loc, "the frame is longer than %d bytes",
		   PACKET_MAX_BYTES);
	return -EINVAL;
}

/* Gives each layer its place; *@room is the most that the frame needs. */
static int place_layers(struct build *b, size_t *room)
{
	const struct packet_trim *trim;
	struct packet_layer *l;

	vec_for_each(l, &b->packet->layers) {
		l->at = b->end;
		l->header_len = layer_len(l);
		b->end += l->header_len;
		if (b->end > PACKET_MAX_BYTES)
			return refuse_length(b->diag, l->loc);
	}
	*room = b->end;
	vec_for_each(trim, &b->packet->trims) {
		if (!trim->is_pad || trim->len <= *room)
			continue;
		*room = trim->len;
		if (*room > PACKET_MAX_BYTES)
			return refuse_length(b->diag, trim->loc);
	}
	return 0;
}

/* The number by which the layer before @l calls it, NO_ID without one. */
static int layer_ethertype(const struct packet_layer *l)
{
	const struct packet_given *g;

	if (l->id == LAYER_DATA)
		return NO_ID;
	vec_for_each(g, &l->given)
		if (g->field->fill == FILL_OUTER)
			return (int)g->value;
	return packet_text_layers[l->id].ethertype;
}

static int layer_protocol(const struct packet_layer *l)
{
	return l->id == LAYER_DATA ? NO_ID : packet_text_layers[l->id].protocol;
}

static const struct packet_layer *next_layer(const struct build *b,
					     const struct packet_layer *l)
{
	const struct packet_layer *layers = b->packet->layers.v;

	return l + 1 < layers + b->packet->layers.n ? l + 1 : NULL;
}

static u128 fill_value(const struct build *b, const struct packet_layer *l,
		       const struct packet_field *f)
{
	const struct packet_layer *next = next_layer(b, l);
	int id;

	switch (f->fill) {
	case FILL_NEXT_ETHERTYPE:
		id = next ? layer_ethertype(next) : NO_ID;
		return id == NO_ID ? f->value : id;
	case FILL_NEXT_PROTOCOL:
		id = next ? layer_protocol(next) : NO_ID;
		return id == NO_ID ? f->value : id;
	case FILL_LAST_LABEL:
		return !next || next->id != l->id;
	case FILL_LENGTH:
		return b->end - l->at;
	case FILL_LENGTH_BEHIND:
		return b->end - l->at - l->header_len;
	case FILL_HEADER_WORDS:
		return l->header_len / 4;
	case FILL_HEADER_EIGHTS:
		return l->header_len / 8 - 1;
	case FILL_HEADER_AH:
		return l->header_len / 4 - 2;
	default:
		return f->value;
	}
}

/* "ip / arp": the number that the field should hold does not exist. */
static bool next_has_no_number(const struct build *b,
			       const struct packet_layer *l,
			       const struct packet_field *f)
{
	const struct packet_layer *next = next_layer(b, l);

	if (!next || next->id == LAYER_DATA)
		return false;
	if (f->fill == FILL_NEXT_ETHERTYPE)
		return layer_ethertype(next) == NO_ID;
	return f->fill == FILL_NEXT_PROTOCOL && layer_protocol(next) == NO_ID;
}

static int fill_field(struct build *b, const struct packet_layer *l,
		      const struct packet_field *f)
{
	u128 value;

	if (field_is_sum(f) || f->fill == FILL_OUTER || f->fill == FILL_TAIL ||
	    find_given(l, f))
		return 0;
	if (next_has_no_number(b, l, f)) {
		diag_error(
			b->diag, l[1].loc,
			"'%s' does not stand right behind '%s'; put what carries it between them, or give %s=",
			packet_text_layers[l[1].id].name,
			packet_text_layers[l->id].name, f->name);
		return -EINVAL;
	}
	value = fill_value(b, l, f);
	if (value > u128_max(f->width)) {
		diag_error(
			b->diag, l->loc,
			"%llu does not fit into '%s' of '%s' (0-%llu); shorten what it counts, or give %s=",
			(unsigned long long)value, f->name,
			packet_text_layers[l->id].name,
			(unsigned long long)u128_max(f->width), f->name);
		return -EINVAL;
	}
	/* Fields may overlap (tos, dscp): a zero would undo another's value. */
	if (value)
		put_bits(b->frame + l->at, f->bit, f->width, value);
	return 0;
}

static int write_layer(struct build *b, const struct packet_layer *l)
{
	const struct packet_field *f = NULL;
	const struct packet_given *g;
	uint8_t *header = b->frame + l->at;

	if (l->tail_len)
		memcpy(header + (l->id == LAYER_DATA ? 0 : tail_offset(l->id)),
		       l->tail, l->tail_len);
	while ((f = packet_text_next_field(l->id, f)))
		if (fill_field(b, l, f))
			return -EINVAL;
	vec_for_each(g, &l->given)
		if (g->field->fill != FILL_OUTER)
			put_bits(header, g->field->bit, g->field->width,
				 g->value);
	return 0;
}

/* Adds @len bytes, padded by a zero, to a ones' complement sum. */
static uint32_t sum_bytes(uint32_t sum, const uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++) {
		sum += i % 2 ? bytes[i] : (uint32_t)bytes[i] << 8;
		sum = (sum & 0xffff) + (sum >> 16);
	}
	return sum;
}

/*
 * The sum of the pseudo header (RFC 9293 3.1, RFC 8200 8.1) of the nearest IP
 * header before @l, 0 without one. It takes that header's destination: of a
 * source-routed IPv6 packet on its way, the final one is meant.
 */
static uint32_t sum_pseudo(const struct build *b, const struct packet_layer *l)
{
	const struct packet_layer *ip = l;
	uint32_t sum = 0;

	while (ip > b->packet->layers.v) {
		ip--;
		if (ip->id == LAYER_IP)
			sum = sum_bytes(0, b->frame + ip->at + 12, 8);
		else if (ip->id == LAYER_IP6)
			sum = sum_bytes(0, b->frame + ip->at + 8, 32);
		else
			continue;
		return sum + layer_protocol(l) + (b->end - l->at);
	}
	return 0;
}

/* The bytes from the header of @l that a UDP-Lite checksum covers. */
static size_t lite_coverage(const struct build *b, const struct packet_layer *l)
{
	const struct packet_field *cov = packet_text_find_field(l->id, "cov");
	const struct packet_given *g = find_given(l, cov);
	size_t all = b->end - l->at;

	return g && g->value && g->value < all ? (size_t)g->value : all;
}

static uint32_t crc32c(const uint8_t *bytes, size_t len)
{
	uint32_t crc = ~0u;

	while (len--) {
		crc ^= *bytes++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78 : 0);
	}
	return ~crc;
}

static uint32_t sum_value(const struct build *b, const struct packet_layer *l,
			  enum packet_fill fill)
{
	const uint8_t *header = b->frame + l->at;
	size_t len = b->end - l->at;
	uint32_t sum = 0;

	if (fill == FILL_SUM_CRC32C)
		/* RFC 9260 appendix A: the least significant byte first. */
		return __builtin_bswap32(crc32c(header, len));
	if (fill == FILL_SUM_HEADER)
		len = l->header_len;
	if (fill == FILL_SUM_LITE)
		len = lite_coverage(b, l);
	if (fill == FILL_SUM_PSEUDO || fill == FILL_SUM_LITE)
		sum = sum_pseudo(b, l);
	return ~sum_bytes(sum, header, len) & 0xffff;
}

static void write_sum(const struct build *b, const struct packet_layer *l)
{
	const struct packet_field *f = NULL;
	uint32_t sum;

	while ((f = packet_text_next_field(l->id, f))) {
		if (!field_is_sum(f) || find_given(l, f))
			continue;
		sum = sum_value(b, l, f->fill);
		/* A UDP sum of 0 would mean that there is none (RFC 768). */
		if (!sum && (l->id == LAYER_UDP || l->id == LAYER_UDPLITE))
			sum = 0xffff;
		put_bits(b->frame + l->at, f->bit, f->width, sum);
	}
}

/* Carries out "pad" and "cut" in their order; returns the frame's length. */
static size_t trim_frame(const struct build *b)
{
	const struct packet_trim *trim;
	size_t len = b->end;

	vec_for_each(trim, &b->packet->trims) {
		if (trim->is_pad ? trim->len <= len : trim->len >= len)
			continue;
		if (trim->is_pad)
			memset(b->frame + len, 0, trim->len - len);
		len = trim->len;
	}
	return len;
}

int packet_text_build(struct arena *a, struct diag *diag, struct packet *p,
		      uint8_t **frame, size_t *len)
{
	struct build b = { .arena = a, .diag = diag, .packet = p };
	struct packet_layer *l;
	size_t room;

	if (place_layers(&b, &room))
		return -EINVAL;
	b.frame = arena_alloc(a, room ? room : 1);
	vec_for_each(l, &p->layers)
		if (write_layer(&b, l))
			return -EINVAL;
	for (size_t i = p->layers.n; i-- > 0;)
		write_sum(&b, &p->layers.v[i]);
	*len = trim_frame(&b);
	*frame = b.frame;
	return 0;
}

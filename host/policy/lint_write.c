// SPDX-License-Identifier: GPL-2.0-only
/*
 * lint_write.c - layers with the numbers that a cube asks for
 *
 * Each number goes into the field of the layer at its place (packet_text.def).
 * Fields of which nothing is asked are left to their usual values.
 */
#include "policy/lint_write.h"

#include "lang/packet_text_table.h"

#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <netinet/in.h>

/* Numbers of one field that are tried where masks ask for more than a set. */
#define MAX_TRIED 4096
/* Of a transport header that packet_text.def does not have. */
#define RAW_BYTES 20

/* ---- Numbers ---- */

static bool is_among(const struct iset *s, u128 v)
{
	return !s || iset_contains(s, v);
}

static const struct iset *allowed(const struct writer *w, uint32_t dim)
{
	return cube_allows(w->cube, dim);
}

static bool is_same_field(const struct lint_dim *d, const struct lint_dim *e)
{
	return !d->in && !e->in && d->value.base == e->value.base &&
	       d->value.bit_off == e->value.bit_off &&
	       d->value.width == e->value.width;
}

/* True if all that the cube asks of the field of @d has @v. */
static bool fits_all(const struct writer *w, const struct lint_dim *d, u128 v)
{
	for (uint32_t i = 0; i < w->cube->n; i++) {
		const struct lint_dim *e = writer_dim(w, i);

		if (is_same_field(d, e) &&
		    !iset_contains(w->cube->v[i].allowed, v & e->mask))
			return false;
	}
	return true;
}

/* The least number of [lo, hi] that will do, with @others in its other bits. */
static bool choose_within(const struct writer *w, const struct lint_dim *d,
			  struct interval in, u128 others, uint32_t *n_tried,
			  u128 *out)
{
	const u128 last = (in.hi & d->mask) | others;

	for (u128 v = in.lo; (*n_tried)++ < MAX_TRIED; v++) {
		*out = v | others;
		if (fits_all(w, d, *out))
			return true;
		if (v == in.hi)
			return false;
	}
	*out = last;
	return fits_all(w, d, last);
}

/* A number for the field of @d: @usual if that will do. */
static u128 choose(const struct writer *w, const struct lint_dim *d,
		   const struct iset *s, u128 usual)
{
	uint32_t n_tried = 0;
	u128 v;

	if (fits_all(w, d, usual))
		return usual;
	for (uint32_t i = 0; i < s->n; i++) {
		if (choose_within(w, d, s->v[i], usual & ~d->mask, &n_tried,
				  &v))
			return v;
	}
	return s->v[0].lo;
}

/* ---- Layers ---- */

static void put(struct writer *w, const char *text)
{
	w->text = w->text ? arena_printf(w->arena, "%s / %s", w->text, text)
			  : text;
}

static void put_field(struct writer *w, const struct packet_field *f, u128 v)
{
	w->text = arena_printf(w->arena, "%s %s=%s", w->text, f->name,
			       datatype_print(w->arena, f->type, f->width, v));
}

/* True if what the layers are writes the field. */
static bool is_made(const struct writer *w, const struct packet_field *f)
{
	switch (f->fill) {
	case FILL_NEXT_ETHERTYPE:
	case FILL_OUTER:
		return true; /* put_type() did */
	case FILL_NEXT_PROTOCOL:
		return w->l4 >= 0 || f->layer == LAYER_IP6;
	case FILL_LENGTH:
	case FILL_LENGTH_BEHIND:
		return w->makes_length;
	default:
		return false;
	}
}

/* True if @f is a part, or all, of @width bits from @bit on. */
static bool is_within(const struct packet_field *f, unsigned int bit,
		      unsigned int width)
{
	return f->width && f->bit >= bit && f->bit + f->width <= bit + width;
}

/* Writes those @width bits from @bit on that are not @value already. */
static void put_bits(struct writer *w, enum packet_layer_id layer,
		     unsigned int bit, unsigned int width, u128 value)
{
	const struct packet_field *f = NULL;
	const unsigned int end = bit + width;

	while ((f = packet_text_next_field(layer, f))) {
		u128 v;

		if (!is_within(f, bit, end - bit))
			continue;
		v = value >> (end - f->bit - f->width) & u128_max(f->width);
		bit = f->bit + f->width;
		if (!is_made(w, f) && (f->fill != FILL_PLAIN || v != f->value))
			put_field(w, f, v);
	}
}

/* What these bits are if nothing is written. */
static u128 usual_bits(enum packet_layer_id layer, unsigned int bit,
		       unsigned int width)
{
	const struct packet_field *f = NULL;
	const unsigned int end = bit + width;
	u128 usual = 0;

	while ((f = packet_text_next_field(layer, f))) {
		if (!is_within(f, bit, end - bit))
			continue;
		usual |= f->value << (end - f->bit - f->width);
		bit = f->bit + f->width;
	}
	return usual;
}

/* Another constraint before it is of the same field: that one chose. */
static bool is_chosen(const struct writer *w, uint32_t i)
{
	for (uint32_t k = 0; k < i; k++) {
		if (is_same_field(writer_dim(w, i), writer_dim(w, k)))
			return true;
	}
	return false;
}

/* The constraint of @base with the least bit from @from on; n: none. */
static uint32_t next_asked(const struct writer *w, enum plan_base base,
			   unsigned int from)
{
	uint32_t best = w->cube->n;

	for (uint32_t i = 0; i < w->cube->n; i++) {
		const struct lint_dim *d = writer_dim(w, i);

		if (d->in || d->value.base != base || d->value.bit_off < from ||
		    is_chosen(w, i))
			continue;
		if (best == w->cube->n ||
		    d->value.bit_off < writer_dim(w, best)->value.bit_off)
			best = i;
	}
	return best;
}

/* Adds a layer, which starts at bit @start of @base, with what is asked. */
static void put_layer(struct writer *w, enum packet_layer_id layer,
		      enum plan_base base, unsigned int start)
{
	const unsigned int end = start + packet_text_layers[layer].bytes * 8;
	uint32_t i;

	put(w, packet_text_layers[layer].name);
	for (unsigned int bit = start; bit < end;) {
		const struct lint_dim *d;

		i = next_asked(w, base, bit);
		if (i == w->cube->n)
			return;
		d = writer_dim(w, i);
		bit = d->value.bit_off + 1;
		if (bit > end)
			return;
		put_bits(w, layer, bit - 1 - start, d->value.width,
			 choose(w, d, w->cube->v[i].allowed,
				usual_bits(layer, bit - 1 - start,
					   d->value.width)));
	}
}

/* ---- Ethernet ---- */

static uint16_t choose_protocol(const struct writer *w)
{
	static const uint16_t usual[] = { ETH_P_IP, ETH_P_IPV6, ETH_P_ARP };
	const struct iset *s = allowed(w, w->lint->protocol);

	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++) {
		if (is_among(s, usual[i]))
			return usual[i];
	}
	return (uint16_t)s->v[0].lo;
}

/* The tag, where the frame's type has to be another than the protocol. */
static uint16_t choose_tag(const struct writer *w)
{
	const struct iset *type = allowed(w, w->lint->eth_type);

	if (is_among(type, w->protocol))
		return 0;
	return iset_contains(type, ETH_P_8021Q) ? ETH_P_8021Q : ETH_P_8021AD;
}

static const char *mac_of_pkttype(const struct writer *w)
{
	for (uint32_t i = 0; i < w->cube->n; i++) {
		const struct iset *s = w->cube->v[i].allowed;

		if (writer_dim(w, i)->field != FIELD_META_PKTTYPE ||
		    iset_contains(s, PACKET_HOST))
			continue;
		return iset_contains(s, PACKET_BROADCAST) ? "ff:ff:ff:ff:ff:ff"
		       : iset_contains(s, PACKET_MULTICAST)
			       ? "01:00:5e:00:00:01"
			       : "02:00:00:00:00:03";
	}
	return NULL;
}

/* The layer for the protocol; -1: its type has to be written. */
static int net_layer(const struct writer *w)
{
	switch (w->protocol) {
	case ETH_P_IP:
		return LAYER_IP;
	case ETH_P_IPV6:
		return LAYER_IP6;
	case ETH_P_ARP:
		return LAYER_ARP;
	default:
		return -1;
	}
}

static void put_type(struct writer *w)
{
	if (net_layer(w) < 0)
		w->text = arena_printf(w->arena, "%s type=%#x", w->text,
				       w->protocol);
}

static void put_eth(struct writer *w)
{
	const char *mac = mac_of_pkttype(w);
	const char *bare;

	put_layer(w, LAYER_ETH, PLAN_FRAME, 0);
	bare = w->text;
	if (mac)
		w->text = arena_printf(w->arena, "%s dst=%s", w->text, mac);
	if (!w->tag)
		put_type(w);
	if (!strcmp(w->text, bare) && !strcmp(bare, "eth"))
		w->text = NULL; /* it goes without saying */
	if (!w->tag)
		return;
	put_layer(w, LAYER_VLAN, PLAN_FRAME, 112);
	if (w->tag != ETH_P_8021Q)
		w->text =
			arena_printf(w->arena, "%s tpid=%#x", w->text, w->tag);
	put_type(w);
}

/* ---- IP ---- */

/* True if something asks for the header @base to be there. */
static bool wants_header(const struct writer *w, enum plan_base base)
{
	for (uint32_t i = 0; i < w->cube->n; i++) {
		const struct plan_value *v = &writer_dim(w, i)->value;

		if (!writer_dim(w, i)->in &&
		    (v->base == PLAN_AVAIL || v->base == PLAN_EXISTS) &&
		    v->bit_off == base && w->cube->v[i].allowed->v[0].lo)
			return true;
	}
	return false;
}

static void put_extensions(struct writer *w)
{
	static const struct {
		enum packet_layer_id layer;
		enum plan_base base;
	} all[] = {
		{ LAYER_HBH, PLAN_HBH },
		{ LAYER_DST, PLAN_DST },
		{ LAYER_RT, PLAN_RT },
		{ LAYER_FRAG, PLAN_FRAG },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (wants_header(w, all[i].base))
			put_layer(w, all[i].layer, all[i].base, 0);
	}
}

static int choose_l4proto(const struct writer *w)
{
	const bool is_ip = w->protocol == ETH_P_IP;
	const uint8_t usual[] = { IPPROTO_TCP, IPPROTO_UDP,
				  is_ip ? IPPROTO_ICMP : IPPROTO_ICMPV6 };
	const struct iset *s = allowed(w, w->lint->l4proto);
	const struct iset *t =
		allowed(w, is_ip ? w->lint->ip_protocol : w->lint->ip6_nexthdr);

	if (!is_ip && wants_header(w, PLAN_MH))
		return IPPROTO_MH;
	for (size_t i = 0; i < sizeof(usual); i++) {
		if (is_among(s, usual[i]) && is_among(t, usual[i]))
			return usual[i];
	}
	return s ? (int)s->v[0].lo : t ? (int)t->v[0].lo : IPPROTO_TCP;
}

static int layer_of_protocol(int protocol)
{
	for (int i = LAYER_MH; i < N_LAYERS; i++) {
		if (packet_text_layers[i].protocol == protocol)
			return i;
	}
	return -1;
}

/* A transport header that has no layer: bytes, with what is asked. */
static void put_bytes(struct writer *w)
{
	uint8_t bytes[RAW_BYTES] = {};
	const char *text = "hex ";

	for (uint32_t i = 0; i < w->cube->n; i++) {
		const struct lint_dim *d = writer_dim(w, i);
		const unsigned int bit = d->value.bit_off;
		u128 v;

		if (d->in || d->value.base != PLAN_TRANS || is_chosen(w, i))
			continue;
		v = choose(w, d, w->cube->v[i].allowed, 0);
		for (unsigned int k = d->value.width; k--; v >>= 1) {
			if (bit + k < RAW_BYTES * 8 && v & 1)
				bytes[(bit + k) / 8] |= 0x80 >> (bit + k) % 8;
		}
	}
	for (size_t i = 0; i < RAW_BYTES; i++)
		text = arena_printf(w->arena, "%s%02x", text, bytes[i]);
	put(w, text);
}

static void put_network(struct writer *w)
{
	const int layer = net_layer(w);

	if (layer >= 0)
		put_layer(w, layer, PLAN_NET, 0);
	if (layer == LAYER_IP6)
		put_extensions(w);
	if (layer == LAYER_IP6 && w->l4 < 0)
		w->text =
			arena_printf(w->arena, "%s nh=%d", w->text, w->l4proto);
	if (w->l4 >= 0)
		put_layer(w, w->l4, w->l4 == LAYER_MH ? PLAN_MH : PLAN_TRANS,
			  0);
	if (w->l4 < 0 && wants_header(w, PLAN_TRANS))
		put_bytes(w);
	else if (w->l4 < 0 && layer != LAYER_ARP)
		put(w, "raw 46");
	if (w->n_payload)
		put(w, arena_printf(w->arena, "raw %u", w->n_payload));
}

/* ---- All layers ---- */

void writer_choose(struct writer *w)
{
	struct lint *l = w->lint;
	const bool is_ip = choose_protocol(w) == ETH_P_IP ||
			   choose_protocol(w) == ETH_P_IPV6;

	w->protocol = choose_protocol(w);
	draft_put(l, w->arena, &w->draft, l->protocol,
		  iset_range(w->arena, w->protocol, w->protocol));
	draft_close(l, w->arena, &w->draft);
	w->tag = choose_tag(w);
	w->l4proto = is_ip ? choose_l4proto(w) : -1;
	w->l4 = is_ip ? layer_of_protocol(w->l4proto) : -1;
	if (w->protocol == ETH_P_IP)
		draft_put(l, w->arena, &w->draft, l->ip_protocol,
			  lint_range(l, w->l4proto, w->l4proto));
}

void writer_write(struct writer *w)
{
	w->text = NULL;
	put_eth(w);
	put_network(w);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * frame.c - where the headers of a frame are
 *
 * Written for the reader of docs/semantics.md: one function a paragraph, each
 * with its own walk or check, nothing shared with the compiler.
 */
#include "policy/eval.h"

#include <string.h>

enum {
	ETH_BYTES = 14,
	VLAN_BYTES = 4,
	TYPE_8021Q = 0x8100,
	TYPE_8021AD = 0x88a8,
	TYPE_IP = 0x0800,
	TYPE_IP6 = 0x86dd,
	TYPE_802_3 = 1,
	TYPE_802_2 = 4,
	TYPE_MIN = 0x600,
	IP_BYTES = 20,
	IP6_BYTES = 40,
	NEXT_HBH = 0,
	NEXT_RT = 43,
	NEXT_FRAG = 44,
	NEXT_AH = 51,
	NEXT_NONE = 59,
	NEXT_DST = 60,
	NEXT_MH = 135,
};

static uint16_t read_be16(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static void set_header(struct frame_view *view, enum plan_base base,
		       const uint8_t *start, uint32_t avail)
{
	view->header[base] = start;
	view->avail[base] = avail;
}

/* Bytes from offset @off to offset @end; 0 if it lies behind. */
static uint32_t bytes_to(uint32_t off, uint32_t end)
{
	return off < end ? end - off : 0;
}

/* Linux net/ethernet/eth.c, eth_type_trans(), and vlan_set_encap_proto(). */
static uint16_t find_protocol(const uint8_t *type, uint32_t avail)
{
	if (read_be16(type) >= TYPE_MIN)
		return read_be16(type);
	if (avail >= 2 && read_be16(type + 2) == 0xffff)
		return TYPE_802_3;
	return TYPE_802_2;
}

static void find_ip_transport(struct frame_view *view)
{
	const uint8_t *ip = view->header[PLAN_NET];
	uint32_t avail = view->avail[PLAN_NET];

	if (avail < IP_BYTES || ip[0] >> 4 != 4)
		return;

	uint32_t header_len = (ip[0] & 0x0f) * 4;
	uint32_t total_len = read_be16(ip + 2);

	if (header_len < IP_BYTES || total_len > avail ||
	    total_len < header_len)
		return;
	view->has_l4 = true;
	view->l4proto = ip[9];
	if ((read_be16(ip + 6) & 0x1fff) == 0)
		set_header(view, PLAN_TRANS, ip + header_len,
			   total_len - header_len);
}

static bool is_ext_header(uint8_t type)
{
	return type == NEXT_HBH || type == NEXT_RT || type == NEXT_FRAG ||
	       type == NEXT_DST;
}

/* Bytes of an extension header that have to be there to look at it. */
static uint32_t ext_header_min(uint8_t type)
{
	return type == NEXT_RT || type == NEXT_FRAG ? 4 : 2;
}

static uint32_t ext_header_len(uint8_t type, const uint8_t *header)
{
	if (type == NEXT_FRAG)
		return 8;
	if (type == NEXT_AH)
		return (header[1] + 2) * 4;
	return (header[1] + 1) * 8;
}

static bool is_later_fragment(uint8_t type, const uint8_t *header)
{
	return type == NEXT_FRAG && read_be16(header + 2) >> 3 != 0;
}

/* The walk for the transport header, which ends at AH. */
static void walk_to_transport(struct frame_view *view, uint32_t packet_end,
			      struct reach reach)
{
	const uint8_t *ip6 = view->header[PLAN_NET];
	uint32_t frame_end = view->avail[PLAN_NET];
	uint32_t off = IP6_BYTES;
	uint8_t type = ip6[6];

	for (uint32_t n = 0; is_ext_header(type) || off > reach.ext_bytes;
	     n++) {
		const uint8_t *header = ip6 + off;

		if (n == reach.ext_headers || off > reach.ext_bytes) {
			view->is_beyond_reach = true;
			view->is_l4_beyond_reach = true;
			return;
		}
		if (off + ext_header_min(type) > frame_end)
			return;
		if (is_later_fragment(type, header)) {
			view->l4proto = header[0];
			view->has_l4 = !is_ext_header(view->l4proto) &&
				       view->l4proto != NEXT_AH;
			return;
		}
		if (off + ext_header_len(type, header) > frame_end)
			return;
		off += ext_header_len(type, header);
		type = header[0];
	}
	view->has_l4 = true;
	view->l4proto = type;
	if (off < packet_end)
		set_header(view, PLAN_TRANS, ip6 + off, packet_end - off);
}

static void find_ip6_transport(struct frame_view *view, struct reach reach)
{
	const uint8_t *ip6 = view->header[PLAN_NET];
	uint32_t avail = view->avail[PLAN_NET];

	if (avail < IP6_BYTES || ip6[0] >> 4 != 6)
		return;

	uint32_t packet_end = IP6_BYTES + read_be16(ip6 + 4);

	if (packet_end <= avail)
		walk_to_transport(view, packet_end, reach);
}

/* Keeps the first header of each kind. */
static void note_ext_header(struct frame_view *view, uint8_t type,
			    const uint8_t *header, uint32_t avail)
{
	static const struct {
		uint8_t type;
		enum plan_base base;
	} kinds[] = {
		{ NEXT_HBH, PLAN_HBH },	  { NEXT_RT, PLAN_RT },
		{ NEXT_FRAG, PLAN_FRAG }, { NEXT_DST, PLAN_DST },
		{ NEXT_MH, PLAN_MH },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].type == type && !view->header[kinds[i].base])
			set_header(view, kinds[i].base, header, avail);
	}
}

/* The walk for extension headers, which goes through AH. */
static void walk_ext_headers(struct frame_view *view, uint32_t packet_end,
			     struct reach reach)
{
	const uint8_t *ip6 = view->header[PLAN_NET];
	uint32_t frame_end = view->avail[PLAN_NET];
	uint32_t off = IP6_BYTES;
	uint8_t type = ip6[6];

	for (uint32_t n = 0;
	     is_ext_header(type) || type == NEXT_AH || off > reach.ext_bytes;
	     n++) {
		const uint8_t *header = ip6 + off;

		if (n == reach.ext_headers || off > reach.ext_bytes) {
			view->is_beyond_reach = true;
			return;
		}
		if (off + ext_header_min(type) > frame_end)
			return;
		note_ext_header(view, type, header, bytes_to(off, packet_end));
		if (is_later_fragment(type, header) ||
		    off + ext_header_len(type, header) > frame_end)
			return;
		off += ext_header_len(type, header);
		type = header[0];
	}
	if (type == NEXT_MH && off + ext_header_min(type) <= frame_end)
		note_ext_header(view, type, ip6 + off,
				bytes_to(off, packet_end));
}

static void find_ext_headers(struct frame_view *view, struct reach reach)
{
	uint32_t avail = view->avail[PLAN_NET];

	if (avail < IP6_BYTES)
		return;

	uint32_t packet_end = IP6_BYTES + read_be16(view->header[PLAN_NET] + 4);

	walk_ext_headers(view, packet_end < avail ? packet_end : avail, reach);
}

bool frame_parse(const uint8_t *frame, size_t len, struct reach reach,
		 struct frame_view *view)
{
	uint32_t net_off = ETH_BYTES;

	memset(view, 0, sizeof(*view));
	if (len < ETH_BYTES)
		return false;
	set_header(view, PLAN_FRAME, frame, len);

	uint16_t type = read_be16(frame + 12);

	view->is_tagged = type == TYPE_8021Q || type == TYPE_8021AD;
	if (view->is_tagged)
		net_off += VLAN_BYTES;
	if (len < net_off)
		return false;

	set_header(view, PLAN_NET, frame + net_off, len - net_off);
	view->protocol = find_protocol(frame + net_off - 2, len - net_off);
	if (view->protocol == TYPE_IP)
		find_ip_transport(view);
	if (view->protocol == TYPE_IP6) {
		find_ip6_transport(view, reach);
		find_ext_headers(view, reach);
	}
	return true;
}

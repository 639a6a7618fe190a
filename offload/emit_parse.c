// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_parse.c - finds the headers of a frame, as docs/semantics.md has them
 *
 * Only what the plan reads is found. The order of the tests is that of the
 * common frame: untagged, IP, in one piece.
 */
#include "offload/emit.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <string.h>

#define TAG_BYTES  4
#define IPV4_BYTES 20

/* The bits of 14 and 18, with or without a tag. */
#define NET_OFF_BITS 0x1e

#define IP4_OFFSET_BITS htons(0x1fff)

enum {
	R_FRAGMENT = BPF_REG_1,
	R_LOADED = BPF_REG_2,
	R_OTHER = BPF_REG_3,
};

static void emit_store_slot(struct emitter *e, int16_t slot, int reg)
{
	if (slot)
		emit_store(e, BPF_W, BPF_REG_10, slot, reg);
}

/*
 * R_TYPE and R_NET. The offset goes through a byte on the stack so that what
 * follows is verified once, not once with and once without a tag.
 */
static void emit_peel(struct emitter *e)
{
	int tagged = emit_label_new(e), peeled = emit_label_new(e);

	emit_load(e, BPF_H, R_TYPE, R_DATA, 12);
	emit_alu32(e, BPF_MOV, R_OTHER, ETH_HLEN);
	emit_jump32(e, BPF_JEQ, R_TYPE, htons(ETH_P_8021Q), tagged);
	emit_jump32(e, BPF_JNE, R_TYPE, htons(ETH_P_8021AD), peeled);
	emit_label(e, tagged);
	emit_need(e, R_DATA, ETH_HLEN + TAG_BYTES, e->leave[ACTION_PASS]);
	emit_load(e, BPF_H, R_TYPE, R_DATA, ETH_HLEN + 2);
	emit_alu32(e, BPF_MOV, R_OTHER, ETH_HLEN + TAG_BYTES);
	emit_label(e, peeled);
	emit_store(e, BPF_B, BPF_REG_10, e->slots.scratch, R_OTHER);
	emit_load(e, BPF_B, R_OTHER, BPF_REG_10, e->slots.scratch);
	emit_alu(e, BPF_AND, R_OTHER, NET_OFF_BITS);
	emit_alu_reg(e, BPF_MOV, R_NET, R_DATA);
	emit_alu_reg(e, BPF_ADD, R_NET, R_OTHER);
}

/* R_NET_LEN and the lengths that are read. */
static void emit_lengths(struct emitter *e)
{
	emit_alu_reg(e, BPF_MOV, R_NET_LEN, R_END);
	emit_alu_reg(e, BPF_SUB, R_NET_LEN, R_NET);
	if (e->img->has_frags) {
		emit_load(e, BPF_W, R_LOADED, BPF_REG_10, e->slots.beyond);
		emit_alu_reg(e, BPF_ADD, R_NET_LEN, R_LOADED);
	}
	emit_store_slot(e, e->slots.avail[PLAN_NET], R_NET_LEN);
	if (!e->slots.avail[PLAN_FRAME])
		return;
	emit_alu_reg(e, BPF_MOV, R_LOADED, R_NET);
	emit_alu_reg(e, BPF_SUB, R_LOADED, R_DATA);
	emit_alu_reg(e, BPF_ADD, R_LOADED, R_NET_LEN);
	emit_store_slot(e, e->slots.avail[PLAN_FRAME], R_LOADED);
}

static void emit_protocol(struct emitter *e)
{
	int known = emit_label_new(e), llc = emit_label_new(e);

	if (!e->slots.meta[PLAN_META_PROTOCOL])
		return;
	emit_alu32_reg(e, BPF_MOV, R_LOADED, R_TYPE);
	emit_to_be(e, R_LOADED, 16);
	emit_jump32(e, BPF_JGE, R_LOADED, ETH_P_802_3_MIN, known);
	emit_need(e, R_NET, 2, llc);
	emit_load(e, BPF_H, R_OTHER, R_NET, 0);
	emit_alu32(e, BPF_MOV, R_LOADED, ETH_P_802_3);
	emit_jump32(e, BPF_JEQ, R_OTHER, 0xffff, known);
	emit_label(e, llc);
	emit_alu32(e, BPF_MOV, R_LOADED, ETH_P_802_2);
	emit_label(e, known);
	emit_store_slot(e, e->slots.meta[PLAN_META_PROTOCOL], R_LOADED);
}

static void emit_pkttype(struct emitter *e)
{
	int known = emit_label_new(e), unicast = emit_label_new(e);
	uint32_t head;
	uint16_t tail;

	if (!e->slots.meta[PLAN_META_PKTTYPE])
		return;
	memcpy(&head, e->plan->mac, sizeof(head));
	memcpy(&tail, e->plan->mac + sizeof(head), sizeof(tail));
	emit_load(e, BPF_B, R_OTHER, R_DATA, 0);
	emit_alu32(e, BPF_AND, R_OTHER, 1);
	emit_load(e, BPF_W, BPF_REG_1, R_DATA, 0);
	emit_load(e, BPF_H, R_LOADED, R_DATA, 4);
	emit_jump32(e, BPF_JEQ, R_OTHER, 0, unicast);
	emit_alu32(e, BPF_MOV, R_OTHER, PACKET_MULTICAST);
	emit_jump32(e, BPF_JNE, BPF_REG_1, UINT32_MAX, known);
	emit_jump32(e, BPF_JNE, R_LOADED, UINT16_MAX, known);
	emit_alu32(e, BPF_MOV, R_OTHER, PACKET_BROADCAST);
	emit_goto(e, known);
	emit_label(e, unicast);
	emit_alu32(e, BPF_MOV, R_OTHER, PACKET_OTHERHOST);
	emit_jump32(e, BPF_JNE, BPF_REG_1, head, known);
	emit_jump32(e, BPF_JNE, R_LOADED, tail, known);
	emit_alu32(e, BPF_MOV, R_OTHER, PACKET_HOST);
	emit_label(e, known);
	emit_store_slot(e, e->slots.meta[PLAN_META_PKTTYPE], R_OTHER);
}

void emit_store_l4(struct emitter *e)
{
	emit_alu32(e, BPF_MOV, R_OTHER, 1);
	emit_store_slot(e, e->slots.meta[PLAN_META_HAS_L4], R_OTHER);
	emit_store_slot(e, e->slots.meta[PLAN_META_L4PROTO], R_NEXT);
}

/* Falls through with R_TRANS and, in R_IP_END, the bytes there are of it. */
static void emit_ipv4(struct emitter *e, int done)
{
	emit_load_values(e, PLAN_NET, ETH_P_IP, R_NET, -1);
	if (!emit_needs_l4(e))
		return;
	emit_need(e, R_NET, IPV4_BYTES, done);
	/* All at once: behind a test a NIC reads again (settle.c). */
	emit_load(e, BPF_B, R_LOADED, R_NET, 0);
	emit_load(e, BPF_H, R_IP_END, R_NET, 2);
	emit_load(e, BPF_B, R_NEXT, R_NET, 9);
	if (emit_needs_trans(e))
		emit_load(e, BPF_H, R_FRAGMENT, R_NET, 6);
	emit_alu32_reg(e, BPF_MOV, R_OTHER, R_LOADED);
	emit_alu32(e, BPF_AND, R_OTHER, 0xf0);
	emit_jump32(e, BPF_JNE, R_OTHER, 0x40, done);
	emit_alu(e, BPF_AND, R_LOADED, 0xf);
	emit_alu(e, BPF_LSH, R_LOADED, 2);
	emit_jump32(e, BPF_JLT, R_LOADED, IPV4_BYTES, done);
	emit_to_be(e, R_IP_END, 16);
	emit_jump32_reg(e, BPF_JLT, R_IP_END, R_LOADED, done);
	emit_jump32_reg(e, BPF_JGT, R_IP_END, R_NET_LEN, done);
	emit_store_l4(e);
	if (!emit_needs_trans(e))
		return;
	emit_jump32(e, BPF_JSET, R_FRAGMENT, IP4_OFFSET_BITS, done);
	emit_alu32_reg(e, BPF_SUB, R_IP_END, R_LOADED);
	emit_alu_reg(e, BPF_MOV, R_TRANS, R_NET);
	emit_alu_reg(e, BPF_ADD, R_TRANS, R_LOADED);
}

/* As emit_ipv4(), and the extension headers. */
static void emit_ipv6(struct emitter *e, int done)
{
	emit_load_values(e, PLAN_NET, ETH_P_IPV6, R_NET, -1);
	if (!emit_needs_l4(e) && !emit_needs_ext(e))
		return;
	emit_need(e, R_NET, IPV6_BYTES, done);
	emit_load(e, BPF_H, R_IP_END, R_NET, 4);
	emit_to_be(e, R_IP_END, 16);
	emit_alu32(e, BPF_ADD, R_IP_END, IPV6_BYTES);
	emit_walk(e, done);
}

static void emit_ip(struct emitter *e)
{
	int ipv6 = emit_label_new(e), trans = emit_label_new(e);
	int done = emit_label_new(e);

	emit_jump32(e, BPF_JEQ, R_TYPE, htons(ETH_P_IPV6), ipv6);
	emit_jump32(e, BPF_JNE, R_TYPE, htons(ETH_P_IP), done);
	emit_ipv4(e, done);
	emit_goto(e, emit_needs_trans(e) ? trans : done);
	emit_label(e, ipv6);
	emit_ipv6(e, done);
	emit_label(e, trans);
	if (emit_needs_trans(e)) {
		emit_store_slot(e, e->slots.avail[PLAN_TRANS], R_IP_END);
		emit_load_values(e, PLAN_TRANS, TYPE_ANY, R_TRANS, R_IP_END);
	}
	emit_label(e, done);
}

void emit_parse(struct emitter *e)
{
	emit_load_values(e, PLAN_FRAME, TYPE_ANY, R_DATA, -1);
	emit_pkttype(e);
	emit_peel(e);
	emit_lengths(e);
	emit_protocol(e);
	emit_load_values(e, PLAN_NET, TYPE_ANY, R_NET, -1);
	if (emit_needs_l4(e) || emit_needs_ext(e) ||
	    emit_needs_type(e, ETH_P_IP) || emit_needs_type(e, ETH_P_IPV6))
		emit_ip(e);
}

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * parse_only.h - the least that any filter does: parse the headers, drop
 *
 * Written by hand. Ethernet, IPv4 with options or IPv6, addresses, and the
 * ports behind them, each with the bounds check that the verifier asks for.
 */
#ifndef NICFW_BENCH_PARSE_ONLY_H
#define NICFW_BENCH_PARSE_ONLY_H

#include "lib/insns.h"

#include <arpa/inet.h>
#include <linux/if_ether.h>

static inline struct image *parse_only(struct arena *a)
{
	const struct bpf_insn insns[] = {
		LOAD(BPF_W, 2, 1, 0), /* r2: data */
		LOAD(BPF_W, 3, 1, 4), /* r3: data_end */
		MOV_X(4, 2),
		ALU64_K(BPF_ADD, 4, ETH_HLEN),
		IF_X(BPF_JGT, 4, 3, 34),
		LOAD(BPF_H, 5, 2, 12),
		IF_K(BPF_JEQ, 5, htons(ETH_P_IP), 9),
		IF_K(BPF_JNE, 5, htons(ETH_P_IPV6), 31),
		/* IPv6: r4 is the transport header, r6 the protocol. */
		ALU64_K(BPF_ADD, 4, 40),
		IF_X(BPF_JGT, 4, 3, 29),
		LOAD(BPF_B, 6, 2, 20),
		LOAD(BPF_DW, 7, 2, 22),
		LOAD(BPF_DW, 7, 2, 30),
		LOAD(BPF_DW, 8, 2, 38),
		LOAD(BPF_DW, 8, 2, 46),
		GOTO(15),
		/* IPv4 */
		MOV_X(5, 4),
		ALU64_K(BPF_ADD, 5, 20),
		IF_X(BPF_JGT, 5, 3, 20),
		LOAD(BPF_B, 5, 2, 14),
		ALU64_K(BPF_AND, 5, 15),
		ALU64_K(BPF_LSH, 5, 2),
		IF_K(BPF_JLT, 5, 20, 16),
		ALU64_X(BPF_ADD, 4, 5),
		LOAD(BPF_B, 6, 2, 23),
		LOAD(BPF_W, 7, 2, 26),
		LOAD(BPF_W, 8, 2, 30),
		LOAD(BPF_H, 5, 2, 20),
		ALU64_K(BPF_AND, 5, htons(0x1fff)),
		IF_K(BPF_JNE, 5, 0, 9),
		GOTO(0),
		/* Ports, of TCP and UDP */
		IF_K(BPF_JEQ, 6, 6, 1),
		IF_K(BPF_JNE, 6, 17, 6),
		MOV_X(5, 4),
		ALU64_K(BPF_ADD, 5, 4),
		IF_X(BPF_JGT, 5, 3, 3),
		LOAD(BPF_H, 7, 4, 0),
		LOAD(BPF_H, 8, 4, 2),
		GOTO(0),
		MOV_K(0, 1), /* XDP_DROP */
		EXIT(),
	};

	return make_image_of(a, insns);
}

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * trace.h - the frames that a ruleset is measured with
 *
 * Ethernet, IPv4 or IPv6 and behind it TCP (the first segment of a connection),
 * UDP, an ICMP echo request or zeros, with all checksums right: conntrack and
 * the stack would turn to other paths for wrong ones. Frames of IPv4 have 64
 * bytes; in so many a header of TCP has no room behind one of IPv6, whose
 * frames have 88. No address is of 0/8, 127/8 or 224/3, or stands for one of
 * IPv6 outside of 2001::/16. Next to each frame stands what the rules say to
 * it.
 */
#ifndef NICFW_BENCH_TRACE_H
#define NICFW_BENCH_TRACE_H

#include "rules.h"

#define TRACE_FRAME_LEN	 64 /* of IPv4 */
#define TRACE_FRAME6_LEN 88 /* of IPv6 */

enum trace_kind {
	TRACE_FIRST,  /* all in the first rule that drops */
	TRACE_LAST,   /* all in the last rule that drops and can be reached */
	TRACE_MISS,   /* in no rule */
	TRACE_SPREAD, /* in rules that drop, each as often as the others */
	TRACE_ZIPF,   /* in rules that drop, few of them often, exponent 1 */
	TRACE_ACCEPT, /* in rules that accept, each as often as the others */
	TRACE_CORNER, /* on and beside the edges of all rules */
	N_TRACE_KINDS,
};

extern const char *const trace_kind_names[N_TRACE_KINDS];

struct trace_frame {
	uint8_t bytes[TRACE_FRAME6_LEN];
	uint8_t len; /* of all frames of a trace */
	struct rules_tuple tuple;
	uint32_t rule; /* that decides; the number of rules: the policy */
	bool accept;
};

struct trace {
	struct trace_frame *frames;
	size_t n;
};

/*
 * Makes @n frames of @kind for @rules, from @smac to @dmac, in @a. Fields that
 * the rule leaves open are random, of @seed. Returns 0 or -ENOENT where the
 * rules have no such frame (no rule drops; every frame is in a rule).
 */
int trace_make(struct arena *a, const struct rules *rules, enum trace_kind kind,
	       uint64_t seed, size_t n, const uint8_t smac[6],
	       const uint8_t dmac[6], struct trace *out);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * effect.h - what a statement does that only the host can run
 *
 * Placement asks no more of such a statement than this: whether the rule may
 * end there, whether the host or the packet is another one afterwards, and how
 * the packet goes on.
 */
#ifndef NICFW_EFFECT_H
#define NICFW_EFFECT_H

#include <stdbool.h>

enum effect_kind {
	EFFECT_NONE,
	EFFECT_MATCHES, /* a match, and nothing else: a mark, a state */
	EFFECT_ACTS,	/* copies the packet, marks its connection, ... */
	EFFECT_MATCHES_ACTING, /* a limit: what it counts is its state */
	EFFECT_CHANGES,	       /* the packet's mark, priority, TCP options */
	EFFECT_MATCHES_CHANGING,
	EFFECT_REWRITES, /* TOS or TTL: views say that they are unknown */
	EFFECT_UNTRACKS, /* the packet gets another state of conntrack */
	EFFECT_LOGS,
	EFFECT_REJECTS,
	EFFECT_TRANSLATES, /* NAT: accepts; views say what it rewrites */
	EFFECT_TAKES,	   /* queue, fwd, synproxy: nobody behind it sees it */
	N_EFFECTS,
};

enum ending {
	ENDS_NOT,
	ENDS_DROP,
	ENDS_ACCEPT,
	ENDS_TAKE,
};

/* What --relax takes out of the host's hands. */
enum relax {
	RELAX_NOTHING,
	RELAX_REJECT,
	RELAX_LOG,
};

struct effect {
	bool may_fail; /* the rule may end here, as if it did not match */
	bool acts;     /* the host must run it, of a dropped packet as well */
	bool changes;  /* the packet alone: what is dropped takes it along */
	enum ending ending;
	enum relax relax;
};

extern const struct effect effects[N_EFFECTS];

#endif

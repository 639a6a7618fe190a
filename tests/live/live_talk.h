/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * live_talk.h - little conversations through a router, as frames to send
 *
 * Each frame carries marks with its step's number, so that whoever sees what
 * came of it (translated, joined, put together) knows what it was.
 */
#ifndef NICFW_TESTS_LIVE_TALK_H
#define NICFW_TESTS_LIVE_TALK_H

#include "base/vec.h"
#include "lib/rng.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum live_from {
	FROM_NEAR,
	FROM_FAR,
	FROM_WHOEVER, /* who got the conversation's last packet replies */
};

struct live_step {
	enum live_from from;
	uint32_t talk;
	uint32_t number; /* of its marks */
	/* A packet's text; WHOEVER: TCP's flags, or "error" for ICMP's. */
	const char *text;
	const char *note; /* which part of that packet; "": all of it */
	uint8_t *frame;	  /* of NEAR and FAR */
	size_t len;
	bool is_error;	  /* an ICMP error, which quotes another packet */
	bool is_followed; /* the next step goes out right behind it */
	bool is_fragment;
	bool is_left_out;
};

struct live_talks {
	VEC(struct live_step) steps;
	uint32_t n_talks;
	uint32_t n_numbers;
};

/* What conversations are drawn from; one that stands twice is drawn often. */
struct live_pool {
	VEC(const char *) near4; /* hosts of the near network */
	VEC(const char *) near6;
	VEC(const char *) peers4; /* the router, and others */
	VEC(const char *) peers6;
	VEC(unsigned int) ports;
};

/* Those that rules of gen_live.h ask for. */
void live_pool_init(struct arena *a, struct live_pool *out);

/*
 * Draws @n conversations, and adds them to @out. @is_tame: none sends SYN on a
 * connection that there is already.
 */
void live_talks_draw(struct arena *a, struct rng *r, uint32_t n, bool is_tame,
		     const struct live_pool *pool, struct live_talks *out);

/* Builds the frame that @text describes, which must be right. */
uint8_t *live_frame(struct arena *a, const char *text, size_t *len);

/*
 * Splits the frame of @step, an IP packet, and adds its parts to @out, in order
 * or not, of which one may be missing. The first part has @first_len bytes of
 * the packet's payload, each following part @next_len; their numbers go on from
 * the step's.
 */
void live_split(struct arena *a, struct rng *r, const struct live_step *step,
		size_t first_len, size_t next_len, struct live_talks *out);

/* Gives a fragment another identification: @id. */
void live_renew(uint8_t *frame, uint16_t id);

#endif

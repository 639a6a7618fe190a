// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_run.c - conversations sent through a router, and what became of each
 */
#include "live/live_run.h"

#include "base/arena.h"
#include "live/live_mark.h"

#include <errno.h>
#include <linux/if_ether.h>

#define MAX_KEPT 2000

/* The packet of a conversation that got through last, and where. */
struct kept {
	uint8_t frame[MAX_KEPT];
	size_t len; /* 0: none did */
	enum live_place place;
};

struct run {
	struct arena *arena;
	struct live_net *net;
	const struct live_talks *talks;
	struct live_fate *fates;
	struct kept *kept; /* by conversation */
	uint16_t id;	   /* of the next packet in fragments */
};

/* What a host of the near network gets from another one. */
static bool is_answered(const struct live_fate *fate, enum live_place place)
{
	return fate->met_eth0 ? place != AT_DOOR && place != AT_LOG
			      : place == AT_NEAR;
}

static void keep(struct run *r, const struct live_fate *fate,
		 enum live_place place, const uint8_t *frame, size_t len)
{
	struct kept *kept = &r->kept[fate->step->talk];

	if (!is_answered(fate, place) || len > MAX_KEPT)
		return;
	memcpy(kept->frame, frame, len);
	kept->len = len;
	kept->place = place;
}

/* Errors quote packets, whose marks say nothing of where those got. */
static void see(void *data, enum live_place place, const uint8_t *frame,
		size_t len)
{
	struct run *r = data;
	const bool is_error = place != AT_LOG && live_is_error(frame, len);
	struct live_fate *last = NULL;
	uint32_t number;
	size_t at = 0;

	while (live_mark_next(frame, len, &at, &number)) {
		struct live_fate *fate = &r->fates[number];

		if (number >= r->talks->n_numbers || !fate->frame ||
		    (is_error && !fate->step->is_error))
			continue;
		fate->places |= 1u << place;
		fate->was_joined |= last && last != fate;
		keep(r, fate, place, frame, len);
		last = fate;
	}
}

static uint8_t *make_reply(struct run *r, const struct live_step *s,
			   enum live_side *side, size_t *len)
{
	const struct kept *kept = &r->kept[s->talk];

	*side = kept->place == AT_FAR	 ? LIVE_FAR
		: kept->place == AT_NEAR ? LIVE_NEAR
					 : LIVE_SELF;
	if (!kept->len)
		return NULL;
	return live_reply(r->arena, kept->frame, kept->len, s->text, s->number,
			  *side, len);
}

static int send_step(struct run *r, const struct live_step *s)
{
	struct live_fate *fate = &r->fates[s->number];
	enum live_side side = s->from == FROM_NEAR ? LIVE_NEAR : LIVE_FAR;
	size_t skip = 0;

	fate->step = s;
	if (s->from == FROM_WHOEVER) {
		fate->frame = make_reply(r, s, &side, &fate->len);
	} else {
		fate->frame = arena_memdup(r->arena, s->frame, s->len);
		fate->len = s->len;
	}
	if (!fate->frame)
		return 0;
	if (s->is_fragment)
		live_renew(fate->frame, r->id + (uint16_t)s->talk);
	fate->met_eth0 = side == LIVE_NEAR;
	if (side == LIVE_SELF)
		skip = ETH_HLEN;
	return live_net_send(r->net, side, fate->frame + skip,
			     fate->len - skip);
}

/* What the router itself cannot send (no route, NAT's refusal) is not sent. */
static bool is_refusal(const struct live_step *s, int err)
{
	return s->from == FROM_WHOEVER &&
	       (err == -EPERM || err == -ENETUNREACH || err == -EHOSTUNREACH ||
		err == -EACCES || err == -EINVAL || err == -EMSGSIZE);
}

int live_run(struct arena *a, struct live_net *net,
	     const struct live_talks *talks, struct live_fate *fates)
{
	static uint16_t n_runs;
	struct run r = {
		.arena = a,
		.net = net,
		.talks = talks,
		.fates = fates,
		.kept = arena_calloc(a, talks->n_talks, sizeof(*r.kept)),
		.id = ++n_runs * 16,
	};
	const struct live_step *s;
	int err = 0;

	memset(fates, 0, talks->n_numbers * sizeof(*fates));
	vec_for_each(s, &talks->steps) {
		if (s->is_left_out)
			continue;
		err = send_step(&r, s);
		if (is_refusal(s, err)) {
			fates[s->number].frame = NULL;
			err = 0;
		}
		if (!err && !s->is_followed)
			err = live_net_collect(net, see, &r);
		if (err)
			return err;
	}
	return live_net_collect(net, see, &r);
}

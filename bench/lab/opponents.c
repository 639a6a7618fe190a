// SPDX-License-Identifier: GPL-2.0-only
/*
 * opponents.c - peers that are installed, all with the same rules
 */
#include "opponents.h"

#include <string.h>

static bool is_chosen(const struct opponents_choice *choice,
		      const struct peer *peer)
{
	if (!peer->is_extra && (choice->n == 0 || peer->answer != PEER_JUDGES))
		return true;
	for (size_t i = 0; i < choice->n; i++) {
		if (!strcmp(choice->names[i], peer->name))
			return true;
	}
	return false;
}

static void skip(struct opponent *o, const char *reason)
{
	o->status = RESULT_SKIPPED;
	if (reason != o->reason)
		snprintf(o->reason, sizeof(o->reason), "%s", reason);
}

/* A ruleset of a file has no boxes, and frames of IPv4. */
static bool is_v6(const struct rules *rules)
{
	return rules->boxes && rules->boxes[0].is_v6;
}

static void install(struct arena *a, const struct rules *rules,
		    const char *text, struct opponent *o)
{
	const struct peer_job job = { a,    &o->port,  rules,
				      text, o->reason, sizeof(o->reason) };

	if (lab_add_port(&o->port, o->reason, sizeof(o->reason)) ||
	    (is_v6(rules) &&
	     lab_turn_to_v6(&o->port, o->reason, sizeof(o->reason))) ||
	    peers_install(o->peer, &job) ||
	    lab_add_sink(&o->port, o->reason, sizeof(o->reason)))
		skip(o, o->reason);
}

size_t opponents_install(struct arena *a, const struct rules *rules,
			 const char *text,
			 const struct opponents_choice *choice,
			 struct opponent **out)
{
	struct opponent *all = arena_calloc(a, n_peers, sizeof(*all));
	size_t n = 0;

	for (size_t i = 0; i < n_peers; i++) {
		struct opponent *o = &all[n];

		if (!is_chosen(choice, &peers[i]))
			continue;
		n++;
		o->peer = &peers[i];
		o->port = LAB_PORT_NONE;
		if (peers[i].is_linear && rules->n > choice->max_linear)
			skip(o,
			     "it tries one rule after the other: so many take too long here");
		else
			install(a, rules, text, o);
	}
	*out = all;
	return n;
}

int opponents_accepted(struct opponent *o, uint64_t *n)
{
	uint64_t before = o->accepted;
	int err = lab_read_accepted(&o->port, &o->accepted);

	*n = o->accepted - before;
	return err;
}

static struct trace pick(struct arena *a, const struct trace *trace,
			 bool accept)
{
	struct trace out = {
		.frames = arena_calloc(a, trace->n, sizeof(*out.frames)),
	};

	for (size_t i = 0; i < trace->n; i++) {
		if (trace->frames[i].accept == accept &&
		    lab_takes(trace->frames[i].tuple.saddr,
			      trace->frames[i].tuple.daddr))
			out.frames[out.n++] = trace->frames[i];
	}
	return out;
}

static int check_one(struct flood *flood, const struct trace *trace,
		     bool accept, struct opponent *o)
{
	struct flood_slice s;
	uint64_t accepted;
	int err = flood_send(flood, &o->port, 0, trace->n, &s);

	if (!err)
		err = opponents_accepted(o, &accepted);
	if (err ||
	    (s.delivered == s.sent && accepted == (accept ? trace->n : 0)))
		return err;
	o->status = RESULT_VOID;
	snprintf(o->reason, sizeof(o->reason),
		 "accepted %lu of %zu frames (%lu arrived) that the rules %s",
		 accepted, trace->n, s.delivered, accept ? "accept" : "drop");
	return 0;
}

int opponents_check(struct arena *a, struct flood *flood,
		    const struct trace *trace, struct opponent *o, size_t n)
{
	int err = 0;

	for (int accept = 0; accept < 2; accept++) {
		const struct trace part = pick(a, trace, accept);

		if (part.n == 0)
			continue;
		flood_set_trace(flood, &part);
		for (size_t i = 0; !err && i < n; i++) {
			if (o[i].status == RESULT_OK &&
			    o[i].peer->answer == PEER_JUDGES)
				err = check_one(flood, &part, accept, &o[i]);
		}
	}
	return err;
}

void opponents_remove(struct opponent *o, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (o[i].port.netns_fd >= 0)
			peers_remove(o[i].peer, &o[i].port);
		lab_remove_port(&o[i].port);
	}
}

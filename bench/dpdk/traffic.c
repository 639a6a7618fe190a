// SPDX-License-Identifier: GPL-2.0-only
/*
 * traffic.c - the frames that are sent, over and over
 */
#include "traffic.h"

#include "capture.h"
#include "lib/gen_packet.h"
#include "policy/eval.h"
#include "stamp.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/udp.h>

/* Of the driver's stage. */
static const struct reach reach = { 32, MAX_EXT_BYTES };

static const struct loc nowhere;

static enum plan_verdict judge(const struct traffic_judge *j,
			       const uint8_t *frame, size_t len)
{
	struct eval_result r;

	if (!j->policy)
		return PLAN_ACCEPT;
	eval_frame(j->policy, NULL, &j->device, reach, frame, len, NULL, &r);
	return r.verdict;
}

/* PLAN_PUNT: not sure, or it hangs on what the stamp says. */
static enum plan_verdict judge_stamped(const struct traffic_judge *j,
				       uint8_t *frame, size_t len)
{
	static const struct stamp others[] = {
		{ .sequence = STAMP_MAX_SEQUENCE,
		  .run = UINT16_MAX,
		  .must_drop = true,
		  .ticks = STAMP_TICKS_MASK },
		{ .sequence = 0x12345678, .run = 0x9abc, .ticks = 0xdef0 },
	};
	enum plan_verdict verdict = judge(j, frame, len);

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		stamp_write(frame + len - STAMP_LEN, &others[i]);
		if (judge(j, frame, len) != verdict)
			return PLAN_PUNT;
	}
	return verdict;
}

void traffic_add(struct arena *a, const struct traffic_wish *wish,
		 const uint8_t *frame, size_t len, const bool *must_drop,
		 struct traffic *out)
{
	uint8_t buffer[TRAFFIC_FRAME_MAX];
	enum plan_verdict verdict = PLAN_PUNT;
	bool is_drop;

	if (len <= sizeof(buffer)) {
		memcpy(buffer, frame, len);
		len = stamp_make_room(buffer, len, sizeof(buffer),
				      wish->min_len);
		if (len)
			verdict = judge_stamped(&wish->judge, buffer, len);
		if (len && must_drop)
			verdict = *must_drop ? PLAN_DROP : PLAN_ACCEPT;
	}
	if (verdict == PLAN_PUNT) {
		out->n_left_out++;
		return;
	}
	is_drop = verdict == PLAN_DROP;
	if (wish->only == (is_drop ? TRAFFIC_ACCEPTED : TRAFFIC_DROPPED))
		return;
	*vec_push(a, &out->frames) = (struct traffic_frame){
		.bytes = arena_memdup(a, buffer, len),
		.len = (uint16_t)len,
		.must_drop = is_drop,
	};
	out->n_drop += is_drop;
}

int traffic_check(struct diag *diag, const struct traffic *traffic)
{
	if (traffic->frames.n)
		return 0;
	diag_error(
		diag, nowhere,
		"there is no frame to send: %zu were left out, as they are longer than %d bytes or the rules alone do not decide them",
		traffic->n_left_out, TRAFFIC_FRAME_MAX);
	return -EINVAL;
}

int traffic_read(struct arena *a, struct diag *diag, const char *path,
		 const struct traffic_wish *wish, struct traffic *out)
{
	struct capture *c = NULL;
	const uint8_t *frame;
	size_t len;
	int got = capture_open(diag, path, &c);

	*out = (struct traffic){};
	if (got)
		return got;
	while ((got = capture_next(c, diag, &frame, &len)) > 0)
		traffic_add(a, wish, frame, len, NULL, out);
	capture_close(c);
	return got ?: traffic_check(diag, out);
}

int traffic_aim(struct arena *a, struct diag *diag,
		const struct traffic_wish *wish, struct traffic *out)
{
	struct rng rng = { .state = wish->seed };
	struct gen_frame frame;

	*out = (struct traffic){};
	/* Of some rulesets nearly all frames are of one verdict. */
	for (size_t tries = 0;
	     out->frames.n < wish->n && tries < 1000 * wish->n; tries++) {
		gen_packet(&rng, wish->judge.policy, &wish->judge.device,
			   &frame);
		traffic_add(a, wish, frame.bytes, frame.len, NULL, out);
	}
	return traffic_check(diag, out);
}

static void make_flow(uint32_t flow, uint8_t *frame, size_t len)
{
	const struct ethhdr eth = {
		.h_dest = { 2, 0, 0, 0, 0, 2 },
		.h_source = { 2, 0, 0, 0, 0, 1 },
		.h_proto = htons(ETH_P_IP),
	};
	const size_t ip_len = len - sizeof(eth);
	struct iphdr ip = {
		.version = 4,
		.ihl = 5,
		.tot_len = htons((uint16_t)ip_len),
		.ttl = 64,
		.protocol = IPPROTO_UDP,
		.saddr = htonl(0xc6120000 | (flow & 0xffff)),
		.daddr = htonl(0xc6130001),
	};
	struct udphdr udp = {
		.source = htons((uint16_t)(1024 + (flow >> 16))),
		.dest = htons(7),
		.len = htons((uint16_t)(ip_len - sizeof(ip))),
		.check = 0xffff, /* one that is there: stamp.c makes it right */
	};

	memset(frame, 0, len);
	memcpy(frame, &eth, sizeof(eth));
	memcpy(frame + sizeof(eth), &ip, sizeof(ip));
	memcpy(frame + sizeof(eth) + sizeof(ip), &udp, sizeof(udp));
}

int traffic_flows(struct arena *a, struct diag *diag,
		  const struct traffic_wish *wish, struct traffic *out)
{
	uint8_t frame[TRAFFIC_FRAME_MAX];

	*out = (struct traffic){};
	for (size_t i = 0; i < wish->n; i++) {
		make_flow((uint32_t)i, frame, wish->min_len);
		traffic_add(a, wish, frame, wish->min_len, NULL, out);
	}
	return traffic_check(diag, out);
}

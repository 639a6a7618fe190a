// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_wire.c - the corpus on a device at the other end of a cable
 *
 * The images that run_image.c runs on a veth of its own, on two ports of this
 * machine instead: on the NIC where it can, in its driver, and in generic XDP.
 * What arrives behind XDP and what the program's counters gain is the answer.
 */
#include "corpus/run_wire.h"

#include "corpus/run_image.h"
#include "corpus/run_judge.h"
#include "offload/check.h"

#include <errno.h>
#include <linux/if_ether.h>

/* A frame of somebody else is counted too, so one answer may be wrong. */
#define N_TRIES 3

static int refuse_size(struct bench *b)
{
	struct check_report report = {};

	check_image(b->arena, b->stage->compiled->image, b->stage->profile,
		    &report);
	if (!report.violations.n)
		return 0;
	b->why = arena_printf(b->arena, "does not fit: %s",
			      report.violations.v[0].text);
	return -ENOTSUP;
}

static int start(struct bench *b, enum profile_stage stage)
{
	int err;

	b->why = wire_why_not(b->wire, b->arena, stage, b->stage->name);
	if (b->why)
		return -ENOTSUP;
	err = image_compile(b);
	if (!err && stage == STAGE_OFFLOAD)
		err = refuse_size(b);
	if (err)
		return err;
	err = wire_attach(b->wire, b->arena, b->stage->compiled->image, stage,
			  &b->why);
	/*
	 * Before Linux 6.3 only trying tells that a driver has no XDP. A card
	 * that has offload and refuses this program is another matter.
	 */
	return err == -ENOTSUP && stage != STAGE_DRIVER ? -EINVAL : err;
}

static int start_offload(struct bench *b)
{
	return start(b, STAGE_OFFLOAD);
}

static int start_native(struct bench *b)
{
	return start(b, STAGE_DRIVER);
}

static int start_generic(struct bench *b)
{
	return start(b, STAGE_GENERIC);
}

static void ask(struct bench *b, const struct corpus_packet *p,
		struct answer *out)
{
	const struct answer *control = &b->control[p - b->file.packets.v];
	int result;

	if (control->kind != ANSWER_ACCEPT) {
		*out = *control;
		return;
	}
	result = wire_ask(b->wire, p->frame, p->len,
			  b->stage->compiled->counters.n, b->before, b->after);
	if (result >= 0) {
		out->kind = result ? ANSWER_PASS : ANSWER_DROP;
		image_name_decider(b, out);
		return;
	}
	out->kind = ANSWER_ERROR;
	out->why = result == -ETIMEDOUT ? "neither arrived nor was counted"
		   : result == -EBADMSG ? "the frame before it arrived late"
					: strerror(-result);
}

static void stop(struct bench *b)
{
	wire_detach(b->wire);
}

/* @p as a wire carries it, and judged so: its padding is part of the frame. */
static void pad(struct bench *b, struct corpus_packet *p)
{
	uint8_t *padded = arena_calloc(b->arena, 1, WIRE_FRAME_MIN);

	memcpy(padded, p->frame, p->len);
	p->frame = padded;
	p->len = WIRE_FRAME_MIN;
	*p = judge_by_oracle(b, p);
}

static void try_without_policy(struct bench *b, const struct corpus_packet *p,
			       struct answer *out)
{
	int result = -EINVAL;

	if (p->len >= ETH_HLEN)
		result = wire_try(b->wire, p->frame, p->len);
	if (result == 1)
		out->kind = ANSWER_ACCEPT;
	else if (result == 0)
		out->why = "lost or changed on its way, without any policy";
	else if (result == -EINVAL)
		out->why = "shorter than an Ethernet header";
	else if (result == -EMSGSIZE)
		out->why = "longer than the MTU";
	else
		*out = (struct answer){ .kind = ANSWER_ERROR,
					.why = strerror(-result) };
}

void wire_prepare(struct bench *b)
{
	struct corpus_packet *p;
	struct answer *answer = b->control;

	vec_for_each(p, &b->file.packets) {
		if (p->len >= ETH_HLEN && p->len < WIRE_FRAME_MIN)
			pad(b, p);
		try_without_policy(b, p, answer++);
	}
}

#define ENGINE(way, profile_name)                                       \
	{                                                               \
		.name = #way "/" profile_name, .profile = profile_name, \
		.n_tries = N_TRIES, .start = start_##way, .ask = ask,   \
		.stop = stop,                                           \
	}

const struct engine wire_engines[] = {
	ENGINE(offload, "agilio-cx"), ENGINE(native, "agilio-cx"),
	ENGINE(native, "driver"),     ENGINE(generic, "agilio-cx"),
	ENGINE(generic, "driver"),
};

const size_t n_wire_engines = sizeof(wire_engines) / sizeof(wire_engines[0]);

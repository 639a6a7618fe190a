// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_bench.c - a corpus file on the bench: all that engines share about it
 */
#include "corpus/run_wire.h"

#include "lang/nft_parse.h"
#include "policy/resolve.h"

#include <errno.h>

/* The profiles whose images are run: a SmartNIC's and the host's. */
enum {
	STAGE_NIC,
	STAGE_HOST,
};

static const char *const stage_names[N_STAGES] = {
	[STAGE_NIC] = "agilio-cx",
	[STAGE_HOST] = "driver",
};

struct reach bench_host_reach(const struct bench *b)
{
	return b->stages[STAGE_HOST].profile->reach;
}

struct stage *bench_stage(struct bench *b, const char *name)
{
	for (size_t i = 0; name && i < N_STAGES; i++) {
		if (!strcmp(b->stages[i].name, name))
			return &b->stages[i];
	}
	return NULL;
}

/* ACCEPT if it was collected, else DROP. */
static void send_as_is(struct bench *b, const struct corpus_packet *p,
		       struct answer *out)
{
	int result = rig_try(b->rig, p->frame, p->len);

	switch (result) {
	case 1:
		out->kind = ANSWER_ACCEPT;
		break;
	case 0:
		out->kind = ANSWER_DROP;
		break;
	case -EINVAL:
		out->why = "too short to be sent";
		break;
	case -EMSGSIZE:
		out->why = "longer than the device takes";
		break;
	default:
		out->kind = ANSWER_ERROR;
		out->why = result == -EBADMSG ? "another frame arrived"
					      : strerror(-result);
	}
}

void bench_send_controlled(struct bench *b, const struct corpus_packet *p,
			   struct answer *out)
{
	const struct answer *control = &b->control[p - b->file.packets.v];

	if (control->kind == ANSWER_ACCEPT)
		send_as_is(b, p, out);
	else if (control->kind == ANSWER_DROP)
		out->why = "the host discards it without any policy";
	else
		*out = *control;
}

static int read_stages(struct bench *b, struct diag *diag)
{
	for (size_t i = 0; i < N_STAGES; i++) {
		int err = profile_find(b->arena, diag, stage_names[i],
				       &b->stages[i].profile);

		if (err)
			return err;
		b->stages[i].name = stage_names[i];
	}
	return 0;
}

static int read_policy(struct bench *b, struct diag *diag)
{
	struct ruleset *rs;
	int err = nft_parse(b->arena, diag, b->file.path, b->file.rules,
			    strlen(b->file.rules), NULL, &rs);

	return err ? err : resolve_ruleset(b->arena, diag, rs, &b->policy);
}

static void run_control(struct bench *b)
{
	b->control = arena_calloc(b->arena, b->file.packets.n + 1,
				  sizeof(*b->control));
	if (b->wire)
		wire_prepare(b);
	for (size_t i = 0; b->rig && i < b->file.packets.n; i++)
		send_as_is(b, &b->file.packets.v[i], &b->control[i]);
}

int bench_open(struct bench *b, struct diag *diag, struct rig *rig,
	       struct wire *wire, const char *path, bool unjudged)
{
	int err;

	*b = (struct bench){
		.arena = diag->arena,
		.rig = rig,
		.wire = wire,
		.device = rig_device,
		.loaded = LOADED_NONE,
	};
	/* Rules that name the device get the number of this machine's one. */
	if (!rig)
		b->device.ifindex = if_nametoindex(b->device.name);
	err = corpus_read(b->arena, diag, path, unjudged, &b->file);
	if (!err && read_policy(b, diag))
		err = rig ? -EINVAL : -ENOTSUP;
	if (!err)
		path_find(b->arena, b->policy, &b->device, &b->walk);
	if (!err)
		err = read_stages(b, diag);
	if (!err)
		run_control(b);
	return err;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_dpdk.c - the corpus on a translation of the image, run by DPDK
 */
#include "corpus/run_dpdk.h"

#include "corpus/run_image.h"
#include "dpdk/dpdk.h"

#include <errno.h>

/* What is too long for the engine is no mistake, and skipped. */
static int start(struct bench *b, bool by_jit)
{
	int err = image_compile(b);

	if (!err)
		err = dpdk_new(b->arena, b->stage->compiled->image, by_jit,
			       &b->dpdk, &b->why);
	return err == -E2BIG ? -ENOTSUP : err;
}

static int start_exec(struct bench *b)
{
	return start(b, false);
}

static int start_jit(struct bench *b)
{
	return start(b, true);
}

static void ask(struct bench *b, const struct corpus_packet *p,
		struct answer *out)
{
	int action = dpdk_run(b->dpdk, p->frame, p->len, &out->why);

	if (action != -EMSGSIZE)
		image_take_run(b, action, dpdk_counters(b->dpdk), out);
}

static void stop(struct bench *b)
{
	dpdk_free(b->dpdk);
	b->dpdk = NULL;
}

#define ENGINE(engine_name, way, profile_name)                                 \
	{                                                                      \
		.name = engine_name "/" profile_name, .profile = profile_name, \
		.start = start_##way, .ask = ask, .stop = stop,                \
	}

const struct engine dpdk_engines[] = {
	ENGINE("dpdk", exec, "agilio-cx"),
	ENGINE("dpdk", exec, "driver"),
	ENGINE("dpdk-jit", jit, "agilio-cx"),
	ENGINE("dpdk-jit", jit, "driver"),
};

const size_t n_dpdk_engines = sizeof(dpdk_engines) / sizeof(dpdk_engines[0]);

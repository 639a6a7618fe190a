// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_image.c - the corpus on compiled images
 *
 * The same image in our interpreter, in the kernel's JIT without a device, and
 * as XDP on a veth, native and generic.
 */
#include "corpus/run_image.h"

#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>

/* BPF_PROG_TEST_RUN takes what fits a page beside head- and tailroom. */
enum {
	TEST_RUN_MIN = 14,
	TEST_RUN_MAX = 3500,
};

int image_compile(struct bench *b)
{
	struct diag *diag = diag_new(b->arena);
	struct stage *s = b->stage;

	if (!s->compiled && !s->why &&
	    compile_policy(b->arena, diag, b->policy, &b->device, s->profile,
			   NULL, &s->compiled))
		s->why = diag->msgs.n ? diag->msgs.v[0].text : "not compiled";
	b->why = s->why;
	if (!s->compiled)
		return -EINVAL;
	b->before = arena_calloc(b->arena, s->compiled->counters.n + 1,
				 sizeof(*b->before));
	b->after = arena_calloc(b->arena, s->compiled->counters.n + 1,
				sizeof(*b->after));
	return 0;
}

void image_name_decider(struct bench *b, struct answer *out)
{
	uint64_t *after = b->after;

	compiled_decided(b->stage->compiled, b->before, after, &out->decided);
	out->names_decider = bench_names_decider(b, out);
	b->after = b->before;
	b->before = after;
}

/* Sets @out to what @action of XDP means; one of no use is an error. */
static void take_action(struct bench *b, int action, struct answer *out)
{
	if (action == XDP_PASS) {
		out->kind = ANSWER_PASS;
	} else if (action == XDP_DROP) {
		out->kind = ANSWER_DROP;
	} else {
		out->kind = ANSWER_ERROR;
		out->why = arena_printf(b->arena, "the program answers %d",
					action);
	}
}

bool image_take_run(struct bench *b, int action,
		    const struct nicfw_counter *counters, struct answer *out)
{
	if (action < 0) {
		out->kind = ANSWER_ERROR;
		return false;
	}
	take_action(b, action, out);
	for (size_t i = 0; i < b->stage->compiled->counters.n; i++)
		b->after[i] = counters[i].packets;
	image_name_decider(b, out);
	return true;
}

static int start_interp(struct bench *b)
{
	int err = image_compile(b);

	if (!err)
		b->interp = interp_new(b->stage->compiled->image);
	return err;
}

static void ask_interp(struct bench *b, const struct corpus_packet *p,
		       struct answer *out)
{
	int action = interp_run(b->interp, p->frame, p->len, &out->why);

	image_take_run(b, action, interp_counters(b->interp), out);
}

static int start_jit(struct bench *b)
{
	const char *why = NULL;
	int err = image_compile(b);

	if (err)
		return err;
	err = loaded_open(b->arena, b->stage->compiled->image, &b->loaded,
			  &why);
	if (err == -EPERM) {
		b->why = "no right to call bpf()";
		return -ENOTSUP;
	}
	if (err)
		b->why = arena_printf(b->arena, "the kernel refuses it: %s",
				      why);
	return err;
}

static void read_counters(struct bench *b, struct answer *out)
{
	int err = loaded_read_packets(&b->loaded,
				      b->stage->compiled->counters.n, b->after);

	if (err) {
		out->kind = ANSWER_ERROR;
		out->why = "counters cannot be read";
		return;
	}
	image_name_decider(b, out);
}

static void ask_jit(struct bench *b, const struct corpus_packet *p,
		    struct answer *out)
{
	int action;

	if (p->len < TEST_RUN_MIN || p->len > TEST_RUN_MAX) {
		out->why = "no length for BPF_PROG_TEST_RUN";
		return;
	}
	action = loaded_run(&b->loaded, p->frame, p->len);
	if (action < 0) {
		out->kind = ANSWER_ERROR;
		out->why = strerror(-action);
		return;
	}
	take_action(b, action, out);
	read_counters(b, out);
}

static void stop(struct bench *b)
{
	if (b->rig) {
		bpf_xdp_detach(rig_device.ifindex, XDP_FLAGS_DRV_MODE, NULL);
		bpf_xdp_detach(rig_device.ifindex, XDP_FLAGS_SKB_MODE, NULL);
		rig_set_mtu(b->rig, RIG_MTU);
	}
	interp_free(b->interp);
	b->interp = NULL;
	loaded_close(&b->loaded);
}

static int attach(struct bench *b, uint32_t flags)
{
	int err = start_jit(b);

	if (err)
		return err;
	if (flags == XDP_FLAGS_DRV_MODE &&
	    !b->stage->compiled->image->has_frags)
		err = rig_set_mtu(b->rig, RIG_MTU_NATIVE);
	if (!err)
		err = bpf_xdp_attach(rig_device.ifindex, b->loaded.prog_fd,
				     flags, NULL);
	if (err)
		b->why = arena_printf(b->arena, "not attached: %s",
				      strerror(-err));
	return err;
}

static int start_native(struct bench *b)
{
	return attach(b, XDP_FLAGS_DRV_MODE);
}

static int start_generic(struct bench *b)
{
	return attach(b, XDP_FLAGS_SKB_MODE);
}

static void ask_wire(struct bench *b, const struct corpus_packet *p,
		     struct answer *out)
{
	bench_send_controlled(b, p, out);
	if (out->kind == ANSWER_ACCEPT)
		out->kind = ANSWER_PASS;
	if (out->kind == ANSWER_PASS || out->kind == ANSWER_DROP)
		read_counters(b, out);
}

#define ENGINE(way, ask_way, profile_name, on_rig)                      \
	{                                                               \
		.name = #way "/" profile_name, .profile = profile_name, \
		.needs_rig = on_rig, .start = start_##way,              \
		.ask = ask_##ask_way, .stop = stop,                     \
	}

const struct engine image_engines[] = {
	ENGINE(interp, interp, "agilio-cx", false),
	ENGINE(interp, interp, "driver", false),
	ENGINE(jit, jit, "agilio-cx", false),
	ENGINE(jit, jit, "driver", false),
	ENGINE(native, wire, "agilio-cx", true),
	ENGINE(native, wire, "driver", true),
	ENGINE(generic, wire, "agilio-cx", true),
	ENGINE(generic, wire, "driver", true),
};

const size_t n_image_engines = sizeof(image_engines) / sizeof(image_engines[0]);

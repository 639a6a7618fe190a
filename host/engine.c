// SPDX-License-Identifier: GPL-2.0-only
/*
 * engine.c - ways to ask what a policy does with a frame
 */
#include "engine.h"

#include "load/objects.h"
#include "offload/interp.h"
#include "offload/nfp.h"
#include "translated.h"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <errno.h>

struct kind {
	const char *name;
	int (*open)(struct engine *e, struct arena *a, struct diag *diag);
	void (*close)(struct engine *e);
	/* The program's answer; counts e->after. */
	int (*run)(struct engine *e, const uint8_t *frame, size_t len,
		   const char **why);
};

struct engine {
	const struct kind *kind;
	const struct policy *policy;
	struct device dev;
	struct path walk; /* of the device's frames */
	const struct profile *profile;
	struct compiled *compiled;
	struct interp *interp;
	const char *nic; /* NULL: none was given */
	struct nfp_code code;
	struct nfp *nfp;
	struct objects objects;
	int counters; /* descriptor of the kernel's counters; -1: none */
	uint64_t *before;
	uint64_t *after;
	struct nicfw_counter *values; /* room for one value of all CPUs */
	int n_values;
	uint32_t n_of_value;	    /* counters that a value has */
	struct nicfw_counter *each; /* of the image; with room for their sums */
};

static int compile(struct engine *e, struct arena *a, struct diag *diag)
{
	/* The kernel's test run splits frames that are longer than a page. */
	const struct image_options opts = { .frags = true };
	int err = compile_policy(a, diag, e->policy, &e->dev, e->profile, &opts,
				 &e->compiled);

	if (err)
		return err;
	e->before = arena_calloc(a, e->compiled->counters.n, sizeof(uint64_t));
	e->after = arena_calloc(a, e->compiled->counters.n, sizeof(uint64_t));
	return 0;
}

static int oracle_open(struct engine *e, struct arena *a, struct diag *diag)
{
	(void)e, (void)a, (void)diag;
	return 0;
}

static void oracle_close(struct engine *e)
{
	(void)e;
}

static int interp_open(struct engine *e, struct arena *a, struct diag *diag)
{
	int err = compile(e, a, diag);

	if (!err)
		e->interp = interp_new(e->compiled->image);
	return err;
}

static void interp_close(struct engine *e)
{
	interp_free(e->interp);
}

static int interp_answer(struct engine *e, const uint8_t *frame, size_t len,
			 const char **why)
{
	int answer = interp_run(e->interp, frame, len, why);
	const struct nicfw_counter *c = interp_counters(e->interp);

	for (size_t i = 0; i < e->compiled->counters.n; i++)
		e->after[i] = c[i].packets;
	return answer;
}

static void find_counters(struct engine *e, struct arena *a)
{
	const struct image *img = e->compiled->image;

	e->counters = -1;
	e->n_values = e->n_of_value = 1;
	for (size_t i = 0; i < img->maps.n; i++) {
		if (img->maps.v[i].role != MAP_COUNTERS)
			continue;
		e->counters = e->objects.maps[i];
		e->n_of_value = img->maps.v[i].value_bytes / sizeof(*e->values);
		if (img->maps.v[i].type == BPF_MAP_TYPE_PERCPU_ARRAY)
			e->n_values = libbpf_num_possible_cpus();
	}
	e->values = arena_calloc(a, e->n_values * e->n_of_value,
				 sizeof(*e->values));
	e->each = arena_calloc(a, (size_t)img->n_counters + image_sum_room(img),
			       sizeof(*e->each));
}

static int kernel_open(struct engine *e, struct arena *a, struct diag *diag)
{
	const struct nicfw_control control = { .ready = 1 };
	struct refusal refusal = {};
	int err = compile(e, a, diag);

	e->objects = OBJECTS_NONE;
	if (err)
		return err;
	err = objects_load(a, e->compiled->image, NULL, control, NULL,
			   &e->objects, &refusal);
	if (err) {
		diag_error(diag, (struct loc){}, "engine kernel: %s",
			   refusal.why);
		return err;
	}
	find_counters(e, a);
	return 0;
}

static void kernel_close(struct engine *e)
{
	objects_close(&e->objects);
}

/* The image's counters by their order: those of a value are read together. */
static uint64_t read_packets(struct engine *e, uint32_t i)
{
	const uint32_t key = i / e->n_of_value, at = i % e->n_of_value;
	uint64_t sum = 0;

	if (!at && bpf_map_lookup_elem(e->counters, &key, e->values))
		return 0;
	for (int k = 0; k < e->n_values; k++)
		sum += e->values[k * e->n_of_value + at].packets;
	return sum;
}

static void read_all_packets(struct engine *e)
{
	const struct image *img = e->compiled->image;
	const struct nicfw_counter *sums;

	for (uint32_t i = 0; i < img->n_counters; i++)
		e->each[i].packets = read_packets(e, i);
	sums = image_sum_counters(img, e->each, e->each + img->n_counters);
	for (size_t i = 0; i < e->compiled->counters.n; i++)
		e->after[i] = sums[i].packets;
}

static int kernel_answer(struct engine *e, const uint8_t *frame, size_t len,
			 const char **why)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame,
		    .data_size_in = len, .repeat = 1);

	if (bpf_prog_test_run_opts(e->objects.prog, &opts)) {
		*why = "the kernel's test run does not take such a frame";
		return -errno;
	}
	read_all_packets(e);
	return opts.retval;
}

static int nfp_probe(struct engine *e, struct arena *a, struct diag *diag,
		     struct nic *nic)
{
	int err;

	if (!e->nic) {
		diag_error(
			diag, (struct loc){},
			"engine nfp runs what an nfp's driver makes of the program: give a device of that driver with --nic");
		return -EINVAL;
	}
	err = nic_probe(a, diag, e->nic, nic);
	if (err)
		return err == -EINVAL ? -ENODEV : err;
	if (!strcmp(nic->driver, "nfp"))
		return 0;
	diag_error(
		diag, (struct loc){},
		"%s: engine nfp runs what the driver nfp makes of the program; this device has the driver %s",
		e->nic, *nic->driver ? nic->driver : "of no name");
	return -EOPNOTSUPP;
}

/* Loads the program for the NIC, which nothing attaches, and reads it back. */
static int nfp_load(struct engine *e, struct arena *a, const struct nic *nic,
		    const char **why)
{
	const struct nicfw_control control = { .ready = 1 };
	struct refusal refusal = {};
	int err = objects_load(a, e->compiled->image, nic, control, NULL,
			       &e->objects, &refusal);

	if (err) {
		*why = refusal.why;
		return err;
	}
	return translated_read(a, &e->objects, &e->code, why)
		       ?: nfp_new(a, e->compiled->image, &e->code, &e->nfp,
				  why);
}

static int nfp_open(struct engine *e, struct arena *a, struct diag *diag)
{
	struct nic nic = {};
	const char *why = "";
	int err;

	e->objects = OBJECTS_NONE;
	err = nfp_probe(e, a, diag, &nic) ?: compile(e, a, diag);
	if (err)
		return err;
	err = nfp_load(e, a, &nic, &why);
	if (err)
		diag_error(diag, (struct loc){}, "engine nfp: %s: %s", e->nic,
			   why);
	/* What the machine refuses is no mistake of the command line. */
	return err == -EINVAL ? -EOPNOTSUPP : err;
}

static int nfp_answer(struct engine *e, const uint8_t *frame, size_t len,
		      const char **why)
{
	int answer = nfp_run(e->nfp, frame, len, why);
	const struct nicfw_counter *c = nfp_counters(e->nfp);

	for (size_t i = 0; i < e->compiled->counters.n; i++)
		e->after[i] = c[i].packets;
	return answer;
}

static const struct kind kinds[] = {
	{ "oracle", oracle_open, oracle_close, NULL },
	{ "interp", interp_open, interp_close, interp_answer },
	{ "kernel", kernel_open, kernel_close, kernel_answer },
	{ "nfp", nfp_open, kernel_close, nfp_answer },
};

const char *const engine_names = "oracle, interp, kernel, nfp";

int engine_new(struct arena *a, struct diag *diag, const char *name,
	       const struct policy *policy, const struct device *dev,
	       const struct profile *profile, const char *nic,
	       struct engine **out)
{
	struct engine *e = arena_new_of(a, struct engine);
	int err;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!strcmp(kinds[i].name, name))
			e->kind = &kinds[i];
	}
	if (!e->kind) {
		diag_error(diag, (struct loc){},
			   "there is no engine '%s'; there are %s", name,
			   engine_names);
		return -EINVAL;
	}
	e->policy = policy;
	e->dev = *dev;
	path_find(a, policy, dev, &e->walk);
	e->profile = profile;
	e->nic = nic;
	err = e->kind->open(e, a, diag);
	if (err)
		e->kind->close(e);
	else
		*out = e;
	return err;
}

void engine_free(struct engine *e)
{
	if (e)
		e->kind->close(e);
}

int engine_run(struct engine *e, const uint8_t *frame, size_t len,
	       struct eval_result *out, const char **why)
{
	struct frame_view view;
	uint64_t *counts;
	int answer;

	if (!e->kind->run) {
		eval_frame(e->policy, &e->walk, &e->dev, e->profile->reach,
			   frame, len, NULL, out);
		return 0;
	}
	answer = e->kind->run(e, frame, len, why);
	if (answer < 0)
		return answer;
	compiled_decided(e->compiled, e->before, e->after, out);
	counts = e->before;
	e->before = e->after;
	e->after = counts;
	out->verdict = answer == XDP_DROP ? PLAN_DROP : PLAN_ACCEPT;
	if (answer == XDP_PASS && !out->chain && e->compiled->path.n &&
	    frame_parse(frame, len, e->profile->reach, &view))
		out->verdict = PLAN_PUNT;
	return 0;
}

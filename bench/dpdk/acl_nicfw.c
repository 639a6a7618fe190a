// SPDX-License-Identifier: GPL-2.0-only
/*
 * acl_nicfw.c - the same rules as a program of nicfw
 */
#include "acl_nicfw.h"

#include "bench/thread_time.h"

#include "lang/nft_parse.h"
#include "policy/compile.h"
#include "policy/resolve.h"

#include <bpf/bpf.h>
#include <errno.h>
#include <float.h>
#include <stdlib.h>

/* The least that counts as one: of a single run the kernel makes less fuss. */
#define LEAST_REPEAT 2
#define START_CALLS  32

static const struct device device = {
	.name = "dut0",
	.ifindex = 10,
	.mac = { 2, 0, 0, 0, 0, 2 },
};

static char *print_rules(struct arena *a, const struct rules *rules)
{
	char *text = NULL, *copy;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		return NULL;
	rules_print_nft(rules, RULES_INGRESS, device.name, out);
	fclose(out);
	copy = arena_strdup(a, text);
	free(text);
	return copy;
}

int acl_nicfw_load(struct arena *a, const struct rules *rules,
		   struct loaded *out, double *build_s, const char **why)
{
	const char *text = print_rules(a, rules);
	const double start = thread_time_cpu_ns();
	struct diag *diag = diag_new(a);
	struct ruleset *rs;
	struct policy *policy;
	struct profile *profile;
	struct image_options opts = { .last_stage = true };
	struct compiled *c;
	int err = text ? 0 : -ENOMEM;

	*why = "no memory";
	if (!err)
		err = nft_parse(a, diag, "rules", text, strlen(text), NULL,
				&rs);
	if (!err)
		err = resolve_ruleset(a, diag, rs, &policy);
	if (!err)
		err = profile_find(a, diag, "driver", &profile);
	if (!err) {
		/* As `nicfw load` has it. */
		opts.frags = profile->frags;
		err = compile_policy(a, diag, policy, &device, profile, &opts,
				     &c);
	}
	if (diag->n_errors)
		*why = diag->msgs.v[0].text;
	if (!err)
		err = loaded_open(a, c->image, out, why);
	*build_s = (thread_time_cpu_ns() - start) / 1e9;
	return err;
}

int acl_nicfw_run(const struct loaded *program, const struct trace_frame *frame,
		  int repeat, double *ns)
{
	LIBBPF_OPTS(bpf_test_run_opts, opts, .data_in = frame->bytes,
		    .data_size_in = TRACE_FRAME_LEN, .repeat = repeat);
	const double start = thread_time_cpu_ns();
	int err = bpf_prog_test_run_opts(program->prog_fd, &opts);

	*ns = thread_time_cpu_ns() - start;
	return err;
}

int acl_nicfw_start(const struct loaded *program,
		    const struct trace_frame *frame, double *ns)
{
	static double least = DBL_MAX;
	int err = 0;

	for (int i = 0; !err && i < START_CALLS; i++) {
		double one = 0;

		err = acl_nicfw_run(program, frame, LEAST_REPEAT, &one);
		if (!err && one < least)
			least = one;
	}
	*ns = least;
	return err;
}

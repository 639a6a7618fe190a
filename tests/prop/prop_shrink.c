// SPDX-License-Identifier: GPL-2.0-only
/*
 * prop_shrink.c - the smallest case that still shows a fault
 *
 * Everything that can be left out is left out in turn; what makes the fault go
 * away comes back. A case that does not even load does not show the fault.
 */
#include "prop/prop_case.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

/* Leaving one thing out may make another needless. */
#define MAX_ROUNDS 4

/* More spans than this are left out by so many runs of them, not each. */
#define MANY_SPANS 1000
#define MAX_RUNS   32

/* Of nic-profiles/: driver and agilio-cx. */
static const struct reach host_reach = { 32, 61440 };
static const struct reach nic_reach = { 8, 1024 };

/* What an engine finds wrong with @frame, or with the policy alone; or NULL. */
static const char *find_fault(struct arena *a, const struct gen_text *text,
			      const struct prop_engine *engine,
			      const struct gen_frame *frame)
{
	const char *why = NULL;
	const struct policy *p = case_resolve(a, gen_text_print(a, text), &why);
	struct machine m;
	int err;

	if (!p)
		return engine ? NULL : why;
	if (!engine)
		return NULL;
	err = machine_start(a, engine, p, &m, &why);
	if (err || !frame) {
		if (!err)
			machine_stop(&m);
		return err && !frame ? why : NULL;
	}
	why = machine_check(a, &m, frame->bytes, frame->len);
	machine_stop(&m);
	return why;
}

static bool is_shown(const struct prop_case *c, const struct prop_fault *fault,
		     const struct gen_frame *frame)
{
	struct arena *a = arena_new();
	bool shown = find_fault(a, &c->text, fault->engine, frame) != NULL;

	arena_free(a);
	return shown;
}

/* True if none of the @n spans from @first on is needed; then they are gone. */
static bool leave_out(struct prop_case *c, const struct prop_fault *fault,
		      size_t first, size_t n)
{
	struct gen_span *spans = c->text.spans.v + first;
	bool *was_left_out = calloc(n, sizeof(bool));
	bool any = false;

	if (!was_left_out)
		abort();
	for (size_t i = 0; i < n; i++) {
		was_left_out[i] = spans[i].is_left_out;
		any |= !was_left_out[i];
		spans[i].is_left_out = true;
	}
	any = any && is_shown(c, fault, fault->frame);
	for (size_t i = 0; i < n && !any; i++)
		spans[i].is_left_out = was_left_out[i];
	free(was_left_out);
	return any;
}

/* By halves, quarters, ...; of many spans not one by one, as that takes long.
 */
static bool leave_out_spans(struct prop_case *c, const struct prop_fault *fault)
{
	const size_t n_spans = c->text.spans.n;
	const size_t least = n_spans > MANY_SPANS ? n_spans / MAX_RUNS : 1;
	bool any = false;

	for (size_t n = n_spans; n >= least; n /= 2) {
		for (size_t i = 0; i < n_spans; i += n)
			any |= leave_out(c, fault, i,
					 n < n_spans - i ? n : n_spans - i);
	}
	return any;
}

static void cut_frame(const struct prop_case *c, const struct prop_fault *fault,
		      struct gen_frame *frame)
{
	for (size_t cut = frame->len / 2; cut; cut /= 2) {
		while (frame->len > cut) {
			frame->len -= cut;
			if (is_shown(c, fault, frame))
				continue;
			frame->len += cut;
			break;
		}
	}
}

static void clear_bytes(const struct prop_case *c,
			const struct prop_fault *fault, struct gen_frame *frame)
{
	for (size_t i = 0; i < frame->len; i++) {
		uint8_t byte = frame->bytes[i];

		if (!byte)
			continue;
		frame->bytes[i] = 0;
		if (!is_shown(c, fault, frame))
			frame->bytes[i] = byte;
	}
}

/* "hex 0200... => drop r3", by what a host says. */
static void print_packet(FILE *out, struct arena *a, const struct policy *p,
			 const struct gen_frame *frame)
{
	struct eval_result on_host, on_nic;

	eval_frame(p, NULL, &prop_device, host_reach, frame->bytes, frame->len,
		   NULL, &on_host);
	eval_frame(p, NULL, &prop_device, nic_reach, frame->bytes, frame->len,
		   NULL, &on_nic);
	fputs("hex ", out);
	for (size_t i = 0; i < frame->len; i++)
		fprintf(out, "%02x", frame->bytes[i]);
	fprintf(out, " => %s", prop_outcome(a, p, &on_host));
	if (on_nic.verdict == PLAN_PUNT && on_host.verdict != PLAN_PUNT)
		fputs(" [agilio-cx: punt]", out);
	fputs("\n", out);
}

static const char *print_case(struct arena *a, const struct prop_case *c,
			      const struct prop_fault *fault)
{
	const char *rules = gen_text_print(a, &c->text);
	const char *why = NULL;
	const struct policy *p = case_resolve(a, rules, &why);
	size_t size;
	char *buf, *text;
	FILE *out = open_memstream(&buf, &size);

	if (!out)
		abort();
	fprintf(out, "# Found by tests/prop with seed %lu, %s:\n# %s\n",
		c->seed, fault->engine ? fault->engine->name : "by the parser",
		fault->why);
	fprintf(out, "rules:\n%spackets:\n", rules);
	if (p && fault->frame)
		print_packet(out, a, p, fault->frame);
	fclose(out);
	text = arena_strdup(a, buf);
	free(buf);
	return text;
}

const char *case_shrink(struct arena *a, struct prop_case *c,
			struct prop_fault *fault)
{
	struct gen_frame *frame = NULL;
	const char *why;

	if (fault->frame) {
		frame = arena_memdup(a, fault->frame, sizeof(*frame));
		fault->frame = frame;
	}
	/* A fault that the frames before made possible is left as it is. */
	if (is_shown(c, fault, frame)) {
		for (int i = 0; i < MAX_ROUNDS && leave_out_spans(c, fault);)
			i++;
		if (frame) {
			cut_frame(c, fault, frame);
			clear_bytes(c, fault, frame);
		}
		why = find_fault(a, &c->text, fault->engine, frame);
		fault->why = why ? why : fault->why;
	}
	return print_case(a, c, fault);
}

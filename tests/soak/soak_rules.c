// SPDX-License-Identifier: GPL-2.0-only
/*
 * soak_rules.c - two rulesets that take turns, and frames that tell them apart
 *
 * Of a set the two have each two thirds of what is made, a third both. Rules
 * are drawn apart, and verdicts for the same frame are as they come.
 */
#include "soak/soak_rules.h"

#include "bench/lab/lab.h"
#include "bench/rules/rules_index.h"

#include <errno.h>

#define DRAWN	  65536
#define MAX_DRAWS 200

const char *const soak_class_names[N_SOAK_CLASSES] = {
	[SOAK_KEPT] = "accepted by both", [SOAK_DROPPED] = "dropped by both",
	[SOAK_A] = "accepted by A",	  [SOAK_B] = "accepted by B",
	[SOAK_PAIRS] = "pairs",
};

const struct soak_kind soak_kinds[] = {
	{ "acl", RULES_ACL, false, 10000 },
	{ "fw", RULES_FW, false, 10000 },
	{ "exact-map", RULES_EXACT, true, 10000 },
	{ "blocklist-set", RULES_BLOCKLIST, true, 60000 },
};
const size_t n_soak_kinds = sizeof(soak_kinds) / sizeof(soak_kinds[0]);

static int make_rules(struct arena *a, const struct soak_kind *kind,
		      uint64_t seed, struct rules out[2])
{
	int err;

	if (!kind->is_set) {
		err = rules_make(a, kind->family, seed, kind->n, &out[0]);
		return err
			       ?: rules_make(a, kind->family, ~seed, kind->n,
					     &out[1]);
	}
	err = rules_make(a, kind->family, seed, kind->n / 2 * 3, &out[0]);
	if (err)
		return err;
	out[0].n = kind->n;
	out[1] = out[0];
	out[1].boxes += kind->n / 2;
	return 0;
}

static enum soak_class class_of(bool by_a, bool by_b)
{
	if (by_a == by_b)
		return by_a ? SOAK_KEPT : SOAK_DROPPED;
	return by_a ? SOAK_A : SOAK_B;
}

static bool accepts(const struct rules *rules, const struct rules_index *index,
		    const struct rules_tuple *t)
{
	size_t rule = rules_index_match(index, t);

	return rule < rules->n ? rules->boxes[rule].accept : rules->accept;
}

struct drawn {
	struct trace_frame *frames; /* of the whole trace */
	uint64_t n[SOAK_PAIRS];	    /* of each class, so far */
};

static bool is_full(const struct drawn *d)
{
	for (enum soak_class c = 0; c < SOAK_PAIRS; c++)
		if (d->n[c] < SOAK_FRAMES)
			return false;
	return true;
}

/* Edges of one ruleset's rules, sorted by what both say. */
static int draw(struct arena *a, const struct rules rules[2],
		struct rules_index *index[2], uint64_t seed, struct drawn *d)
{
	struct trace trace;
	int err = trace_make(a, &rules[seed % 2], TRACE_CORNER, seed, DRAWN,
			     lab_sender_mac, lab_device_mac, &trace);

	for (size_t i = 0; !err && i < trace.n; i++) {
		const struct rules_tuple *t = &trace.frames[i].tuple;
		enum soak_class c = class_of(accepts(&rules[0], index[0], t),
					     accepts(&rules[1], index[1], t));

		if (d->n[c] < SOAK_FRAMES)
			d->frames[soak_first(c) + d->n[c]++] = trace.frames[i];
	}
	return err;
}

int soak_make(struct arena *a, const struct soak_kind *kind, uint64_t seed,
	      struct rules out[2], struct trace *trace)
{
	const size_t n = soak_first(SOAK_PAIRS) + soak_n_frames(SOAK_PAIRS);
	struct drawn d = { .frames = arena_calloc(a, n, sizeof(*d.frames)) };
	struct trace_frame *pairs = &d.frames[soak_first(SOAK_PAIRS)];
	struct rules_index *index[2];
	int err = make_rules(a, kind, seed, out);

	if (err)
		return err;
	for (int i = 0; i < 2; i++)
		index[i] = rules_index_new(a, &out[i]);
	for (uint64_t i = 0; !err && !is_full(&d); i++) {
		struct arena *scratch = arena_new();

		err = i == MAX_DRAWS ? -ENOENT
				     : draw(scratch, out, index, seed + i, &d);
		arena_free(scratch);
	}
	for (size_t i = 0; i < SOAK_FRAMES; i++) {
		pairs[2 * i] = d.frames[soak_first(SOAK_A) + i];
		pairs[2 * i + 1] = d.frames[soak_first(SOAK_B) + i];
	}
	*trace = (struct trace){ d.frames, n };
	return err;
}

int soak_write(const struct soak_kind *kind, const struct rules *rules,
	       bool list_alone, const char *path)
{
	FILE *out = fopen(path, "we");

	if (!out)
		return -errno;
	if (list_alone)
		for (size_t i = 0; i < rules->n; i++) {
			rules_print_nft_element(rules->family, &rules->boxes[i],
						out);
			fputc('\n', out);
		}
	else if (kind->is_set)
		rules_print_nft_set(rules, RULES_INGRESS, LAB_DEVICE, out);
	else
		rules_print_nft(rules, RULES_INGRESS, LAB_DEVICE, out);
	return fclose(out) ? -errno : 0;
}

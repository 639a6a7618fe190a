/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * soak_rules.h - two rulesets that take turns, and frames that tell them apart
 */
#ifndef NICFW_TESTS_SOAK_RULES_H
#define NICFW_TESTS_SOAK_RULES_H

#include "bench/rules/trace.h"

/* What the two rulesets say of a frame. */
enum soak_class {
	SOAK_KEPT,    /* both accept */
	SOAK_DROPPED, /* both drop */
	SOAK_A,	      /* the first accepts, the second drops */
	SOAK_B,
	SOAK_PAIRS, /* one of A, one of B, and so on */
	N_SOAK_CLASSES,
};

extern const char *const soak_class_names[N_SOAK_CLASSES];

/* Frames of each class; of pairs there are twice as many. */
#define SOAK_FRAMES 8192

static inline uint64_t soak_n_frames(enum soak_class class)
{
	return class == SOAK_PAIRS ? 2 * SOAK_FRAMES : SOAK_FRAMES;
}

/* Where they stand in the trace. */
static inline uint64_t soak_first(enum soak_class class)
{
	return (uint64_t) class * SOAK_FRAMES;
}

struct soak_kind {
	const char *name;
	enum rules_family family;
	bool is_set; /* elements of one set, not rules */
	size_t n;
};

extern const struct soak_kind soak_kinds[];
extern const size_t n_soak_kinds;

/*
 * Makes both rulesets of @kind in @a, and all frames behind each other. 0, or
 * -errno where too few frames of a class are found.
 */
int soak_make(struct arena *a, const struct soak_kind *kind, uint64_t seed,
	      struct rules out[2], struct trace *trace);

/*
 * Writes one of them to @path, for eth0; the elements of its set alone, an
 * address a line, where @list_alone. 0 or -errno.
 */
int soak_write(const struct soak_kind *kind, const struct rules *rules,
	       bool list_alone, const char *path);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * lint_write.h - layers with the numbers that a cube asks for
 */
#ifndef NICFW_LINT_WRITE_H
#define NICFW_LINT_WRITE_H

#include "policy/lint_int.h"

struct writer {
	struct lint *lint;
	struct arena *arena;
	struct cube_draft draft;
	const struct cube *cube; /* with what its sets ask for */
	const char *text;
	uint16_t protocol;
	uint16_t tag;	   /* 0: none */
	int l4;		   /* the layer; -1: none */
	int l4proto;	   /* -1: none */
	bool makes_length; /* lengths are what the packet has, not written */
	uint32_t n_payload;
	struct device dev;
	struct frame_view view;
	const uint8_t *frame;
	size_t len;
};

/* The dimension of the cube's constraint @i. */
static inline const struct lint_dim *writer_dim(const struct writer *w,
						uint32_t i)
{
	return &w->lint->dims.v[w->cube->v[i].dim];
}

/* Decides which layers there are, and narrows the cube to them. */
void writer_choose(struct writer *w);

/* Writes them to w->text. */
void writer_write(struct writer *w);

#endif

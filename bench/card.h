/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * card.h - a ruleset on a card that is not there: what it takes, and what a
 * frame costs
 *
 * A model of cost, not of time. A card's driver turns each instruction of a
 * program into words of microcode, and offload/cost.h knows how many, to the
 * word. Which instructions a frame runs the interpreter tells. The words of
 * those are what the card executes for the frame, or a few too many
 * (docs/nfp-model.md). They are
 *
 * - without what a lookup takes beyond its call: that is the firmware's, of
 *   which nothing is known. So lookups are told beside the words;
 * - no time: words wait for memory, and a card has many threads for that.
 */
#ifndef NICFW_BENCH_CARD_H
#define NICFW_BENCH_CARD_H

#include "bench/rules/rules.h"
#include "offload/interp.h"
#include "policy/early.h"

struct card {
	const struct profile *profile;
	/* What nicfw would load: all of the rules, or drops that fit. */
	const struct compiled *compiled; /* NULL: nothing fits */
	struct early_report report;
	struct interp *interp;
	uint32_t *words; /* of each instruction; NULL: not known */
	uint64_t *runs;	 /* of each instruction, for one frame */
};

/* What the card does for a frame. */
struct card_path {
	bool is_dropped;
	uint32_t words; /* 0: not known */
	uint32_t insns;
	uint32_t lookups;
};

/*
 * Compiles @rules, as they stand in a chain at a device's ingress, for the
 * profile called @profile. All of it is in @a, which is to be freed behind
 * card_close(). Returns 0, or -errno with *@why in @a for what is broken here:
 * that nothing fits is none of it.
 */
int card_open(struct arena *a, const struct rules *rules, const char *profile,
	      struct card *out, const char **why);
void card_close(struct card *card);

/*
 * What the program of all @rules takes of the profile called @profile: it fits
 * if there are no violations. Returns as card_open(), and -E2BIG where there is
 * no such program.
 */
int card_check(struct arena *a, const struct rules *rules, const char *profile,
	       struct check_report *out, const char **why);

/*
 * Runs what the card holds on @frame. Returns 0, or -errno with *@why for a
 * program that breaks the interpreter's rules.
 */
int card_run(struct card *card, const uint8_t *frame, size_t len,
	     struct card_path *out, const char **why);

#endif

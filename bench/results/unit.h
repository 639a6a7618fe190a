/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * unit.h - what a unit of a result says of its numbers
 */
#ifndef NICFW_BENCH_UNIT_H
#define NICFW_BENCH_UNIT_H

enum unit_kind {
	UNIT_OTHER, /* told, and never compared: "packets" that were lost */
	UNIT_TIME,  /* less is better, and what a machine does to it is noise */
	UNIT_RATE,  /* more is better; the same */
	UNIT_SIZE, /* less is better, on every machine alike but for a little */
	UNIT_COUNT, /* less is better, and the same on every machine */
};

/*
 * ns/packet, ns/lookup, ns, us, ms, s; packets/s, Mpps, lookups/s; B, kB, MB;
 * words, words/packet, lookups/packet, insns, entries. All else, and NULL, is
 * UNIT_OTHER.
 */
enum unit_kind unit_kind_of(const char *unit);

#endif

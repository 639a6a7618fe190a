// SPDX-License-Identifier: GPL-2.0-only
/*
 * unit.c - what a unit of a result says of its numbers
 */
#include "unit.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *name;
	enum unit_kind kind;
} units[] = {
	{ "ns/packet", UNIT_TIME },
	{ "ns/lookup", UNIT_TIME },
	{ "ns", UNIT_TIME },
	{ "us", UNIT_TIME },
	{ "ms", UNIT_TIME },
	{ "s", UNIT_TIME },
	{ "s/GB", UNIT_TIME },
	{ "MB/s", UNIT_RATE },
	{ "connections/s", UNIT_RATE },
	{ "packets/s", UNIT_RATE },
	{ "Mpps", UNIT_RATE },
	{ "lookups/s", UNIT_RATE },
	{ "B", UNIT_SIZE },
	{ "kB", UNIT_SIZE },
	{ "MB", UNIT_SIZE },
	{ "words", UNIT_COUNT },
	{ "insns", UNIT_COUNT },
	{ "words/packet", UNIT_COUNT },
	{ "lookups/packet", UNIT_COUNT },
	{ "entries", UNIT_COUNT },
};

enum unit_kind unit_kind_of(const char *unit)
{
	for (size_t i = 0; unit && i < sizeof(units) / sizeof(units[0]); i++) {
		if (!strcmp(units[i].name, unit))
			return units[i].kind;
	}
	return UNIT_OTHER;
}

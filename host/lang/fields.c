// SPDX-License-Identifier: GPL-2.0-only
/*
 * fields.c - the header fields that rules match
 */
#include "lang/fields.h"

#include <errno.h>
#include <string.h>

const struct field fields[N_FIELDS] = {
#define FIELD(id, name, base, bit_off, width, needs, type) \
	[FIELD_##id] = { name, base, bit_off, width, needs, type },
#include "lang/fields.def"
#undef FIELD
};

int field_by_name(const char *name, enum field_id *out)
{
	for (unsigned int i = 0; i < N_FIELDS; i++) {
		if (!strcmp(fields[i].name, name)) {
			*out = i;
			return 0;
		}
	}
	return -ENOENT;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * duration.c - times as nft writes them
 */
#include "lang/duration.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	uint64_t ms;
} units[] = {
	{ "d", 86400000 }, { "h", 3600000 }, { "m", 60000 },
	{ "s", 1000 },	   { "ms", 1 },
};

#define N_UNITS (sizeof(units) / sizeof(units[0]))

/* The unit that @text begins with; N_UNITS: none. */
static size_t unit_of(const char *text)
{
	const size_t len = strcspn(text, "0123456789");

	for (size_t i = 0; i < N_UNITS; i++)
		if (strlen(units[i].name) == len &&
		    !strncmp(text, units[i].name, len))
			return i;
	return N_UNITS;
}

int duration_read(const char *text, uint64_t *ms)
{
	uint64_t sum = 0;
	size_t next = 0;

	if (!*text)
		return -EINVAL;
	while (*text) {
		unsigned long long n;
		size_t unit;
		char *end;

		if (!isdigit((unsigned char)*text))
			return -EINVAL;
		n = strtoull(text, &end, 10);
		unit = unit_of(end);
		if (unit < next || unit == N_UNITS)
			return -EINVAL;
		if (n > DURATION_MAX_MS / units[unit].ms)
			return -ERANGE;
		sum += n * units[unit].ms;
		text = end + strlen(units[unit].name);
		next = unit + 1;
	}
	if (sum > DURATION_MAX_MS)
		return -ERANGE;
	*ms = sum;
	return 0;
}

const char *duration_text(char *text, uint64_t ms)
{
	int len = snprintf(text, DURATION_MAX_LEN, "%s", ms ? "" : "0s");

	for (size_t i = 0; i < N_UNITS; i++) {
		if (ms >= units[i].ms)
			len += snprintf(text + len, DURATION_MAX_LEN - len,
					"%" PRIu64 "%s", ms / units[i].ms,
					units[i].name);
		ms %= units[i].ms;
	}
	return text;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * siphash_test.c - is it SipHash-2-4?
 *
 * The numbers are those of `openssl mac -macopt hexkey:00..0f SIPHASH`.
 */
#include "base/siphash.h"
#include "lib/fixture.h"

#include <stdio.h>
#include <string.h>

static void numbers_are_those_of_others(void **state)
{
	static const struct {
		size_t len;
		const char *number;
	} rows[] = {
		{ 0, "a3817f04ba25a8e66df67214c7550293" },
		{ 1, "da87c1d86b99af44347659119b22fc45" },
		{ 7, "a1f1ebbed8dbc153c0b84aa61ff08239" },
		{ 8, "3b62a9ba6258f5610f83e264f31497b4" },
		{ 15, "5493e99933b0a8117e08ec0f97cfc3d9" },
		{ 63, "5150d1772f50834a503e069a973fbd7c" },
	};
	uint8_t key[SIPHASH_BYTES], out[SIPHASH_BYTES], data[64];
	char text[2 * SIPHASH_BYTES + 1];

	for (size_t i = 0; i < sizeof(data); i++)
		data[i] = i;
	memcpy(key, data, sizeof(key));
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		siphash(key, data, rows[i].len, out);
		for (int k = 0; k < SIPHASH_BYTES; k++)
			sprintf(text + 2 * k, "%02x", out[k]);
		assert_string_equal(text, rows[i].number);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(numbers_are_those_of_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

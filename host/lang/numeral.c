// SPDX-License-Identifier: GPL-2.0-only
/*
 * numeral.c - numbers and addresses that are written in digits
 */
#include "lang/numeral.h"

#include <errno.h>

static int digit_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

int numeral_digits(const char *text, unsigned int base, u128 *value)
{
	u128 v = 0;
	int err = 0;

	if (!*text)
		return -EINVAL;
	for (; *text; text++) {
		unsigned int digit = digit_value(*text);

		if (digit >= base)
			return -EINVAL;
		if (v <= UINT32_MAX)
			v = (uint64_t)v * base + digit;
		else if (__builtin_mul_overflow(v, (u128)base, &v) |
			 __builtin_add_overflow(v, (u128)digit, &v))
			err = -ERANGE;
	}
	*value = v;
	return err;
}

int numeral_number(const char *text, u128 *value)
{
	if (text[0] != '0' || !text[1])
		return numeral_digits(text, 10, value);
	if (text[1] == 'x' || text[1] == 'X')
		return numeral_digits(text + 2, 16, value);
	return numeral_digits(text, 8, value);
}

int numeral_ipv4(const char *text, u128 *value)
{
	uint32_t v = 0;

	for (int group = 0; group < 4; group++) {
		const char *start = text;
		unsigned int byte = 0;

		for (; text - start < 3 && *text >= '0' && *text <= '9'; text++)
			byte = byte * 10 + (*text - '0');
		if (text == start || (*start == '0' && text - start > 1) ||
		    byte > 255 || *text != (group < 3 ? '.' : '\0'))
			return -EINVAL;
		text++;
		v = v << 8 | byte;
	}
	*value = v;
	return 0;
}

int numeral_ether(const char *text, u128 *value)
{
	u128 v = 0;

	for (int group = 0; group < 6; group++) {
		unsigned int byte = 0;
		int n = 0;

		for (; n < 2 && digit_value(*text) < 16; n++)
			byte = byte << 4 | digit_value(*text++);
		if (!n || *text != (group < 5 ? ':' : '\0'))
			return -EINVAL;
		text++;
		v = v << 8 | byte;
	}
	*value = v;
	return 0;
}

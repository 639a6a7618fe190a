/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * numeral.h - numbers and addresses that are written in digits
 *
 * There are as many as values in a ruleset. All of a text has to be the number;
 * functions return 0, or -EINVAL where it is none.
 */
#ifndef NICFW_NUMERAL_H
#define NICFW_NUMERAL_H

#include "base/u128.h"

/* In @base, at most 16; -ERANGE where it exceeds 128 bits. */
int numeral_digits(const char *text, unsigned int base, u128 *value);

/* Decimal, 0x or 0 (octal); -ERANGE where it exceeds 128 bits. */
int numeral_number(const char *text, u128 *value);

/*
 * Four decimals without leading zeroes: what inet_pton() takes, but that took
 * longer than all else that is done for a value.
 */
int numeral_ipv4(const char *text, u128 *value);

/* Six groups of one or two hex digits. */
int numeral_ether(const char *text, u128 *value);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * digits.h - a number as text, where there are so many that printf() is slow
 */
#ifndef NICFW_DIGITS_H
#define NICFW_DIGITS_H

#include <stdint.h>

/* The digits of the largest number, and a NUL. */
#define DIGITS_SIZE 21

/* Puts @n at the end of @text, and returns where it starts. */
static inline const char *digits_of(uint64_t n, char text[DIGITS_SIZE])
{
	char *p = &text[DIGITS_SIZE - 1];

	*p = '\0';
	do
		*--p = (char)('0' + n % 10);
	while (n /= 10);
	return p;
}

#endif

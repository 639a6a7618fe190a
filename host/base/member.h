/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * member.h - members of JSON objects
 */
#ifndef NICFW_MEMBER_H
#define NICFW_MEMBER_H

#include <jansson.h>

/* 0 if there is none, or it is no whole number. */
static inline json_int_t member_number(const json_t *json, const char *key)
{
	return json_integer_value(json_object_get(json, key));
}

#endif

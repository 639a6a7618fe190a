/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * member.h - members of JSON objects
 */
#ifndef NICFW_MEMBER_H
#define NICFW_MEMBER_H

#include "base/arena.h"

#include <jansson.h>

/* 0 if there is none, or it is no whole number. */
static inline json_int_t member_number(const json_t *json, const char *key)
{
	return json_integer_value(json_object_get(json, key));
}

/* NULL if there is none, or it is no text. It is the object's. */
static inline const char *member_text(const json_t *json, const char *key)
{
	return json_string_value(json_object_get(json, key));
}

/* The same in @a, which stays when the object goes. */
static inline const char *member_copy(struct arena *a, const json_t *json,
				      const char *key)
{
	const char *text = member_text(json, key);

	return text ? arena_strdup(a, text) : NULL;
}

#endif

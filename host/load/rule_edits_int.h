/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * rule_edits_int.h - what the files of rule_edits share
 */
#ifndef NICFW_RULE_EDITS_INT_H
#define NICFW_RULE_EDITS_INT_H

#include "base/member.h"
#include "load/rule_edits.h"

/* "" if there is none. */
static inline const char *rule_edit_text(const json_t *json, const char *key)
{
	const char *text = json_string_value(json_object_get(json, key));

	return text ? text : "";
}

/* False: keys only make way. */
static inline bool rule_edit_has_text(const json_t *edit)
{
	return json_object_get(edit, "source");
}

/* Where a line of the text before @edit is behind it; 0: it is gone. */
uint32_t rule_edit_line(const json_t *edit, uint32_t line);

/* The same of all edits from @from on. */
uint32_t rule_edits_line_from(const struct rule_edits *edits, size_t from,
			      uint32_t line);

/* The last edit that came from a text; NULL: none did. */
const json_t *rule_edits_last_text(const struct rule_edits *edits);

#endif

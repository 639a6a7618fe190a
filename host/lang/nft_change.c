// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_change.c - what a statement that sets a field does
 *
 * What it does to the packet is gone with the packet; what it does to the
 * connection (marks, labels, events), or to the packet's way, is not.
 */
#include "lang/nft_change.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/* A value that is not there ends the rule. */
static const struct {
	const char *head;
	enum effect_kind of_constant;
	enum effect_kind of_any;
} rows[] = {
	{ "meta mark set", EFFECT_CHANGES, EFFECT_MATCHES_CHANGING },
	{ "meta priority set", EFFECT_CHANGES, EFFECT_MATCHES_CHANGING },
	/* A connection that is confirmed gets none (nft_ct_helper_obj_eval). */
	{ "ct helper set", EFFECT_CHANGES, EFFECT_MATCHES_CHANGING },
	/* It has no connection yet (nft_ct_set_zone_eval). */
	{ "ct zone set", EFFECT_UNTRACKS, EFFECT_MATCHES_ACTING },
	/* Of a packet without the field the rule ends (nft_payload.c). */
	{ "tcp option", EFFECT_MATCHES_CHANGING, EFFECT_MATCHES_CHANGING },
	{ "ip dscp set", EFFECT_REWRITES, EFFECT_REWRITES },
	{ "ip ecn set", EFFECT_REWRITES, EFFECT_REWRITES },
	{ "ip ttl set", EFFECT_REWRITES, EFFECT_REWRITES },
	{ "ip6 dscp set", EFFECT_REWRITES, EFFECT_REWRITES },
	{ "ip6 ecn set", EFFECT_REWRITES, EFFECT_REWRITES },
	{ "ip6 hoplimit set", EFFECT_REWRITES, EFFECT_REWRITES },
};

/* What each packet has, as a part of a value. */
static bool is_always_there(const char *word, size_t len)
{
	static const char *const words[] = {
		"meta", "mark", "priority", "&",   "|",	     "^",      "<<",
		">>",	"and",	"or",	    "xor", "lshift", "rshift",
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strlen(words[i]) == len && !strncmp(words[i], word, len))
			return true;
	}
	return isdigit((unsigned char)*word);
}

/* A number or a name, or what is reckoned of the packet's mark. */
static bool is_constant(const char *value)
{
	const size_t first = strcspn(value, " ()");

	if (!value[first] && (isalpha((unsigned char)*value) || *value == '"'))
		return true;
	while (*(value += strspn(value, " ()"))) {
		size_t len = strcspn(value, " ()");

		if (!is_always_there(value, len))
			return false;
		value += len;
	}
	return true;
}

enum effect_kind nft_change_effect(const char *text)
{
	const char *value = strstr(text, " set ");

	/* Who comes next gets the next number. */
	if (!value || strstr(value, "numgen inc"))
		return EFFECT_MATCHES_ACTING;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (strncmp(text, rows[i].head, strlen(rows[i].head)) != 0)
			continue;
		return is_constant(value + strlen(" set "))
			       ? rows[i].of_constant
			       : rows[i].of_any;
	}
	return EFFECT_MATCHES_ACTING;
}

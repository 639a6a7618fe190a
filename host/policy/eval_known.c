// SPDX-License-Identifier: GPL-2.0-only
/*
 * eval_known.c - what the oracle of a front knows of a match
 */
#include "policy/eval_int.h"

static u128 tcp_flags(const struct eval *e)
{
	u128 flags = 0;

	eval_field(e, FIELD_TCP_FLAGS, &flags);
	return flags;
}

bool eval_is_known(const struct eval *e, const struct view *view,
		   const struct policy_stmt *s)
{
	if (view_is_of_loopback(s))
		return true;
	for (uint32_t i = 0; i < s->n_parts; i++) {
		switch (view_of(view, s->parts[i].field, s->parts[i].mask)) {
		case VIEW_KNOWN:
			break;
		case VIEW_KNOWN_OF_SYN:
			if (tcp_flags(e) & TCP_SYN)
				break;
			return false;
		case VIEW_UNKNOWN:
			return false;
		}
	}
	return true;
}

bool eval_may_fit(const struct eval *e, const struct view *view,
		  const struct policy_stmt *s)
{
	u128 mask, value;

	if (s->n_parts != 1 || s->parts[0].field != FIELD_TCP_FLAGS ||
	    view_of(view, FIELD_TCP_FLAGS, s->parts[0].mask) !=
		    VIEW_KNOWN_OF_SYN ||
	    !view_known_bits(s, &mask, &value))
		return true;
	return (tcp_flags(e) & mask) == value;
}

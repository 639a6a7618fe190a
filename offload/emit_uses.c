// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_uses.c - which nodes can run, and what is known where they do
 *
 * A plan for IPv4 and IPv6 tests the protocol before it reads a field of
 * either. Values that are read only where the protocol is known to be one of
 * them are loaded for its frames only.
 */
#include "offload/emit.h"

#include <linux/if_ether.h>

/* Notes that a path on which the protocol is @type leads to @node. */
static void reach(struct emitter *e, uint32_t node, int32_t type)
{
	int32_t *at = &e->type_at[node];

	*at = *at == TYPE_NO_PATH || *at == type ? type : TYPE_ANY;
}

/* The protocol on the way that follows if the test of @n holds. */
static int32_t type_if_yes(const struct emitter *e, const struct plan_node *n,
			   int32_t type)
{
	const struct plan_value *v = &e->plan->values.v[n->part.value];

	if (n->op != PLAN_EQ || v->base != PLAN_META ||
	    v->bit_off != PLAN_META_PROTOCOL ||
	    n->part.mask != u128_max(v->width))
		return type;
	return n->imm == ETH_P_IP || n->imm == ETH_P_IPV6 ? (int32_t)n->imm
							  : type;
}

static void reach_successors(struct emitter *e, const struct plan_node *n,
			     int32_t type)
{
	const struct plan_case *c;

	switch (n->op) {
	case PLAN_EQ:
	case PLAN_LT:
		reach(e, n->yes, type_if_yes(e, n, type));
		reach(e, n->no, type);
		break;
	case PLAN_LOOKUP:
		vec_for_each(c, &n->cases)
			reach(e, c->node, type);
		reach(e, n->no, type);
		break;
	case PLAN_ASK:
	case PLAN_NARROW:
	case PLAN_HAS:
	case PLAN_TAKE:
	case PLAN_BEFORE:
		reach(e, n->yes, type);
		reach(e, n->no, type);
		break;
	case PLAN_KEEP:
	case PLAN_BEST:
	case PLAN_START:
	case PLAN_MASK:
	case PLAN_FORGET:
	case PLAN_FIRST:
	case PLAN_SEARCH:
	case PLAN_TALLY:
	case PLAN_SPAN:
	case PLAN_COUNT:
		reach(e, n->yes, type);
		break;
	case PLAN_PICK:
		reach(e, n->no, type);
		break;
	default:
		break;
	}
}

void emit_find_uses(struct emitter *e)
{
	size_t n = e->plan->nodes.n;

	e->type_at = arena_calloc(e->arena, n, sizeof(*e->type_at));
	for (size_t i = 0; i < n; i++)
		e->type_at[i] = TYPE_NO_PATH;
	reach(e, 0, TYPE_ANY);
	/* Successors stand behind: what is known of a node is complete. */
	for (size_t i = 0; i < n; i++) {
		if (e->type_at[i] != TYPE_NO_PATH)
			reach_successors(e, &e->plan->nodes.v[i],
					 e->type_at[i]);
	}
}

bool emit_is_reached(const struct emitter *e, uint32_t node)
{
	return e->type_at[node] != TYPE_NO_PATH;
}

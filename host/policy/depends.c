// SPDX-License-Identifier: GPL-2.0-only
/*
 * depends.c - which rules and policies of a front depend on which facts
 *
 * The policy is lowered once as the host is, but with all gates that facts put
 * in front of chains: on such a fact depends what drops frames that its gate
 * keeps. It is lowered once more for each other fact that would change more of
 * the path than what is unsure there. What is compared is a hash of a rule's
 * place and of what it drops.
 */
#include "policy/depends.h"

#include "policy/compile_int.h"

#include <string.h>

static uint64_t mix(uint64_t hash, uint64_t value)
{
	/* FNV-1a, with words for bytes. */
	return (hash ^ value) * 0x100000001b3ull;
}

/* Of which hook a stop is, and of which frames: the same in all paths. */
static uint64_t stop_name(const struct path *walk, uint32_t where)
{
	const struct stop *stop;

	if (where >= walk->stops.n)
		return where;
	stop = &walk->stops.v[where];
	return (uint64_t)stop->kind << 16 | (uint64_t)stop->view.at << 8 |
	       stop->view.frames;
}

/* Which frames an item drops, and where they go then; 0: none. */
static uint64_t item_hash(const struct draft *draft, uint32_t segment,
			  const struct item *it)
{
	const struct path *walk = draft->out.walk;
	uint64_t hash = mix(0, stop_name(walk, segment));

	if (it->kind != ITEM_VERDICT || it->verdict != PLAN_DROP)
		return 0;
	hash = mix(hash, it->n_constraints);
	return mix(hash, stop_name(walk, walk->stops.v[segment].on_drop));
}

/* Facts that change nothing but which frames a gate leaves to the host. */
static const struct {
	enum host_fact fact;
	enum stop_kind stop;
} gates[] = {
	{ FACT_HAS_XFRM, STOP_IPSEC },
	{ FACT_TAKES_ROUTES, STOP_ROUTES },
};

#define N_GATES (sizeof(gates) / sizeof(gates[0]))

/* A rule, or policy, that decides at a stop: decider_of(). */
struct decider {
	uint32_t stop, rule;
};

/* What is kept of a policy as a host makes it: that of many rules is large. */
struct reading {
	const struct policy *policy;
	const struct device *dev;
	const struct profile *profile;
	struct path walk;
	uint64_t *hashes;	/* one a decider */
	bool *is_kept[N_GATES]; /* the same: its gate keeps some of its drops */
	VEC(struct decider) deciders;
};

/* Rules by their ids, and behind them the policies by their chains. */
static uint32_t n_deciders(const struct policy *policy)
{
	return policy->n_rules + policy->chains.n;
}

static uint32_t decider_of(const struct reading *r, const struct stop *stop,
			   const struct item *it)
{
	if (it->rule != PLAN_NO_RULE)
		return it->rule;
	return r->policy->n_rules + (stop->chain - r->policy->chains.v);
}

static bool drops(const struct item *it)
{
	return it->kind == ITEM_VERDICT && it->verdict == PLAN_DROP;
}

static bool is_decider(const struct draft *draft, const struct item *it)
{
	return drops(it) ||
	       (it->kind == ITEM_VERDICT && it->rule != PLAN_NO_RULE &&
		draft->out.places[it->rule].place != RULE_HOST);
}

static bool is_field(const struct draft *draft, uint32_t dim, enum field_id id)
{
	const struct dim *d = &draft->low.dims.v[dim];
	const struct field *f = &fields[id];
	const struct plan_value *v;

	if (d->is_lookup || d->part.mask != u128_max(f->width))
		return false;
	v = &draft->base.values.v[d->part.value];
	return v->base == f->base && v->bit_off == f->bit_off &&
	       v->width == f->width;
}

/*
 * The protocol that an IP header names is that of the transport header, but
 * where extension headers are between.
 */
static bool is_same_number(const struct draft *draft, uint32_t gate,
			   uint32_t other, enum frame_class frames)
{
	if (gate == other)
		return true;
	return frames != FRAMES_ODD6 &&
	       is_field(draft, other, FIELD_META_L4PROTO) &&
	       (is_field(draft, gate, FIELD_IP_PROTOCOL) ||
		is_field(draft, gate, FIELD_IP6_NEXTHDR));
}

/* False: no frame is in both. */
static bool may_meet(const struct draft *draft, const struct item *gate,
		     const struct item *it, enum frame_class frames)
{
	for (uint32_t i = 0; i < gate->n_constraints; i++) {
		const struct constraint *a = &gate->constraints[i];

		for (uint32_t k = 0; k < it->n_constraints; k++) {
			const struct constraint *b = &it->constraints[k];

			if (is_same_number(draft, a->dim, b->dim, frames) &&
			    iset_relate(a->allowed, b->allowed) ==
				    ISET_DISJOINT)
				return false;
		}
	}
	return true;
}

/* The gate of a kind that is in front of a stop; NULL: there is none. */
static const struct segment *gate_of(const struct draft *draft, uint32_t stop,
				     enum stop_kind kind)
{
	const struct stop *stops = draft->out.walk->stops.v;

	for (uint32_t i = 0; i < stop; i++)
		if (stops[i].kind == kind &&
		    stops[i].view.frames == stops[stop].view.frames)
			return &draft->low.segments.v[i];
	return NULL;
}

static bool keeps_some_of(const struct draft *draft, const struct segment *gate,
			  const struct item *it, enum frame_class frames)
{
	const struct item *kept;

	vec_for_each(kept, &gate->items)
		if (kept->verdict == PLAN_PUNT &&
		    may_meet(draft, kept, it, frames))
			return true;
	return false;
}

/* The items of a rule stand together mostly. */
static void add_decider(struct arena *a, struct reading *r, uint32_t stop,
			uint32_t rule)
{
	const size_t n = r->deciders.n;
	const struct decider *last = n ? &r->deciders.v[n - 1] : NULL;

	if (!last || last->stop != stop || last->rule != rule)
		*vec_push(a, &r->deciders) = (struct decider){ stop, rule };
}

/* The drops at a stop that gates in front of it keep some frames of. */
static void keep_gated(struct reading *r, const struct draft *draft,
		       uint32_t stop)
{
	const struct stop *at = &draft->out.walk->stops.v[stop];

	for (size_t i = 0; i < N_GATES; i++) {
		const struct segment *gate =
			gate_of(draft, stop, gates[i].stop);
		const struct item *it;

		if (!gate)
			continue;
		vec_for_each(it, &draft->low.segments.v[stop].items) {
			bool *is_kept = &r->is_kept[i][decider_of(r, at, it)];

			if (drops(it) && !*is_kept)
				*is_kept = keeps_some_of(draft, gate, it,
							 at->view.frames);
		}
	}
}

static void keep_stop(struct arena *a, struct reading *r,
		      const struct draft *draft, uint32_t stop)
{
	const struct stop *at = &draft->out.walk->stops.v[stop];
	const struct item *it;

	vec_for_each(it, &draft->low.segments.v[stop].items) {
		const uint32_t rule = decider_of(r, at, it);

		r->hashes[rule] =
			mix(r->hashes[rule], item_hash(draft, stop, it));
		if (is_decider(draft, it))
			add_decider(a, r, stop, rule);
	}
	keep_gated(r, draft, stop);
}

static void keep_deciders(struct arena *a, struct reading *r,
			  const struct draft *draft)
{
	const uint32_t n = n_deciders(r->policy);

	r->hashes = arena_calloc(a, n, sizeof(*r->hashes));
	for (size_t i = 0; i < N_GATES; i++)
		r->is_kept[i] = arena_calloc(a, n, sizeof(bool));
	for (uint32_t i = 0; i < r->policy->n_rules; i++)
		r->hashes[i] = mix(1, draft->out.places[i].place);
	for (uint32_t i = 0; i < draft->low.segments.n; i++)
		if (draft->out.walk->stops.v[i].kind == STOP_CHAIN)
			keep_stop(a, r, draft, i);
}

/* False: it is complete, or is not lowered. */
static bool read_rules(struct arena *a, struct reading *r)
{
	struct arena *tmp = arena_child(a);
	struct draft draft = {};
	bool is_read;

	is_read = !compile_lower(tmp, diag_new(tmp), r->policy, r->dev,
				 r->profile, &draft) &&
		  draft.out.walk->why_front;
	if (is_read) {
		path_find(a, r->policy, r->dev, &r->walk);
		keep_deciders(a, r, &draft);
	}
	arena_free(tmp);
	return is_read;
}

/* Lowering a large policy takes long, finding its path does not. */
static bool is_front_on(struct arena *a, const struct reading *r)
{
	struct path walk;

	path_find(a, r->policy, r->dev, &walk);
	return walk.why_front != NULL;
}

static bool is_same_stop(const struct stop *a, const struct stop *b)
{
	return a->kind == b->kind && a->chain == b->chain &&
	       a->protocol == b->protocol && a->on_accept == b->on_accept &&
	       a->on_drop == b->on_drop &&
	       a->view.is_front == b->view.is_front &&
	       a->view.at == b->view.at && a->view.frames == b->view.frames &&
	       a->view.is_dst_translated == b->view.is_dst_translated &&
	       a->view.is_src_translated == b->view.is_src_translated;
}

/*
 * True where @other is the path @is, but that drops at some stops are unsure,
 * which *@n_unsure counts: most facts change no more than that, and what hangs
 * on them is known without lowering once more.
 */
static bool is_only_less_sure(const struct path *is, const struct path *other,
			      uint32_t *n_unsure)
{
	*n_unsure = 0;
	if (!other->why_front || is->stops.n != other->stops.n)
		return false;
	for (uint32_t i = 0; i < is->stops.n; i++) {
		const struct stop *a = &is->stops.v[i], *b = &other->stops.v[i];

		if (!is_same_stop(a, b) || (a->why_unsure && !b->why_unsure))
			return false;
		*n_unsure += !a->why_unsure && b->why_unsure;
	}
	return true;
}

/* Marks the rules that decide at stops that are unsure on @other. */
static void mark_unsure(const struct reading *r, const struct path *other,
			bool *marks)
{
	const struct path *walk = &r->walk;
	const struct decider *d;

	vec_for_each(d, &r->deciders)
		if (!walk->stops.v[d->stop].why_unsure &&
		    other->stops.v[d->stop].why_unsure)
			marks[d->rule] = true;
}

/* Marks what is otherwise on @dev. */
static void mark_changed(struct arena *a, const struct reading *r,
			 const struct device *dev, bool *marks)
{
	struct reading other = { .policy = r->policy,
				 .dev = dev,
				 .profile = r->profile };
	uint32_t n_unsure;
	struct path walk;

	path_find(a, r->policy, dev, &walk);
	if (is_only_less_sure(&r->walk, &walk, &n_unsure)) {
		if (n_unsure)
			mark_unsure(r, &walk, marks);
		return;
	}
	if (!read_rules(a, &other))
		return;
	for (uint32_t i = 0; i < n_deciders(r->policy); i++)
		marks[i] = r->hashes[i] != other.hashes[i];
}

/* The gate that @fact is about and nothing else; N_GATES: none. */
static size_t find_gate(enum host_fact fact)
{
	size_t i = 0;

	while (i < N_GATES && gates[i].fact != fact)
		i++;
	return i;
}

/* Marks what depends on @fact, of a host that has all gates. */
static void mark_fact(struct arena *a, const struct reading *r,
		      enum host_fact fact, bool *marks)
{
	const size_t gate = find_gate(fact);
	struct host_facts facts = *r->dev->facts;
	struct device other = *r->dev;

	if (gate < N_GATES) {
		memcpy(marks, r->is_kept[gate],
		       n_deciders(r->policy) * sizeof(*marks));
		return;
	}
	*fact_of(&facts, fact) = !*fact_of(&facts, fact);
	other.facts = &facts;
	mark_changed(a, r, &other, marks);
}

static void add_rule(struct arena *a, struct dependents *out,
		     const struct policy_rule *rule)
{
	struct dependent_run *last = out->runs.n ? &out->runs.v[out->runs.n - 1]
						 : NULL;

	out->n_rules++;
	if (last && rule->id == last->last->id + 1)
		last->last = rule;
	else
		*vec_push(a, &out->runs) = (struct dependent_run){ rule, rule };
}

static void add_marked(struct arena *a, const struct policy *policy,
		       const bool *marks, struct dependents *out)
{
	const struct policy_chain *chain;
	const struct policy_rule *rule;

	vec_for_each(chain, &policy->chains)
		vec_for_each(rule, &chain->rules)
			if (marks[rule->id])
				add_rule(a, out, rule);
	for (uint32_t i = 0; i < policy->chains.n; i++) {
		if (!marks[policy->n_rules + i])
			continue;
		*vec_push(a, &out->policies) = &policy->chains.v[i];
		out->n_rules++;
	}
}

struct loc depends_loc(const struct dependents *depends)
{
	return depends->runs.n ? depends->runs.v[0].first->loc
			       : depends->policies.v[0]->loc;
}

void depends_find(struct arena *a, const struct policy *policy,
		  const struct device *dev, const struct profile *profile,
		  struct dependents out[N_HOST_FACTS])
{
	struct arena *kept = arena_child(a);
	struct host_facts facts = dev->facts ? *dev->facts : facts_unknown;
	struct device gated = *dev;
	struct reading is = { .policy = policy,
			      .dev = &gated,
			      .profile = profile };
	bool is_front;

	gated.facts = &facts;
	for (size_t i = 0; i < N_GATES; i++)
		*fact_of(&facts, gates[i].fact) = true;
	is_front = is_front_on(kept, &is) && read_rules(kept, &is);
	memset(out, 0, N_HOST_FACTS * sizeof(*out));
	for (enum host_fact i = 0; i < N_HOST_FACTS && is_front; i++) {
		struct arena *tmp = arena_child(kept);
		bool *marks =
			arena_calloc(tmp, n_deciders(policy), sizeof(*marks));

		mark_fact(tmp, &is, i, marks);
		add_marked(a, policy, marks, &out[i]);
		arena_free(tmp);
	}
	arena_free(kept);
}

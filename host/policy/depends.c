// SPDX-License-Identifier: GPL-2.0-only
/*
 * depends.c - which rules of a front depend on which facts of the host
 *
 * The policy is lowered once as the host is, and once for each fact that would
 * change more of the path than what is unsure there. What is compared is a hash
 * of a rule's place and of what it drops.
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

/* A rule that decides at a stop. */
struct decider {
	uint32_t stop, rule;
};

/* What is kept of a policy as a host makes it: that of many rules is large. */
struct reading {
	const struct policy *policy;
	const struct device *dev;
	const struct profile *profile;
	struct path walk;
	uint64_t *hashes; /* one a rule */
	VEC(struct decider) deciders;
};

static bool is_decider(const struct draft *draft, const struct item *it)
{
	return it->kind == ITEM_VERDICT &&
	       (it->verdict == PLAN_DROP ||
		draft->out.places[it->rule].place != RULE_HOST);
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

static void keep_rules(struct arena *a, struct reading *r,
		       const struct draft *draft)
{
	const uint32_t n = r->policy->n_rules;

	r->hashes = arena_calloc(a, n, sizeof(*r->hashes));
	for (uint32_t i = 0; i < n; i++)
		r->hashes[i] = mix(1, draft->out.places[i].place);
	for (uint32_t i = 0; i < draft->low.segments.n; i++) {
		const struct item *it;

		vec_for_each(it, &draft->low.segments.v[i].items) {
			if (it->rule >= n)
				continue;
			r->hashes[it->rule] = mix(r->hashes[it->rule],
						  item_hash(draft, i, it));
			if (is_decider(draft, it))
				add_decider(a, r, i, it->rule);
		}
	}
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
		keep_rules(a, r, &draft);
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
	for (uint32_t i = 0; i < r->policy->n_rules; i++)
		marks[i] = r->hashes[i] != other.hashes[i];
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
}

void depends_find(struct arena *a, const struct policy *policy,
		  const struct device *dev, const struct profile *profile,
		  struct dependents out[N_HOST_FACTS])
{
	struct arena *kept = arena_child(a);
	struct reading is = { .policy = policy,
			      .dev = dev,
			      .profile = profile };
	const bool is_front = is_front_on(kept, &is) && read_rules(kept, &is);

	memset(out, 0, N_HOST_FACTS * sizeof(*out));
	for (enum host_fact i = 0; i < N_HOST_FACTS && is_front; i++) {
		struct host_facts facts = dev->facts ? *dev->facts
						     : facts_unknown;
		struct device other = *dev;
		struct arena *tmp = arena_child(kept);
		bool *marks =
			arena_calloc(tmp, policy->n_rules, sizeof(*marks));

		*fact_of(&facts, i) = !*fact_of(&facts, i);
		other.facts = &facts;
		mark_changed(tmp, &is, &other, marks);
		add_marked(a, policy, marks, &out[i]);
		arena_free(tmp);
	}
	arena_free(kept);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * lint_later.c - rules that what follows makes redundant
 *
 * A rule without effects but its verdict is redundant if all its packets would
 * meet the same verdict without it: some rule behind it takes them all, or the
 * chain's policy does, and no rule up to there does anything else with any of
 * them. Goes backwards, with the rules behind in an index; the rules between
 * that could do something else are compared one by one, up to a bound.
 */
#include "policy/lint_int.h"

#define MAX_BLOCKERS 256
#define MAX_COMPARED 20000000

struct later {
	struct lint *lint;
	struct arena *arena; /* of this chain */
	struct lint_chain *chain;
	/* Of plain rules by verdict; positions count from the end. */
	struct lint_index index[VERDICT_RETURN + 1];
	/* For each rule the next one behind it that does not just accept (0),
	 * or drop (1). */
	uint32_t *others[2];
	/* The rules that do not just that. */
	struct lint_index blockers[2];
	uint64_t n_compared;
};

static uint32_t n_rules(const struct later *b)
{
	return b->chain->chain->rules.n;
}

/* What a plain rule's packets meet. */
static bool find_verdict(const struct later *b, const struct lint_rule *r,
			 enum verdict_kind *out)
{
	const struct policy_chain *chain = b->chain->chain;

	if (!r->is_plain)
		return false;
	switch (r->branches.v[0].deed.kind) {
	case DEED_ACCEPT:
		*out = VERDICT_ACCEPT;
		return true;
	case DEED_DROP:
		*out = VERDICT_DROP;
		return true;
	default:
		*out = chain->hook ? chain->policy : VERDICT_RETURN;
		return true;
	}
}

static bool is_just(const struct later *b, const struct lint_rule *r,
		    enum verdict_kind verdict)
{
	enum verdict_kind own;

	return find_verdict(b, r, &own) && own == verdict;
}

static void find_others(struct later *b)
{
	const uint32_t n = n_rules(b);

	for (size_t k = 0; k < 2; k++) {
		const enum verdict_kind verdict = k ? VERDICT_DROP
						    : VERDICT_ACCEPT;

		b->others[k] =
			arena_calloc(b->arena, n + 1ul, sizeof(uint32_t));
		b->others[k][n] = n;
		for (uint32_t i = n; i--;)
			b->others[k][i] =
				i + 1 < n && is_just(b, &b->chain->rules[i + 1],
						     verdict)
					? b->others[k][i + 1]
					: i + 1;
	}
}

/* The next rule behind @pos that does not just what @verdict says. */
static uint32_t next_other(const struct later *b, uint32_t pos,
			   enum verdict_kind verdict)
{
	if (verdict == VERDICT_RETURN)
		return pos + 1;
	return b->others[verdict == VERDICT_DROP][pos];
}

static bool is_nothing(const struct lint_rule *r)
{
	return !r->branches.n && !r->has_effect &&
	       !rule_has(r->rule, POLICY_COUNTER);
}

/* True if @r may match a packet of @cube, all that is implied considered. */
static bool may_match(struct later *b, const struct lint_rule *r,
		      const struct cube *cube)
{
	struct arena *scratch;
	struct cube_draft both;

	if (!cube_meets(&r->cube, cube))
		return false;
	scratch = arena_new();
	draft_start(&both, cube);
	draft_join(b->lint, scratch, &both, &r->cube);
	draft_close(b->lint, scratch, &both);
	arena_free(scratch);
	return !both.cube.is_empty;
}

/* True if a rule before @end has the point, which is in the way. */
static bool is_blocked(const struct later *b, uint32_t end,
		       enum verdict_kind verdict)
{
	struct hit hit = { .is_last = true };

	if (verdict == VERDICT_RETURN)
		return false;
	index_find(&b->blockers[verdict == VERDICT_DROP], b->lint, UINT32_MAX,
		   NULL, &hit);
	return hit.first && n_rules(b) - hit.first->pos < end;
}

/* True if no rule between does anything but @verdict with packets of @cube. */
static bool is_clear(struct later *b, uint32_t pos, uint32_t end,
		     const struct cube *cube, enum verdict_kind verdict)
{
	uint32_t n = 0;

	for (uint32_t i = next_other(b, pos, verdict); i < end;
	     i = next_other(b, i, verdict)) {
		const struct lint_rule *r = &b->chain->rules[i];

		if (n++ == MAX_BLOCKERS || b->n_compared++ > MAX_COMPARED) {
			b->lint->out->n_unsure_later +=
				!is_blocked(b, end, verdict);
			return false;
		}
		if (!is_nothing(r) && !is_just(b, r, verdict) &&
		    may_match(b, r, cube))
			return false;
	}
	return true;
}

/*
 * The next rule that does what @verdict says with all of @cube; n_rules(): none
 * does.
 */
static uint32_t find_later(struct later *b, const struct cube *cube,
			   enum verdict_kind verdict)
{
	struct hit hit = { .is_last = true };

	point_of_cube(b->lint, cube);
	index_find(&b->index[verdict], b->lint, UINT32_MAX, cube, &hit);
	b->lint->out->n_unsure_later += hit.is_cut && !hit.cover;
	return hit.cover ? n_rules(b) - hit.cover->pos : n_rules(b);
}

static bool chain_says(const struct later *b, enum verdict_kind verdict)
{
	const struct policy_chain *chain = b->chain->chain;

	return (chain->hook ? chain->policy : VERDICT_RETURN) == verdict;
}

static void report(struct later *b, uint32_t pos, uint32_t at)
{
	struct lint_finding *f = lint_add(b->lint, LINT_REDUNDANT, b->chain,
					  b->chain->rules[pos].rule);

	f->is_later = true;
	if (at < n_rules(b))
		*vec_push(b->lint->kept, &f->by) = b->chain->rules[at].rule;
	lint_add_witness(b->lint, b->chain, pos, f);
}

static void look_at(struct later *b, uint32_t pos)
{
	struct lint_rule *r = &b->chain->rules[pos];
	enum verdict_kind verdict;
	struct cube cube;
	uint32_t at;

	if (r->is_dead || !find_verdict(b, r, &verdict))
		return;
	cube = lint_in_context(b->lint, b->lint->scratch, b->chain, &r->cube);
	at = find_later(b, &cube, verdict);
	if (at < n_rules(b) || chain_says(b, verdict))
		r->is_dead = is_clear(b, pos, at, &cube, verdict);
	if (r->is_dead)
		report(b, pos, at);
}

static void add_to_index(struct later *b, uint32_t pos)
{
	const struct lint_rule *r = &b->chain->rules[pos];
	enum verdict_kind verdict;

	for (size_t k = 0; k < 2 && !is_nothing(r) && !r->cube.is_empty; k++) {
		if (!is_just(b, r, k ? VERDICT_DROP : VERDICT_ACCEPT))
			index_add(&b->blockers[k], b->lint,
				  &(struct taker){ .pos = n_rules(b) - pos,
						   .rule = r->rule,
						   .cube = &r->cube });
	}
	if (r->is_dead || !find_verdict(b, r, &verdict) ||
	    !r->branches.v[0].is_sure)
		return;
	index_add(&b->index[verdict], b->lint,
		  &(struct taker){ .pos = n_rules(b) - pos,
				   .rule = r->rule,
				   .cube = &r->branches.v[0].cube });
}

void lint_later(struct lint *l, struct lint_chain *c)
{
	struct later b = { .lint = l,
			   .chain = c,
			   .arena = arena_child(l->arena) };

	for (size_t i = 0; i <= VERDICT_RETURN; i++)
		index_start(&b.index[i], b.arena, n_rules(&b));
	for (size_t k = 0; k < 2; k++)
		index_start(&b.blockers[k], b.arena, n_rules(&b));
	find_others(&b);
	for (uint32_t i = n_rules(&b); i--;) {
		lint_renew_scratch(l, i);
		look_at(&b, i);
		add_to_index(&b, i);
	}
	arena_free(b.arena);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * compile.c - from a policy to an image for one device and one stage
 *
 * The same lowered rules can become a large fast graph or a small slow one.
 * The forms are tried fastest first; the first one that does not grow out of
 * proportion and that the profile has room for is taken. If there is none, the
 * smallest is.
 */
#include "policy/compile.h"

#include "policy/classify_tuples.h"
#include "policy/compile_int.h"
#include "policy/forms.h"
#include "policy/simplify.h"

#include <errno.h>

/* So many are less than to go through much code. */
#define FEW_LOOKUPS 4

enum counter_kind counter_kind_of(const struct policy_rule *rule)
{
	const struct policy_stmt *s;
	uint32_t n_counters = 0, n_maps = 0;
	bool at_counter = false, counts_verdict = false;

	vec_for_each(s, &rule->stmts) {
		if (at_counter && s->kind == POLICY_VERDICT)
			counts_verdict = s->action.kind == VERDICT_ACCEPT ||
					 s->action.kind == VERDICT_DROP;
		at_counter = s->kind == POLICY_COUNTER;
		n_counters += at_counter;
		n_maps += s->kind == POLICY_VMAP;
	}
	if (n_counters == 0 || (n_counters == 1 && !n_maps && counts_verdict))
		return COUNTER_DECIDED;
	return COUNTER_REACHED;
}

/*
 * As compile_policy(), in one form; -E2BIG, with the reason in *@why, if it
 * grows out of proportion, or has more nodes than @max_nodes.
 */
static int compile_form(struct arena *a, const struct draft *draft,
			const struct form *form, uint32_t max_nodes,
			const struct profile *profile,
			const struct image_options *opts, struct compiled *out,
			const char **why)
{
	struct plan *plan =
		form_plan(a, &draft->base, &draft->low, form, profile, why);
	struct image_options options = opts ? *opts : (struct image_options){};
	struct image *img;
	int err;

	if (!plan || plan->nodes.n > max_nodes)
		return -E2BIG;
	plan_validate(plan);
	/* Behind a front the host decides: what punts goes there. */
	if (draft->out.walk->why_front)
		options.last_stage = false;
	err = image_emit(a, plan, profile, &options, &img);
	if (err) {
		*why = err == -EFBIG
			       ? "it has more instructions than any kernel takes"
			       : "its jumps or its stack are out of a program's reach";
		return err;
	}
	out->plan = plan;
	out->image = img;
	return 0;
}

int compile_lower(struct arena *a, struct diag *diag,
		  const struct policy *policy, const struct device *dev,
		  const struct profile *profile, struct draft *out)
{
	struct path *walk = arena_calloc(a, 1, sizeof(*walk));

	path_find(a, policy, dev, walk);
	*out = (struct draft){
		.out = { .policy = policy, .walk = walk },
		.base = { .needs_l4 = path_needs_l4(policy, walk),
			  .needs_ext = policy_needs_ext(policy) },
	};
	out->out.path.v = walk->chains.v;
	out->out.path.n = walk->chains.n;
	memcpy(out->base.mac, dev->mac, sizeof(out->base.mac));
	return lower_policy(a, diag, &out->out, dev, profile, &out->base,
			    &out->low);
}

/*
 * True if @form is to be tried although @best fits, which is of code: a host's
 * verifier may follow far more instructions than there are, and frames of many
 * flows find little of it in the processor's caches.
 */
static bool is_worth(const struct form *form, const struct profile *profile,
		     const struct compiled *best,
		     const struct check_report *report)
{
	return profile->tree_bytes && form->worth &&
	       (report->insns > FORM_MUCH_CODE ||
		best->plan->nodes.n > form->worth);
}

/* Is a program of @form better than the best one so far, which is another's? */
static bool is_better(const struct form *form,
		      const struct check_report *checked,
		      const struct check_report *best)
{
	if (checked->violations.n)
		return best->violations.n && checked->insns < best->insns;
	return best->violations.n || form->in_trees ||
	       (checked->lookups <= FEW_LOOKUPS &&
		checked->insns < best->insns / 2);
}

/* Finds what the forms have in common, in low->arena. */
static void find_tuples(struct lowered *low)
{
	struct segment *segment;

	vec_for_each(segment, &low->segments) {
		struct tuples *t = arena_new_of(low->arena, struct tuples);

		*t = classify_tuples(low->arena, low, segment);
		segment->tuples = t;
	}
}

/* Its items live as long as those of @draft. */
static struct draft simplify_draft(struct arena *a, const struct draft *draft)
{
	struct draft simple = *draft;
	const struct segment *segment;

	vec_for_each(segment, &draft->low.segments)
		simple.out.n_items += segment->items.n;
	simple.out.n_gone =
		arena_calloc(a, N_SIMPLIFY_PASSES, sizeof(uint32_t));
	simplify(draft->low.arena, &draft->low, SIMPLIFY_ALL, &simple.low,
		 simple.out.n_gone);
	find_tuples(&simple.low);
	return simple;
}

/* Why a program that was made is not the one that is taken. */
static const char *why_left(struct arena *a, const struct check_report *checked)
{
	if (checked->violations.n)
		return arena_strdup(a, checked->violations.v[0].text);
	return arena_printf(a, "%u instructions are much code", checked->insns);
}

int compile_draft(struct arena *a, const struct draft *draft,
		  const struct profile *profile,
		  const struct image_options *opts, struct compiled **out,
		  struct check_report *report)
{
	const struct draft simple = simplify_draft(a, draft);
	struct form_tried *tried = arena_calloc(a, n_forms, sizeof(*tried));
	struct arena *best_arena = NULL;
	struct compiled *best = NULL;
	size_t n = 0, taken = 0;

	for (size_t i = 0; i < n_forms; i++) {
		struct compiled form = simple.out;
		struct check_report checked = {};
		struct form_tried *try;
		struct arena *own;

		if (best && !report->violations.n &&
		    !is_worth(&forms[i], profile, best, report))
			continue;
		try = &tried[n++];
		try->name = forms[i].name;
		own = arena_child(a);
		if (compile_form(own, &simple, &forms[i], UINT32_MAX, profile,
				 opts, &form, &try->why_not)) {
			try->why_not = arena_strdup(a, try->why_not);
			arena_free(own);
			continue;
		}
		check_image(own, form.image, profile, &checked);
		try->why_not = why_left(a, &checked);
		if (best && !is_better(&forms[i], &checked, report)) {
			arena_free(own);
			continue;
		}
		arena_free(best_arena);
		best_arena = own;
		taken = n - 1;
		try->name = form_name(&forms[i], form.plan);
		best = arena_memdup(a, &form, sizeof(form));
		*report = checked;
		if (!checked.violations.n && !forms[i].or_nothing)
			break;
	}
	if (!best) {
		*vec_push(a, &report->violations) = (struct violation){
			PLAN_NO_RULE, UINT32_MAX,
			arena_printf(
				a,
				"the rules are more than one program can be: as %s, %s",
				tried[n - 1].name, tried[n - 1].why_not)
		};
		return -E2BIG;
	}
	tried[taken].why_not = NULL;
	best->forms = tried;
	/* What was tried in vain behind one that fits is no quicker. */
	best->n_forms = report->violations.n ? n : taken + 1;
	*out = best;
	return 0;
}

/* Of a part of a policy, only the form that it has is worth telling. */
static struct form_tried *form_alone(struct arena *a, const char *name)
{
	struct form_tried *tried = arena_new_of(a, struct form_tried);

	tried->name = name;
	return tried;
}

int compile_fitting(struct arena *a, const struct draft *draft,
		    const struct profile *profile,
		    const struct image_options *opts, uint32_t *form,
		    struct compiled **out, struct check_report *report)
{
	const struct draft simple = simplify_draft(a, draft);

	for (uint32_t i = *form; i < n_forms; i++) {
		struct compiled c = simple.out;
		struct check_report checked = {};
		struct arena *own = arena_child(a);
		const char *why;

		if (compile_form(own, &simple, &forms[i], profile->max_insns,
				 profile, opts, &c, &why)) {
			arena_free(own);
			continue;
		}
		check_image(own, c.image, profile, &checked);
		if (checked.violations.n) {
			arena_free(own);
			continue;
		}
		c.forms = form_alone(a, form_name(&forms[i], c.plan));
		c.n_forms = 1;
		*out = arena_memdup(a, &c, sizeof(c));
		*report = checked;
		*form = i;
		return 0;
	}
	return -ENOSPC;
}

static void count_items(struct draft *draft)
{
	const struct segment *segment;
	const struct item *it;

	vec_for_each(segment, &draft->low.segments)
		vec_for_each(it, &segment->items)
			if (it->counter != PLAN_NO_COUNTER)
				draft->out.counters.v[it->counter].n_items++;
}

int compile_policy(struct arena *a, struct diag *diag,
		   const struct policy *policy, const struct device *dev,
		   const struct profile *profile,
		   const struct image_options *opts, struct compiled **out)
{
	struct check_report report = {};
	struct draft draft;
	int err = compile_lower(a, diag, policy, dev, profile, &draft);

	if (err)
		return err;
	count_items(&draft);
	err = compile_draft(a, &draft, profile, opts, out, &report);
	arena_free(draft.low.arena);
	if (err)
		diag_error(
			diag, (struct loc){},
			"%s: %s; put addresses and ports that share a verdict into named sets",
			profile->name, report.violations.v[0].text);
	return err;
}

const char *compiled_form(const struct compiled *c)
{
	for (size_t i = 0; i < c->n_forms; i++)
		if (!c->forms[i].why_not)
			return c->forms[i].name;
	return NULL;
}

void compiled_decided(const struct compiled *c, const uint64_t *before,
		      const uint64_t *after, struct eval_result *out)
{
	const struct policy_chain *const *base;

	out->chain = NULL;
	out->rule = NULL;
	/* The last chain on the path that decided is the one that counts. */
	vec_for_each(base, &c->path) {
		for (size_t i = 0; i < c->counters.n; i++) {
			const struct counter_of *of = &c->counters.v[i];

			if (of->kind != COUNTER_DECIDED || of->chain != *base ||
			    after[i] == (before ? before[i] : 0))
				continue;
			out->chain = of->chain;
			out->rule = of->rule;
		}
	}
}

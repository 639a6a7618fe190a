// SPDX-License-Identifier: GPL-2.0-only
/*
 * lint_random_test.c - is what lint finds so, of random rulesets and of
 * others'?
 *
 * The rules draw from few values, so that many of them are in each other's way.
 * A plain walk through them, which draws the answers to what only the host
 * knows, has to find that no packet gets through a rule that is found dead, and
 * that no verdict changes where the rules that are found are left out: one, and
 * all of them.
 */
#include "lang/packet_text.h"
#include "lib/gen_lint.h"
#include "lib/gen_packet.h"
#include "lib/resolved.h"
#include "lib/rng.h"
#include "policy/eval_int.h"
#include "policy/lint.h"
#include "source.h"

#include <ftw.h>
#include <unistd.h>

#define N_RULESETS 3000
#define N_FRAMES   60
#define MAX_RULES  600
#define CORPORA	   "../shared/corpora"

static const struct device eth0 = {
	.name = "eth0",
	.ifindex = 1,
	.mac = { 2, 0, 0, 0, 0, 2 },
};

/* ---- Rulesets ---- */

/* Some matches exclude each other so much that nft refuses the rule. */
static struct policy *read_ruleset(struct resolved *f, const char *text)
{
	struct diag *diag = diag_new(f->arena);
	struct policy *policy;
	struct ruleset *rs;

	if (nft_parse(f->arena, diag, "t.nft", text, strlen(text), NULL, &rs) ||
	    resolve_ruleset(f->arena, diag, rs, &policy))
		return NULL;
	return policy;
}

/* ---- The walk ---- */

struct walk {
	const struct policy *policy;
	const struct policy_chain *base;
	struct eval eval;
	uint64_t answers; /* what the host would say */
	bool answer;	  /* what it says always, if is_fixed */
	bool is_fixed;
	const bool *is_left_out; /* by rule; NULL: none is */
	bool got_through[MAX_RULES];
};

static bool answers_yes(const struct walk *w, const struct policy_rule *rule,
			const struct policy_stmt *s)
{
	struct rng r = { w->answers + rule->id * 64 + (s - rule->stmts.v) };

	return w->is_fixed ? w->answer : rng_one_in(&r, 2);
}

/* False: the rule ends here. */
static bool run_stmt(struct walk *w, const struct policy_rule *rule,
		     const struct policy_stmt *s, struct action *out)
{
	const struct effect *effect = &effects[s->effect];

	switch (s->kind) {
	case POLICY_MATCH:
		return eval_is_match(&w->eval, s);
	case POLICY_VMAP:
		return eval_action(&w->eval, s, out);
	case POLICY_VERDICT:
		*out = s->action;
		return true;
	case POLICY_STATES:
		return answers_yes(w, rule, s);
	case POLICY_HOST:
		if (effect->may_fail && !answers_yes(w, rule, s))
			return false;
		if (effect->ending != ENDS_NOT)
			out->kind = effect->ending == ENDS_ACCEPT
					    ? VERDICT_ACCEPT
					    : VERDICT_DROP;
		return true;
	default:
		return true;
	}
}

static struct action run_rule(struct walk *w, const struct policy_rule *rule)
{
	struct action action = { .kind = VERDICT_CONTINUE };
	const struct policy_stmt *s;

	vec_for_each(s, &rule->stmts) {
		if (!run_stmt(w, rule, s, &action))
			return (struct action){ .kind = VERDICT_CONTINUE };
		if (action.kind != VERDICT_CONTINUE)
			break;
	}
	w->got_through[rule->id] = true;
	return action;
}

static enum verdict_kind run_chain(struct walk *w,
				   const struct policy_chain *chain)
{
	const struct policy_rule *rule;

	vec_for_each(rule, &chain->rules) {
		struct action action;
		enum verdict_kind said;

		if (w->is_left_out && w->is_left_out[rule->id])
			continue;
		action = run_rule(w, rule);
		if (action.kind == VERDICT_CONTINUE)
			continue;
		if (action.kind != VERDICT_JUMP && action.kind != VERDICT_GOTO)
			return action.kind;
		said = run_chain(w, &w->policy->chains.v[action.chain]);
		if (said != VERDICT_RETURN || action.kind == VERDICT_GOTO)
			return said;
	}
	return VERDICT_RETURN;
}

static bool run_frame(struct walk *w, const uint8_t *frame, size_t len,
		      enum verdict_kind *out)
{
	static const struct reach far = { 32, 61440 };
	const struct policy_chain *base = w->base;
	struct frame_view view;

	if (!frame_parse(frame, len, far, &view) ||
	    !family_takes(base->table->family, base->at, view.protocol))
		return false;
	w->eval = (struct eval){
		.policy = w->policy,
		.dev = &eth0,
		.view = &view,
	};
	*out = run_chain(w, base);
	if (*out == VERDICT_RETURN)
		*out = base->policy;
	return true;
}

/* ---- What lint said ---- */

struct tally {
	uint32_t n_read;
	uint32_t n[N_LINT_KINDS];
	uint32_t n_later;
	uint32_t n_several; /* rules that are taken by several together */
	uint32_t n_witnesses;
	uint32_t n_without;
};

static void leave_out(const struct lint_finding *f, bool *is_left_out)
{
	const struct policy_rule *rule;

	vec_for_each(rule, &f->chain->rules) {
		if (!f->rule || f->rule == rule)
			is_left_out[rule->id] = true;
	}
}

static void fail_with(const struct gen_lint *g, const struct lint_finding *f,
		      const char *why)
{
	fprintf(stderr, "%s\n%s of rule %s: %s\n", g->text,
		lint_kind_names[f->kind],
		f->rule ? f->rule->text : f->chain->name, why);
	fail();
}

static void check_frame(const struct gen_lint *g, const struct policy *p,
			const struct policy_chain *base,
			const struct lint_report *r, const uint8_t *frame,
			size_t len, uint64_t answers)
{
	struct walk all = { .policy = p, .base = base, .answers = answers };
	bool out_all[MAX_RULES] = {};
	const struct lint_finding *f;
	enum verdict_kind verdict, without;

	if (!run_frame(&all, frame, len, &verdict))
		return;
	vec_for_each(f, &r->findings) {
		bool out[MAX_RULES] = {};
		struct walk w = { .policy = p,
				  .base = base,
				  .answers = answers,
				  .is_left_out = out };

		leave_out(f, out);
		leave_out(f, out_all);
		for (uint32_t i = 0; i < p->n_rules && !f->is_later; i++) {
			if (out[i] && all.got_through[i])
				fail_with(g, f, "a packet gets through it");
		}
		run_frame(&w, frame, len, &without);
		if (without != verdict)
			fail_with(g, f, "without it a verdict is another");
	}
	if (r->findings.n) {
		struct walk w = { .policy = p,
				  .base = base,
				  .answers = answers,
				  .is_left_out = out_all };

		run_frame(&w, frame, len, &without);
		if (without != verdict)
			fail_with(g, r->findings.v,
				  "without all of them a verdict is another");
	}
}

/* True if the packet gets through the rule, where the host says @answer. */
static bool is_matched(const struct policy *p, const struct lint_finding *f,
		       const struct policy_rule *rule, const uint8_t *frame,
		       size_t len, bool answer)
{
	static const struct reach far = { 32, 61440 };
	struct device dev = eth0;
	struct frame_view view;
	struct walk w = {
		.policy = p,
		.eval = { .policy = p, .dev = &dev, .view = &view },
		.is_fixed = true,
		.answer = answer,
	};

	if (f->iface)
		strncpy(dev.name, f->iface, sizeof(dev.name) - 1);
	if (!frame_parse(frame, len, far, &view))
		return false;
	run_rule(&w, rule);
	return w.got_through[rule->id];
}

/* Where nothing is unknown, the oracle says who decides it. */
static void check_decider(const struct gen_lint *g, const struct policy *p,
			  const struct lint_finding *f, const uint8_t *frame,
			  size_t len)
{
	static const struct reach far = { 32, 61440 };
	const struct policy_stmt *last =
		&f->decider->stmts.v[f->decider->stmts.n - 1];
	struct eval_result said;

	if (g->has_unknowns || !f->chain->hook ||
	    last->kind != POLICY_VERDICT ||
	    (last->action.kind != VERDICT_ACCEPT &&
	     last->action.kind != VERDICT_DROP))
		return;
	eval_frame(p, NULL, &eth0, far, frame, len, NULL, &said);
	if (said.rule != f->decider)
		fail_with(g, f, f->packet);
}

static void check_witness(struct resolved *res, const struct gen_lint *g,
			  const struct policy *p, const struct lint_finding *f,
			  struct tally *t)
{
	uint8_t *frame;
	size_t len;

	if (!f->packet) {
		t->n_without += f->rule && !f->field;
		return;
	}
	t->n_witnesses++;
	assert_int_equal(packet_text_parse(res->arena, res->diag,
					   (struct loc){}, f->packet, &frame,
					   &len),
			 0);
	if (!is_matched(p, f, f->rule, frame, len, true))
		fail_with(g, f, "its witness does not match it");
	if (!f->is_later && !is_matched(p, f, f->decider, frame, len, false))
		fail_with(g, f, "its witness is decided by another");
	check_decider(g, p, f, frame, len);
}

static void check_policy(struct resolved *res, struct gen_lint *g,
			 const struct policy *p, struct tally *t)
{
	const struct policy_chain *base;
	const struct lint_finding *f;
	struct lint_report r;

	t->n_read++;
	lint_policy(res->arena, p, &r);
	vec_for_each(f, &r.findings) {
		t->n[f->kind]++;
		t->n_later += f->is_later;
		t->n_several += f->by.n > 1;
		check_witness(res, g, p, f, t);
	}
	vec_for_each(base, &p->chains) {
		for (uint32_t i = 0; base->hook && i < N_FRAMES; i++) {
			struct gen_frame frame;

			gen_packet(&g->rng, p, &eth0, &frame);
			check_frame(g, p, base, &r, frame.bytes, frame.len,
				    rng_next(&g->rng));
		}
	}
}

static void check_ruleset(uint64_t seed, struct tally *t)
{
	struct resolved res;
	struct gen_lint g = { .rng = { seed }, .has_unknowns = seed % 2 };
	const struct policy *p;

	resolved_setup(&res);
	g.arena = res.arena;
	p = read_ruleset(&res, gen_lint(&g));
	if (p)
		check_policy(&res, &g, p, t);
	arena_free(res.arena);
}

static void what_is_found_is_so(void **state)
{
	struct tally t = {};

	for (uint64_t seed = 1; seed <= N_RULESETS; seed++)
		check_ruleset(seed, &t);
	print_message(
		"# %u rulesets: %u shadowed, %u redundant (%u by what follows), %u never reached, %u contradictory; %u by several rules; %u with a witness, %u without\n",
		t.n_read, t.n[LINT_SHADOWED], t.n[LINT_REDUNDANT], t.n_later,
		t.n[LINT_UNREACHED], t.n[LINT_CONTRADICTORY], t.n_several,
		t.n_witnesses, t.n_without);
	/* Else the generator says nothing of lint. */
	for (size_t i = 0; i < N_LINT_KINDS; i++)
		assert_true(t.n[i] > 200);
	assert_true(t.n_later > 200);
	assert_true(t.n_several > 50);
	assert_true(t.n_without < t.n_witnesses / 50);
}

/* ---- Rulesets of others ---- */

static struct tally others;

static int check_file(const char *path, const struct stat *st, int type,
		      struct FTW *ftw)
{
	struct gen_lint g = { .rng = { 1 },
			      .text = path,
			      .has_unknowns = true };
	struct resolved res;
	struct source src;

	(void)st, (void)ftw;
	if (type != FTW_F)
		return 0;
	resolved_setup(&res);
	if (!source_read(res.arena, res.diag, path, &(struct source_texts){},
			 &src) &&
	    src.policy->n_rules < MAX_RULES)
		check_policy(&res, &g, src.policy, &others);
	arena_free(res.arena);
	return 0;
}

static void what_is_found_of_others_rulesets_is_so(void **state)
{
	if (access(CORPORA, R_OK))
		skip();
	assert_int_equal(nftw(CORPORA "/nft", check_file, 16, FTW_PHYS), 0);
	assert_int_equal(nftw(CORPORA "/iptables", check_file, 16, FTW_PHYS),
			 0);
	print_message("# %u rulesets: %u shadowed, %u redundant\n",
		      others.n_read, others.n[LINT_SHADOWED],
		      others.n[LINT_REDUNDANT]);
	assert_true(others.n_read > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_found_is_so),
		cmocka_unit_test(what_is_found_of_others_rulesets_is_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

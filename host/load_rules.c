// SPDX-License-Identifier: GPL-2.0-only
/*
 * load_rules.c - the rules of a load, and those that the kernel has
 */
#include "load_rules.h"

#include "policy/resolve.h"

#include <errno.h>

#define WAY_OUT \
	"; load the file with nft first, give --with-nft, or leave out -f to take the rules that the kernel has"

static bool has_table(struct arena *a, const struct ruleset *rs,
		      const struct ast_table *like)
{
	const char *name = live_table_name(a, like);
	const struct ast_table *t;

	vec_for_each(t, &rs->tables)
		if (!strcmp(live_table_name(a, t), name))
			return true;
	return false;
}

static int merge(struct load_rules *r)
{
	struct arena *a = r->arena;
	struct ruleset *all = arena_new_of(a, struct ruleset);
	const struct ast_table *t;
	const size_t n_own = r->source.ruleset->tables.n;
	struct policy *merged;
	int err;

	all->no_times = true;
	vec_for_each(t, &r->source.ruleset->tables)
		*vec_push(a, &all->tables) = *t;
	vec_for_each(t, &r->kernel.ruleset->tables) {
		if (has_table(a, r->source.ruleset, t) ||
		    (r->replaces_all && t->syntax != SYNTAX_IPTABLES_LEGACY))
			continue;
		*vec_push(a, &all->tables) = *t;
	}
	r->merged = r->source.policy;
	if (all->tables.n == n_own)
		return 0;
	err = resolve_ruleset(a, r->diag, all, &merged);
	if (!err)
		r->merged = merged;
	return err;
}

/* The kernel's rules for the first time, and those of the source among them. */
static int read_kernel(struct load_rules *r)
{
	const struct source *src = &r->source;
	const struct live_known known = { src->dump, src->dump_len,
					  src->ruleset };
	int err;

	r->kernel_arena = arena_child(r->arena);
	err = live_read(r->kernel_arena, r->diag, NULL, &known, &r->kernel);
	r->has_kernel = !err;
	return err ?: merge(r);
}

/* What they mean. */
static int resolve_kernel(struct load_rules *r)
{
	struct arena *a = r->kernel_arena;
	const struct ast_table *const *known;
	const struct ast_table *t;
	struct ruleset *all;
	struct policy *policy;
	int err;

	/* Then they are those of the source and of others, just as merged. */
	if (r->kernel.known.n == r->source.ruleset->tables.n) {
		r->kernel_policy = r->merged;
		return 0;
	}
	all = arena_new_of(a, struct ruleset);
	all->no_times = true;
	vec_for_each(known, &r->kernel.known)
		*vec_push(a, &all->tables) = **known;
	vec_for_each(t, &r->kernel.ruleset->tables)
		*vec_push(a, &all->tables) = *t;
	err = resolve_ruleset(a, r->diag, all, &policy);
	if (!err)
		r->kernel_policy = policy;
	return err;
}

int rules_give(struct load_rules *r, struct job *job, bool is_to_come)
{
	struct loc loc;
	int err = 0;

	job->policy = r->source.policy;
	if (!r->source.path || job->opts->shadow)
		return 0;
	if (!job_why_front(job, &loc))
		return 0;
	err = job_refuse_front(job, r->diag);
	if (!err && !r->has_kernel)
		err = read_kernel(r);
	if (err)
		return err;
	job->policy = r->merged;
	if (is_to_come)
		return 0;
	if (!r->kernel_policy)
		err = resolve_kernel(r);
	return err ?: job_check_kernel(job, r->kernel_policy, WAY_OUT, r->diag);
}

void rules_forget(struct load_rules *r)
{
	source_forget_rules(&r->source);
	if (!r->has_kernel)
		return;
	r->kernel.known.n = 0;
	if (r->merged != r->source.policy) {
		ruleset_forget(r->kernel.ruleset);
		return;
	}
	arena_free(r->kernel_arena);
	r->kernel_arena = NULL;
	r->kernel.ruleset = NULL;
	r->kernel_policy = NULL;
}

static bool is_bound(const struct job *jobs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (job_is_bound(&jobs[i]))
			return true;
	return false;
}

/* What the kernel had when it was read last. */
static struct live *last_of(struct load_rules *r)
{
	return r->source.path ? &r->kernel : &r->source.live;
}

static int check_anew(struct load_rules *r, struct job *jobs, size_t n,
		      const char *way_out)
{
	const size_t n_msgs = r->diag->msgs.n;
	struct arena *a = arena_child(r->arena);
	struct policy *policy;
	struct live live;
	int err = live_read(a, r->diag, NULL, NULL, &live);

	if (!err)
		err = resolve_ruleset(a, r->diag, live.ruleset, &policy);
	/* The check is all that it is for. */
	if (!err)
		ruleset_forget(live.ruleset);
	for (size_t i = 0; i < n && !err; i++)
		if (job_is_bound(&jobs[i]))
			err = job_check_kernel(&jobs[i], policy, way_out,
					       r->diag);
	live.ruleset = NULL;
	if (!err)
		*last_of(r) = live;
	if (r->diag->msgs.n == n_msgs)
		arena_free(a);
	return err;
}

int rules_check(struct load_rules *r, struct job *jobs, size_t n,
		bool is_installed)
{
	const char *way_out =
		is_installed
			? ": that is not what the file says, which adds to rules that are there already, or is read another way by nft; empty its tables first"
			: ": it changed just now; load again";

	if (!is_bound(jobs, n) || (!is_installed && live_is_same(last_of(r))))
		return 0;
	return check_anew(r, jobs, n, way_out);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * load_rules.c - the rules of a load, and those that the kernel has
 */
#include "load_rules.h"

#include "load/netfilter.h"
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

static int read_kernel(struct load_rules *r, struct arena *a)
{
	struct source kernel = {};
	struct policy *policy;
	int err = live_read(a, r->diag, NULL, &kernel.live);

	if (!err)
		err = resolve_ruleset(a, r->diag, kernel.live.ruleset, &policy);
	if (err)
		return err;
	kernel.ruleset = kernel.live.ruleset;
	kernel.policy = policy;
	r->kernel = kernel;
	r->has_kernel = true;
	return 0;
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
	if (!err && !r->has_kernel) {
		r->kernel_arena = arena_child(r->arena);
		err = read_kernel(r, r->kernel_arena);
		if (!err)
			err = merge(r);
	}
	if (err)
		return err;
	job->policy = r->merged;
	if (is_to_come)
		return 0;
	return job_check_kernel(job, r->kernel.policy, WAY_OUT, r->diag);
}

void rules_forget(struct load_rules *r)
{
	source_forget_rules(&r->source);
	if (r->merged == r->source.policy) {
		arena_free(r->kernel_arena);
		r->kernel_arena = NULL;
	}
}

static bool is_bound(const struct job *jobs, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (job_is_bound(&jobs[i]))
			return true;
	return false;
}

static bool may_have_changed(const struct load_rules *r)
{
	const struct live *was = r->source.path ? &r->kernel.live
						: &r->source.live;
	uint32_t now;

	return was->is_silent || netfilter_generation(&now) ||
	       now != was->generation;
}

int rules_check(struct load_rules *r, const struct job *jobs, size_t n,
		bool is_installed)
{
	const char *way_out =
		is_installed
			? ": that is not what the file says, which adds to rules that are there already, or is read another way by nft; empty its tables first"
			: ": it changed just now; load again";
	int err;

	if (!is_bound(jobs, n) || (!is_installed && !may_have_changed(r)))
		return 0;
	err = read_kernel(r, r->arena);
	for (size_t i = 0; i < n && !err; i++)
		if (job_is_bound(&jobs[i]))
			err = job_check_kernel(&jobs[i], r->kernel.policy,
					       way_out, r->diag);
	/* For the next time that this is asked. */
	if (!err && !r->source.path)
		r->source.live = r->kernel.live;
	return err;
}

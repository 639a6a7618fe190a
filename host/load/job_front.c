// SPDX-License-Identifier: GPL-2.0-only
/*
 * job_front.c - a load in front of the host's own rules
 */
#include "load/job.h"

#include <errno.h>

const char *job_why_front(const struct job *job, struct loc *loc)
{
	const struct device dev = job_device(job);
	struct path path;

	path_find(job->a, job->policy, &dev, &path);
	*loc = path.front_loc;
	return path.why_front;
}

int job_refuse_front(const struct job *job, struct diag *diag)
{
	struct loc loc;
	const char *why;

	if (job->opts->shadow || job->opts->unwatched)
		return 0;
	why = job_why_front(job, &loc);
	if (!why)
		return 0;
	diag_error(
		diag, loc,
		"'%s' is for nftables on this host to decide, and nothing keeps a load in step with it yet: --unwatched loads it all the same, and nicfw status says when it is out of step; --shadow drops nothing",
		why);
	return -EINVAL;
}

void job_find_authority(struct job *job, const struct path *path)
{
	if (!job->has_authority)
		authority_of(job->a, job->policy, path, &job->authority);
	job->has_authority = true;
}

int job_check_kernel(struct job *job, const struct policy *kernel,
		     const char *way_out, struct diag *diag)
{
	static const struct loc nowhere;
	const struct device dev = job_device(job);
	struct authority theirs;
	const char *why;
	struct path path;

	/* Its own rules, and no copy of them. */
	if (kernel == job->policy)
		return 0;
	path_find(job->a, job->policy, &dev, &path);
	job_find_authority(job, &path);
	path_find(job->a, kernel, &dev, &path);
	authority_of(job->a, kernel, &path, &theirs);
	why = authority_differs(job->a, &job->authority, &theirs);
	if (!why)
		return 0;
	diag_error(diag, nowhere, "%s: %s%s", job->nic.name, why, way_out);
	return -EINVAL;
}

bool job_is_bound(const struct job *job)
{
	const struct job_options *opts = job->opts;

	return job->walk && job->walk->why_front &&
	       (opts->is_live || !opts->shadow);
}

const char *job_kind(const struct job *job)
{
	const struct job_slot *host = &job->slots[SLOT_HOST];

	if (job->opts->shadow)
		return "shadow (drops nothing)";
	if (job->walk && job->walk->why_front)
		return "front, unwatched";
	return host->is_used ? "complete" : "front";
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * job_facts.c - what a load relies on of its host
 */
#include "load/job.h"

#include <errno.h>

/* Other XDP programs are refused, or thrown out. */
void job_read_facts(struct job *job)
{
	host_facts_read(job->a, &job->nic, &job->host);
	job->host.facts.has_xdp = false;
	job->host.of[FACT_HAS_XDP] = (struct fact_reading){};
}

struct device job_device(const struct job *job)
{
	struct device dev = { .ifindex = job->nic.ifindex,
			      .facts = &job->host.facts,
			      .wishes = &job->opts->wishes };

	memcpy(dev.name, job->nic.name, sizeof(dev.name));
	memcpy(dev.mac, job->nic.mac, sizeof(dev.mac));
	return dev;
}

/* A stage of the host, which holds the whole policy; N_STAGES: none. */
static enum profile_stage host_stage(const struct job *job)
{
	enum profile_stage s = STAGE_DRIVER;

	while (s < N_STAGES && !job->compiled[s])
		s++;
	return s;
}

/* The same before anything is compiled. */
static enum profile_stage first_host_stage(const struct job *job)
{
	enum profile_stage s = job->opts->wish.first;

	if (s < STAGE_DRIVER)
		s = STAGE_DRIVER;
	while (s < N_STAGES &&
	       place_why_not(job->a, &job->nic, s, job->stages[s].profile))
		s++;
	return s;
}

void job_find_dependents(struct job *job)
{
	const struct device dev = job_device(job);
	const enum profile_stage s = first_host_stage(job);

	if (s < N_STAGES)
		depends_find(job->a, job->policy, &dev, job->stages[s].profile,
			     job->depends);
}

int job_check_facts(const struct job *job, struct diag *diag)
{
	struct host_facts was = job->host.facts;
	struct host_reading now;

	host_facts_read(job->a, &job->nic, &now);
	now.facts.has_xdp = false;
	for (enum host_fact i = 0; i < N_HOST_FACTS; i++) {
		if (!*fact_of(&now.facts, i) || *fact_of(&was, i) ||
		    !job->depends[i].n_rules)
			continue;
		diag_error(
			diag, depends_loc(&job->depends[i]),
			"%s: %s: %s since this load began (%s), and what stands here depends on it: load again",
			job->nic.name, fact_rows[i].name, fact_rows[i].is,
			now.of[i].why);
		return -EINVAL;
	}
	return 0;
}

void job_warn_of_facts(const struct job *job, struct diag *diag)
{
	const enum profile_stage s = host_stage(job);

	if (s != STAGE_DRIVER || !job->host.facts.has_xfrm ||
	    job->compiled[s]->walk->why_front)
		return;
	diag_warning(
		diag, (struct loc){},
		"%s: IPsec is in use (%s): what it decrypts comes back behind driver mode, and nothing of this load sees it; --generic does",
		job->nic.name, job->host.of[FACT_HAS_XFRM].why);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * peers_netfilter.c - nftables, iptables and ipset, each by its own loader
 */
#include "peers_install.h"

#include <errno.h>

void peers_print_nft(const struct peer_job *job, enum rules_hook hook,
		     FILE *out)
{
	if (job->text)
		fputs(job->text, out);
	else
		rules_print_nft(job->rules, hook, LAB_DEVICE, out);
}

int peers_install_nft(const struct peer *peer, const struct peer_job *job)
{
	FILE *rules = tmpfile();
	int err;

	if (!rules)
		return -errno;
	peers_print_nft(job, peer->hook, rules);
	err = lab_run(job->port, "nft -f -", rules, job->why, job->why_len);
	fclose(rules);
	return err;
}

static int no_such_form(const struct peer_job *job, int err)
{
	if (err == -ENOTSUP)
		snprintf(job->why, job->why_len,
			 "rules that overlap have no order in a set");
	return err;
}

int peers_install_nft_set(const struct peer *peer, const struct peer_job *job)
{
	FILE *rules = tmpfile();
	int err;

	if (!rules)
		return -errno;
	err = no_such_form(job, rules_print_nft_set(job->rules, peer->hook,
						    LAB_DEVICE, rules));
	if (!err)
		err = lab_run(job->port, "nft -f -", rules, job->why,
			      job->why_len);
	fclose(rules);
	return err;
}

int peers_install_iptables(const struct peer *peer, const struct peer_job *job)
{
	FILE *dump = tmpfile();
	int err;

	if (!dump)
		return -errno;
	err = rules_print_iptables(job->rules, peer->hook, dump);
	if (err)
		snprintf(job->why, job->why_len, "its rules are of IPv4");
	else
		err = lab_run(job->port, peer->tool, dump, job->why,
			      job->why_len);
	fclose(dump);
	return err;
}

int peers_install_ipset(const struct peer *peer, const struct peer_job *job)
{
	FILE *sets = tmpfile(), *dump = tmpfile();
	int err = sets && dump ? 0 : -errno;

	if (!err)
		err = no_such_form(
			job,
			rules_print_ipset(job->rules, peer->hook, sets, dump));
	if (!err)
		err = lab_run(job->port, "ipset restore", sets, job->why,
			      job->why_len);
	if (!err)
		err = lab_run(job->port, peer->tool, dump, job->why,
			      job->why_len);
	if (sets)
		fclose(sets);
	if (dump)
		fclose(dump);
	return err;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * peers_other.c - nicfw itself, and those that can say some rules only
 */
#include "peers_install.h"

#include <arpa/inet.h>
#include <bpf/libbpf.h>
#include <errno.h>
#include <linux/if_link.h>
#include <string.h>

/* An address of xdp-filter is a process of its own: there is no batch. */
#define XDP_FILTER_MAX 1000

/* Each rule is a priority of its own, of which there are so many. */
#define FLOWER_MAX 65000

/* A loader that falls back to another mode is a result of that mode. */
static int check_mode(const struct peer *peer, const struct peer_job *job)
{
	LIBBPF_OPTS(bpf_xdp_query_opts, q);
	const uint8_t wanted = strcmp(peer->tool, "driver") ? XDP_ATTACHED_SKB
							    : XDP_ATTACHED_DRV;
	int err = lab_enter(job->port);

	if (err)
		return err;
	err = bpf_xdp_query((int)job->port->device, 0, &q);
	lab_leave();
	if (!err && q.attach_mode != wanted) {
		snprintf(job->why, job->why_len,
			 "%s mode was asked for and not given", peer->tool);
		return -EIO;
	}
	return err;
}

int peers_install_nicfw(const struct peer *peer, const struct peer_job *job)
{
	char command[128];
	FILE *rules = tmpfile();
	int err;

	if (!rules)
		return -errno;
	peers_print_nft(job, peer->hook, rules);
	snprintf(command, sizeof(command),
		 "${NICFW:-build/nicfw} load -f /dev/stdin --%s " LAB_DEVICE,
		 peer->tool);
	err = lab_run(job->port, command, rules, job->why, job->why_len);
	fclose(rules);
	return err ? err : check_mode(peer, job);
}

int peers_install_front(const struct peer *peer, const struct peer_job *job)
{
	char command[128];
	int err = peers_install_nft(peer, job);

	if (err)
		return err;
	snprintf(command, sizeof(command),
		 "${NICFW:-build/nicfw} load --unwatched --%s " LAB_DEVICE,
		 peer->tool);
	err = lab_run(job->port, command, NULL, job->why, job->why_len);
	return err ? err : check_mode(peer, job);
}

static const char *address_text(uint32_t address)
{
	struct in_addr in = { .s_addr = htonl(address) };

	return inet_ntoa(in);
}

int peers_install_xdp_filter(const struct peer *peer,
			     const struct peer_job *job)
{
	const struct rules *rules = job->rules;
	FILE *script;
	int err;

	(void)peer;
	if (rules->family != RULES_BLOCKLIST) {
		snprintf(job->why, job->why_len,
			 "its rules are lists of addresses or ports");
		return -ENOTSUP;
	}
	if (rules->n > XDP_FILTER_MAX) {
		snprintf(
			job->why, job->why_len,
			"it takes one address a command, too slow for more than %d",
			XDP_FILTER_MAX);
		return -ENOTSUP;
	}
	script = tmpfile();
	if (!script)
		return -errno;
	fputs("xdp-filter load -m native -p allow -f ipv4 " LAB_DEVICE
	      " || exit\n",
	      script);
	for (size_t i = 0; i < rules->n; i++)
		fprintf(script, "xdp-filter ip -m src %s || exit\n",
			address_text(rules->boxes[i].saddr));
	err = lab_run(job->port, "sh", script, job->why, job->why_len);
	fclose(script);
	return err;
}

static void print_port(FILE *out, const char *key, const uint16_t port[2])
{
	if (port[0] == port[1])
		fprintf(out, " %s %u", key, port[0]);
	else if (port[0] || port[1] != UINT16_MAX)
		fprintf(out, " %s %u-%u", key, port[0], port[1]);
}

static void print_flower(FILE *out, const struct rules_box *box, size_t i)
{
	fprintf(out,
		"filter add dev " LAB_DEVICE
		" ingress protocol ip pref %zu flower",
		i + 1);
	if (box->proto)
		fprintf(out, " ip_proto 0x%x", box->proto);
	if (box->saddr_len)
		fprintf(out, " src_ip %s/%u", address_text(box->saddr),
			box->saddr_len);
	if (box->daddr_len)
		fprintf(out, " dst_ip %s/%u", address_text(box->daddr),
			box->daddr_len);
	print_port(out, "src_port", box->sport);
	print_port(out, "dst_port", box->dport);
	fprintf(out, " action %s\n", box->accept ? "pass" : "drop");
}

static bool has_range_from_0(const uint16_t port[2])
{
	return port[0] == 0 && port[1] != UINT16_MAX;
}

/* tc(8) refuses port 0, and ranges that begin with it. */
static int check_flower(const struct peer_job *job)
{
	const struct rules *rules = job->rules;

	if (rules->n > FLOWER_MAX) {
		snprintf(job->why, job->why_len,
			 "it has priorities for %d rules", FLOWER_MAX);
		return -ENOTSUP;
	}
	if (rules->boxes[0].is_v6) {
		snprintf(job->why, job->why_len,
			 "its rules are written for IPv4 here");
		return -ENOTSUP;
	}
	for (size_t i = 0; i < rules->n; i++) {
		if (!has_range_from_0(rules->boxes[i].sport) &&
		    !has_range_from_0(rules->boxes[i].dport))
			continue;
		snprintf(job->why, job->why_len,
			 "it has no ranges of ports that begin with 0");
		return -ENOTSUP;
	}
	return 0;
}

int peers_install_flower(const struct peer *peer, const struct peer_job *job)
{
	const struct rules *rules = job->rules;
	FILE *batch;
	int err = check_flower(job);

	(void)peer;
	if (err)
		return err;
	batch = tmpfile();
	if (!batch)
		return -errno;
	fputs("qdisc add dev " LAB_DEVICE " clsact\n", batch);
	for (size_t i = 0; i < rules->n; i++)
		print_flower(batch, &rules->boxes[i], i);
	if (!rules->accept)
		fprintf(batch,
			"filter add dev " LAB_DEVICE
			" ingress protocol ip pref %d matchall action drop\n",
			FLOWER_MAX + 1);
	err = lab_run(job->port, "tc -batch -", batch, job->why, job->why_len);
	fclose(batch);
	return err;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * read_rules.c - large dumps of iptables, made up
 */
#include "read_rules.h"

#include "lib/rng.h"

#include <arpa/inet.h>

#define FILTER                                                  \
	"*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n" \
	":OUTPUT ACCEPT [0:0]\n"

struct address {
	char text[INET_ADDRSTRLEN];
};

static struct address address_of(uint32_t number)
{
	struct in_addr in = { htonl(number) };
	struct address a;

	inet_ntop(AF_INET, &in, a.text, sizeof(a.text));
	return a;
}

/* Protocol, both addresses, a port: what an access list is made of. */
static void print_plain(FILE *out, unsigned int n_rules)
{
	static const char *const verdicts[] = { "DROP", "ACCEPT" };
	static const char *const protocols[] = { "tcp", "udp" };
	struct rng rng = { .state = 1 };

	fputs(FILTER, out);
	for (unsigned int i = 0; i < n_rules; i++) {
		uint64_t random = rng_next(&rng), more = rng_next(&rng);
		const char *protocol = protocols[random >> 63];

		fprintf(out,
			"-A FORWARD -s %s/32 -d %s/24 -p %s -m %s --dport %u -j %s\n",
			address_of(0x0a000000 | (random & 0xffffff)).text,
			address_of(0xac000000 | (more & 0xffff00)).text,
			protocol, protocol, 1 + (unsigned int)(more >> 49),
			verdicts[random >> 62 & 1]);
	}
	fputs("COMMIT\n", out);
}

/* What kube-proxy writes for a service of two endpoints. */
static void print_service(FILE *out, unsigned int i)
{
	struct address ip = address_of(0x0a600000 + i);

	fprintf(out,
		"-A KUBE-SERVICES -d %s/32 -p tcp -m comment --comment \"shop/app-%u:http cluster IP\" -m tcp --dport 80 -j KUBE-SVC-%016X\n"
		"-A KUBE-SVC-%016X ! -s 10.244.0.0/16 -d %s/32 -p tcp -m comment --comment \"shop/app-%u:http cluster IP\" -m tcp --dport 80 -j KUBE-MARK-MASQ\n"
		"-A KUBE-SVC-%016X -m comment --comment \"shop/app-%u:http\" -m statistic --mode random --probability 0.50000000000 -j KUBE-SEP-%015X0\n"
		"-A KUBE-SVC-%016X -m comment --comment \"shop/app-%u:http\" -j KUBE-SEP-%015X1\n",
		ip.text, i, i, i, ip.text, i, i, i, i, i, i, i);
	for (unsigned int e = 0; e < 2; e++) {
		struct address end = address_of(0x0af40000 + 2 * i + e);

		fprintf(out,
			"-A KUBE-SEP-%015X%u -s %s/32 -m comment --comment \"shop/app-%u:http\" -j KUBE-MARK-MASQ\n"
			"-A KUBE-SEP-%015X%u -p tcp -m comment --comment \"shop/app-%u:http\" -m tcp -j DNAT --to-destination %s:8080\n",
			i, e, end.text, i, i, e, i, end.text);
	}
}

static void print_services(FILE *out, unsigned int n_rules)
{
	unsigned int n = n_rules / 8;

	fputs("*nat\n:PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n"
	      ":OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]\n"
	      ":KUBE-SERVICES - [0:0]\n:KUBE-MARK-MASQ - [0:0]\n",
	      out);
	for (unsigned int i = 0; i < n; i++)
		fprintf(out,
			":KUBE-SVC-%016X - [0:0]\n:KUBE-SEP-%015X0 - [0:0]\n"
			":KUBE-SEP-%015X1 - [0:0]\n",
			i, i, i);
	fputs("-A PREROUTING -m comment --comment \"kubernetes service portals\" -j KUBE-SERVICES\n"
	      "-A KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000\n",
	      out);
	for (unsigned int i = 0; i < n; i++)
		print_service(out, i);
	fputs("COMMIT\n", out);
}

/* What a network policy's controller writes for a pod. */
static void print_pod(FILE *out, unsigned int i)
{
	struct address ip = address_of(0x0af40000 + i);

	fprintf(out, "-A FORWARD -d %s/32 -j POD-%06X\n", ip.text, i);
	for (unsigned int k = 0; k < 6; k++)
		fprintf(out,
			"-A POD-%06X -s %s/24 -p tcp -m multiport --dports 80,443,%u -j RETURN\n",
			i, address_of(0x0af40000 + (i * 7 + k) * 256).text,
			8000 + k);
	fprintf(out, "-A POD-%06X -j DROP\n", i);
}

static void print_pods(FILE *out, unsigned int n_rules)
{
	unsigned int n = n_rules / 8;

	fputs(FILTER, out);
	for (unsigned int i = 0; i < n; i++)
		fprintf(out, ":POD-%06X - [0:0]\n", i);
	for (unsigned int i = 0; i < n; i++)
		print_pod(out, i);
	fputs("COMMIT\n", out);
}

const struct read_kind read_kinds[N_READ_KINDS] = {
	{ "plain", "two addresses, protocol, port", print_plain },
	{ "services", "kube-proxy's chains, in nat", print_services },
	{ "pods", "a chain for each pod, in filter", print_pods },
};

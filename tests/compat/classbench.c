// SPDX-License-Identifier: GPL-2.0-only
/*
 * classbench.c - lists of ClassBench as a dump of iptables
 */
#include "compat/classbench.h"

#include <stdbool.h>

struct line {
	char saddr[32];
	char daddr[32];
	unsigned int ports[2][2];
	unsigned int protocol;
	unsigned int mask;
};

static bool read_line(const char *text, struct line *l)
{
	return sscanf(text, "@%31s %31s %u : %u %u : %u %x/%x", l->saddr,
		      l->daddr, &l->ports[0][0], &l->ports[0][1],
		      &l->ports[1][0], &l->ports[1][1], &l->protocol,
		      &l->mask) == 8;
}

static bool is_all_ports(const unsigned int *ports)
{
	return ports[0] == 0 && ports[1] == 65535;
}

/* Ports of no protocol that has any are not asked for. */
static void print_rule(FILE *out, const struct line *l, const char *verdict)
{
	static const char *const options[] = { "--sport", "--dport" };
	const char *name = l->protocol == 6 ? "tcp" : "udp";

	fprintf(out, "-A INPUT -s %s -d %s", l->saddr, l->daddr);
	if (l->mask)
		fprintf(out, " -p %u", l->protocol);
	if (l->mask && (l->protocol == 6 || l->protocol == 17)) {
		fprintf(out, " -m %s", name);
		for (int i = 0; i < 2; i++)
			if (!is_all_ports(l->ports[i]))
				fprintf(out, " %s %u:%u", options[i],
					l->ports[i][0], l->ports[i][1]);
	}
	fprintf(out, " -j %s\n", verdict);
}

unsigned int classbench_print(FILE *in, FILE *out, unsigned int most)
{
	char text[256];
	struct line l;
	unsigned int n = 0;

	fputs("*filter\n:INPUT DROP [0:0]\n:FORWARD ACCEPT [0:0]\n"
	      ":OUTPUT ACCEPT [0:0]\n",
	      out);
	while (n < most && fgets(text, sizeof(text), in) && read_line(text, &l))
		print_rule(out, &l, n++ % 2 ? "ACCEPT" : "DROP");
	fputs("COMMIT\n", out);
	return n;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * rules_ipt.c - rulesets as iptables-restore and ipset restore read them
 */
#include "rules_text.h"

#include <errno.h>

static const char *target_word(bool accept)
{
	return accept ? "ACCEPT" : "DROP";
}

const char *rules_ipt_chain(enum rules_hook hook)
{
	return hook == RULES_RAW ? "PREROUTING" : "INPUT";
}

static void open_dump(const struct rules *rules, enum rules_hook hook,
		      FILE *out)
{
	const char *policy = target_word(rules->accept);

	if (hook == RULES_RAW)
		fprintf(out,
			"*raw\n:PREROUTING %s [0:0]\n:OUTPUT ACCEPT [0:0]\n",
			policy);
	else
		fprintf(out,
			"*filter\n:INPUT %s [0:0]\n:FORWARD ACCEPT [0:0]\n"
			":OUTPUT ACCEPT [0:0]\n",
			policy);
}

void rules_print_iptables_rule(const struct rules_box *box, FILE *out)
{
	bool has_sport = !rules_has_all_ports(box->sport);
	bool has_dport = !rules_has_all_ports(box->dport);
	struct rules_text proto = rules_text_proto(box->proto);

	if (box->saddr_len)
		fprintf(out, "-s %s/%u ", rules_text_addr(box->saddr).s,
			box->saddr_len);
	if (box->daddr_len)
		fprintf(out, "-d %s/%u ", rules_text_addr(box->daddr).s,
			box->daddr_len);
	if (box->proto)
		fprintf(out, "-p %s ", proto.s);
	if (has_sport || has_dport)
		fprintf(out, "-m %s ", proto.s);
	if (has_sport)
		fprintf(out, "--sport %s ",
			rules_text_ports(box->sport, ':').s);
	if (has_dport)
		fprintf(out, "--dport %s ",
			rules_text_ports(box->dport, ':').s);
	fprintf(out, "-j %s", target_word(box->accept));
}

int rules_print_iptables(const struct rules *rules, enum rules_hook hook,
			 FILE *out)
{
	if (hook == RULES_INGRESS || rules->boxes[0].is_v6)
		return -ENOTSUP;
	open_dump(rules, hook, out);
	for (size_t i = 0; i < rules->n; i++) {
		fprintf(out, "-A %s ", rules_ipt_chain(hook));
		rules_print_iptables_rule(&rules->boxes[i], out);
		fputc('\n', out);
	}
	fputs("COMMIT\n", out);
	return 0;
}

int rules_print_ipset_element(enum rules_family family,
			      const struct rules_box *box, FILE *out)
{
	switch (family) {
	case RULES_BLOCKLIST:
		fputs(rules_text_addr(box->saddr).s, out);
		return 0;
	case RULES_EXACT:
	case RULES_EXACT_TCP:
		fprintf(out, "%s,%s:%u,%s", rules_text_addr(box->saddr).s,
			rules_text_proto(box->proto).s, box->dport[0],
			rules_text_addr(box->daddr).s);
		return 0;
	default:
		return -ENOTSUP;
	}
}

const char *rules_ipset_name(bool accept)
{
	return accept ? "bench-accept" : "bench-drop";
}

/* As `ipset save` would write a set that has grown so large. */
static void print_set(const struct rules *rules, bool accept, FILE *out)
{
	size_t hashsize = 1024;

	while (hashsize < rules->n / 2)
		hashsize *= 2;
	fprintf(out, "create %s %s hashsize %zu maxelem %zu\n",
		rules_ipset_name(accept),
		rules_are_exact(rules->family) ? "hash:ip,port,ip" : "hash:ip",
		hashsize, 65536 + 2 * rules->n);
	for (size_t i = 0; i < rules->n; i++) {
		if (rules->boxes[i].accept != accept)
			continue;
		fprintf(out, "add %s ", rules_ipset_name(accept));
		rules_print_ipset_element(rules->family, &rules->boxes[i], out);
		fputc('\n', out);
	}
}

static void print_match(const struct rules *rules, enum rules_hook hook,
			bool accept, FILE *out)
{
	fprintf(out, "-A %s -m set --match-set %s %s -j %s\n",
		rules_ipt_chain(hook), rules_ipset_name(accept),
		rules_are_exact(rules->family) ? "src,dst,dst" : "src",
		target_word(accept));
}

int rules_print_ipset(const struct rules *rules, enum rules_hook hook,
		      FILE *sets, FILE *dump)
{
	bool has_accept = rules_are_exact(rules->family);

	if (hook == RULES_INGRESS ||
	    (!has_accept && rules->family != RULES_BLOCKLIST))
		return -ENOTSUP;
	print_set(rules, false, sets);
	if (has_accept)
		print_set(rules, true, sets);
	open_dump(rules, hook, dump);
	print_match(rules, hook, false, dump);
	if (has_accept)
		print_match(rules, hook, true, dump);
	fputs("COMMIT\n", dump);
	return 0;
}

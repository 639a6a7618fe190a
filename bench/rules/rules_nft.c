// SPDX-License-Identifier: GPL-2.0-only
/*
 * rules_nft.c - rulesets in nft's words
 */
#include "rules_text.h"

#include <errno.h>

static const char *verdict_word(bool accept)
{
	return accept ? "accept" : "drop";
}

static void open_table(const struct rules *rules, enum rules_hook hook,
		       FILE *out)
{
	const char *family = rules->boxes[0].is_v6 ? "ip6" : "ip";

	fprintf(out, "table %s bench {\n",
		hook == RULES_INGRESS ? "netdev" : family);
}

static void open_chain(const struct rules *rules, enum rules_hook hook,
		       const char *device, FILE *out)
{
	fputs("\tchain rules {\n\t\ttype filter hook ", out);
	if (hook == RULES_INGRESS)
		fprintf(out, "ingress device \"%s\" priority filter", device);
	else if (hook == RULES_RAW)
		fputs("prerouting priority raw", out);
	else
		fputs("input priority filter", out);
	fprintf(out, "; policy %s;\n", verdict_word(rules->accept));
}

static void close_chain_and_table(FILE *out)
{
	fputs("\t}\n}\n", out);
}

static void print_addr(const struct rules_box *box, const char *name,
		       uint32_t addr, uint8_t len, FILE *out)
{
	if (!len)
		return;
	if (box->is_v6)
		fprintf(out, "ip6 %s %s ", name,
			rules_text_prefix6(addr, len).s);
	else
		fprintf(out, "ip %s %s ", name, rules_text_prefix(addr, len).s);
}

static void print_proto(const struct rules_box *box, FILE *out)
{
	if (!box->is_v6)
		fprintf(out, "ip protocol %s ", rules_text_proto(box->proto).s);
	else if (box->proto == IPPROTO_ICMP)
		fputs("ip6 nexthdr ipv6-icmp ", out);
	else
		fprintf(out, "ip6 nexthdr %s ", rules_text_proto(box->proto).s);
}

void rules_print_nft_rule(const struct rules_box *box, FILE *out)
{
	const char *proto = box->proto == 17 ? "udp" : "tcp";
	bool has_sport = !rules_has_all_ports(box->sport);
	bool has_dport = !rules_has_all_ports(box->dport);

	print_addr(box, "saddr", box->saddr, box->saddr_len, out);
	print_addr(box, "daddr", box->daddr, box->daddr_len, out);
	if (has_sport)
		fprintf(out, "%s sport %s ", proto,
			rules_text_ports(box->sport, '-').s);
	if (has_dport)
		fprintf(out, "%s dport %s ", proto,
			rules_text_ports(box->dport, '-').s);
	if (box->proto && !has_sport && !has_dport)
		print_proto(box, out);
	fputs(verdict_word(box->accept), out);
}

void rules_print_nft(const struct rules *rules, enum rules_hook hook,
		     const char *device, FILE *out)
{
	open_table(rules, hook, out);
	open_chain(rules, hook, device, out);
	for (size_t i = 0; i < rules->n; i++) {
		fputs("\t\t", out);
		rules_print_nft_rule(&rules->boxes[i], out);
		fputc('\n', out);
	}
	close_chain_and_table(out);
}

int rules_print_nft_element(enum rules_family family,
			    const struct rules_box *box, FILE *out)
{
	switch (family) {
	case RULES_BLOCKLIST:
		fputs(rules_text_addr(box->saddr).s, out);
		return 0;
	case RULES_EXACT:
	case RULES_EXACT_TCP:
		fprintf(out, "%s . %s . %s . %u : %s",
			rules_text_addr(box->saddr).s,
			rules_text_addr(box->daddr).s,
			rules_text_proto(box->proto).s, box->dport[0],
			verdict_word(box->accept));
		return 0;
	default:
		return -ENOTSUP;
	}
}

static void print_elements(const struct rules *rules, FILE *out)
{
	fputs("\t\telements = {", out);
	for (size_t i = 0; i < rules->n; i++) {
		fputs(i ? ",\n\t\t\t" : " ", out);
		rules_print_nft_element(rules->family, &rules->boxes[i], out);
	}
	fputs(" }\n", out);
}

int rules_print_nft_set(const struct rules *rules, enum rules_hook hook,
			const char *device, FILE *out)
{
	bool is_map = rules_are_exact(rules->family);

	if (!is_map && rules->family != RULES_BLOCKLIST)
		return -ENOTSUP;
	open_table(rules, hook, out);
	fputs(is_map ? "\tmap listed {\n"
		       "\t\ttype ipv4_addr . ipv4_addr . inet_proto . "
		       "inet_service : verdict\n"
		     : "\tset listed {\n\t\ttype ipv4_addr\n",
	      out);
	print_elements(rules, out);
	fputs("\t}\n", out);
	open_chain(rules, hook, device, out);
	fputs(is_map ? "\t\tip saddr . ip daddr . ip protocol . th dport "
		       "vmap @listed\n"
		     : "\t\tip saddr @listed drop\n",
	      out);
	close_chain_and_table(out);
	return 0;
}

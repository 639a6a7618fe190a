// SPDX-License-Identifier: GPL-2.0-only
/*
 * shapes_rules.c - the worst of rules
 */
#include "adverse/shapes.h"

#include "bench/rules/rules.h"

static const char *verdict(size_t i)
{
	return i % 2 ? "accept" : "drop";
}

static void open_rules(FILE *out)
{
	shape_open_table(out);
	shape_open_chain(out);
}

void shape_equal_rules(size_t n, FILE *out)
{
	open_rules(out);
	for (size_t i = 0; i < n; i++)
		fputs("\t\tip saddr 10.1.2.3 tcp dport 80 drop\n", out);
	shape_close(out);
}

static void write_ports(const char *field, size_t i, FILE *out)
{
	const unsigned int a = shape_number(i) >> 16,
			   b = shape_number(i) & 65535;

	fprintf(out, "%s %u-%u ", field, a < b ? a : b, a < b ? b : a);
}

void shape_port_ranges(size_t n, FILE *out)
{
	open_rules(out);
	for (size_t i = 0; i < n; i++) {
		fprintf(out, "\t\tip saddr 10.%zu.%zu.%zu ", i >> 16,
			i >> 8 & 255, i & 255);
		write_ports("tcp dport", i, out);
		fprintf(out, "%s\n", verdict(i));
	}
	shape_close(out);
}

void shape_pairs_of_ports(size_t n, FILE *out)
{
	open_rules(out);
	for (size_t i = 0; i < n; i++) {
		fputs("\t\t", out);
		write_ports("tcp sport", 2 * i, out);
		write_ports("tcp dport", 2 * i + 1, out);
		fprintf(out, "%s\n", verdict(i));
	}
	shape_close(out);
}

/* Inner ones first, so that none is shadowed. */
void shape_onion(size_t n, FILE *out)
{
	open_rules(out);
	for (size_t i = n; i-- > 0;)
		fprintf(out,
			"\t\tip saddr 10.0.%zu.%zu-10.255.%zu.%zu ip daddr 20.0.%zu.%zu-20.255.%zu.%zu %s\n",
			i >> 8, i & 255, 255 - (i >> 8), 255 - (i & 255),
			i >> 8, i & 255, 255 - (i >> 8), 255 - (i & 255),
			verdict(i));
	shape_close(out);
}

void shape_onion6(size_t n, FILE *out)
{
	open_rules(out);
	for (size_t i = n; i-- > 0;)
		fprintf(out,
			"\t\tip6 saddr 2001:db8::%zx-2001:db8:ffff::%zx ip6 daddr 2001:db9:%zx::-2001:db9:ffff::%zx %s\n",
			i, 0xffff - i, i, 0xffff - i, verdict(i));
	shape_close(out);
}

/* All lengths, so that the longest chains of prefixes in prefixes are there. */
void shape_prefixes(size_t n, FILE *out)
{
	open_rules(out);
	for (size_t i = 0; i < n; i++) {
		const unsigned int length = 32 - (unsigned int)(i * 32 / n),
				   mask = ~0u << (32 - length),
				   a = shape_number(i) & mask,
				   b = shape_number(~i) & mask;

		fprintf(out,
			"\t\tip saddr %u.%u.%u.%u/%u ip daddr %u.%u.%u.%u/%u %s\n",
			a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255, length,
			b >> 24, b >> 16 & 255, b >> 8 & 255, b & 255,
			33 - length, verdict(i));
	}
	shape_close(out);
}

static void write_prefix6(const char *field, size_t i, unsigned int length,
			  FILE *out)
{
	fprintf(out, "%s ", field);
	for (unsigned int word = 0; word < 8; word++) {
		const unsigned int at = word * 16,
				   kept = length <= at	      ? 0
					  : length - at >= 16 ? 16
							      : length - at,
				   mask = 0xffff0000u >> kept & 0xffff;

		fprintf(out, "%x%c",
			(word ? shape_number(i * 8 + word) : 0x2001) & mask,
			word < 7 ? ':' : '/');
	}
	fprintf(out, "%u ", length);
}

void shape_prefixes6(size_t n, FILE *out)
{
	open_rules(out);
	for (size_t i = 0; i < n; i++) {
		const unsigned int length = 128 - (unsigned int)(i * 128 / n);

		fputs("\t\t", out);
		write_prefix6("ip6 saddr", i % 64, length, out);
		write_prefix6("ip6 daddr", i, 129 - length, out);
		fprintf(out, "%s\n", verdict(i));
	}
	shape_close(out);
}

/* No two have the same bits to look at. */
void shape_masks(size_t n, FILE *out)
{
	open_rules(out);
	for (size_t i = 0; i < n; i++) {
		const unsigned int mask = shape_number(i) | 1;

		fprintf(out, "\t\tip saddr & 0x%x == 0x%x %s\n", mask,
			mask & shape_number(~i), verdict(i));
	}
	shape_close(out);
}

void shape_negations(size_t n, FILE *out)
{
	open_rules(out);
	for (size_t i = 0; i < n; i++)
		fprintf(out,
			"\t\tip saddr != 10.0.%zu.%zu ip daddr != 20.0.%zu.%zu tcp dport != %zu %s\n",
			i >> 8 & 255, i & 255, i & 255, i >> 8 & 255, i % 65536,
			verdict(i));
	shape_close(out);
}

void shape_many_matches(size_t n, FILE *out)
{
	open_rules(out);
	fputs("\t\t", out);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "tcp dport != %zu ", i % 65536);
	fputs("drop\n", out);
	shape_close(out);
}

void shape_acl(size_t n, FILE *out)
{
	struct arena *a = arena_new();
	struct rules rules;

	if (!rules_make(a, RULES_ACL, 1, n, &rules))
		rules_print_nft(&rules, RULES_INGRESS, "v0", out);
	arena_free(a);
}

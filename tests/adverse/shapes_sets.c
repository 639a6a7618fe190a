// SPDX-License-Identifier: GPL-2.0-only
/*
 * shapes_sets.c - the worst of sets and maps
 */
#include "adverse/shapes.h"

static void write_address(unsigned int address, FILE *out)
{
	fprintf(out, "%u.%u.%u.%u", address >> 24, address >> 16 & 255,
		address >> 8 & 255, address & 255);
}

static void write_range(unsigned int first, unsigned int last, FILE *out)
{
	write_address(first, out);
	fputc('-', out);
	write_address(last, out);
}

static void separate(size_t i, FILE *out)
{
	fputs(i ? ",\n" : "", out);
}

static void open_set(const char *head, FILE *out)
{
	shape_open_table(out);
	fprintf(out, "\t%s\n\t\telements = { ", head);
}

static void close_set(const char *rule, FILE *out)
{
	fputs(" }\n\t}\n", out);
	shape_open_chain(out);
	fprintf(out, "\t\t%s\n", rule);
	shape_close(out);
}

void shape_equal_elements(size_t n, FILE *out)
{
	open_set("set s {\n\t\ttype ipv4_addr", out);
	for (size_t i = 0; i < n; i++) {
		separate(i, out);
		write_address(0x0a000001, out);
	}
	close_set("ip saddr @s drop", out);
}

/* Each lies in the one before it. */
static void write_nested(size_t n, FILE *out)
{
	for (size_t i = 0; i < n; i++) {
		separate(i, out);
		write_range(0x0a000000 + (unsigned int)i,
			    0xdf000000 - (unsigned int)i, out);
	}
}

void shape_nested_elements(size_t n, FILE *out)
{
	open_set("set s {\n\t\ttype ipv4_addr; flags interval", out);
	write_nested(n, out);
	close_set("ip saddr @s drop", out);
}

void shape_merged_elements(size_t n, FILE *out)
{
	open_set("set s {\n\t\ttype ipv4_addr; flags interval; auto-merge",
		 out);
	write_nested(n, out);
	close_set("ip saddr @s drop", out);
}

/* Sources lie in each other, ports overlap: targets alone keep them apart. */
void shape_ranges_of_three(size_t n, FILE *out)
{
	open_set(
		"set s {\n\t\ttype ipv4_addr . ipv4_addr . inet_service; flags interval",
		out);
	for (size_t i = 0; i < n; i++) {
		const unsigned int target = 0x14000000 + 4 * (unsigned int)i,
				   port = shape_number(i) % 60000;

		separate(i, out);
		write_range(0x0a000000 + (unsigned int)i,
			    0xdf000000 - (unsigned int)i, out);
		fputs(" . ", out);
		write_range(target, target + 2, out);
		fprintf(out, " . %u-%u", port, port + 5000);
	}
	close_set("ip saddr . ip daddr . tcp dport @s drop", out);
}

void shape_verdict_map(size_t n, FILE *out)
{
	open_set("map s {\n\t\ttype ipv4_addr . inet_service : verdict", out);
	for (size_t i = 0; i < n; i++) {
		separate(i, out);
		write_address(shape_number(i) % 0xdf000000, out);
		fprintf(out, " . %zu : %s", i % 65536,
			i % 2 ? "accept" : "drop");
	}
	close_set("ip saddr . tcp dport vmap @s", out);
}

void shape_anonymous_set(size_t n, FILE *out)
{
	shape_open_table(out);
	shape_open_chain(out);
	fputs("\t\tip saddr { ", out);
	for (size_t i = 0; i < n; i++) {
		separate(i, out);
		write_address(0x0a000000 + 3 * (unsigned int)i, out);
	}
	fputs(" } drop\n", out);
	shape_close(out);
}

/* No two of them can be one interval. */
void shape_holed_set(size_t n, FILE *out)
{
	open_set("set s {\n\t\ttype ipv4_addr; flags interval; auto-merge",
		 out);
	for (size_t i = 0; i < n; i++) {
		separate(i, out);
		write_address(0x0a000000 + 2 * (unsigned int)i, out);
	}
	close_set("ip saddr @s drop", out);
}

void shape_small_sets(size_t n, FILE *out)
{
	shape_open_table(out);
	for (size_t i = 0; i < n; i++) {
		fprintf(out, "\tset s%zu {\n\t\ttype ipv4_addr\n", i);
		fputs("\t\telements = { ", out);
		write_address(shape_number(i), out);
		fputs(" }\n\t}\n", out);
	}
	shape_open_chain(out);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "\t\tip saddr @s%zu %s\n", i,
			i % 2 ? "accept" : "drop");
	shape_close(out);
}

void shape_used_define(size_t n, FILE *out)
{
	fputs("define many = {\n", out);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "\t10.%zu.%zu.%zu,\n", i >> 15 & 255, i >> 7 & 255,
			i << 1 & 255);
	fputs("}\n", out);
	shape_open_table(out);
	shape_open_chain(out);
	for (size_t i = 0; i < 50; i++)
		fprintf(out, "\t\ttcp dport %zu ip saddr $many drop\n", i);
	shape_close(out);
}

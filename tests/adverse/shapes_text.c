// SPDX-License-Identifier: GPL-2.0-only
/*
 * shapes_text.c - text that is hard to read
 */
#include "adverse/shapes.h"

static void open_rules(FILE *out)
{
	shape_open_table(out);
	shape_open_chain(out);
}

static void repeat(size_t n, const char *text, FILE *out)
{
	while (n-- > 0)
		fputs(text, out);
}

void shape_braces(size_t n, FILE *out)
{
	open_rules(out);
	fputs("\t\ttcp dport ", out);
	repeat(n, "{ ", out);
	fputs("1", out);
	repeat(n, " }", out);
	fputs(" drop\n", out);
	shape_close(out);
}

void shape_open_blocks(size_t n, FILE *out)
{
	repeat(n, "table netdev t { chain c { ", out);
}

void shape_long_line(size_t n, FILE *out)
{
	shape_open_table(out);
	fputs("chain in { type filter hook ingress device v0 priority 0; ",
	      out);
	repeat(n, "tcp dport 1 drop; ", out);
	shape_close(out);
}

void shape_long_word(size_t n, FILE *out)
{
	open_rules(out);
	fputs("\t\ttcp dport ", out);
	repeat(n, "x", out);
	fputs(" drop\n", out);
	shape_close(out);
}

void shape_long_comment(size_t n, FILE *out)
{
	open_rules(out);
	fputs("\t\ttcp dport 1 drop comment \"", out);
	repeat(n, "x", out);
	fputs("\"\n", out);
	shape_close(out);
}

/* The last one means 2^n elements. */
void shape_doubling_defines(size_t n, FILE *out)
{
	fputs("define d0 = { 1, 2 }\n", out);
	for (size_t i = 1; i <= n; i++)
		fprintf(out, "define d%zu = { $d%zu, $d%zu }\n", i, i - 1,
			i - 1);
	open_rules(out);
	fprintf(out, "\t\ttcp dport $d%zu drop\n", n);
	shape_close(out);
}

void shape_wrong_lines(size_t n, FILE *out)
{
	open_rules(out);
	repeat(n, "\t\ttcp dprot 1 drop\n", out);
	shape_close(out);
}

void shape_devices(size_t n, FILE *out)
{
	shape_open_table(out);
	fputs("\tchain in {\n\t\ttype filter hook ingress devices = { v0", out);
	for (size_t i = 0; i < n; i++)
		fprintf(out, ", w%zu", i);
	fputs(" } priority 0; policy accept;\n\t\ttcp dport 1 drop\n", out);
	shape_close(out);
}

void shape_ipt_equal(size_t n, FILE *out)
{
	fputs("*raw\n:PREROUTING ACCEPT [0:0]\n", out);
	repeat(n, "-A PREROUTING -s 10.1.2.3 -p tcp --dport 80 -j DROP\n", out);
	fputs("COMMIT\n", out);
}

void shape_ipt_chains(size_t n, FILE *out)
{
	fputs("*raw\n:PREROUTING ACCEPT [0:0]\n", out);
	for (size_t i = 0; i < n; i++)
		fprintf(out, ":c%zu - [0:0]\n", i);
	for (size_t i = 0; i < n; i++)
		fprintf(out,
			"-A PREROUTING -s 10.%zu.%zu.%zu -j c%zu\n-A c%zu -p tcp --dport %zu -j DROP\n",
			i >> 16, i >> 8 & 255, i & 255, i, i, i % 65536);
	fputs("COMMIT\n", out);
}

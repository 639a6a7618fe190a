// SPDX-License-Identifier: GPL-2.0-only
/*
 * shapes_chains.c - the worst of chains
 */
#include "adverse/shapes.h"

void shape_chains(size_t n, FILE *out)
{
	shape_open_table(out);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "\tchain c%zu {\n\t\ttcp dport %zu drop\n\t}\n", i,
			i % 65536);
	shape_open_chain(out);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "\t\tip saddr 10.%zu.%zu.%zu jump c%zu\n", i >> 16,
			i >> 8 & 255, i & 255, i);
	shape_close(out);
}

/* A map has as many answers as there are chains. */
void shape_map_of_chains(size_t n, FILE *out)
{
	shape_open_table(out);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "\tchain c%zu {\n\t\ttcp dport %zu drop\n\t}\n", i,
			i % 65536);
	shape_open_chain(out);
	fputs("\t\tip saddr vmap { ", out);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "%s10.%zu.%zu.%zu : jump c%zu", i ? ",\n" : "",
			i >> 16, i >> 8 & 255, i & 255, i);
	fputs(" }\n", out);
	shape_close(out);
}

/* A chain calls the next one: nft's limit is 16. */
void shape_deep_chains(size_t n, FILE *out)
{
	shape_open_table(out);
	fprintf(out, "\tchain c%zu {\n\t\ttcp dport 1 drop\n\t}\n", n);
	for (size_t i = n; i-- > 0;)
		fprintf(out,
			"\tchain c%zu {\n\t\tip saddr & %zu == 0 jump c%zu\n\t}\n",
			i, i % 255 + 1, i + 1);
	shape_open_chain(out);
	fputs("\t\tjump c0\n", out);
	shape_close(out);
}

/* Each of @n chains calls the next one ten times. */
void shape_doubling_chains(size_t n, FILE *out)
{
	shape_open_table(out);
	fprintf(out, "\tchain c%zu {\n\t\ttcp dport 1 drop\n\t}\n", n);
	for (size_t i = n; i-- > 0;) {
		fprintf(out, "\tchain c%zu {\n", i);
		for (size_t k = 0; k < 10; k++)
			fprintf(out, "\t\tip saddr 10.%zu.%zu.0/24 jump c%zu\n",
				i, k, i + 1);
		fputs("\t}\n", out);
	}
	shape_open_chain(out);
	fputs("\t\tjump c0\n", out);
	shape_close(out);
}

void shape_base_chains(size_t n, FILE *out)
{
	shape_open_table(out);
	for (size_t i = 0; i < n; i++)
		fprintf(out,
			"\tchain c%zu {\n\t\ttype filter hook ingress device v0 priority %zu; policy accept;\n\t\ttcp dport %zu drop\n\t}\n",
			i, i, i % 65536);
	fputs("}\n", out);
}

/* Of one priority: which of them runs first hangs on all. */
void shape_tables(size_t n, FILE *out)
{
	for (size_t i = 0; i < n; i++)
		fprintf(out,
			"table inet t%zu {\n\tchain c {\n\t\ttype filter hook input priority 0; policy accept;\n\t\tip saddr 10.%zu.%zu.1 drop\n\t}\n}\n",
			i, i / 256 % 256, i % 256);
}

void shape_circle(size_t n, FILE *out)
{
	shape_open_table(out);
	for (size_t i = 0; i < n; i++)
		fprintf(out, "\tchain c%zu {\n\t\tgoto c%zu\n\t}\n", i,
			(i + 1) % n);
	shape_open_chain(out);
	fputs("\t\tjump c0\n", out);
	shape_close(out);
}

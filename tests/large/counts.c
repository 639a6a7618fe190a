// SPDX-License-Identifier: GPL-2.0-only
/*
 * counts.c - large rulesets in which wide rules count
 */
#include "large/counts.h"

#include "lib/rng.h"

#include <stdio.h>
#include <stdlib.h>

/* Of more that verdicts tell apart a frame is in too many for a program. */
#define MOST_COUNTS 300

/* Rules that count, for each that decides, where nearly all do. */
#define COUNTS_OF_FLOW 2000

struct counts {
	struct rng rng;
	FILE *out;
};

static uint32_t below(struct counts *c, uint32_t n)
{
	return rng_below(&c->rng, n);
}

/* A network of 16.0.0.0/4, of @shortest to 32 bits. */
static void put_net(struct counts *c, const char *field, uint32_t shortest)
{
	const uint32_t len = shortest + below(c, 33 - shortest);
	uint32_t addr = 16u << 24 | below(c, 1 << 28);

	addr &= ~0u << (32 - len);
	fprintf(c->out, "ip %s %u.%u.%u.%u/%u ", field, addr >> 24,
		addr >> 16 & 255, addr >> 8 & 255, addr & 255, len);
}

/* From the lower half of all numbers to the upper one. */
static void put_range(struct counts *c, const char *field)
{
	const uint32_t first = below(c, 32768);

	fprintf(c->out, "%s %u-%u ", field, first, 32768 + below(c, 32768));
}

/* What many frames are in; each ends with a space. */
static void put_wide(struct counts *c)
{
	switch (below(c, 6)) {
	case 0:
		fprintf(c->out, "ip saddr %u.0.0.0/%u ", 16 + 8 * below(c, 2),
			4 + below(c, 2));
		return;
	case 1:
		put_net(c, "daddr", 4);
		return;
	case 2:
		put_range(c, "tcp dport");
		return;
	case 3:
		put_range(c, "udp sport");
		return;
	case 4:
		put_net(c, "saddr", 4);
		put_range(c, "udp dport");
		return;
	default:
		fprintf(c->out, "ip ttl %u-%u ", below(c, 64),
			64 + below(c, 192));
	}
}

static void put_count(struct counts *c)
{
	fputs("\t\t", c->out);
	put_wide(c);
	fputs("counter\n", c->out);
}

static void put_flow(struct counts *c)
{
	const uint32_t port = 1 + below(c, 60000);

	fputs("\t\t", c->out);
	put_net(c, "saddr", 16);
	put_net(c, "daddr", 16);
	fprintf(c->out, "%s dport %u-%u counter %s\n",
		below(c, 2) ? "tcp" : "udp", port, port + below(c, 200),
		below(c, 2) ? "accept" : "drop");
}

/* Each return skips the counts behind it. */
static void put_side(struct counts *c, uint32_t n)
{
	fputs("\tchain side {\n", c->out);
	for (uint32_t i = 0; i < n; i++) {
		put_count(c);
		if (i % 8)
			continue;
		fputs("\t\t", c->out);
		put_net(c, "saddr", 5);
		put_wide(c);
		fputs("return\n", c->out);
	}
	fputs("\t}\n", c->out);
}

static void put_base(struct counts *c, uint32_t n, uint32_t n_counts)
{
	fputs("\tchain in {\n"
	      "\t\ttype filter hook ingress device \"eth0\" priority filter\n"
	      "\t\tpolicy accept\n",
	      c->out);
	for (uint32_t i = 0; i < n; i++) {
		if (i % (n / n_counts) == 0)
			put_count(c);
		else
			put_flow(c);
		if (i == n / 2)
			fputs("\t\tjump side\n", c->out);
	}
	fputs("\t}\n", c->out);
}

/* A return skips the rest. */
static void put_crowd(struct counts *c, uint32_t n)
{
	fputs("\tchain in {\n"
	      "\t\ttype filter hook ingress device \"eth0\" priority filter\n"
	      "\t\tpolicy accept\n",
	      c->out);
	for (uint32_t i = 0; i < n; i++) {
		if (i % COUNTS_OF_FLOW == COUNTS_OF_FLOW / 2)
			put_flow(c);
		else
			put_count(c);
		if (i == n / 4)
			fputs("\t\tudp dport 53 return\n", c->out);
	}
	fputs("\t}\n", c->out);
}

const char *counts_text(struct arena *a, uint64_t seed, uint32_t n_rules,
			bool crowd)
{
	const uint32_t n_counts = n_rules / 5 < MOST_COUNTS ? n_rules / 5
							    : MOST_COUNTS;
	struct counts c = { .rng = { seed } };
	char *text = NULL;
	const char *kept;
	size_t len;

	c.out = open_memstream(&text, &len);
	fputs("table netdev t {\n", c.out);
	if (crowd) {
		put_crowd(&c, n_rules);
	} else {
		put_side(&c, n_counts / 4);
		put_base(&c, n_rules, n_counts);
	}
	fputs("}\n", c.out);
	fclose(c.out);
	kept = arena_strndup(a, text, len);
	free(text);
	return kept;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * services.c - large rulesets of many small chains
 */
#include "large/services.h"

#include "lib/rng.h"

#include <stdio.h>
#include <stdlib.h>

/* Rules of a service's chain, and with those that lead to it. */
#define N_OWN  5
#define N_EACH (N_OWN + 2)

#define N_SHARED 3

struct services {
	struct rng rng;
	FILE *out;
};

static uint32_t below(struct services *s, uint32_t n)
{
	return rng_below(&s->rng, n);
}

static const char *verdict(struct services *s)
{
	static const char *const verdicts[] = { "accept", "drop", "return" };

	return rng_pick(&s->rng, verdicts);
}

static const char *counter(struct services *s)
{
	return below(s, 3) ? "" : "counter ";
}

/* A network of 20.0.0.0/7, many within each other. */
static void put_source(struct services *s)
{
	const uint32_t len = 12 + below(s, 17);
	uint32_t addr = 20u << 24 | below(s, 1 << 25);

	addr &= ~0u << (32 - len);
	fprintf(s->out, "ip saddr %u.%u.%u.%u/%u ", addr >> 24,
		addr >> 16 & 255, addr >> 8 & 255, addr & 255, len);
}

static void put_service(struct services *s, uint32_t i, const char *between)
{
	fprintf(s->out, "10.%u.%u.%u%s%u", i >> 16 & 255, i >> 8 & 255, i & 255,
		between, 80 + i % 5);
}

/* A rule of a chain: who asks, for what, and what comes of it. */
static void put_rule(struct services *s)
{
	fputs("\t\t", s->out);
	switch (below(s, 8)) {
	case 0:
		fputs("counter\n", s->out);
		return;
	case 1:
		put_source(s);
		fputs("counter\n", s->out);
		return;
	case 2:
		put_source(s);
		fprintf(s->out, "jump shared%u\n", below(s, N_SHARED));
		return;
	case 3:
		fprintf(s->out, "tcp sport %u-65535 %s%s\n",
			1024 * (1 + below(s, 3)), counter(s), verdict(s));
		return;
	default:
		put_source(s);
		fprintf(s->out, "%s%s\n", counter(s), verdict(s));
	}
}

static void put_chain(struct services *s, const char *name, uint32_t number)
{
	fprintf(s->out, "\tchain %s%u {\n", name, number);
	for (uint32_t i = 0; i < N_OWN; i++)
		put_rule(s);
	fputs("\t}\n", s->out);
}

/* These call no others. */
static void put_shared(struct services *s, uint32_t number)
{
	fprintf(s->out, "\tchain shared%u {\n", number);
	for (uint32_t i = 0; i < N_OWN; i++) {
		fputs("\t\t", s->out);
		put_source(s);
		fprintf(s->out, "%s%s\n", counter(s), verdict(s));
	}
	fputs("\t}\n", s->out);
}

/* Half of the services are elements, half have a rule, with counts between. */
static void put_base(struct services *s, uint32_t n)
{
	fputs("\tmap services {\n"
	      "\t\ttype ipv4_addr . inet_service : verdict\n"
	      "\t\telements = {",
	      s->out);
	for (uint32_t i = 0; i < n; i += 2) {
		fputs(i ? ", " : " ", s->out);
		put_service(s, i, " . ");
		fprintf(s->out, " : %s service%u",
			below(s, 4) ? "jump" : "goto", i);
	}
	fputs(" }\n\t}\n\tchain in {\n"
	      "\t\ttype filter hook ingress device \"eth0\" priority filter\n"
	      "\t\tpolicy accept\n"
	      "\t\tip daddr . tcp dport vmap @services\n",
	      s->out);
	for (uint32_t i = 1; i < n; i += 2) {
		fputs("\t\tip daddr ", s->out);
		put_service(s, i, " tcp dport ");
		fprintf(s->out, " jump service%u\n", i);
		if (below(s, 8))
			continue;
		fputs("\t\t", s->out);
		put_source(s);
		fputs("counter\n", s->out);
	}
	fputs("\t}\n", s->out);
}

const char *services_text(struct arena *a, uint64_t seed, uint32_t n_rules)
{
	struct services s = { .rng = { seed } };
	const uint32_t n = n_rules / N_EACH;
	char *text = NULL;
	const char *kept;
	size_t len;

	s.out = open_memstream(&text, &len);
	fputs("table netdev t {\n", s.out);
	for (uint32_t i = 0; i < N_SHARED; i++)
		put_shared(&s, i);
	for (uint32_t i = 0; i < n; i++)
		put_chain(&s, "service", i);
	put_base(&s, n);
	fputs("}\n", s.out);
	fclose(s.out);
	kept = arena_strndup(a, text, len);
	free(text);
	return kept;
}

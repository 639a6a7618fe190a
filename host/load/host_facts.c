// SPDX-License-Identifier: GPL-2.0-only
/*
 * host_facts.c - the facts of this host that placement relies on
 */
#include "load/host_facts_int.h"

#include "base/utf8.h"

#include <stdarg.h>

/* As facts.def has them. */
static int (*const readers[])(struct search *s) = {
	[FACT_FORWARDS4] = facts_read_forwards4,
	[FACT_FORWARDS6] = facts_read_forwards6,
	[FACT_HAS_NAT] = facts_read_nat,
	[FACT_HAS_IPVS] = facts_read_ipvs,
	[FACT_TAKES_ROUTES] = facts_read_source_routes,
	[FACT_HAS_LEGACY] = facts_read_legacy,
	[FACT_HAS_XDP] = facts_read_xdp,
	[FACT_HAS_TC] = facts_read_tc,
	[FACT_IS_PORT] = facts_read_port,
	[FACT_HIDES_TAGS] = facts_read_tags,
	[FACT_HAS_FLOWTABLE] = facts_read_flowtable,
	[FACT_HAS_XFRM] = facts_read_xfrm,
	[FACT_HAS_TAPS] = facts_read_taps,
};
_Static_assert(sizeof(readers) / sizeof(readers[0]) == N_HOST_FACTS,
	       "each fact is read");

int facts_found(struct search *s, const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	s->why = utf8_text(s->a, arena_strdup(s->a, text));
	return FACT_HOLDS;
}

int facts_unread(struct search *s, int err, const char *what)
{
	s->why = arena_printf(s->a, "%s: %s", what, strerror(-err));
	return err;
}

void host_facts_read(struct arena *a, const struct nic *nic,
		     struct host_reading *out)
{
	*out = (struct host_reading){};
	for (enum host_fact i = 0; i < N_HOST_FACTS; i++) {
		struct search s = { .a = a, .nic = nic };
		int answer = readers[i](&s);

		*fact_of(&out->facts, i) = answer != FACT_NOT;
		out->of[i].is_unread = answer < 0;
		out->of[i].why = answer == FACT_NOT ? NULL : s.why;
	}
}

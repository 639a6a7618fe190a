// SPDX-License-Identifier: GPL-2.0-only
/*
 * prop_case.c - one random ruleset and the frames for it
 */
#include "prop/prop_case.h"

#include "lang/nft_parse.h"
#include "lib/gen_packet.h"
#include "policy/resolve.h"

/* Once in so many cases, and of so many rules that tables take them. */
#define TUPLES_EVERY 1000
#define MIN_TUPLES   3200
#define MAX_TUPLES   3500

/* Seven of ten are mixed, two like edge.nft, the tenth of one of the others. */
static enum gen_kind choose_kind(uint64_t seed)
{
	static const enum gen_kind others[] = { GEN_EXACT, GEN_PREFIX,
						GEN_PORTS, GEN_FLOWS,
						GEN_PAIRS, GEN_RANGES };

	if (seed % TUPLES_EVERY == TUPLES_EVERY / 2)
		return GEN_TUPLES;
	if (seed % 10 < 7)
		return GEN_MIXED;
	return seed % 10 < 9 ? GEN_EDGE : others[seed / 10 % 6];
}

void case_make(struct arena *a, uint64_t seed, struct prop_case *out)
{
	static const uint32_t most_rules[N_GEN_KINDS] = {
		[GEN_MIXED] = 14,  [GEN_EDGE] = 90,   [GEN_EXACT] = 80,
		[GEN_PREFIX] = 80, [GEN_PORTS] = 80,  [GEN_FLOWS] = 150,
		[GEN_PAIRS] = 80,  [GEN_RANGES] = 80, [GEN_TUPLES] = MAX_TUPLES,
	};
	struct rng rng = { .state = seed };

	*out = (struct prop_case){ .seed = seed, .kind = choose_kind(seed) };
	gen_policy(a, out->kind, seed,
		   rng_between(&rng, out->kind == GEN_TUPLES ? MIN_TUPLES : 1,
			       most_rules[out->kind]),
		   &out->text);
}

void case_make_frames(struct prop_case *c, const struct policy *policy)
{
	struct rng rng = { .state = ~c->seed };

	for (size_t i = 0; i < CASE_FRAMES; i++)
		gen_packet(&rng, policy, &prop_device, &c->frames[i]);
}

const struct policy *case_resolve(struct arena *a, const char *text,
				  const char **why)
{
	struct diag *diag = diag_new(a);
	struct policy *policy = NULL;
	struct ruleset *rs;

	if (nft_parse(a, diag, "rules", text, strlen(text), NULL, &rs) ||
	    resolve_ruleset(a, diag, rs, &policy)) {
		const struct diag_msg *m = &diag->msgs.v[0];

		*why = arena_printf(a, "%u:%u: %s", m->loc.line, m->loc.col,
				    m->text);
		return NULL;
	}
	return policy;
}

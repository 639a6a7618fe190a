// SPDX-License-Identifier: GPL-2.0-only
/*
 * rulesets.c - programs of rulesets, as they are compiled for a NIC
 */
#include "vm/rulesets.h"

#include "lang/nft_parse.h"
#include "lib/gen_policy.h"
#include "lib/rng.h"
#include "policy/resolve.h"

#include <stdlib.h>

static const struct device device = {
	.name = "eth0",
	.ifindex = 10,
	.mac = { 2, 0, 0, 0, 0, 2 },
};

struct profile *rulesets_profile(struct arena *a)
{
	struct diag *diag = diag_new(a);
	struct profile *profile;

	if (profile_find(a, diag, "agilio-cx", &profile) == 0)
		return profile;
	diag_print(diag, stderr);
	exit(1);
}

const struct compiled *rulesets_compile(struct arena *a,
					const struct profile *profile,
					const struct image_options *opts,
					const char *name, const char *text)
{
	struct diag *diag = diag_new(a);
	struct compiled *compiled;
	struct policy *policy;
	struct ruleset *rs;

	if (nft_parse(a, diag, name, text, strlen(text), NULL, &rs) ||
	    resolve_ruleset(a, diag, rs, &policy) ||
	    compile_policy(a, diag, policy, &device, profile, opts,
			   &compiled)) {
		diag_print(diag, stderr);
		exit(1);
	}
	return compiled;
}

const struct image *rulesets_random(struct arena *a,
				    const struct profile *profile,
				    uint64_t seed, const char **name)
{
	static const uint32_t most_rules[N_GEN_KINDS] = {
		[GEN_MIXED] = 14,  [GEN_EDGE] = 60,   [GEN_EXACT] = 40,
		[GEN_PREFIX] = 40, [GEN_PORTS] = 40,  [GEN_FLOWS] = 40,
		[GEN_PAIRS] = 40,  [GEN_RANGES] = 40, [GEN_SHAPES] = 40,
		[GEN_TUPLES] = 40,
	};
	struct rng rng = { .state = seed };
	enum gen_kind kind = seed % 2 ? GEN_MIXED : seed / 2 % N_GEN_KINDS;
	struct image_options opts = { .shadow = rng_one_in(&rng, 8),
				      .last_stage = rng_one_in(&rng, 8),
				      .standalone = rng_one_in(&rng, 8) };
	struct gen_text text = {};

	*name = arena_printf(a, "%s-%lu", gen_kind_names[kind], seed);
	gen_policy(a, kind, seed, rng_between(&rng, 1, most_rules[kind]),
		   &text);
	return rulesets_compile(a, profile, &opts, *name,
				gen_text_print(a, &text))
		->image;
}

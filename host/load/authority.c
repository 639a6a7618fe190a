// SPDX-License-Identifier: GPL-2.0-only
/*
 * authority.c - are a front's base chains those that the kernel has?
 */
#include "load/authority.h"

#include "load/live.h"
#include "policy/digest.h"

#include <errno.h>

void authority_of(struct arena *a, const struct policy *policy,
		  const struct path *path, struct authority *out)
{
	const struct policy_chain *const *chain;
	const struct stop *stop;

	*out = (struct authority){};
	vec_for_each(chain, &path->chains) {
		struct authority_chain *one = vec_push(a, &out->chains);

		one->name = live_chain_name(a, *chain);
		one->is_open = !(*chain)->rules.n &&
			       (*chain)->policy == VERDICT_ACCEPT;
		one->acts = path_acts(policy, *chain, &path->wishes);
		/*
		 * It sees a connection's first packet: no drop is by it. Who
		 * gets to what acts in it hangs on its rules all the same.
		 */
		if ((*chain)->type != CHAIN_NAT || one->acts)
			one->digest = digest_chain(policy, *chain);
		vec_for_each(stop, &path->stops) {
			if (stop->chain != *chain)
				continue;
			/* The source as well, by where the chain is alone. */
			one->is_translated |= stop->view.is_dst_translated;
			one->is_rewritten |= stop->view.is_rewritten;
			one->is_unsure |= stop->why_unsure != NULL;
		}
	}
}

static const struct authority_chain *find(const struct authority *in,
					  const char *name)
{
	const struct authority_chain *chain;

	vec_for_each(chain, &in->chains)
		if (!strcmp(chain->name, name))
			return chain;
	return NULL;
}

/* Why what was compiled for @was does not stand for @is, or NULL. */
static const char *why_not(const struct authority_chain *was,
			   const struct authority_chain *is)
{
	if (!is)
		return was->is_open ? NULL : "is not in the kernel";
	if (is->digest && was->digest && is->digest != was->digest)
		return "is another one in the kernel";
	if (is->acts && !was->acts)
		return "acts on packets in the kernel";
	if (is->is_translated && !was->is_translated)
		return "sees packets that something translates first";
	if (is->is_rewritten && !was->is_rewritten)
		return "sees packets that something rewrites first";
	if (is->is_unsure && !was->is_unsure)
		return "is a chain that packets may get around";
	return NULL;
}

const char *authority_differs(struct arena *a, const struct authority *was,
			      const struct authority *is)
{
	const struct authority_chain *chain;

	vec_for_each(chain, &was->chains) {
		const char *why = why_not(chain, find(is, chain->name));

		if (why)
			return arena_printf(a, "base chain %s %s", chain->name,
					    why);
	}
	vec_for_each(chain, &is->chains)
		if (chain->acts && !find(was, chain->name))
			return arena_printf(
				a,
				"base chain %s of the kernel is on the way, and acts on packets",
				chain->name);
	return NULL;
}

const char *authority_grown(struct arena *a, const struct authority *was,
			    const struct authority *is)
{
	const struct authority_chain *chain;

	vec_for_each(chain, &is->chains)
		if (!find(was, chain->name))
			return arena_printf(
				a, "base chain %s is new in the kernel",
				chain->name);
	return NULL;
}

/* A digest is text, for JSON's numbers are not that wide. */
json_t *authority_pack(const struct authority *authority)
{
	const struct authority_chain *chain;
	json_t *all = json_array();
	char digest[U128_HEX_SIZE];

	vec_for_each(chain, &authority->chains) {
		u128_to_hex(chain->digest, digest);
		json_array_append_new(
			all,
			json_pack("{s:s, s:s, s:b, s:b, s:b, s:b, s:b}", "name",
				  chain->name, "digest", digest, "open",
				  chain->is_open, "acts", chain->acts,
				  "translated", chain->is_translated,
				  "rewritten", chain->is_rewritten, "unsure",
				  chain->is_unsure));
	}
	return all;
}

int authority_unpack(struct arena *a, const json_t *json, struct authority *out)
{
	struct authority all = {};
	const char *name, *text;
	u128 digest;
	int open, acts, translated, rewritten, unsure;
	json_t *one;
	size_t i;

	if (!json_is_array(json))
		return -EINVAL;
	json_array_foreach((json_t *)json, i, one)
	{
		/* Those of before have no "open". */
		open = false;
		if (json_unpack(one, "{s:s, s:s, s?b, s:b, s:b, s:b, s:b}",
				"name", &name, "digest", &text, "open", &open,
				"acts", &acts, "translated", &translated,
				"rewritten", &rewritten, "unsure", &unsure) ||
		    !u128_from_hex(text, &digest))
			return -EINVAL;
		*vec_push(a, &all.chains) = (struct authority_chain){
			.name = arena_strdup(a, name),
			.digest = digest,
			.is_open = open,
			.acts = acts,
			.is_translated = translated,
			.is_rewritten = rewritten,
			.is_unsure = unsure,
		};
	}
	*out = all;
	return 0;
}

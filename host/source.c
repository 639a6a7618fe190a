// SPDX-License-Identifier: GPL-2.0-only
/*
 * source.c - the ruleset that a command was given
 */
#include "source.h"

#include "policy/resolve.h"

#include <errno.h>

int source_read(struct arena *a, struct diag *diag, const char *path,
		const char *const *defines, size_t n_defines,
		struct source *out)
{
	struct nft_define *defs = arena_calloc(a, n_defines, sizeof(*defs));
	struct nft_options opts = { .defines = defs, .n_defines = n_defines };
	struct ruleset *rs;
	struct policy *policy;
	int err;

	for (size_t i = 0; i < n_defines; i++) {
		const char *eq = strchr(defines[i], '=');

		if (!eq || eq == defines[i]) {
			diag_error(diag, (struct loc){},
				   "-D %s: give it as NAME=VALUE", defines[i]);
			return -EINVAL;
		}
		defs[i].name = arena_strndup(a, defines[i], eq - defines[i]);
		defs[i].value = eq + 1;
	}
	err = nft_parse_file(a, diag, path, &opts, &rs);
	if (err)
		return err;
	err = resolve_ruleset(a, diag, rs, &policy);
	if (err)
		return err;
	*out = (struct source){ path, rs, policy };
	return 0;
}

const char *source_rule_name(struct arena *a, const struct policy_rule *rule)
{
	if (!rule)
		return "policy";
	return arena_printf(a, "%s:%u", rule->loc.file, rule->loc.line);
}

struct device source_device(const struct source *src, const char *name)
{
	struct device dev = { .ifindex = 1, .mac = { 2, 0, 0, 0, 0, 2 } };
	const struct policy_chain *chain;

	vec_for_each(chain, &src->policy->chains) {
		if (!name && chain->devices.n)
			name = chain->devices.v[0];
	}
	if (name)
		snprintf(dev.name, sizeof(dev.name), "%s", name);
	return dev;
}

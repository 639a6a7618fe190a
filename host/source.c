// SPDX-License-Identifier: GPL-2.0-only
/*
 * source.c - the ruleset that a command was given
 */
#include "source.h"

#include "base/fd.h"
#include "base/utf8.h"
#include "lang/ipt_parse.h"
#include "lang/nft_file.h"
#include "policy/resolve.h"

#include <elf.h>
#include <errno.h>

static bool is_among(const struct source *src, const char *ifname)
{
	const char *const *name;

	vec_for_each(name, &src->devices)
		if (!strcmp(*name, ifname))
			return true;
	return false;
}

/* Chains of arp and bridge are on no stage's path. */
static bool is_of_all_devices(const struct policy_chain *chain)
{
	const enum family family = chain->table->family;

	return (family == FAMILY_IP || family == FAMILY_IP6 ||
		family == FAMILY_INET) &&
	       (chain->at == HOOK_PREROUTING || chain->at == HOOK_INPUT ||
		chain->at == HOOK_FORWARD);
}

static void find_devices(struct arena *a, struct source *src)
{
	const struct policy_chain *chain;
	const char *const *name;

	vec_for_each(chain, &src->policy->chains) {
		if (chain->table->is_dormant)
			continue;
		vec_for_each(name, &chain->devices)
			if (!is_among(src, *name))
				*vec_push(a, &src->devices) = *name;
		src->is_for_all |= is_of_all_devices(chain);
	}
}

/* Variables and files that are included say a part of the rules. */
static void keep_text(int *kept, const struct nft_options *opts,
		      const struct ruleset *rs, const char *text, size_t len)
{
	if (!kept || *kept < 0)
		return;
	if (!rs || rs->has_includes || opts->n_defines || ftruncate(*kept, 0) ||
	    pwrite(*kept, text, len, 0) != (ssize_t)len)
		close_fd(kept);
}

/*
 * The text says whose it is: ipt_is_dump() knows how a dump of iptables begins,
 * which no ruleset of nft does. Its name says nothing, and "-" has none.
 */
static int parse(struct arena *a, struct diag *diag, const char *path,
		 const struct nft_options *opts, int *kept, struct source *out)
{
	struct arena *read = arena_child(a);
	const char *name;
	char *text;
	size_t len;
	int err;

	err = file_read_input(read, diag, path, NFT_MAX_BYTES, &name, &text,
			      &len);
	if (err)
		return err;
	if (len >= SELFMAG && !memcmp(text, ELFMAG, SELFMAG)) {
		diag_error(
			diag, (struct loc){ name, 1, 1 },
			"an object, not a ruleset: ip and bpftool load it, nicfw the rules that it was made of");
		return -EINVAL;
	}
	if (!ipt_is_dump(text, len)) {
		err = nft_parse(a, diag, arena_strdup(a, name), text, len, opts,
				&out->ruleset);
		keep_text(kept, opts, err ? NULL : out->ruleset, text, len);
		/* The tree has copies of all that it keeps. */
		arena_free(read);
		return err;
	}
	keep_text(kept, opts, NULL, NULL, 0);
	if (opts->n_defines) {
		diag_error(diag, (struct loc){},
			   "-D %s: %s is of iptables and has no variables",
			   opts->defines[0].name, name);
		return -EINVAL;
	}
	out->dump = text;
	out->dump_len = len;
	return ipt_parse_in_place(
		a, diag, name, text, len,
		&(struct ipt_options){ .no_unknown = opts->no_unknown },
		&out->ruleset);
}

static int read_live(struct arena *a, struct diag *diag,
		     const struct nft_options *opts, struct source *out)
{
	int err;

	if (opts->n_defines) {
		diag_error(diag, (struct loc){},
			   "-D %s: the live ruleset has no variables",
			   opts->defines[0].name);
		return -EINVAL;
	}
	err = live_read(a, diag,
			&(struct ipt_options){ .no_unknown = opts->no_unknown },
			NULL, &out->live);
	out->ruleset = out->live.ruleset;
	if (err || out->ruleset->tables.n)
		return err;
	diag_error(
		diag, (struct loc){},
		"neither nftables nor iptables has a table here, so there is no ruleset to take; load one, or give a file with -f");
	return -ENODATA;
}

static int read_defines(struct arena *a, struct diag *diag,
			const struct source_texts *texts,
			struct nft_options *out)
{
	size_t n = texts->defines.texts.n;
	struct nft_define *defs = arena_calloc(a, n, sizeof(*defs));

	for (size_t i = 0; i < n; i++) {
		const char *text = texts->defines.texts.v[i];
		const char *eq = strchr(text, '=');

		if (!eq || eq == text) {
			diag_error(diag, (struct loc){},
				   "-D %s: give it as NAME=VALUE", text);
			return -EINVAL;
		}
		defs[i].name = arena_strndup(a, text, eq - text);
		defs[i].value = eq + 1;
	}
	out->defines = defs;
	out->n_defines = n;
	return 0;
}

/* What the ruleset of @src means. */
static int resolve(struct arena *a, struct diag *diag, struct source *src)
{
	struct policy *policy;
	int err = resolve_ruleset(a, diag, src->ruleset, &policy);

	if (err)
		return err;
	src->policy = policy;
	find_devices(a, src);
	return 0;
}

int source_of_rules(struct arena *a, struct diag *diag, const char *path,
		    struct ruleset *rs, struct source *out)
{
	struct source src = { .path = path, .ruleset = rs };
	int err = resolve(a, diag, &src);

	if (!err)
		*out = src;
	return err;
}

int source_read(struct arena *a, struct diag *diag, const char *path,
		const struct source_texts *texts, struct source *out)
{
	struct nft_options opts = { .no_unknown = texts->no_unknown };
	struct source src = { .path = path };
	int err = read_defines(a, diag, texts, &opts);

	if (err)
		return err;
	err = path ? parse(a, diag, path, &opts, texts->kept, &src)
		   : read_live(a, diag, &opts, &src);
	if (err)
		return err;
	if (path)
		src.ruleset->no_times = texts->no_times;
	err = resolve(a, diag, &src);
	if (!err)
		*out = src;
	return err;
}

void source_forget_rules(struct source *src)
{
	ruleset_forget(src->ruleset);
}

enum cmd_status source_refused(const char *path, int err)
{
	return path || err == -EINVAL || err == -ENODATA ? CMD_REFUSED
							 : CMD_MACHINE;
}

const char *source_rule_name(struct arena *a, const struct policy_rule *rule)
{
	if (!rule)
		return "policy";
	return utf8_text(a, loc_text(a, rule->loc));
}

const char *source_name(struct arena *a, const char *path)
{
	if (!path)
		return "the live ruleset";
	return strcmp(path, "-") ? utf8_text(a, path) : "<stdin>";
}

static const char *list_devices(struct arena *a, const struct source *src)
{
	const char *all = "", *const * name;

	vec_for_each(name, &src->devices)
		all = arena_printf(a, "%s%s%s", all, *all ? ", " : "", *name);
	return all;
}

int source_check_device(struct arena *a, struct diag *diag,
			const struct source *src, const char *ifname)
{
	const char *file = source_name(a, src->path);

	if (src->is_for_all || is_among(src, ifname))
		return 0;
	if (src->devices.n)
		diag_error(
			diag, (struct loc){},
			"%s: no base chain of %s is for this device, so everything would pass; its chains are for %s: name %s there, or take one of these",
			ifname, file, list_devices(a, src), ifname);
	else
		diag_error(
			diag, (struct loc){},
			"%s: %s has no base chain that packets meet when they arrive, so everything would pass; give a chain the line: type filter hook ingress device %s priority 0;",
			ifname, file, ifname);
	return -ENODEV;
}

int source_device(struct arena *a, struct diag *diag, const struct source *src,
		  const char *name, struct device *out)
{
	struct device dev = { .mac = { 2, 0, 0, 0, 0, 2 } };
	int err;

	if (!name)
		name = src->devices.n ? src->devices.v[0] : "eth0";
	err = source_check_device(a, diag, src, name);
	if (err)
		return err;
	snprintf(dev.name, sizeof(dev.name), "%s", name);
	/* A rule may have it by its index; no device has the largest one. */
	dev.ifindex = if_nametoindex(name) ?: INT32_MAX;
	*out = dev;
	return 0;
}

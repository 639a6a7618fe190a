// SPDX-License-Identifier: GPL-2.0-only
/*
 * given_rules.c - a ruleset of someone else's, for the router of live_net.h
 */
#include "given/given_rules.h"

#include "lang/ipt_parse.h"
#include "lang/nft_file.h"
#include "lang/nft_parse.h"
#include "policy/resolve.h"

#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_BYTES (16 << 20)
#define MAX_SETS  40

/* ---- Devices ---- */

static void add_device(struct arena *a, struct given_rules *g, const char *name,
		       size_t len)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789-_.";
	/* What is there anyway, and nft's words. */
	static const char *const no_names[] = { "lo", "oif", "type", "iif" };
	char *copy = arena_strndup(a, name, len);
	const char **known;

	/* Wildcards: any device of that beginning. */
	if (len && (copy[len - 1] == '+' || copy[len - 1] == '*'))
		copy[len - 1] = '0';
	if (!isalpha((unsigned char)copy[0]) || len >= IFNAMSIZ ||
	    strspn(copy, allowed) != len)
		return;
	for (size_t i = 0; i < sizeof(no_names) / sizeof(no_names[0]); i++)
		if (!strcmp(copy, no_names[i]))
			return;
	vec_for_each(known, &g->devices)
		if (!strcmp(*known, copy))
			return;
	*vec_push(a, &g->devices) = copy;
}

/* "vmap {", or ". oifname vmap {", and no name. */
static bool is_map_ahead(const char *text)
{
	return *text == '.' || !strncmp(text, "vmap ", 5) ||
	       !strncmp(text, "map ", 4);
}

/* The device, or the devices in braces, at the start of @text. */
static void take_names(struct arena *a, struct given_rules *g, const char *text)
{
	const char *stop;

	text += strspn(text, " !=");
	if (is_map_ahead(text))
		text += strcspn(text, "{\n");
	stop = *text == '{' ? text + strcspn(text, "}") : text + 1;
	while (text < stop) {
		size_t len;

		text += strspn(text, " \t\n{\",");
		len = strcspn(text, " \t\n,\":};");
		add_device(a, g, text, len);
		text += len;
		/* What a map has behind its key is no device. */
		text += strcspn(text, ",}");
	}
}

static void find_devices(struct arena *a, struct given_rules *g,
			 const char *text)
{
	static const char *const words[] = {
		"iifname ", "oifname ", "iif ",	   "oif ",   "-i ",
		"-o ",	    "devices ", "device ", "define "
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *at = text;

		while ((at = strstr(at, words[i]))) {
			const bool is_word = at == text || isspace(at[-1]) ||
					     at[-1] == '!';

			at += strlen(words[i]);
			if (!strcmp(words[i], "define "))
				at += strcspn(at, "=\n");
			if (is_word)
				take_names(a, g, at);
		}
	}
}

bool given_make_devices(const struct given_rules *g, struct arena *a)
{
	const char *const *device;

	vec_for_each(device, &g->devices)
		if (!if_nametoindex(*device) &&
		    system(arena_printf(a, "ip link add '%s' type veth",
					*device)))
			return false;
	return true;
}

/* ---- Loading ---- */

/* The tool's last words are at *@why, in @a. True if it takes the rules. */
static bool ask_restore(const struct given_rules *g, struct arena *a,
			char **why)
{
	const char *command =
		arena_printf(a, "%s-restore <'%s' 2>&1", g->restore, g->path);
	FILE *in = popen(command, "re");

	if (!in)
		abort();
	*why = arena_calloc(a, 1000, 1);
	(*why)[fread(*why, 1, 999, in)] = '\0';
	while (fgetc(in) != EOF)
		;
	return !pclose(in);
}

static bool ask_nft(const struct given_rules *g, struct arena *a, bool is_dry,
		    char **why)
{
	struct nft_ctx *nft = nft_ctx_new(NFT_CTX_DEFAULT);
	bool is_taken;

	nft_ctx_buffer_output(nft);
	nft_ctx_buffer_error(nft);
	nft_ctx_set_dry_run(nft, is_dry);
	is_taken = !nft_run_cmd_from_filename(nft, g->path);
	*why = arena_strdup(a, nft_ctx_get_error_buffer(nft));
	nft_ctx_free(nft);
	return is_taken;
}

static const char *load(const struct live_given *given, struct arena *a)
{
	const struct given_rules *g = (const struct given_rules *)given;
	char *why;

	if (g->restore ? ask_restore(g, a, &why) : ask_nft(g, a, false, &why))
		return NULL;
	return arena_printf(a, "the tool loads no more what it took: %s", why);
}

static const char *unload(const struct live_given *given, struct arena *a)
{
	static const char *const tables[] = {
		"*raw\\n:PREROUTING ACCEPT\\n:OUTPUT ACCEPT\\nCOMMIT\\n",
		"*mangle\\n:PREROUTING ACCEPT\\n:INPUT ACCEPT\\n"
		":FORWARD ACCEPT\\n:OUTPUT ACCEPT\\n:POSTROUTING ACCEPT\\n"
		"COMMIT\\n",
		"*nat\\n:PREROUTING ACCEPT\\n:INPUT ACCEPT\\n:OUTPUT ACCEPT\\n"
		":POSTROUTING ACCEPT\\nCOMMIT\\n",
		"*filter\\n:INPUT ACCEPT\\n:FORWARD ACCEPT\\n"
		":OUTPUT ACCEPT\\nCOMMIT\\n",
		"*security\\n:INPUT ACCEPT\\n:FORWARD ACCEPT\\n"
		":OUTPUT ACCEPT\\nCOMMIT\\n",
	};
	const struct given_rules *g = (const struct given_rules *)given;

	for (size_t i = 0; g->is_legacy && i < sizeof(tables) / sizeof(*tables);
	     i++) {
		const int len = (int)strcspn(tables[i] + 1, "\\");
		const char *command = arena_printf(
			a,
			"! grep -qsx '%.*s' /proc/net/%s_tables_names || "
			"printf '%s' | %s-restore",
			len, tables[i] + 1, g->is_v6 ? "ip6" : "ip", tables[i],
			g->restore);

		if (system(command))
			return "the tables cannot be emptied";
	}
	return NULL;
}

/* Makes the set that the tool misses, with some of the near network's hosts. */
static bool add_set(const struct given_rules *g, struct arena *a,
		    const char *why)
{
	const char *name = strstr(why, "Set ");
	int len;

	if (!name || !strstr(name, " doesn't exist"))
		return false;
	name += strlen("Set ");
	len = (int)(strstr(name, " doesn't exist") - name);
	if (memchr(name, '\'', len))
		return false;
	return !system(arena_printf(
		a,
		"{ ipset create '%.*s' hash:net family %s && "
		"ipset add '%.*s' %s && ipset add '%.*s' %s; } 2>/dev/null",
		len, name, g->is_v6 ? "inet6" : "inet", len, name,
		g->is_v6 ? "2001:db8::3" : "10.0.0.3", len, name,
		g->is_v6 ? "2001:db8:1::3" : "10.0.1.3"));
}

/* Of what the kernel lacks a restore's -t says nothing. */
bool given_is_taken(const struct given_rules *g, struct arena *a)
{
	char *why;

	if (!g->restore)
		return ask_nft(g, a, true, &why);
	for (int i = 0; i < MAX_SETS; i++) {
		if (ask_restore(g, a, &why))
			return true;
		if (!add_set(g, a, why))
			return false;
	}
	return false;
}

/* ---- Reading ---- */

static void set_tool(struct given_rules *g, const struct ruleset *rs)
{
	const struct ast_table *first = rs->tables.v;

	g->is_v6 = first->family == FAMILY_IP6;
	g->is_legacy = first->syntax == SYNTAX_IPTABLES_LEGACY;
	if (first->syntax == SYNTAX_NFT)
		return;
	if (g->is_legacy)
		g->restore = g->is_v6 ? "ip6tables-legacy" : "iptables-legacy";
	else
		g->restore = g->is_v6 ? "ip6tables-nft" : "iptables-nft";
}

/* Frames that arrive may meet a chain that does something about them. */
static bool decides(const struct policy *policy)
{
	const struct policy_chain *chain;

	vec_for_each(chain, &policy->chains)
		if (chain->at >= HOOK_INGRESS && chain->at <= HOOK_FORWARD &&
		    (chain->rules.n || chain->policy == VERDICT_DROP))
			return true;
	return false;
}

int given_open(struct arena *a, const char *path, const char *name,
	       struct given_rules *out)
{
	int err;

	*out = (struct given_rules){
		.given = { .load = load, .unload = unload },
		.path = arena_strdup(a, path),
		.name = arena_strdup(a, name),
	};
	err = file_read(a, path, MAX_BYTES, false, &out->text, &out->len);
	if (err)
		return err;
	out->given.has_flowtable = strstr(out->text, "flowtable");
	out->is_dump = ipt_is_dump(out->text, out->len);
	find_devices(a, out, out->text);
	return 0;
}

int given_read(struct arena *a, struct given_rules *g)
{
	struct diag *diag = diag_new(a);
	struct ruleset *rs = NULL;
	struct policy *policy = NULL;
	int err = g->is_dump ? ipt_parse(a, diag, g->path, g->text, g->len,
					 NULL, &rs)
			     : nft_parse_file(a, diag, g->path, NULL, &rs);

	if (err || resolve_ruleset(a, diag, rs, &policy))
		return -EINVAL;
	if (!decides(policy))
		return -ENOENT;
	g->given.policy = policy;
	set_tool(g, rs);
	g->is_endless = g->is_v6 && strstr(g->text, "-j TEE");
	return 0;
}

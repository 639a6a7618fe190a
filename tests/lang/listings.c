// SPDX-License-Identifier: GPL-2.0-only
/*
 * listings.c - is what nft lists read, and does it say what was loaded?
 */
#include "lang/lang.h"
#include "policy/digest.h"

#include <nftables/libnftables.h>
#include <stdlib.h>
#include <string.h>

/* `nft OPTION list ruleset`, each of which has its own way to write things. */
static const struct {
	const char *option;
	unsigned int flags;
} variants[] = {
	{ "", 0 },
	{ "-s", NFT_CTX_OUTPUT_STATELESS },
	{ "-a", NFT_CTX_OUTPUT_HANDLE },
	{ "-n", NFT_CTX_OUTPUT_NUMERIC_ALL },
	{ "-S", NFT_CTX_OUTPUT_SERVICE },
	{ "-nn -s -a", NFT_CTX_OUTPUT_NUMERIC_ALL | NFT_CTX_OUTPUT_STATELESS |
			       NFT_CTX_OUTPUT_HANDLE },
	{ "-y -p -T", NFT_CTX_OUTPUT_NUMERIC_PRIO |
			      NFT_CTX_OUTPUT_NUMERIC_PROTO |
			      NFT_CTX_OUTPUT_NUMERIC_TIME },
	{ "-u", NFT_CTX_OUTPUT_GUID },
};

static bool is_same(const struct policy *x, const struct policy *y)
{
	const struct policy_chain *one;

	vec_for_each(one, &x->chains)
		if (digest_chain(x, one) !=
		    digest_chain(y, &y->chains.v[one - x->chains.v]))
			return false;
	return true;
}

/* What is wrong with the listing @list of @loaded; NULL: nothing. */
static const char *fault_of(struct arena *a, const char *list,
			    const struct policy *loaded)
{
	struct reading r = nicfw_reads(a, "listing", list);
	const struct policy *listed;
	const char *why = "";

	if (!r.is_read || !r.is_fixpoint)
		return r.why;
	if (!loaded)
		return NULL;
	listed = nicfw_means(a, "listing", list, &why);
	if (!listed)
		return why;
	return is_same(loaded, listed) ? NULL : "it means something else";
}

bool listings_check(struct arena *a, const char *text,
		    const struct policy *loaded, unsigned int *n)
{
	const char *why = "", *list, *fault;
	bool is_ok = true;

	text = arena_printf(a, "flush ruleset\n%s", text);
	if (!nft_runs(a, text, &why))
		return true; /* as -c, the kernel takes less */
	for (size_t i = 0; i < sizeof(variants) / sizeof(*variants); i++) {
		list = nft_lists(a, variants[i].flags);
		fault = fault_of(a, list, loaded);
		++*n;
		if (!fault)
			continue;
		is_ok = false;
		tap_say("nft %s: %s", variants[i].option, fault);
		tap_say_lines(list);
	}
	if (!nft_runs(a, "flush ruleset", &why))
		abort();
	return is_ok;
}

/* ---- Rules that nft lists in its own way ---- */

static const struct row {
	const char *family;
	const char *rule;
} rows[] = {
	/* a value with a mask, and one of one bit, which -n prints as a prefix
	 */
	{ "inet", "tcp flags & syn == syn" },
	{ "inet", "tcp flags & syn == (syn | fin)" },
	{ "inet", "tcp flags & syn != (syn | fin)" },
	{ "inet", "tcp flags & syn != 0" },
	{ "inet", "tcp flags & (syn | ack) == syn" },
	{ "inet", "tcp flags & (syn | ack) != (syn | ack)" },
	{ "inet", "tcp flags & (fin | syn | rst | ack) == 0" },
	{ "inet", "tcp flags ! syn" },
	{ "inet", "tcp flags ! syn,ack" },
	{ "inet", "tcp flags != syn" },
	{ "inet", "tcp flags { syn, syn | ack }" },
	{ "inet", "tcp flags & (syn | ack) { syn, ack }" },
	{ "inet", "tcp flags & (syn | ack) vmap { syn : drop, ack : accept }" },
	{ "inet", "ct state & (new | established) == new" },
	{ "inet", "ct state != new,related" },
	{ "inet", "ct status & snat == dnat" },
	{ "inet", "ct status != snat,dnat" },
	{ "inet", "ct label 2 / 1,2" },
	/* names of protocols that begin selectors too */
	{ "inet", "ip protocol & icmp == icmp" },
	{ "inet", "ip protocol & 0xfe == 0" },
	{ "inet", "ip6 nexthdr & 1 != 0" },
	{ "inet", "meta l4proto & 6 vmap { tcp : accept }" },
	{ "inet", "meta protocol & arp == arp" },
	{ "inet", "meta iiftype & ether == ether" },
	{ "inet", "ct protocol & icmp == icmp" },
	{ "ip", "ip protocol set 1" },
	{ "ip6", "ip6 nexthdr set 6" },
	{ "bridge", "ether type set arp" },
	{ "bridge", "ether type set ip accept" },
	/* extension headers */
	{ "ip6", "exthdr frag missing" },
	{ "ip6", "exthdr rt vmap { exists : drop, missing : accept }" },
	{ "ip6", "frag nexthdr & 0xff == tcp" },
	{ "ip6", "frag more-fragments 1" },
	{ "ip6", "rt type 0" },
	{ "ip6", "mh type { binding-update, 9 }" },
	/* statements and what they count */
	{ "ip", "limit rate over 1 mbytes/second burst 9 kbytes drop" },
	{ "ip", "quota over 5 mbytes used 1 kbytes drop" },
	{ "ip", "ip protocol tcp ct count over 5 reject with tcp reset" },
	{ "ip", "log prefix \"a b\" flags tcp sequence,options" },
	{ "ip", "meter m { ip saddr timeout 5s limit rate 3/minute } drop" },
	{ "ip", "meta mark set ip dscp map { cs1 : 1, 2 : 2 }" },
	{ "ip", "ct mark set ct mark & 0xff | 4" },
	{ "ip", "reset tcp option sack-perm" },
	{ "ip", "meta day \"Monday\" meta hour \"10:00\"-\"11:30\" drop" },
	{ "ip", "numgen inc mod 4 offset 2 vmap { 2 : accept, 3 : drop }" },
	{ "ip", "jhash ip saddr . tcp dport mod 8 seed 5 offset 2 5" },
	{ "ip", "fib saddr . iif oif missing drop" },
	{ "ip", "ct original ip saddr 10.0.0.0/8 ct expiration 5m accept" },
	{ "netdev", "fwd ip to 10.0.0.1 device \"lo\"" },
	{ "netdev", "dup to \"lo\" drop" },
	{ "arp", "arp operation request arp saddr ip 10.0.0.1 drop" },
};

static const char *text_of(struct arena *a, const struct row *row)
{
	bool is_netdev = !strcmp(row->family, "netdev");

	return arena_printf(
		a,
		"table %s t {\n\tchain c {\n\t\ttype filter hook %s priority 0;\n\t\t%s\n\t}\n}\n",
		row->family, is_netdev ? "ingress device \"lo\"" : "input",
		row->rule);
}

static bool check_row(void *data)
{
	const struct row *row = data;
	struct arena *a = arena_new();
	const char *text = text_of(a, row), *why = "";
	const struct policy *policy = nicfw_means(a, "loaded", text, &why);
	unsigned int n = 0;
	bool is_ok;

	if (!policy)
		tap_say("%s", why);
	is_ok = policy && listings_check(a, text, policy, &n);
	if (!n)
		tap_say("this kernel does not take it");
	arena_free(a);
	return is_ok && n;
}

void check_listings(void)
{
	const size_t n_rows = sizeof(rows) / sizeof(*rows);
	struct arena *a = arena_new();
	unsigned int n_wrong = 0;

	for (size_t i = 0; i < n_rows; i++) {
		struct row row = rows[i];

		if (lang_in_child(check_row, &row) == PASSED)
			continue;
		n_wrong++;
		tap_say_lines(text_of(a, &row));
	}
	tap_result(!n_wrong, "what nft lists of %zu rules means the same",
		   n_rows);
	arena_free(a);
}

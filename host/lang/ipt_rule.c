// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_rule.c - a rule of iptables in the tree
 */
#include "lang/ipt_rule.h"

#include "lang/ipt_build.h"
#include "lang/ipt_net.h"
#include "lang/ipt_use.h"
#include "lang/nft_words.h"

#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <stdlib.h>
#include <string.h>

void ipt_rules_push(struct ipt_rules *rules, const struct ast_rule *rule)
{
	if (rules->n == rules->cap) {
		rules->cap = rules->cap ? rules->cap * 2 : 4;
		rules->v =
			reallocarray(rules->v, rules->cap, sizeof(*rules->v));
		if (!rules->v)
			arena_exhausted();
	}
	rules->v[rules->n++] = *rule;
}

void ipt_rules_free(struct ipt_rules *rules)
{
	free(rules->v);
	*rules = (struct ipt_rules){};
}

/* What all rules of a line have in common. */
struct builder {
	struct ipt_rule *rule;
	struct ipt_line *line;
	bool no_unknown;
};

static int refuse(const struct ipt_rule *rule, struct loc loc, const char *what,
		  const char *text)
{
	diag_error(rule->diag, loc, "%s: '%s'", what, text);
	return -EINVAL;
}

static const struct ipt_core_arg *core(const struct ipt_line *line,
				       enum ipt_core which)
{
	const struct ipt_core_arg *arg = &line->core[which];

	return arg->is_there ? arg : NULL;
}

static int read_nets(struct builder *b, enum ipt_core which,
		     struct ipt_nets *out)
{
	const struct ipt_core_arg *arg = core(b->line, which);
	const struct ipt_net *net;

	out->nets.n = 0;
	if (!arg)
		return 0;
	if (ipt_nets_read(b->rule, arg->text, arg->loc, out))
		return -EINVAL;
	if (out->nets.n > 1 && arg->is_negated)
		return refuse(b->rule, arg->loc, "'!' takes one address",
			      arg->text);
	vec_for_each(net, &out->nets)
		if (net->name && b->no_unknown)
			return refuse(
				b->rule, arg->loc,
				"only the host knows a name's address, which --no-unknown refuses",
				net->name);
	return 0;
}

static int check_interface(const struct ipt_rule *rule,
			   const struct ipt_core_arg *arg, const char *chains)
{
	if (!arg)
		return 0;
	if (!*arg->text || strlen(arg->text) >= IFNAMSIZ)
		return refuse(rule, arg->loc,
			      "an interface has 1 to 15 characters", arg->text);
	if (words_is_in(chains, rule->chain, strlen(rule->chain)))
		return refuse(rule, arg->loc,
			      "packets of this chain have no such interface",
			      rule->chain);
	return 0;
}

static int check_core(const struct ipt_rule *rule, const struct ipt_line *line)
{
	const struct ipt_core_arg *fragment = core(line, IPT_FRAGMENT);

	if (fragment && rule->family == IPT_V6)
		return refuse(rule, fragment->loc,
			      "IPv6 has -m frag instead of", "-f");
	if (check_interface(rule, core(line, IPT_IN), "OUTPUT POSTROUTING"))
		return -EINVAL;
	return check_interface(rule, core(line, IPT_OUT), "PREROUTING INPUT");
}

static void add_interface(struct ipt_rule *rule, const struct ipt_core_arg *arg,
			  bool is_out)
{
	size_t len = arg ? strlen(arg->text) : 0;
	char name[IFNAMSIZ + 1];
	struct expr *left;

	if (!arg || (!strcmp(arg->text, "+") && !arg->is_negated))
		return;
	if (!strcmp(arg->text, "+")) {
		ipt_net_add_never(rule, arg->loc);
		return;
	}
	memcpy(name, arg->text, len + 1);
	if (name[len - 1] == '+')
		name[len - 1] = '*';
	else if (name[len - 1] == '*')
		strcpy(name + len - 1, "\\*");
	left = is_out ? build_unknown_selector(rule, "meta oifname")
		      : build_selector(rule, "meta iifname");
	build_add_match(rule, arg->loc, left, arg->is_negated,
			build_quoted(rule, name));
}

/*
 * Legacy looks at IPv4's field (ip_packet_match); IPv6 at the last header on
 * the way, and where the way is cut off legacy drops (ip6_packet_match). The
 * nft variant asks for "meta l4proto" of both, which is another match to who
 * compares a dump with what the kernel has.
 */
static void add_protocol(struct ipt_rule *rule, const struct ipt_line *line)
{
	const struct ipt_core_arg *arg = core(line, IPT_PROTOCOL);
	bool is_v6 = rule->family == IPT_V6;
	struct expr *left;

	if (!arg || !line->protocol)
		return;
	left = build_selector(rule, is_v6 || !rule->is_legacy ? "meta l4proto"
							      : "ip protocol");
	if (is_v6 && rule->is_legacy)
		build_add_hotdrop_way(rule, arg->loc, left);
	build_add_match(rule, arg->loc, left, arg->is_negated,
			build_number(rule, line->protocol));
}

static void add_fragment(struct ipt_rule *rule, const struct ipt_core_arg *arg)
{
	struct expr *offset;

	if (!arg)
		return;
	offset = build_binop(rule, BINOP_AND,
			     build_selector(rule, "ip frag-off"),
			     build_symbol(rule, "0x1fff"));
	build_add_match(rule, arg->loc, offset, !arg->is_negated,
			build_number(rule, 0));
}

static int add_use(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_ext *ext = use->ext;

	if (ext->translate)
		return ext->translate(rule, use);
	if (ext->effect != EFFECT_NONE)
		build_add_unknown(rule, use->loc, ipt_use_text(rule, use),
				  ext->effect);
	return 0;
}

static void add_counter(struct ipt_rule *rule, const struct ipt_line *line)
{
	struct stmt *s = vec_push(rule->arena, &rule->ast->stmts);

	s->kind = STMT_COUNTER;
	s->at = loc_in_file(rule->ast->loc);
	s->has_values = line->counters.are_there;
	s->packets = line->counters.packets;
	s->bytes = line->counters.bytes;
}

static int add_target(struct builder *b)
{
	const struct ipt_core_arg *jump = core(b->line, IPT_JUMP);
	struct ipt_rule *rule = b->rule;
	const struct ipt_use *use;

	if (!jump)
		return 0;
	if (b->line->is_goto)
		build_add_verdict(rule, jump->loc, VERDICT_GOTO, jump->text);
	else if (!strcmp(jump->text, "ACCEPT"))
		build_add_verdict(rule, jump->loc, VERDICT_ACCEPT, NULL);
	else if (!strcmp(jump->text, "DROP"))
		build_add_verdict(rule, jump->loc, VERDICT_DROP, NULL);
	else if (!strcmp(jump->text, "RETURN"))
		build_add_verdict(rule, jump->loc, VERDICT_RETURN, NULL);
	else if (b->line->target < 0)
		build_add_unknown(rule, jump->loc, "-j QUEUE", EFFECT_TAKES);
	if (b->line->is_goto || b->line->target < 0)
		return 0;
	use = &b->line->uses[b->line->target];
	if (ipt_use_is_unknown(use) && !use->args.n)
		build_add_verdict(rule, jump->loc, VERDICT_JUMP, jump->text);
	else if (ipt_use_is_unknown(use) && b->no_unknown)
		return refuse(
			rule, jump->loc,
			"no target has this name, which --no-unknown refuses",
			jump->text);
	else
		return add_use(rule, use);
	return 0;
}

static int build_one(struct builder *b, const struct ipt_net *source,
		     const struct ipt_net *destination)
{
	struct ipt_line *line = b->line;
	struct ipt_rule *rule = b->rule;
	size_t i;

	rule->ast->stmts.n = 0;
	rule->ast->comment = NULL;
	if (source)
		ipt_net_add(rule, line->core[IPT_SOURCE].loc, IPT_SADDR,
			    line->core[IPT_SOURCE].is_negated, source);
	if (destination)
		ipt_net_add(rule, line->core[IPT_DESTINATION].loc, IPT_DADDR,
			    line->core[IPT_DESTINATION].is_negated,
			    destination);
	add_interface(rule, core(line, IPT_IN), false);
	add_interface(rule, core(line, IPT_OUT), true);
	add_protocol(rule, line);
	add_fragment(rule, core(line, IPT_FRAGMENT));
	for (i = 0; i < line->n_uses; i++)
		if ((ssize_t)i != line->target && add_use(rule, &line->uses[i]))
			return -EINVAL;
	add_counter(rule, line);
	return add_target(b);
}

static const struct ipt_net *nth(const struct ipt_nets *nets, size_t i)
{
	return nets->nets.n ? &nets->nets.v[i] : NULL;
}

/* The rule's statements in an array of their own size. */
static void keep(const struct ipt_rule *rule, const char *text,
		 struct ipt_rules *rules)
{
	struct ast_rule kept = *rule->ast;

	kept.text = text;
	kept.stmts.v = arena_memdup(rule->nodes, kept.stmts.v,
				    kept.stmts.n * sizeof(*kept.stmts.v));
	kept.stmts.cap = kept.stmts.n;
	ipt_rules_push(rules, &kept);
}

int ipt_rule_build(struct ipt_rule *rule, struct ipt_line *line,
		   const char *text, bool no_unknown, struct ipt_rules *rules)
{
	struct builder b = { rule, line, .no_unknown = no_unknown };
	struct ipt_nets *sources = &line->sources;
	struct ipt_nets *destinations = &line->destinations;
	size_t i, j;

	for (i = 0; i < line->n_uses; i++)
		if (ipt_use_check(rule, &line->uses[i]))
			return -EINVAL;
	if (check_core(rule, line) || read_nets(&b, IPT_SOURCE, sources) ||
	    read_nets(&b, IPT_DESTINATION, destinations))
		return -EINVAL;
	for (i = 0; i == 0 || i < sources->nets.n; i++) {
		for (j = 0; j == 0 || j < destinations->nets.n; j++) {
			if (build_one(&b, nth(sources, i),
				      nth(destinations, j)))
				return -EINVAL;
			keep(rule, text, rules);
		}
	}
	return 0;
}

bool ipt_is_foreign_target(const char *name)
{
	static const char names[] =
		"ULOG TARPIT DELUDE CHAOS DNETMAP ECHO ACCOUNT IPMARK LOGMARK "
		"PROTO STEAL SYSRQ ASN ROUTE IMQ MIRROR SAME BALANCE CLUSTERIP "
		"FLOWOFFLOAD FULLCONENAT IPV4OPTSSTRIP XOR LSCAN DHCPMAC "
		"RAWSNAT RAWDNAT NFACCT RTPENGINE MEDIAPROXY NDPI NETFLOW "
		"IPP2P GEOIP WRR BCOUNT FTOS IPV6OPTSSTRIP LED RATEEST HMARK "
		"IDLETIMER SECMARK CONNSECMARK TTL HL";

	return words_is_in(names, name, strlen(name));
}

static bool is_same_text(const char *a, const char *b)
{
	return a == b || (a && b && !strcmp(a, b));
}

static bool is_same_expr(const struct expr *a, const struct expr *b)
{
	size_t i;

	if (!a || !b || a == b)
		return a == b;
	if (a->kind != b->kind || a->op != b->op || a->quoted != b->quoted ||
	    !is_same_text(a->text, b->text))
		return false;
	if (expr_has_sides(a))
		return is_same_expr(a->left, b->left) &&
		       is_same_expr(a->right, b->right);
	if (!expr_has_items(a))
		return true;
	if (a->items.n != b->items.n)
		return false;
	for (i = 0; i < a->items.n; i++)
		if (!is_same_expr(a->items.v[i], b->items.v[i]))
			return false;
	return true;
}

/* "0x1" and "1": as iptables reads numbers. */
static bool is_number(const char *word, size_t len, unsigned long long *out)
{
	char *end;

	if (!isdigit((unsigned char)*word))
		return false;
	*out = strtoull(word, &end, 0);
	return end == word + len;
}

/* "10.0.0.1:80", for which there is one way to write it. */
static bool is_address(const char *word, size_t len)
{
	return strspn(word, "0123456789.:") >= len;
}

static enum ipt_likeness compare_words(const char *a, size_t a_len,
				       const char *b, size_t b_len)
{
	unsigned long long x, y;

	if (a_len == b_len && !memcmp(a, b, a_len))
		return IPT_SAME;
	if (is_number(a, a_len, &x) && is_number(b, b_len, &y))
		return x == y ? IPT_SAME : IPT_OTHER;
	if (is_address(a, a_len) && is_address(b, b_len))
		return IPT_OTHER;
	/* "60/minute" is "1/second", and log level 6 is "info". */
	return isdigit((unsigned char)*a) || isdigit((unsigned char)*b)
		       ? IPT_UNSURE
		       : IPT_OTHER;
}

/* Of statements that stay words, "limit rate 60/minute". */
static enum ipt_likeness compare_texts(const char *a, const char *b)
{
	enum ipt_likeness all = IPT_SAME;

	while (*a && *b) {
		const size_t a_len = strcspn(a, " "), b_len = strcspn(b, " ");
		enum ipt_likeness one = compare_words(a, a_len, b, b_len);

		if (one == IPT_OTHER)
			return one;
		if (one == IPT_UNSURE)
			all = one;
		a += a_len + (a[a_len] == ' ');
		b += b_len + (b[b_len] == ' ');
	}
	return *a || *b ? IPT_OTHER : all;
}

/* Of two that are of one kind and do not stay words. */
static bool is_same_stmt(const struct stmt *a, const struct stmt *b)
{
	if (a->kind == STMT_VERDICT)
		return a->verdict.kind == b->verdict.kind &&
		       is_same_text(a->verdict.chain, b->verdict.chain);
	if (a->kind == STMT_COUNTER)
		return true;
	return a->relop == b->relop && a->n_bytes == b->n_bytes &&
	       is_same_expr(a->left, b->left) &&
	       is_same_expr(a->right, b->right);
}

static enum ipt_likeness compare_stmts(const struct stmt *a,
				       const struct stmt *b)
{
	if (a->kind != b->kind)
		return IPT_OTHER;
	if (a->kind != STMT_UNKNOWN)
		return is_same_stmt(a, b) ? IPT_SAME : IPT_OTHER;
	return a->effect == b->effect ? compare_texts(a->text, b->text)
				      : IPT_OTHER;
}

enum ipt_likeness ipt_rule_compare(const struct ast_rule *a,
				   const struct ast_rule *b)
{
	enum ipt_likeness all = IPT_SAME;

	if (a->stmts.n != b->stmts.n || !is_same_text(a->comment, b->comment))
		return IPT_OTHER;
	for (size_t i = 0; i < a->stmts.n; i++) {
		enum ipt_likeness one =
			compare_stmts(&a->stmts.v[i], &b->stmts.v[i]);

		if (one == IPT_OTHER)
			return one;
		if (one == IPT_UNSURE)
			all = one;
	}
	return all;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_ipset.c - sets as `ipset save` writes them
 *
 * What a set's type looks at is ip_set_hash_*.c and ip_set_getport.c: an
 * address, or a protocol with a port, of protocols that have ports.
 */
#include "lang/ipt_ipset.h"

#include "lang/ipt_args.h"
#include "lang/ipt_build.h"
#include "lang/ipt_value.h"
#include "lang/nft_names.h"
#include "lang/nft_words.h"

#include <arpa/inet.h>
#include <errno.h>

struct ipset_type {
	const char *name;
	const char *parts; /* 'a': address, 'p': port; "": nft says no such */
};

static const struct ipset_type types[] = {
	{ "hash:ip", "a" },
	{ "hash:net", "a" },
	{ "bitmap:ip", "a" },
	{ "hash:net,net", "aa" },
	{ "hash:ip,port", "ap" },
	{ "hash:net,port", "ap" },
	{ "hash:ip,port,ip", "apa" },
	{ "hash:ip,port,net", "apa" },
	{ "hash:net,port,net", "apa" },
	{ "bitmap:ip,mac", "" },
	{ "bitmap:port", "" },
	{ "hash:mac", "" },
	{ "hash:ip,mac", "" },
	{ "hash:ip,mark", "" },
	{ "hash:net,iface", "" },
	{ "list:set", "" },
};

struct ipset {
	struct loc loc;
	const char *name;
	const struct ipset_type *type;
	bool is_v6;
	bool is_unknown;      /* nft has no words for what is in it */
	unsigned int flags;   /* enum set_flag */
	unsigned int netmask; /* of all elements; 0: none */
	VEC(struct expr *) elements;
	VEC(const char *) tables; /* whose rules match it */
};

struct ipt_ipsets {
	const struct ipt_rule *rule;
	VEC(struct ipset) sets;
	struct names *names;
};

/* A line of a set. */
struct line {
	struct ipt_ipsets *sets;
	const struct ipt_words *words;
	struct loc loc;
	struct ipset *set;
};

struct ipt_ipsets *ipset_new(const struct ipt_rule *rule)
{
	struct ipt_ipsets *sets = arena_new_of(rule->arena, struct ipt_ipsets);

	sets->rule = rule;
	sets->names = names_new(rule->arena);
	return sets;
}

static int refuse(const struct line *l, size_t word, const char *what)
{
	struct loc loc = l->loc;

	word = word < l->words->n ? word : l->words->n - 1;
	loc.col = l->words->v[word].col;
	diag_error(l->sets->rule->diag, loc, "%s: '%s'", what,
		   l->words->v[word].text);
	return -EINVAL;
}

static struct ipset *find_set(const struct ipt_ipsets *sets, const char *name)
{
	ssize_t i = sets ? names_get(sets->names, 0, name) : -1;

	return i < 0 ? NULL : &sets->sets.v[i];
}

static bool is_in(const char *list, const char *word)
{
	return *word && words_is_in(list, word, strlen(word));
}

static int read_family(struct ipset *set, const char *text)
{
	if (!is_in("inet inet6", text))
		return -EINVAL;
	set->is_v6 = !strcmp(text, "inet6");
	return 0;
}

/* The options behind "create NAME TYPE". */
static int read_create_options(struct line *l)
{
	static const char flags[] = "counters comment skbinfo forceadd -exist";
	static const char values[] = "family hashsize maxelem timeout "
				     "bucketsize initval netmask bitmask "
				     "markmask range size probes resize gc";
	struct ipset *set = l->set;
	uint64_t n = 0;
	size_t i;

	for (i = 3; i < l->words->n; i++) {
		const char *word = l->words->v[i].text, *value;

		if (is_in(flags, word))
			continue;
		if (!is_in(values, word))
			return refuse(l, i, "ipset has no such option");
		if (++i == l->words->n)
			return refuse(l, i, "a value has to follow");
		value = l->words->v[i].text;
		if (!strcmp(word, "family") && read_family(set, value))
			return refuse(l, i, "a family is inet or inet6, not");
		if (!strcmp(word, "timeout"))
			set->flags |= SET_TIMEOUT;
		if (!strcmp(word, "bitmask"))
			set->is_unknown = true;
		if (!strcmp(word, "netmask")) {
			if (!ipt_is_number(value, 1, set->is_v6 ? 128 : 32))
				return refuse(l, i, "no length of a prefix");
			ipt_read_number(value, 128, &n);
			set->netmask = n;
		}
	}
	return 0;
}

static int read_create(struct line *l)
{
	struct ipt_ipsets *sets = l->sets;
	const struct ipset_type *type = types;
	const struct ipset_type *end = types + sizeof(types) / sizeof(types[0]);
	const char *name = l->words->v[1].text;

	if (!*name || strlen(name) > 31)
		return refuse(l, 1, "a set's name has 1 to 31 characters");
	if (find_set(sets, name))
		return refuse(l, 1, "the set is there already");
	while (type < end && strcmp(type->name, l->words->v[2].text) != 0)
		type++;
	if (type == end)
		return refuse(l, 2, "ipset has no such type of sets");
	names_set(sets->names, 0, name, sets->sets.n);
	l->set = vec_push(sets->rule->arena, &sets->sets);
	l->set->name = arena_strdup(sets->rule->arena, name);
	l->set->loc = l->loc;
	l->set->type = type;
	l->set->is_unknown = !*type->parts;
	return read_create_options(l);
}

static struct expr *read_address(const struct line *l, const char *text)
{
	unsigned char bytes[16];

	if (inet_pton(l->set->is_v6 ? AF_INET6 : AF_INET, text, bytes) != 1)
		return NULL;
	return build_symbol(l->sets->rule, text);
}

/* "10.0.0.1", "10.0.0.0/8", "10.0.0.1-10.0.0.9" */
static struct expr *read_net(struct line *l, char *text)
{
	size_t n = strcspn(text, "/-");
	unsigned int max = l->set->is_v6 ? 128 : 32;
	char sign = text[n];
	struct expr *left, *right;
	uint64_t len = l->set->netmask;

	text[n] = '\0';
	left = read_address(l, text);
	if (!left)
		return NULL;
	if (sign == '-') {
		right = read_address(l, text + n + 1);
		l->set->flags |= SET_INTERVAL;
		/* The kernel masks each address of the range. */
		l->set->is_unknown |= l->set->netmask != 0;
		return right ? build_range(l->sets->rule, left, right) : NULL;
	}
	if (sign == '/') {
		if (!ipt_is_number(text + n + 1, 0, max))
			return NULL;
		ipt_read_number(text + n + 1, max, &len);
		if (l->set->netmask && len > l->set->netmask)
			len = l->set->netmask;
	} else if (!len) {
		len = max;
	}
	if (len == max)
		return left;
	l->set->flags |= SET_INTERVAL;
	return build_prefix(l->sets->rule, left, len);
}

/* "80", "udp:53", "tcp:80-90": the protocol and the ports of it. */
static bool read_port(struct line *l, char *text, struct expr *tuple)
{
	const struct ipt_rule *rule = l->sets->rule;
	char *colon = strchr(text, ':');
	int protocol = 6;
	struct ipt_span span;
	char *dash;

	if (colon) {
		*colon = '\0';
		protocol = ipt_protocol_number(text);
		text = colon + 1;
	}
	if (protocol < 0)
		return false;
	/* Types of ICMP, and protocols whose port is always 0. */
	if (!memchr("\x06\x11\x84\x88", protocol, 4)) {
		l->set->is_unknown = true;
		return true;
	}
	dash = strchr(text, '-');
	if (dash)
		*dash = '\0';
	if (!ipt_read_port(text, NULL, &span.lo))
		return false;
	span.hi = span.lo;
	if (dash && !ipt_read_port(dash + 1, NULL, &span.hi))
		return false;
	if (span.lo > span.hi)
		return false;
	if (span.lo != span.hi)
		l->set->flags |= SET_INTERVAL;
	build_add_item(rule, tuple, build_number(rule, protocol));
	build_add_item(rule, tuple, build_numbers(rule, span.lo, span.hi));
	return true;
}

/* The parts of an element, "10.0.0.1,tcp:80". */
static struct expr *read_element(struct line *l, char *text)
{
	struct expr *tuple = build_items(l->sets->rule, EXPR_CONCAT);
	const char *part = l->set->type->parts;
	char *next = text;

	for (; *part; part++) {
		char *comma;

		if (!next)
			return NULL;
		comma = strchr(next, ',');
		if (comma)
			*comma = '\0';
		if (*part == 'p') {
			if (!read_port(l, next, tuple))
				return NULL;
		} else {
			struct expr *net = read_net(l, next);

			if (!net)
				return NULL;
			build_add_item(l->sets->rule, tuple, net);
		}
		next = comma ? comma + 1 : NULL;
	}
	return next ? NULL : tuple;
}

static int read_add_options(struct line *l)
{
	static const char values[] = "timeout packets bytes comment skbmark "
				     "skbprio skbqueue before after";
	size_t i;

	for (i = 3; i < l->words->n; i++) {
		const char *word = l->words->v[i].text;

		if (!strcmp(word, "nomatch"))
			l->set->is_unknown = true;
		else if (is_in(values, word) && ++i == l->words->n)
			return refuse(l, i, "a value has to follow");
		else if (!is_in(values, word) &&
			 !is_in("-exist wildcard", word) &&
			 !is_in(values, l->words->v[i - 1].text))
			return refuse(l, i, "ipset has no such option");
	}
	return 0;
}

static int read_add(struct line *l)
{
	struct expr *element;
	char text[256];

	l->set = find_set(l->sets, l->words->v[1].text);
	if (!l->set)
		return refuse(l, 1, "no set of that name was created");
	if (read_add_options(l))
		return -EINVAL;
	if (!*l->set->type->parts)
		return 0;
	snprintf(text, sizeof(text), "%s", l->words->v[2].text);
	element = read_element(l, text);
	if (!element)
		return refuse(l, 2, "no element of this type of sets");
	if (l->set->is_unknown)
		return 0;
	if (element->items.n == 1)
		element = element->items.v[0];
	else
		element->loc = l->loc;
	*vec_push(l->sets->rule->arena, &l->set->elements) = element;
	return 0;
}

int ipset_read_line(struct ipt_ipsets *sets, const struct ipt_words *words,
		    struct loc loc)
{
	struct line l = { sets, words, loc };

	if (words->n < 3)
		return refuse(&l, words->n, "more words have to follow");
	if (!strcmp(words->v[0].text, "create"))
		return read_create(&l);
	return read_add(&l);
}

static void add_selector(const struct ipt_rule *rule, struct expr *key,
			 char part, bool is_source)
{
	const char *addr = rule->family == IPT_V4 ? "ip" : "ip6";
	char text[16];

	if (part == 'p')
		build_add_item(rule, key, build_selector(rule, "meta l4proto"));
	snprintf(text, sizeof(text), "%s %c%s", part == 'p' ? "th" : addr,
		 is_source ? 's' : 'd', part == 'p' ? "port" : "addr");
	build_add_item(rule, key, build_selector(rule, text));
}

/* What of the packet is looked up; NULL: nothing can be. */
static struct expr *make_key(const struct ipt_rule *rule,
			     const struct ipset *set, const char *directions)
{
	struct expr *key = build_items(rule, EXPR_CONCAT);
	const char *part = set->type->parts;

	for (; *part; part++) {
		size_t n = strcspn(directions, ",");

		if (n != 3 || (strncmp(directions, "src", 3) &&
			       strncmp(directions, "dst", 3)))
			return NULL;
		add_selector(rule, key, *part, *directions == 's');
		directions += n + (directions[n] == ',');
	}
	return key->items.n == 1 ? key->items.v[0] : key;
}

static void note_table(const struct ipt_rule *rule, struct ipset *set)
{
	const char **table;

	vec_for_each(table, &set->tables)
		if (!strcmp(*table, rule->table))
			return;
	*vec_push(rule->arena, &set->tables) = rule->table;
}

int ipset_translate_match(struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_arg *arg = ipt_arg(use, "match-set");
	struct ipset *set = find_set(rule->sets, arg->text);
	struct expr *key = NULL;

	if (!set && rule->sets && rule->sets->sets.n) {
		diag_error(rule->diag, arg->loc,
			   "the file has sets, but none with the name '%s'",
			   arg->text);
		return -EINVAL;
	}
	/* Without a port a lookup answers no, and nft ends the rule. */
	if (set && !set->is_unknown && set->is_v6 == (rule->family == IPT_V6) &&
	    !(arg->is_negated && strchr(set->type->parts, 'p')))
		key = make_key(rule, set, arg->second);
	if (!key) {
		build_add_unknown(rule, use->loc, ipt_use_text(rule, use),
				  EFFECT_MATCHES);
		return 0;
	}
	note_table(rule, set);
	build_add_match(rule, arg->loc, key, arg->is_negated,
			build_setref(rule, set->name));
	return 0;
}

int ipset_translate_target(struct ipt_rule *rule, const struct ipt_use *use)
{
	static const char *const options[] = { "add-set", "del-set" };
	struct ipset *set;
	size_t i;

	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		const struct ipt_arg *arg = ipt_arg(use, options[i]);

		set = arg ? find_set(rule->sets, arg->text) : NULL;
		if (set)
			set->flags |= SET_DYNAMIC;
	}
	build_add_unknown(rule, use->loc, ipt_use_text(rule, use), EFFECT_ACTS);
	return 0;
}

static void add_type(const struct ipt_ipsets *sets, struct ast_set *out,
		     const char *name)
{
	*vec_push(sets->rule->arena, &out->key) =
		build_symbol(sets->rule, name);
}

static void make_set(const struct ipt_ipsets *sets, const struct ipset *set,
		     struct ast_set *out)
{
	const char *part;

	out->loc = set->loc;
	out->name = set->name;
	for (part = set->type->parts; *part; part++) {
		if (*part == 'p') {
			add_type(sets, out, "inet_proto");
			add_type(sets, out, "inet_service");
		} else {
			add_type(sets, out,
				 set->is_v6 ? "ipv6_addr" : "ipv4_addr");
		}
	}
	out->flags = set->flags;
	/* In ipset a network may be part of another. */
	out->auto_merge = set->flags & SET_INTERVAL;
	out->elements.v = set->elements.v;
	out->elements.n = set->elements.n;
	out->elements.cap = set->elements.n;
}

void ipset_finish_table(const struct ipt_ipsets *sets, struct ast_table *table)
{
	const struct ipset *set;
	const char *const *name;

	vec_for_each(set, &sets->sets)
		vec_for_each(name, &set->tables)
			if (!strcmp(*name, table->name))
				make_set(sets, set,
					 vec_push(sets->rule->arena,
						  &table->sets));
}

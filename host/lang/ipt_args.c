// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_args.c - what a line of a table asks for
 */
#include "lang/ipt_args.h"

#include "lang/ipt_build.h"
#include "lang/ipt_use.h"
#include "lang/ipt_value.h"

#include <errno.h>
#include <netdb.h>
#include <stdlib.h>

enum core_arg { ARG_NONE, ARG_ONE, ARG_ATTACHED };

struct core_option {
	const char *name; /* NULL: it has a letter alone */
	char letter;
	enum core_arg arg;
	int (*read)(struct ipt_args *a, const struct core_option *option,
		    const char *text, struct loc loc);
	int value; /* enum ipt_command or enum ipt_core */
};

static int refuse_at(struct ipt_args *a, struct loc loc, const char *what,
		     const char *text)
{
	diag_error(a->rule->diag, loc, "%s: '%s'", what, text);
	return -EINVAL;
}

static struct loc word_loc(const struct ipt_args *a, size_t i)
{
	struct loc loc = a->loc;

	loc.col = a->words->v[i].col;
	return loc;
}

static bool has_argument(const struct ipt_args *a)
{
	return a->next < a->words->n && a->words->v[a->next].text[0] != '-' &&
	       a->words->v[a->next].text[0] != '!';
}

bool ipt_args_take_negation(struct ipt_args *a)
{
	const struct ipt_word *word = &a->words->v[a->next];

	if (a->next + 1 >= a->words->n || strcmp(word->text, "!") ||
	    word[1].text[0] == '-')
		return false;
	a->next++;
	return true;
}

static int read_number(struct ipt_args *a)
{
	struct loc loc = word_loc(a, a->next);
	const char *text = a->words->v[a->next++].text;
	uint64_t n;
	const char *end = ipt_read_number(text, INT32_MAX, &n);

	if (!end || *end || !n)
		return refuse_at(a, loc, "rules are numbered from 1", text);
	a->line->number = n;
	return 0;
}

static int read_command(struct ipt_args *a, const struct core_option *option,
			const char *text, struct loc loc)
{
	struct ipt_line *line = a->line;
	bool has_name = option->value == IPT_RENAME_CHAIN ||
			option->value == IPT_POLICY;

	if (line->command)
		return refuse_at(a, loc, "a line has one command",
				 option->name);
	line->command = option->value;
	line->loc = loc;
	if (!text && has_argument(a))
		text = a->words->v[a->next++].text;
	line->chain = text ? build_text(a->rule, text, strlen(text)) : NULL;
	if (has_name && a->next == a->words->n)
		return refuse_at(a, loc, "a second word has to follow",
				 option->name);
	if (has_name)
		line->name = a->words->v[a->next++].text;
	if ((option->value == IPT_INSERT || option->value == IPT_DELETE ||
	     option->value == IPT_REPLACE) &&
	    has_argument(a) && read_number(a))
		return -EINVAL;
	if (option->value == IPT_REPLACE && !line->number)
		return refuse_at(a, loc, "the rule's number has to follow",
				 option->name);
	return 0;
}

static int read_core(struct ipt_args *a, const struct core_option *option,
		     const char *text, struct loc loc)
{
	struct ipt_core_arg *arg = &a->line->core[option->value];

	if (arg->is_there)
		return refuse_at(a, loc, "stands twice in the rule",
				 option->name);
	if (option->value == IPT_JUMP && a->is_inverted)
		return refuse_at(a, loc, "'!' cannot stand in front of",
				 option->name);
	*arg = (struct ipt_core_arg){ true, a->is_inverted, text, loc };
	a->is_inverted = false;
	return 0;
}

int ipt_protocol_number(const char *text)
{
	static const struct {
		const char *name;
		int number;
	} names[] = {
		{ "all", 0 },	 { "tcp", 6 },	     { "udp", 17 },
		{ "icmp", 1 },	 { "icmpv6", 58 },   { "ipv6-icmp", 58 },
		{ "sctp", 132 }, { "udplite", 136 }, { "esp", 50 },
		{ "ah", 51 },	 { "ipv6-mh", 135 }, { "mh", 135 },
		{ "dccp", 33 },
	};
	const struct protoent *entry;
	char lower[64];
	size_t i, n = strlen(text);
	uint64_t number;
	const char *end = ipt_read_number(text, UINT8_MAX, &number);

	if (end && !*end)
		return (int)number;
	if (n >= sizeof(lower))
		return -1;
	for (i = 0; i <= n; i++)
		lower[i] = text[i] >= 'A' && text[i] <= 'Z' ? text[i] + 32
							    : text[i];
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(names[i].name, lower))
			return names[i].number;
	entry = getprotobyname(lower);
	return entry && entry->p_proto <= UINT8_MAX ? entry->p_proto : -1;
}

static int read_protocol(struct ipt_args *a, const struct core_option *option,
			 const char *text, struct loc loc)
{
	bool is_negated = a->is_inverted;

	if (read_core(a, option, text, loc))
		return -EINVAL;
	a->line->protocol = ipt_protocol_number(text);
	if (a->line->protocol < 0)
		return refuse_at(a, loc, "no protocol has that name", text);
	if (is_negated && !a->line->protocol)
		return refuse_at(a, loc, "no packet would match '! -p'", text);
	if (!is_negated)
		a->rule->protocol = a->line->protocol;
	return 0;
}

/* It is read again in the target's place: see ipt_rule.c. */
static int read_jump(struct ipt_args *a, const struct core_option *option,
		     const char *text, struct loc loc)
{
	size_t len = strlen(text);

	if (read_core(a, option, text, loc))
		return -EINVAL;
	if (!len || len > 28 || strpbrk(text, " \t\n\r\v\f"))
		return refuse_at(
			a, loc, "a target's name has 1 to 28 characters", text);
	a->line->is_goto = option->letter == 'g';
	return a->line->is_goto ? 0 : ipt_use_target(a, text, loc);
}

static int read_match(struct ipt_args *a, const struct core_option *option,
		      const char *text, struct loc loc)
{
	if (a->is_inverted)
		return refuse_at(a, loc, "'!' cannot stand in front of",
				 option->name);
	return ipt_use_match(a, text, loc);
}

/* "-c 1 2" or "-c 1,2". */
static int read_counters(struct ipt_args *a, const struct core_option *option,
			 const char *text, struct loc loc)
{
	struct ipt_counters *c = &a->line->counters;
	uint64_t packets, bytes;
	const char *end = ipt_read_number(text, UINT64_MAX, &packets);

	(void)option;
	if (end && *end == ',')
		end = ipt_read_number(end + 1, UINT64_MAX, &bytes);
	else if (end && !*end && has_argument(a))
		end = ipt_read_number(a->words->v[a->next++].text, UINT64_MAX,
				      &bytes);
	else
		end = NULL;
	if (!end || *end)
		return refuse_at(a, loc, "-c takes packets and bytes", text);
	*c = (struct ipt_counters){ true, packets, bytes };
	return 0;
}

static int read_family(struct ipt_args *a, const struct core_option *option,
		       const char *text, struct loc loc)
{
	(void)text, (void)loc;
	a->line->is_other_family = option->value != (int)a->rule->family;
	return 0;
}

static int read_nothing(struct ipt_args *a, const struct core_option *option,
			const char *text, struct loc loc)
{
	(void)a, (void)option, (void)text, (void)loc;
	return 0;
}

static int read_refused(struct ipt_args *a, const struct core_option *option,
			const char *text, struct loc loc)
{
	(void)text;
	return refuse_at(a, loc, "iptables-restore takes no such option",
			 option->name);
}

/* Those that nearly every rule has come first: they are looked for in turn. */
static const struct core_option core_options[] = {
	{ "append", 'A', ARG_ONE, read_command, IPT_APPEND },
	{ "source", 's', ARG_ONE, read_core, IPT_SOURCE },
	{ "destination", 'd', ARG_ONE, read_core, IPT_DESTINATION },
	{ "protocol", 'p', ARG_ONE, read_protocol, IPT_PROTOCOL },
	{ "match", 'm', ARG_ONE, read_match, 0 },
	{ "jump", 'j', ARG_ONE, read_jump, IPT_JUMP },
	{ "delete", 'D', ARG_ONE, read_command, IPT_DELETE },
	{ "check", 'C', ARG_ONE, read_command, IPT_CHECK },
	{ "insert", 'I', ARG_ONE, read_command, IPT_INSERT },
	{ "replace", 'R', ARG_ONE, read_command, IPT_REPLACE },
	{ "list", 'L', ARG_ATTACHED, read_command, IPT_LIST },
	{ "list-rules", 'S', ARG_ATTACHED, read_command, IPT_LIST },
	{ "flush", 'F', ARG_ATTACHED, read_command, IPT_FLUSH },
	{ "zero", 'Z', ARG_ATTACHED, read_command, IPT_ZERO },
	{ "new-chain", 'N', ARG_ONE, read_command, IPT_NEW_CHAIN },
	{ "delete-chain", 'X', ARG_ATTACHED, read_command, IPT_DELETE_CHAIN },
	{ "rename-chain", 'E', ARG_ONE, read_command, IPT_RENAME_CHAIN },
	{ "policy", 'P', ARG_ONE, read_command, IPT_POLICY },
	{ "src", 's', ARG_ONE, read_core, IPT_SOURCE },
	{ "dst", 'd', ARG_ONE, read_core, IPT_DESTINATION },
	{ "in-interface", 'i', ARG_ONE, read_core, IPT_IN },
	{ "goto", 'g', ARG_ONE, read_jump, IPT_JUMP },
	{ "table", 't', ARG_ONE, read_refused, 0 },
	{ "numeric", 'n', ARG_NONE, read_refused, 0 },
	{ "out-interface", 'o', ARG_ONE, read_core, IPT_OUT },
	{ "verbose", 'v', ARG_NONE, read_nothing, 0 },
	{ "wait", 'w', ARG_ATTACHED, read_refused, 0 },
	{ "wait-interval", 'W', ARG_ATTACHED, read_refused, 0 },
	{ "exact", 'x', ARG_NONE, read_refused, 0 },
	{ "fragments", 'f', ARG_NONE, read_core, IPT_FRAGMENT },
	{ "version", 'V', ARG_NONE, read_refused, 0 },
	{ "help", 'h', ARG_ATTACHED, read_refused, 0 },
	{ "line-numbers", '0', ARG_NONE, read_refused, 0 },
	{ "modprobe", 'M', ARG_ONE, read_nothing, 0 },
	{ "set-counters", 'c', ARG_ONE, read_counters, 0 },
	{ "ipv4", '4', ARG_NONE, read_family, IPT_V4 },
	{ "ipv6", '6', ARG_NONE, read_family, IPT_V6 },
};

#define N_CORE_OPTIONS (sizeof(core_options) / sizeof(core_options[0]))

/* What a long name means: an option of the core, or of a use. */
struct meaning {
	const struct core_option *core;
	struct ipt_use *use;
	const struct ipt_option *option;
};

static bool is_same(const struct meaning *a, const struct meaning *b)
{
	if (a->core && b->core)
		return a->core->letter == b->core->letter;
	return a->use && a->use == b->use &&
	       !strcmp(ipt_option_name(a->option), ipt_option_name(b->option));
}

/* Most names differ in their first letter. */
static bool starts_with(const char *name, const char *asked, size_t len)
{
	return *name == *asked && !strncmp(name, asked, len);
}

/*
 * Looks at the option @m, whose @name starts with the @len letters that were
 * written: 1 if these are all of it, otherwise notes in *@best whether it is
 * the only one that starts so.
 */
static bool consider(struct meaning m, const char *name, size_t len,
		     struct meaning *best, bool *is_only)
{
	if (!name[len]) {
		*best = m;
		*is_only = true;
		return true;
	}
	if (!best->core && !best->use)
		*best = m;
	else if (!is_same(best, &m))
		*is_only = false;
	return false;
}

static bool find_long(struct ipt_args *a, const char *asked, size_t len,
		      struct meaning *out)
{
	struct meaning best = {};
	bool is_only = true, found = false;
	size_t i;

	for (i = 0; i < N_CORE_OPTIONS && !found; i++) {
		const struct core_option *o = &core_options[i];

		if (starts_with(o->name, asked, len))
			found = consider((struct meaning){ .core = o }, o->name,
					 len, &best, &is_only);
	}
	for (i = a->line->n_uses; i-- > 0 && !found;) {
		struct ipt_use *use = &a->line->uses[i];
		const struct ipt_option *o = use->ext->options;

		for (; o && o->name && !found; o++) {
			if (starts_with(o->name, asked, len))
				found = consider(
					(struct meaning){ NULL, use, o },
					o->name, len, &best, &is_only);
		}
	}
	*out = best;
	return is_only && (best.core || best.use);
}

static const char *take_word(struct ipt_args *a)
{
	return a->next < a->words->n ? a->words->v[a->next++].text : NULL;
}

/* @text: what stands in the option's own word, or NULL. */
static int run_core(struct ipt_args *a, const struct core_option *option,
		    const char *text, struct loc loc)
{
	if (option->arg == ARG_ONE && !text) {
		if (option->read == read_core || option->read == read_protocol)
			a->is_inverted |= ipt_args_take_negation(a);
		text = take_word(a);
	}
	if (option->arg == ARG_ONE && !text)
		return refuse_at(a, loc, "a word has to follow", option->name);
	if (option->arg == ARG_NONE && text)
		return refuse_at(a, loc, "takes no value", option->name);
	return option->read(a, option, text, loc);
}

/* To an extension that nicfw does not know belongs what nobody knows. */
static int run_unknown(struct ipt_args *a, const char *word, struct loc loc)
{
	struct ipt_use *use;

	if (a->unknown < 0)
		return refuse_at(a, loc, "no option has that name", word);
	use = &a->line->uses[a->unknown];
	*vec_push(a->rule->arena, &use->args) = (struct ipt_arg){
		.is_negated = a->is_inverted,
		.text = build_text(a->rule, word, strlen(word)),
		.loc = loc,
	};
	a->is_inverted = false;
	return 0;
}

static int read_long(struct ipt_args *a, const char *word, struct loc loc)
{
	const char *name = word + 2;
	size_t len = strcspn(name, "=");
	const char *value = name[len] ? name + len + 1 : NULL;
	struct meaning m;

	if (!len)
		return refuse_at(a, loc, "no option has that name", word);
	if (!find_long(a, name, len, &m) &&
	    !(ipt_use_protocol(a, loc) && find_long(a, name, len, &m)))
		return run_unknown(a, word, loc);
	if (m.core)
		return run_core(a, m.core, value, loc);
	return ipt_use_option(a, m.use, m.option, value, loc);
}

/* "-v", "-j ACCEPT", "-jACCEPT", "-vj ACCEPT". */
static int read_short(struct ipt_args *a, const char *word, struct loc loc)
{
	const char *p = word + 1;
	const struct core_option *option;
	size_t i;

	for (; *p; p++) {
		for (i = 0; i < N_CORE_OPTIONS; i++)
			if (core_options[i].letter == *p && *p != '0')
				break;
		if (i == N_CORE_OPTIONS)
			return run_unknown(a, word, loc);
		option = &core_options[i];
		if (option->arg != ARG_NONE)
			return run_core(a, option, p[1] ? p + 1 : NULL, loc);
		if (run_core(a, option, NULL, loc))
			return -EINVAL;
	}
	return 0;
}

static int read_word(struct ipt_args *a)
{
	struct loc loc = word_loc(a, a->next);
	const char *word = take_word(a);
	bool was_inverted = a->is_inverted;
	int err;

	if (!strcmp(word, "!")) {
		if (was_inverted)
			return refuse_at(a, loc, "stands twice", word);
		a->is_inverted = true;
		a->inverted_col = loc.col;
		return 0;
	}
	if (word[0] != '-' || !word[1]) {
		if (a->unknown >= 0 && a->line->uses[a->unknown].args.n)
			return run_unknown(a, word, loc);
		return refuse_at(a, loc, "an option has to stand here, not",
				 word);
	}
	err = word[1] == '-' ? read_long(a, word, loc)
			     : read_short(a, word, loc);
	if (!err && was_inverted && a->is_inverted)
		return refuse_at(a, loc, "'!' cannot stand in front of", word);
	return err;
}

int ipt_args_read(struct ipt_rule *rule, const struct ipt_words *words,
		  struct loc loc, bool no_unknown, struct ipt_line *line)
{
	struct ipt_args a = {
		.words = words,
		.rule = rule,
		.line = line,
		.loc = loc,
		.no_unknown = no_unknown,
		.unknown = -1,
	};
	size_t n_done;

	line->command = IPT_NO_COMMAND;
	line->chain = line->name = NULL;
	line->number = 0;
	line->rest = 0;
	memset(line->core, 0, sizeof(line->core));
	line->is_goto = line->is_other_family = false;
	line->protocol = -1;
	line->n_uses = 0;
	line->target = -1;
	rule->protocol = -1;
	while (a.next < words->n && !line->is_other_family) {
		n_done = a.next;
		if (read_word(&a))
			return -EINVAL;
		if (!n_done && line->command)
			line->rest = words->v[a.next - 1].end;
	}
	if (line->is_other_family)
		return 0;
	loc.col = a.inverted_col;
	if (a.is_inverted)
		return refuse_at(&a, loc, "nothing follows", "!");
	loc.col = 1;
	if (!line->command)
		return refuse_at(&a, loc, "a rule starts with", "-A CHAIN");
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_use.c - an extension as one rule uses it
 */
#include "lang/ipt_use.h"

#include "lang/ipt_build.h"
#include "lang/ipt_parse.h"
#include "lang/ipt_value.h"
#include "lang/nft_words.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

static const struct ipt_option no_options[] = { {} };

const char *ipt_option_name(const struct ipt_option *option)
{
	return option->same_as ? option->same_as : option->name;
}

static int refuse(const struct ipt_rule *rule, struct loc loc, const char *fmt,
		  const char *what, const char *text)
{
	const char *message = arena_printf(rule->arena, fmt, what, text);

	diag_error(rule->diag, loc, "%s", message);
	return -EINVAL;
}

static struct ipt_use *add_use(struct ipt_args *a, const struct ipt_ext *ext,
			       struct loc loc)
{
	struct ipt_use *use = &a->line->uses[a->line->n_uses++];

	use->ext = ext;
	use->loc = loc;
	use->args.n = 0;
	use->is_target = false;
	return use;
}

static struct ipt_use *add_unknown(struct ipt_args *a, const char *name,
				   enum effect_kind effect, struct loc loc)
{
	struct ipt_use *use = add_use(a, NULL, loc);

	use->unknown = (struct ipt_ext){
		.name = build_text(a->rule, name, strlen(name)),
		.families = IPT_BOTH,
		.options = no_options,
		.effect = effect,
	};
	use->ext = &use->unknown;
	a->unknown = a->line->n_uses - 1;
	return use;
}

int ipt_use_match(struct ipt_args *a, const char *name, struct loc loc)
{
	enum ipt_family other = IPT_BOTH & ~a->rule->family;
	const struct ipt_ext *ext = ipt_find_match(name, a->rule->family);

	if (!ext && ipt_find_match(name, other))
		return refuse(a->rule, loc, "match '%s' is of %s", name,
			      other == IPT_V4 ? "iptables" : "ip6tables");
	if (!ext && (a->no_unknown || !*name))
		return refuse(a->rule, loc, "match '%s' is not known%s", name,
			      *name ? IPT_LEAVE_OUT : "");
	if (ext)
		add_use(a, ext, loc);
	else
		add_unknown(a, name, EFFECT_MATCHES_ACTING, loc);
	return 0;
}

bool ipt_use_protocol(struct ipt_args *a, struct loc loc)
{
	static const char *const names[UINT8_MAX + 1] = {
		[1] = "icmp",	[6] = "tcp",	[17] = "udp",
		[33] = "dccp",	[50] = "esp",	[51] = "ah",
		[58] = "icmp6", [132] = "sctp", [135] = "mh",
	};
	const struct ipt_ext *ext;
	const char *name;

	if (a->line->protocol < 0 || a->is_proto_loaded)
		return false;
	name = names[a->line->protocol];
	/* The tool goes by the word, and knows no other name for this one. */
	if (a->line->protocol == 135 &&
	    strcasecmp(a->line->core[IPT_PROTOCOL].text, name) != 0)
		return false;
	ext = name ? ipt_find_match(name, a->rule->family) : NULL;
	if (!ext)
		return false;
	a->is_proto_loaded = true;
	add_use(a, ext, loc);
	return true;
}

static bool is_standard(const char *name)
{
	static const char standard[] = "ACCEPT DROP RETURN QUEUE";

	return words_is_in(standard, name, strlen(name));
}

/* What is no target may be a chain, which is known at the table's end. */
int ipt_use_target(struct ipt_args *a, const char *name, struct loc loc)
{
	enum ipt_family other = IPT_BOTH & ~a->rule->family;
	const struct ipt_ext *ext;
	struct ipt_use *use;

	if (is_standard(name))
		return 0;
	ext = ipt_find_target(name, a->rule->family);
	if (!ext && ipt_find_target(name, other))
		return refuse(a->rule, loc, "target '%s' is of %s", name,
			      other == IPT_V4 ? "iptables" : "ip6tables");
	a->line->target = a->line->n_uses;
	use = ext ? add_use(a, ext, loc)
		  : add_unknown(a, name, EFFECT_TAKES, loc);
	use->is_target = true;
	return 0;
}

static bool is_value(const struct ipt_rule *rule, const struct ipt_option *o,
		     const char *text)
{
	struct ipt_span span;

	if (o->kind == IPT_NUMBER && !ipt_is_number(text, o->min, o->max))
		return false;
	if (o->kind == IPT_RANGE && (!ipt_read_range(text, o->max, &span) ||
				     span.lo < o->min || span.hi < o->min))
		return false;
	return !o->check || o->check(rule->family, text);
}

static int refuse_value(const struct ipt_rule *rule, const struct ipt_arg *arg)
{
	const struct ipt_option *o = arg->option;
	const char *what = arena_printf(rule->arena, "--%s", o->name);

	if (o->kind != IPT_NUMBER && o->kind != IPT_RANGE)
		return refuse(rule, arg->loc, "%s takes no such value: '%s'",
			      what, arg->text);
	what = arena_printf(rule->arena, "%s (%" PRIu64 "-%" PRIu64 ")", what,
			    o->min, o->max);
	return refuse(rule, arg->loc, "value of %s is out of range: '%s'", what,
		      arg->text);
}

static const char *next_word(struct ipt_args *a)
{
	const char *text;

	if (a->next == a->words->n)
		return NULL;
	text = a->words->v[a->next++].text;
	return build_text(a->rule, text, strlen(text));
}

static bool is_argument_next(const struct ipt_args *a)
{
	return a->next < a->words->n && a->words->v[a->next].text[0] != '-' &&
	       strcmp(a->words->v[a->next].text, "!") != 0;
}

/* Takes the words that belong to the option. */
static int take_values(struct ipt_args *a, struct ipt_arg *arg,
		       const char *value)
{
	enum ipt_arg_kind kind = arg->option->kind;

	if (kind == IPT_NO_ARG)
		return value ? -EINVAL : 0;
	if (!value && (arg->option->flags & IPT_MAY_NEGATE) &&
	    kind != IPT_MAYBE_WORD)
		arg->is_negated |= ipt_args_take_negation(a);
	if (value)
		arg->text = build_text(a->rule, value, strlen(value));
	else if (kind != IPT_MAYBE_WORD || is_argument_next(a))
		arg->text = next_word(a);
	if (kind == IPT_TWO_WORDS && is_argument_next(a))
		arg->second = next_word(a);
	if (kind == IPT_TWO_WORDS && !arg->second)
		return -EINVAL;
	return kind != IPT_MAYBE_WORD && !arg->text ? -EINVAL : 0;
}

int ipt_use_option(struct ipt_args *a, struct ipt_use *use,
		   const struct ipt_option *option, const char *value,
		   struct loc loc)
{
	struct ipt_arg arg = { option, a->is_inverted, .loc = loc };

	if (!(option->flags & IPT_MAY_REPEAT) &&
	    ipt_arg(use, ipt_option_name(option)))
		return refuse(a->rule, loc, "--%s stands twice in '%s'",
			      option->name, use->ext->name);
	if (a->is_inverted && !(option->flags & IPT_MAY_NEGATE))
		return refuse(a->rule, loc, "--%s of '%s' takes no '!'",
			      option->name, use->ext->name);
	a->is_inverted = false;
	if (take_values(a, &arg, value))
		return refuse(a->rule, loc, "--%s takes %s", option->name,
			      option->kind == IPT_NO_ARG      ? "no value"
			      : option->kind == IPT_TWO_WORDS ? "two values"
							      : "a value");
	if (arg.text && !is_value(a->rule, option, arg.text))
		return refuse_value(a->rule, &arg);
	*vec_push(a->rule->arena, &use->args) = arg;
	return 0;
}

static bool has_protocol(const struct ipt_rule *rule, const char *names)
{
	char name[32];
	size_t len;

	for (; *names; names += len + (names[len] == ' ')) {
		len = strcspn(names, " ");
		if (len >= sizeof(name))
			continue;
		memcpy(name, names, len);
		name[len] = '\0';
		if (ipt_protocol_number(name) == rule->protocol)
			return true;
	}
	return false;
}

static bool is_base_chain(const char *name)
{
	return words_is_in("PREROUTING INPUT FORWARD OUTPUT POSTROUTING", name,
			   strlen(name));
}

/* Where it stands: the table, the chain, -p. */
static int check_place(const struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_ext *ext = use->ext;

	if (ext->tables &&
	    !words_is_in(ext->tables, rule->table, strlen(rule->table)))
		return refuse(rule, use->loc, "'%s' is for another table: %s",
			      ext->name, ext->tables);
	if (ext->hooks && is_base_chain(rule->chain) &&
	    !words_is_in(ext->hooks, rule->chain, strlen(rule->chain)))
		return refuse(rule, use->loc, "'%s' is for other chains: %s",
			      ext->name, ext->hooks);
	if (ext->protocols && !has_protocol(rule, ext->protocols))
		return refuse(rule, use->loc, "'%s' needs -p: %s", ext->name,
			      ext->protocols);
	return 0;
}

static size_t count_group(const struct ipt_use *use, unsigned int group)
{
	const struct ipt_arg *arg;
	size_t n = 0;

	vec_for_each(arg, &use->args)
		n += arg->option->group == group;
	return n;
}

static int check_options(const struct ipt_rule *rule, const struct ipt_use *use)
{
	const struct ipt_option *o;

	for (o = use->ext->options; o && o->name; o++) {
		bool is_there = ipt_arg(use, ipt_option_name(o));
		size_t n = o->group ? count_group(use, o->group) : is_there;

		if ((o->flags & IPT_IS_REQUIRED) && !n)
			return refuse(rule, use->loc, "'%s' needs --%s",
				      use->ext->name, o->name);
		if (o->group && n > 1 && !(o->flags & IPT_MAY_REPEAT))
			return refuse(
				rule, use->loc,
				"'%s' has options that exclude each other, --%s is one",
				use->ext->name, o->name);
		if (is_there && o->needs && !ipt_arg(use, o->needs))
			return refuse(rule, use->loc, "--%s needs --%s",
				      o->name, o->needs);
	}
	return 0;
}

static void print_word(const char *text, FILE *out)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-.,:/[]@+*=%!<>#&|";

	if (*text && !text[strspn(text, plain)]) {
		fprintf(out, " %s", text);
		return;
	}
	fputs(" \"", out);
	for (; *text; text++)
		fprintf(out, *text == '"' || *text == '\\' ? "\\%c" : "%c",
			*text);
	fputc('"', out);
}

const char *ipt_use_text(const struct ipt_rule *rule, const struct ipt_use *use)
{
	char *buf = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&buf, &len);
	const struct ipt_arg *arg;
	const char *text;

	if (!out)
		arena_exhausted();
	fprintf(out, "%s %s", use->is_target ? "-j" : "-m", use->ext->name);
	vec_for_each(arg, &use->args) {
		if (arg->is_negated)
			fputs(" !", out);
		if (arg->option)
			fprintf(out, " --%s", arg->option->name);
		if (arg->text)
			print_word(arg->text, out);
		if (arg->second)
			print_word(arg->second, out);
	}
	fclose(out);
	text = build_text(rule, buf, len);
	free(buf);
	return text;
}

bool ipt_use_is_unknown(const struct ipt_use *use)
{
	return use->ext->options == no_options;
}

int ipt_use_check(struct ipt_rule *rule, const struct ipt_use *use)
{
	if (ipt_use_is_unknown(use))
		return 0;
	if (check_place(rule, use) || check_options(rule, use))
		return -EINVAL;
	return use->ext->check ? use->ext->check(rule, use) : 0;
}

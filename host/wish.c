// SPDX-License-Identifier: GPL-2.0-only
/*
 * wish.c - the options that say what a front may take for granted
 */
#include "wish.h"
#include "policy/reach.h"

#include <errno.h>
#include <string.h>

static const struct loc nowhere;

struct word {
	const char *option;
	const char *name;
	size_t offset; /* in struct place_wishes */
};

static const struct word words[] = {
	{ "--relax", "reject", offsetof(struct place_wishes, relax_reject) },
	{ "--relax", "log", offsetof(struct place_wishes, relax_log) },
	{ "--assume", "syn-is-new",
	  offsetof(struct place_wishes, assume_syn_is_new) },
	{ "--assume", "tc-passes",
	  offsetof(struct place_wishes, assume_tc_passes) },
};

#define N_WORDS (sizeof(words) / sizeof(words[0]))

static const char *list_words(struct arena *a, const char *option)
{
	const char *all = "";

	for (size_t i = 0; i < N_WORDS; i++)
		if (!strcmp(words[i].option, option))
			all = arena_printf(a, "%s%s%s", all, *all ? ", " : "",
					   words[i].name);
	return all;
}

static int take_word(struct arena *a, struct diag *diag, const char *option,
		     const char *text, size_t len, struct place_wishes *out)
{
	for (size_t i = 0; i < N_WORDS; i++) {
		if (strcmp(words[i].option, option) ||
		    strlen(words[i].name) != len ||
		    memcmp(words[i].name, text, len))
			continue;
		*(bool *)((char *)out + words[i].offset) = true;
		return 0;
	}
	diag_error(diag, nowhere, "%s %.*s: there is %s", option, (int)len,
		   text, list_words(a, option));
	return -EINVAL;
}

static int take_list(struct arena *a, struct diag *diag, const char *option,
		     const char *text, struct place_wishes *out)
{
	int err = 0;

	while (text && !err) {
		size_t len = strcspn(text, ",");

		err = take_word(a, diag, option, text, len, out);
		text = text[len] ? text + len + 1 : NULL;
	}
	return err;
}

static bool has_table(const struct policy *policy, const char *name)
{
	const struct policy_chain *chain;

	vec_for_each(chain, &policy->chains) {
		if (!strcmp(chain->table->name, name))
			return true;
	}
	return false;
}

static int take_tables(struct diag *diag, const struct policy *policy,
		       const struct cmd_texts *tables, struct place_wishes *out)
{
	const char *const *name;

	vec_for_each(name, &tables->texts) {
		if (!has_table(policy, *name)) {
			diag_error(diag, nowhere,
				   "--table %s: the ruleset has no such table",
				   *name);
			return -EINVAL;
		}
	}
	out->tables = tables->texts.v;
	out->n_tables = tables->texts.n;
	return 0;
}

/* Who expects connections, whose first segments are related then. */
static bool is_helper(const struct policy_stmt *s)
{
	const struct effect *effect = &effects[s->effect];

	return s->kind == POLICY_HOST && (effect->acts || effect->changes) &&
	       (strstr(s->text, "helper") || strstr(s->text, "ct expectation"));
}

static struct reached find_helper(const struct policy *policy)
{
	const struct policy_chain *chain;
	const struct policy_rule *rule;
	const struct policy_stmt *s;

	vec_for_each(chain, &policy->chains) {
		vec_for_each(rule, &chain->rules) {
			vec_for_each(s, &rule->stmts) {
				if (is_helper(s))
					return (struct reached){ s, rule };
			}
		}
	}
	return (struct reached){};
}

static int check_first(struct diag *diag, const struct policy *policy,
		       const struct place_wishes *wishes)
{
	const struct reached helper = find_helper(policy);

	if (!wishes->assume_syn_is_new || !helper.stmt)
		return 0;
	diag_error(
		diag, helper.rule->loc,
		"'%s': with a helper a first segment may be related; leave out --assume syn-is-new",
		helper.stmt->text);
	return -EINVAL;
}

int wish_read(struct arena *a, struct diag *diag, const struct policy *policy,
	      const struct wish_texts *texts, struct place_wishes *out)
{
	struct place_wishes wishes = { .strict_dhcp = texts->strict_dhcp };
	int err = take_list(a, diag, "--relax", texts->relax, &wishes);

	if (!err)
		err = take_list(a, diag, "--assume", texts->assume, &wishes);
	if (!err)
		err = take_tables(diag, policy, &texts->tables, &wishes);
	if (!err)
		err = check_first(diag, policy, &wishes);
	if (!err)
		*out = wishes;
	return err;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * nft_places.c - where rules stood that were printed and read again
 */
#include "lang/nft_places.h"

#include "base/digits.h"
#include "base/text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static void print_place(struct loc loc, struct text *out)
{
	char number[DIGITS_SIZE];

	text_put(out, digits_of(loc.line, number));
	text_put(out, ":");
	text_put(out, digits_of(loc.col, number));
	text_put(out, ":");
	text_put(out, loc.file ?: "");
	text_put(out, "\n");
}

void nft_places_print(const struct ruleset *rs, FILE *file)
{
	struct text out = { .to = file };
	const struct ast_table *t;
	const struct ast_chain *chain;
	const struct ast_rule *rule;

	vec_for_each(t, &rs->tables) {
		vec_for_each(chain, &t->chains) {
			print_place(chain->loc, &out);
			vec_for_each(rule, &chain->rules)
				print_place(rule->loc, &out);
		}
	}
	text_free(&out);
}

/* Cuts the next line off *@text; false: there is none, or it is no place. */
static bool take_place(char **text, struct loc *out)
{
	char *end = strchr(*text, '\n'), *col, *file;

	if (!end)
		return false;
	*end = '\0';
	out->line = strtoul(*text, &col, 10);
	if (*col != ':')
		return false;
	out->col = strtoul(col + 1, &file, 10);
	if (*file != ':')
		return false;
	out->file = file + 1;
	*text = end + 1;
	return true;
}

static size_t count(const struct ruleset *rs)
{
	const struct ast_table *t;
	const struct ast_chain *chain;
	size_t n = 0;

	vec_for_each(t, &rs->tables)
		vec_for_each(chain, &t->chains)
			n += 1 + chain->rules.n;
	return n;
}

static size_t count_lines(const char *text)
{
	size_t n = 0;

	while ((text = strchr(text, '\n'))) {
		text++;
		n++;
	}
	return n;
}

int nft_places_apply(struct ruleset *rs, char *text)
{
	struct ast_table *t;
	struct ast_chain *chain;
	struct ast_rule *rule;
	struct loc loc;
	bool is_fine = count(rs) == count_lines(text);

	if (!is_fine)
		return -EINVAL;
	vec_for_each(t, &rs->tables) {
		vec_for_each(chain, &t->chains) {
			is_fine &= take_place(&text, &chain->loc);
			vec_for_each(rule, &chain->rules) {
				loc = rule->loc;
				is_fine &= take_place(&text, &loc);
				rule_move(rule, loc);
			}
		}
	}
	return is_fine ? 0 : -EINVAL;
}

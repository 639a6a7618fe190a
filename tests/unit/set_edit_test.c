// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_edit_test.c - a ruleset's tree with other elements in a set
 *
 * And the places that its rules keep where it is printed and read again.
 */
#include "policy/set_edit.h"

#include <errno.h>

#include "lang/nft_places.h"
#include "lang/nft_print_expr.h"
#include "lib/resolved.h"

static struct ruleset *parse(struct resolved *f, const char *set)
{
	const char *text =
		arena_printf(f->arena, "table netdev t {\n %s s { %s }\n}\n",
			     strstr(set, " : ") ? "map" : "set", set);
	struct ruleset *rs;

	if (nft_parse(f->arena, f->diag, "t.nft", text, strlen(text), NULL,
		      &rs)) {
		diag_print(f->diag, stderr);
		fail();
	}
	return rs;
}

/* Edits are "+10.0.0.1 -10.0.0.2", of which the first letter says what. */
static int edit(struct resolved *f, struct ruleset *rs, const char *edits,
		bool may_miss, uint64_t at_ms)
{
	char *copy = arena_strdup(f->arena, edits), *save;
	struct ast_table *t = &rs->tables.v[0];
	struct set_edits all = {};

	for (char *word = strtok_r(copy, ";", &save); word;
	     word = strtok_r(NULL, ";", &save)) {
		struct expr *e;

		assert_int_equal(nft_parse_elements(f->arena, f->diag, "edit",
						    word + 1, strlen(word + 1),
						    &e),
				 0);
		*vec_push(f->arena, &all.v) =
			(struct set_edit){ *word == '-', e->items.v[0], at_ms };
	}
	return set_edit(f->arena, f->diag, t, &t->sets.v[0], &all, may_miss);
}

static const char *elements(struct resolved *f, const struct ruleset *rs)
{
	const struct ast_set *set = &rs->tables.v[0].sets.v[0];
	struct expr *const *e;
	const char *all = "";

	vec_for_each(e, &set->elements)
		all = arena_printf(f->arena, "%s%s%s", all, *all ? ", " : "",
				   print_expr_text(f->arena, *e));
	return all;
}

#define HOSTS "type ipv4_addr; elements = { 1.1.1.1, 2.2.2.2 comment \"x\" }"
#define NETS \
	"type ipv4_addr; flags interval; elements = { 1.0.0.0/24, 2.0.0.0-2.0.0.9 }"
#define PORTS "type inet_service; elements = { 80, 22 }"
#define PAIRS "type ipv4_addr . inet_service; elements = { 1.1.1.1 . 80 }"
#define MERGED \
	"type ipv4_addr; flags interval; auto-merge; elements = { 1.0.0.0/24, 1.0.0.128/25, 3.3.3.3 }"
/* Ends of 1h, of 2h, and of 2h in 10 minutes. */
#define TIMED \
	"type ipv4_addr; timeout 1h; elements = { 1.1.1.1, 2.2.2.2 timeout 2h comment \"x\", 3.3.3.3 timeout 2h expires 10m }"
#define MAY_END \
	"type ipv4_addr; flags timeout; elements = { 1.1.1.1, 2.2.2.2 timeout 1h }"
#define NEVER \
	"type ipv4_addr; timeout 1h; elements = { 1.1.1.1 timeout never, 2.2.2.2 }"
#define VERDICTS \
	"type ipv4_addr : verdict; elements = { 1.1.1.1 : drop, * : accept }"

static const struct {
	const char *set;
	const char *edits;
	const char *want;
} edited[] = {
	{ HOSTS, "+3.3.3.3", "1.1.1.1, 2.2.2.2 comment \"x\", 3.3.3.3" },
	{ HOSTS, "-1.1.1.1", "2.2.2.2 comment \"x\"" },
	{ HOSTS, "-2.2.2.2", "1.1.1.1" },
	{ HOSTS, "+1.1.1.1", "1.1.1.1, 2.2.2.2 comment \"x\"" },
	{ HOSTS, "-1.1.1.1;+1.1.1.1", "2.2.2.2 comment \"x\", 1.1.1.1" },
	{ HOSTS, "+4.4.4.4;-4.4.4.4", "1.1.1.1, 2.2.2.2 comment \"x\"" },
	/* What it is counts, not how it is written. */
	{ NETS, "-1.0.0.0-1.0.0.255", "2.0.0.0-2.0.0.9" },
	{ NETS, "+1.0.0.0-1.0.0.255", "1.0.0.0/24, 2.0.0.0-2.0.0.9" },
	{ PORTS, "-http;-0x16", "" },
	{ PAIRS, "-1.1.1.1 . http;+2.2.2.2 . 1", "2.2.2.2 . 1" },
	{ MERGED, "-3.3.3.3", "1.0.0.0/24, 1.0.0.128/25" },
	{ VERDICTS, "-1.1.1.1", "* : accept" },
	/* Of the times, one that is another begins anew; expires is taken. */
	{ MAY_END, "+1.1.1.1;+2.2.2.2;+2.2.2.2 timeout 1h",
	  "1.1.1.1, 2.2.2.2 timeout 1h" },
	{ MAY_END, "+1.1.1.1 timeout 5m;+2.2.2.2 timeout 1h expires 5m",
	  "1.1.1.1 timeout 5m, 2.2.2.2 timeout 1h expires 5m" },
	{ MAY_END, "-2.2.2.2 timeout 9h", "1.1.1.1" },
	{ MAY_END, "+2.2.2.2", "1.1.1.1, 2.2.2.2" },
	{ TIMED, "+2.2.2.2;+3.3.3.3 timeout 2h;+1.1.1.1 timeout 1h",
	  "1.1.1.1, 3.3.3.3 timeout 2h expires 10m, 2.2.2.2 comment \"x\"" },
	{ TIMED, "+3.3.3.3 timeout 3h;+1.1.1.1 expires 1m;-2.2.2.2",
	  "3.3.3.3 timeout 3h, 1.1.1.1 expires 1m" },
	{ TIMED, "+1.1.1.1 timeout never;+2.2.2.2 timeout 2h",
	  "2.2.2.2 timeout 2h comment \"x\", 3.3.3.3 timeout 2h expires 10m, 1.1.1.1 timeout never" },
	{ MAY_END, "+1.1.1.1 timeout never;+2.2.2.2 timeout never",
	  "1.1.1.1, 2.2.2.2 timeout never" },
	{ NEVER, "+1.1.1.1 timeout never;+2.2.2.2",
	  "1.1.1.1 timeout never, 2.2.2.2" },
	{ NEVER, "+1.1.1.1", "2.2.2.2, 1.1.1.1" },
	{ VERDICTS, "+2.2.2.2 : drop",
	  "1.1.1.1 : drop, * : accept, 2.2.2.2 : drop" },
};

static void edits_by_what_elements_are(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(edited) / sizeof(*edited); i++) {
		struct ruleset *rs;
		struct resolved f;

		resolved_setup(&f);
		rs = parse(&f, edited[i].set);
		assert_int_equal(edit(&f, rs, edited[i].edits, false, 0), 0);
		assert_string_equal(elements(&f, rs), edited[i].want);
		arena_free(f.arena);
	}
}

static const struct {
	const char *set;
	const char *edits;
	const char *why;
} refused[] = {
	{ HOSTS, "-3.3.3.3", "no such element in 's'" },
	{ HOSTS, "-1.1.1.1;-1.1.1.1", "no such element in 's'" },
	{ HOSTS, "+1.1.1.1 . 80", "element has 2 parts, but the key has 1" },
	{ HOSTS, "+1.0.0.0/8", "a range in a set of single values" },
	{ HOSTS, "+3.3.3.3 timeout 1h", "'s' takes no timeouts" },
	{ TIMED, "+3.3.3.3 limit rate 1/second", "only the kernel knows" },
	{ NETS, "-2.0.0.4", "no such element in 's'" },
	{ MERGED, "-1.0.0.0/24", "a part of it is in 's' by another element" },
	{ VERDICTS, "-*", "the element * stands for all others" },
};

static void refuses_and_changes_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(*refused); i++) {
		struct ruleset *rs;
		struct resolved f;
		const char *before;

		resolved_setup(&f);
		rs = parse(&f, refused[i].set);
		before = elements(&f, rs);
		assert_int_not_equal(edit(&f, rs, refused[i].edits, false, 0),
				     0);
		assert_non_null(strstr(f.diag->msgs.v[0].text, refused[i].why));
		assert_string_equal(elements(&f, rs), before);
		arena_free(f.arena);
	}
}

/* A line of the journal may be of an element that came and went before. */
static void a_journal_may_miss_elements(void **state)
{
	struct resolved f;
	struct ruleset *rs;

	(void)state;
	resolved_setup(&f);
	rs = parse(&f, HOSTS);
	assert_int_equal(edit(&f, rs, "-9.9.9.9;+1.1.1.1;-1.1.1.1", true, 0),
			 0);
	assert_string_equal(elements(&f, rs), "2.2.2.2 comment \"x\"");
	arena_free(f.arena);
}

/* Of a set whose elements end after 1h, 2h, 10 minutes and never. */
static void what_has_ended_is_not_there(void **state)
{
	static const struct {
		const char *set;
		uint64_t at_min;
		const char *edits;
		const char *want;
	} rows[] = {
		{ MAY_END, 59, "+2.2.2.2 timeout 1h",
		  "1.1.1.1, 2.2.2.2 timeout 1h" },
		{ MAY_END, 60, "+2.2.2.2", "1.1.1.1, 2.2.2.2" },
		{ MAY_END, 99, "+1.1.1.1;+2.2.2.2 timeout 1h expires 2h",
		  "1.1.1.1, 2.2.2.2 timeout 1h expires 2h" },
		{ TIMED, 60, "+1.1.1.1 expires 61m;+3.3.3.3 expires 62m",
		  "2.2.2.2 timeout 2h comment \"x\", 1.1.1.1 expires 1h1m, 3.3.3.3 expires 1h2m" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct resolved f;
		struct ruleset *rs;

		resolved_setup(&f);
		rs = parse(&f, rows[i].set);
		assert_int_equal(edit(&f, rs, rows[i].edits, true,
				      rows[i].at_min * 60000),
				 0);
		assert_string_equal(elements(&f, rs), rows[i].want);
		rs = parse(&f, rows[i].set);
		assert_int_equal(
			edit(&f, rs, "-2.2.2.2", false, rows[i].at_min * 60000),
			i == 1 || i == 2 ? -EINVAL : 0);
		arena_free(f.arena);
	}
}

static void parses_elements_to_the_end(void **state)
{
	static const char *const wrong[] = { "", "1.1.1.1 2.2.2.2", "1.1.1.1 }",
					     "{ 1.1.1.1", "1.1.1.1; drop" };
	struct resolved f;
	struct expr *e;

	(void)state;
	resolved_setup(&f);
	assert_int_equal(nft_parse_elements(f.arena, f.diag, "e",
					    "{ 1.1.1.1, 2.2.2.2 }", 20, &e),
			 0);
	assert_int_equal(e->items.n, 2);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		assert_int_not_equal(nft_parse_elements(f.arena, f.diag, "e",
							wrong[i],
							strlen(wrong[i]), &e),
				     0);
	arena_free(f.arena);
}

#define CHAIN "table netdev t {\n chain c {\n\n accept\n drop\n}\n}\n"

/* The same, where other lines are. */
#define MOVED "table netdev t {\n\n chain c {\n\n\n  accept\n  drop\n}\n}\n"

static void rules_keep_their_places(void **state)
{
	char wrong[] = "1:1:t.nft\n2:2:t.nft\n", *text = NULL;
	struct resolved f;
	struct ruleset *rs;
	const struct ast_chain *chain;
	const struct ast_rule *rule;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	resolved_setup(&f);
	assert_int_equal(nft_parse(f.arena, f.diag, "a:b.nft", CHAIN,
				   strlen(CHAIN), NULL, &rs),
			 0);
	nft_places_print(rs, out);
	fclose(out);
	assert_int_equal(nft_parse(f.arena, f.diag, "x", MOVED, strlen(MOVED),
				   NULL, &rs),
			 0);
	assert_int_not_equal(nft_places_apply(rs, wrong), 0);
	assert_int_equal(nft_places_apply(rs, text), 0);
	chain = &rs->tables.v[0].chains.v[0];
	assert_string_equal(chain->loc.file, "a:b.nft");
	assert_int_equal(chain->rules.v[1].loc.line, 5);
	assert_string_equal(chain->rules.v[1].loc.file, "a:b.nft");
	/* Where its statement is in what was printed says nothing. */
	rule = &chain->rules.v[1];
	assert_int_equal(stmt_loc(rule, &rule->stmts.v[0]).line, 5);
	assert_int_equal(stmt_loc(rule, &rule->stmts.v[0]).col, rule->loc.col);
	arena_free(f.arena);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits_by_what_elements_are),
		cmocka_unit_test(refuses_and_changes_nothing),
		cmocka_unit_test(a_journal_may_miss_elements),
		cmocka_unit_test(what_has_ended_is_not_there),
		cmocka_unit_test(parses_elements_to_the_end),
		cmocka_unit_test(rules_keep_their_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

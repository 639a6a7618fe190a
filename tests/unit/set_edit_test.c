// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_edit_test.c - a ruleset's tree with other elements in a set
 *
 * And the places that its rules keep where it is printed and read again.
 */
#include "policy/set_edit.h"

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
		bool may_miss)
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
			(struct set_edit){ *word == '-', e->items.v[0] };
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
		assert_int_equal(edit(&f, rs, edited[i].edits, false), 0);
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
	{ HOSTS, "+3.3.3.3 timeout 1h", "nicfw takes no element out again" },
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
		assert_int_not_equal(edit(&f, rs, refused[i].edits, false), 0);
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
	assert_int_equal(edit(&f, rs, "-9.9.9.9;+1.1.1.1;-1.1.1.1", true), 0);
	assert_string_equal(elements(&f, rs), "2.2.2.2 comment \"x\"");
	arena_free(f.arena);
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

static void rules_keep_their_places(void **state)
{
	char wrong[] = "1:1:t.nft\n2:2:t.nft\n", *text = NULL;
	struct resolved f;
	struct ruleset *rs;
	const struct ast_chain *chain;
	size_t len;
	FILE *out = open_memstream(&text, &len);

	(void)state;
	resolved_setup(&f);
	assert_int_equal(nft_parse(f.arena, f.diag, "a:b.nft", CHAIN,
				   strlen(CHAIN), NULL, &rs),
			 0);
	nft_places_print(rs, out);
	fclose(out);
	assert_int_equal(nft_parse(f.arena, f.diag, "x", CHAIN + 0,
				   strlen(CHAIN), NULL, &rs),
			 0);
	rs->tables.v[0].chains.v[0].rules.v[1].loc.line = 77;
	assert_int_not_equal(nft_places_apply(rs, wrong), 0);
	assert_int_equal(nft_places_apply(rs, text), 0);
	chain = &rs->tables.v[0].chains.v[0];
	assert_string_equal(chain->loc.file, "a:b.nft");
	assert_int_equal(chain->rules.v[1].loc.line, 5);
	assert_string_equal(chain->rules.v[1].loc.file, "a:b.nft");
	arena_free(f.arena);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(edits_by_what_elements_are),
		cmocka_unit_test(refuses_and_changes_nothing),
		cmocka_unit_test(a_journal_may_miss_elements),
		cmocka_unit_test(parses_elements_to_the_end),
		cmocka_unit_test(rules_keep_their_places),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

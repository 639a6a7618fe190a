// SPDX-License-Identifier: GPL-2.0-only
/*
 * status_facts.c - what a load relies on of its host, then and now
 */
#include "status_facts.h"

#include "base/member.h"
#include "load/host_facts_json.h"

#include <string.h>

/* Rules that the text names; JSON has all. */
#define MAX_NAMED 4

static json_t *find(const json_t *facts, const char *name)
{
	json_t *fact;
	size_t i;

	json_array_foreach(facts, i, fact)
	{
		const char *is = member_text(fact, "fact");

		if (is && !strcmp(is, name))
			return fact;
	}
	return NULL;
}

json_t *status_facts(struct arena *a, const struct nic *nic,
		     const json_t *at_load)
{
	struct host_reading reading;
	json_t *facts, *fact;
	size_t i;

	host_facts_read(a, nic, &reading);
	facts = host_facts_json(a, &reading, NULL);
	json_array_foreach(facts, i, fact)
	{
		json_t *then = find(at_load, member_text(fact, "fact"));

		json_object_set_new(fact, "at_load", json_null());
		if (!then)
			continue;
		json_object_set(fact, "at_load",
				json_object_get(then, "holds"));
		json_object_set(fact, "rules", json_object_get(then, "rules"));
		json_object_set(fact, "n_rules",
				json_object_get(then, "n_rules"));
	}
	return facts;
}

const char *status_fact_that_came(struct arena *a, const json_t *facts)
{
	json_t *fact;
	size_t i;

	json_array_foreach((json_t *)facts, i, fact) if (
		json_is_false(json_object_get(fact, "at_load")) &&
		json_is_true(json_object_get(fact, "holds")) &&
		json_integer_value(json_object_get(
			fact,
			"n_rules"))) return arena_printf(a, "%s: %s",
							 member_text(fact,
								     "fact"),
							 member_text(fact,
								     "is"));
	return NULL;
}

/* "a.nft:4, a.nft:6 to a.nft:9 and more" */
static const char *rules_text(struct arena *a, const json_t *fact)
{
	const json_t *rules = json_object_get(fact, "rules");
	const char *all = "";
	json_t *rule;
	size_t i;

	json_array_foreach(rules, i, rule)
	{
		if (i == MAX_NAMED)
			return arena_printf(a, "%s and more", all);
		all = arena_printf(a, "%s%s%s", all, i ? ", " : "",
				   json_string_value(rule));
	}
	return all;
}

static const char *change_text(bool holds, const json_t *at_load)
{
	if (json_is_true(at_load) && !holds)
		return "; it was so at the load";
	if (json_is_false(at_load) && holds)
		return "; it was not so at the load";
	return "";
}

static void print_fact(struct arena *a, const json_t *fact)
{
	const bool holds = json_is_true(json_object_get(fact, "holds"));
	const long long n =
		json_integer_value(json_object_get(fact, "n_rules"));
	const char *change =
		change_text(holds, json_object_get(fact, "at_load"));

	if (!holds && !n && !*change)
		return;
	printf("  %s: %s", member_text(fact, "fact"),
	       holds ? member_text(fact, "is") : "no");
	if (holds)
		printf(" (%s%s)",
		       json_is_true(json_object_get(fact, "unread"))
			       ? "cannot be read: "
			       : "",
		       member_text(fact, "why"));
	printf("%s", change);
	if (n)
		printf("; %lld %s on it: %s", n,
		       n == 1 ? "rule depends" : "rules depend",
		       rules_text(a, fact));
	printf("\n");
}

void status_print_facts(struct arena *a, const json_t *facts)
{
	json_t *fact;
	size_t i;

	json_array_foreach(facts, i, fact) print_fact(a, fact);
}

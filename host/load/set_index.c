// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_index.c - which maps of a generation hold which named set
 */
#include "load/set_index.h"
#include "base/member.h"
#include "policy/set_use.h"

#include <errno.h>

static const struct loc nowhere;

/* ---- Writing ---- */

/* An element is a key at least: who has no more keys has no more elements. */
static bool may_outgrow(const struct compiled *c, const struct set_use *use)
{
	const unsigned long size = use->set->declared->size;
	const struct set_map *m;
	uint64_t room = 0;

	vec_for_each(m, &use->maps)
		room += c->plan->maps.v[m->map].max_entries;
	return size && room > size;
}

static const char *why_not(const struct job *job, const struct compiled *c,
			   const struct policy_set *set,
			   const struct set_use *use)
{
	const char *why;

	if (set->is_map)
		return "it maps to verdicts";
	if (set->is_constant)
		return "it is constant";
	if (job->slots[SLOT_NIC].is_used)
		return "the NIC has it as well";
	if (set->declared->is_interval && set->n_parts > 1)
		return "its elements are ranges of several parts";
	why = set_use_why_not(job->a, c, use);
	if (!why && may_outgrow(c, use))
		why = "its maps have room for more than its size";
	return why;
}

static json_t *masks_of(const u128 *masks, uint32_t n)
{
	json_t *all = json_array();
	char text[U128_HEX_SIZE];

	for (uint32_t i = 0; i < n; i++) {
		u128_to_hex(masks[i], text);
		json_array_append_new(all, json_string(text));
	}
	return all;
}

static json_t *homes_of(const struct compiled *c, const struct set_use *use)
{
	json_t *all = json_array();
	const struct set_map *m;

	vec_for_each(m, &use->maps) {
		unsigned int keys =
			objects_pin_number(c->image, set_use_map(c, m));

		json_array_append_new(
			all, json_pack("{s:I, s:o}", "keys", (json_int_t)keys,
				       "masks",
				       masks_of(m->masks, use->set->n_parts)));
	}
	return all;
}

/* An element is a key at least. */
static bool is_one_key(const struct compiled *c, const struct set_use *use)
{
	const struct set_map *m;
	size_t n = 0;

	vec_for_each(m, &use->maps)
		n += c->plan->maps.v[m->map].n_entries;
	return n == use->set->elements.n;
}

static json_t *entry_of(const struct job *job, const struct compiled *c,
			const struct policy_set *set)
{
	const struct set_use *use = c ? set_use_find(c, set) : NULL;
	const char *why = why_not(job, c, set, use);

	return json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s?, s:b, s:b, s:o}", "family",
		set->declared->family, "table", set->declared->table, "kind",
		set->is_map ? "map" : "set", "name", set->name, "head",
		set->declared->head, "why_not", why, "one_key",
		!why && is_one_key(c, use), "auto_merge", set->declared->merges,
		"maps", why ? json_array() : homes_of(c, use));
}

static bool is_of_iptables(const struct policy *policy)
{
	const struct policy_chain *chain;

	vec_for_each(chain, &policy->chains)
		if (chain->table->syntax != SYNTAX_NFT)
			return true;
	return false;
}

/* What the kernel has as well would not follow. */
static const char *why_refused(const struct job *job)
{
	if (job->opts->with_nft)
		return "the kernel has these rules as well: change their file and load it again --with-nft";
	if (job->opts->is_live || !strncmp(job_kind(job), "front", 5))
		return "these rules are the kernel's: change the set there, and load again";
	if (is_of_iptables(job->policy))
		return "these rules are iptables': change their file and load it again";
	return NULL;
}

json_t *set_index_of(const struct job *job)
{
	const struct job_slot *host = &job->slots[SLOT_HOST];
	const struct compiled *c = host->is_used ? job->compiled[host->stage]
						 : NULL;
	struct policy_set *const *set;
	json_t *sets = json_array();
	const char *refused = why_refused(job);

	if (!refused)
		vec_for_each(set, &job->policy->sets)
			json_array_append_new(sets, entry_of(job, c, *set));
	return json_pack("{s:s?, s:I, s:o}", "refused", refused, "read_at",
			 (json_int_t)job->policy->read_at, "sets", sets);
}

/* ---- Reading ---- */

static void read_home(struct arena *a, const json_t *json,
		      struct set_entry *out)
{
	const json_t *masks = json_object_get(json, "masks");
	u128 *all = arena_calloc(a, json_array_size(masks) + 1, sizeof(*all));

	out->n_parts = json_array_size(masks);
	for (uint32_t i = 0; i < out->n_parts; i++)
		u128_from_hex(json_string_value(json_array_get(masks, i)),
			      &all[i]);
	*vec_push(a, &out->homes) = (struct set_home){
		.keys = json_integer_value(json_object_get(json, "keys")),
		.masks = all,
	};
}

static int read_entry(struct arena *a, const json_t *json,
		      struct set_index *out)
{
	struct set_entry e = {
		.family = member_copy(a, json, "family"),
		.table = member_copy(a, json, "table"),
		.kind = member_copy(a, json, "kind"),
		.name = member_copy(a, json, "name"),
		.head = member_copy(a, json, "head"),
		.why_not = member_copy(a, json, "why_not"),
		.is_one_key = json_is_true(json_object_get(json, "one_key")),
		.merges = json_is_true(json_object_get(json, "auto_merge")),
		.read_at = out->read_at,
	};
	const json_t *home;
	size_t i;

	if (!e.family || !e.table || !e.kind || !e.name || !e.head)
		return -ENOENT;
	json_array_foreach(json_object_get(json, "maps"), i, home)
		read_home(a, home, &e);
	*vec_push(a, &out->sets) = e;
	return 0;
}

int set_index_read(const struct state *st, const char *ifname, unsigned int gen,
		   struct set_index *out)
{
	json_t *json = state_read_json(st, ifname, gen, STATE_SETS), *set;
	struct set_index index = {};
	int err = json ? 0 : -ENOENT;
	size_t i;

	index.refused = member_copy(st->a, json, "refused");
	index.read_at = json_integer_value(json_object_get(json, "read_at"));
	json_array_foreach(json_object_get(json, "sets"), i, set) if (!err)
		err = read_entry(st->a, set, &index);
	json_decref(json);
	if (!err)
		*out = index;
	return err;
}

const char *set_entry_name(struct arena *a, const struct set_entry *e)
{
	return arena_printf(a, "%s %s %s", e->family, e->table, e->name);
}

#define MAX_WORDS 3

/* The last words of a set's name are @words, which are @n. */
static bool is_called(const struct set_entry *e, const char *const *words,
		      size_t n)
{
	const char *const names[MAX_WORDS] = { e->family, e->table, e->name };

	for (size_t i = 0; i < n; i++)
		if (strcmp(words[n - 1 - i], names[MAX_WORDS - 1 - i]))
			return false;
	return true;
}

static const char *list_sets(struct arena *a, const struct set_index *index)
{
	const struct set_entry *e;
	const char *all = "";

	vec_for_each(e, &index->sets)
		all = arena_printf(a, "%s%s'%s'", all, *all ? ", " : "",
				   set_entry_name(a, e));
	return *all ? all : "none";
}

const struct set_entry *set_index_find(struct arena *a, struct diag *diag,
				       const struct set_index *index,
				       const char *text)
{
	char *copy = arena_strdup(a, text), *save;
	const struct set_entry *e, *found = NULL;
	const char *words[MAX_WORDS];
	size_t n = 0, n_found = 0;

	for (char *word = strtok_r(copy, " \t", &save); word && n <= MAX_WORDS;
	     word = strtok_r(NULL, " \t", &save), n++)
		if (n < MAX_WORDS)
			words[n] = word;
	vec_for_each(e, &index->sets) {
		if (!n || n > MAX_WORDS || !is_called(e, words, n))
			continue;
		found = e;
		n_found++;
	}
	if (n_found == 1)
		return found;
	diag_error(
		diag, nowhere,
		n_found ? "there are several sets '%s': give its table, too; there is %s"
			: "no set '%s' is loaded; there is %s",
		text, list_sets(a, index));
	return NULL;
}

const struct set_entry *set_index_get(const struct set_index *index,
				      const char *family, const char *table,
				      const char *name)
{
	const struct set_entry *e;

	vec_for_each(e, &index->sets)
		if (!strcmp(e->family, family) && !strcmp(e->table, table) &&
		    !strcmp(e->name, name))
			return e;
	return NULL;
}

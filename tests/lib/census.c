// SPDX-License-Identifier: GPL-2.0-only
/*
 * census.c - how rulesets of others were read, as docs/compat.md has it
 */
#include "lib/census.h"

#include "base/vec.h"
#include "lang/nft_file.h"
#include "lang/nft_words.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#define PATH "docs/compat.md"

struct source {
	const char *name;
	unsigned int n; /* texts */
	unsigned int n_taken;
	unsigned int n_taken_read;
	unsigned int n_refused;
	unsigned int n_refused_read;
	unsigned int n_otherwise;
	unsigned int n_otherwise_read;
	unsigned int n_rules;
	unsigned int n_whole; /* rules of which a stage knows all */
};

/* Something that a stage does not know. */
struct unknown {
	const char *name;
	enum effect_kind effect;
	unsigned int n_rules;
	unsigned int n_sources;
	const char *last_source;
};

struct census {
	struct arena *arena;
	const char *section;
	VEC(struct source) sources;
	VEC(struct unknown) unknowns;
};

struct census *census_new(struct arena *a, const char *section)
{
	struct census *c = arena_calloc(a, 1, sizeof(*c));

	c->arena = a;
	c->section = section;
	return c;
}

static struct source *find_source(struct census *c, const char *name)
{
	struct source *s;

	vec_for_each(s, &c->sources)
		if (!strcmp(s->name, name))
			return s;
	s = vec_push(c->arena, &c->sources);
	s->name = arena_strdup(c->arena, name);
	return s;
}

void census_count(struct census *c, const char *source, enum tool_answer tool,
		  bool is_read)
{
	struct source *s = find_source(c, source);

	s->n++;
	s->n_taken += tool == TOOL_TAKES;
	s->n_taken_read += tool == TOOL_TAKES && is_read;
	s->n_refused += tool == TOOL_REFUSES;
	s->n_refused_read += tool == TOOL_REFUSES && is_read;
	s->n_otherwise += tool == TOOL_REFUSES_OTHERWISE;
	s->n_otherwise_read += tool == TOOL_REFUSES_OTHERWISE && is_read;
}

/* ---- What stays unknown ---- */

static size_t word_len(const char *text)
{
	return strcspn(text, " ");
}

static const char *next_word(const char *text)
{
	text += word_len(text);
	return text + strspn(text, " ");
}

static bool is_word(const char *text, const char *word)
{
	return word_len(text) == strlen(word) &&
	       !strncmp(text, word, strlen(word));
}

/* Statements of which the second word, or the third, says what they do. */
static size_t n_words_of(const char *text)
{
	static const char *const three[] = { "ip option", "tcp option",
					     "sctp chunk" };
	static const char *const two[] = { "-m",  "-j",	    "-g",   "!",
					   "ct",  "meta",   "ip",   "ip6",
					   "tcp", "udp",    "sctp", "ether",
					   "rt",  "exthdr", "set" };

	for (size_t i = 0; i < sizeof(three) / sizeof(three[0]); i++)
		if (!strncmp(text, three[i], strlen(three[i])))
			return 2;
	for (size_t i = 0; i < sizeof(two) / sizeof(two[0]); i++)
		if (is_word(text, two[i]))
			return 2;
	return 1;
}

/* "-m limit" of "-m limit --limit 5/min", "ct mark set" of "ct mark set 1". */
static const char *name_of(struct arena *a, const char *text)
{
	size_t n = n_words_of(text);
	const char *end = text, *next;

	if (is_word(text, "!"))
		return name_of(a, next_word(text));
	while (n-- && *end)
		end = next_word(end);
	next = end;
	while (end > text && end[-1] == ' ')
		end--;
	return arena_printf(a, "%.*s%s", (int)(end - text), text,
			    is_word(next, "set") ? " set" : "");
}

static struct unknown *find_unknown(struct census *c, const char *name,
				    enum effect_kind effect)
{
	struct unknown *u;

	vec_for_each(u, &c->unknowns)
		if (u->effect == effect && !strcmp(u->name, name))
			return u;
	u = vec_push(c->arena, &c->unknowns);
	u->name = arena_strdup(c->arena, name);
	u->effect = effect;
	return u;
}

/* NULL: a stage knows what it is. */
static const char *unknown_name(struct arena *a, const struct policy_stmt *s)
{
	if (s->kind == POLICY_STATES)
		return "ct state";
	if (s->kind == POLICY_HOST || s->kind == POLICY_CHOICES)
		return name_of(a, s->text);
	return NULL;
}

static enum effect_kind effect_of(const struct policy_stmt *s)
{
	return s->kind == POLICY_HOST ? s->effect : EFFECT_MATCHES;
}

/* The same thing twice in a rule counts once. */
static bool is_first(struct arena *a, const struct policy_rule *rule,
		     const struct policy_stmt *s, const char *name)
{
	const struct policy_stmt *before;

	for (before = rule->stmts.v; before < s; before++) {
		const char *other = unknown_name(a, before);

		if (other && effect_of(before) == effect_of(s) &&
		    !strcmp(other, name))
			return false;
	}
	return true;
}

static void count_rule(struct census *c, struct arena *a, const char *source,
		       const struct policy_rule *rule)
{
	const struct policy_stmt *s;
	bool is_whole = true;

	vec_for_each(s, &rule->stmts) {
		const char *name = unknown_name(a, s);
		struct unknown *u;

		if (!name)
			continue;
		is_whole = false;
		if (!is_first(a, rule, s, name))
			continue;
		u = find_unknown(c, name, effect_of(s));
		u->n_rules++;
		u->n_sources += !u->last_source ||
				strcmp(u->last_source, source) != 0;
		u->last_source = source;
	}
	find_source(c, source)->n_rules++;
	find_source(c, source)->n_whole += is_whole;
}

void census_add_rules(struct census *c, const char *source,
		      const struct policy *policy)
{
	struct arena *a = arena_new();
	const struct policy_chain *chain;
	const struct policy_rule *rule;

	source = find_source(c, source)->name;
	vec_for_each(chain, &policy->chains)
		vec_for_each(rule, &chain->rules)
			count_rule(c, a, source, rule);
	arena_free(a);
}

const char *census_source(struct arena *a, const char *path, const char *below)
{
	const char *start = strstr(path, below);

	start = start ? start + strlen(below) : path;
	return arena_strndup(a, start, strcspn(start, "/"));
}

/* ---- The section ---- */

static int by_name(const void *a, const void *b)
{
	const struct source *s = a, *t = b;

	return strcmp(s->name, t->name);
}

static int by_rules(const void *a, const void *b)
{
	const struct unknown *u = a, *v = b;

	if (u->n_rules != v->n_rules)
		return u->n_rules < v->n_rules ? 1 : -1;
	return strcmp(u->name, v->name) ?: (int)u->effect - (int)v->effect;
}

static void print_source(FILE *out, const struct source *s)
{
	fprintf(out, "| %s | %u | %u | %u | %u | %u | %u | %u | %u | %u |\n",
		s->name, s->n, s->n_taken, s->n_taken_read, s->n_refused,
		s->n_refused_read, s->n_otherwise, s->n_otherwise_read,
		s->n_rules, s->n_whole);
}

static void print_sources(FILE *out, const struct census *c)
{
	struct source sum = { .name = "all" };
	const struct source *s;

	fprintf(out, "| source | texts | taken | read | no syntax | read | "
		     "refused otherwise | read | rules | known whole |\n"
		     "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
	vec_for_each(s, &c->sources) {
		print_source(out, s);
		sum.n += s->n;
		sum.n_taken += s->n_taken;
		sum.n_taken_read += s->n_taken_read;
		sum.n_refused += s->n_refused;
		sum.n_refused_read += s->n_refused_read;
		sum.n_otherwise += s->n_otherwise;
		sum.n_otherwise_read += s->n_otherwise_read;
		sum.n_rules += s->n_rules;
		sum.n_whole += s->n_whole;
	}
	print_source(out, &sum);
}

static void print_unknowns(FILE *out, const struct census *c)
{
	static const char *const effects_are[N_EFFECTS] = {
		[EFFECT_NONE] = "nothing",
		[EFFECT_MATCHES] = "matches",
		[EFFECT_ACTS] = "acts",
		[EFFECT_CHANGES] = "changes the packet",
		[EFFECT_MATCHES_CHANGING] = "matches, and changes the packet",
		[EFFECT_REWRITES] = "rewrites TOS or TTL",
		[EFFECT_UNTRACKS] = "tracks otherwise",
		[EFFECT_MATCHES_ACTING] = "matches, and counts",
		[EFFECT_LOGS] = "logs",
		[EFFECT_REJECTS] = "rejects",
		[EFFECT_TRANSLATES] = "translates",
		[EFFECT_TAKES] = "takes the packet",
	};
	const struct unknown *u;

	fprintf(out, "\n| unknown to a stage | what it does | rules | sources "
		     "|\n|---|---|---:|---:|\n");
	vec_for_each(u, &c->unknowns)
		fprintf(out, "| `%s` | %s | %u | %u |\n", u->name,
			effects_are[u->effect], u->n_rules, u->n_sources);
}

/* What the answers hang on besides the corpora. */
static const char *kernel(struct arena *a)
{
	struct utsname name;
	int major, minor;

	if (uname(&name) || sscanf(name.release, "%d.%d", &major, &minor) != 2)
		abort();
	return arena_printf(a, "%d.%d", major, minor);
}

static const char *section_of(struct census *c)
{
	char *buf = NULL;
	const char *text;
	size_t len = 0;
	FILE *out = open_memstream(&buf, &len);

	if (!out)
		abort();
	if (c->sources.n)
		qsort(c->sources.v, c->sources.n, sizeof(*c->sources.v),
		      by_name);
	if (c->unknowns.n)
		qsort(c->unknowns.v, c->unknowns.n, sizeof(*c->unknowns.v),
		      by_rules);
	print_sources(out, c);
	print_unknowns(out, c);
	fclose(out);
	text = arena_strndup(c->arena, buf, len);
	free(buf);
	return text;
}

static int write_all(struct census *c, const char *before, size_t len,
		     const char *section, const char *behind, const char **why)
{
	FILE *out = fopen(PATH, "we");

	if (!out) {
		*why = arena_printf(c->arena, "%s: %s", PATH, strerror(errno));
		return -errno;
	}
	fprintf(out, "%.*s<!-- %s: kernel %s -->\n%s%s", (int)len, before,
		c->section, kernel(c->arena), section, behind);
	fclose(out);
	*why = PATH " is written";
	return 0;
}

int census_check(struct census *c, const char **why)
{
	const char *start = arena_printf(c->arena, "<!-- %s: ", c->section);
	const char *head = arena_printf(c->arena, "%skernel %s -->\n", start,
					kernel(c->arena));
	const char *text, *at, *end, *section = section_of(c);
	char *bytes;
	size_t len;

	*why = arena_printf(c->arena, PATH " has no section '%s'", c->section);
	if (file_read(c->arena, PATH, 16 << 20, true, &bytes, &len))
		return -ESTALE;
	text = bytes;
	at = strstr(text, start);
	end = at ? strstr(at, "<!-- end -->") : NULL;
	if (!end)
		return -ESTALE;
	if (getenv("BLESS"))
		return write_all(c, text, (size_t)(at - text), section, end,
				 why);
	*why = PATH " is of another kernel";
	if (strncmp(at, head, strlen(head)) != 0)
		return -ENOTSUP;
	at += strlen(head);
	*why = "run `make bless`, and see what it changes";
	if (strlen(section) != (size_t)(end - at) ||
	    strncmp(section, at, strlen(section)) != 0)
		return -ESTALE;
	return 0;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * files.c - rulesets of others: is each read that nft takes, and printed?
 */
#include "lang/lang.h"
#include "lang/nft_file.h"
#include "lib/census.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

const char *lang_file(struct arena *a, const char *path)
{
	size_t len;
	char *text;

	if (file_read(a, path, 16 << 20, true, &text, &len)) {
		fprintf(stderr, "cannot read %s\n", path);
		exit(1);
	}
	return text;
}

static bool ends_with(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

/* One word less of quotes, as a shell takes them off. */
static const char *unquoted(struct arena *a, const char *text, size_t len)
{
	char *out = arena_calloc(a, len + 1, 1);
	char quote = 0;
	size_t n = 0;

	for (size_t i = 0; i < len; i++) {
		if (!quote && strchr("'\"", text[i]))
			quote = text[i];
		else if (quote && text[i] == quote)
			quote = 0;
		else if (text[i] == '\\' && quote != '\'' && i + 1 < len)
			out[n++] = text[++i];
		else
			out[n++] = text[i];
	}
	return out;
}

/* The nft commands among a shell's that change something: "nft -ae add ..." */
static const char *commands_of(struct arena *a, const char *text)
{
	const char *out = "";

	while (*text) {
		size_t n = strcspn(text, "\n");
		size_t skip = !strncmp(text, "nft -ae ", 8) ? 8
			      : !strncmp(text, "nft ", 4)   ? 4
							    : 0;

		if (skip && strncmp(text + skip, "list ", 5) != 0)
			out = arena_printf(a, "%s%s\n", out,
					   unquoted(a, text + skip, n - skip));
		text += n + (text[n] == '\n');
	}
	return out;
}

/* Commands of libvirt go to tables that those of base.nftcmds make. */
static const char *shell_text(struct arena *a, const char *path)
{
	const char *text = commands_of(a, lang_file(a, path));
	const char *base = arena_printf(a, "%.*s/base.nftcmds",
					(int)(strrchr(path, '/') - path), path);

	if (!strcmp(base, path))
		return text;
	return arena_printf(a, "%s%s", commands_of(a, lang_file(a, base)),
			    text);
}

struct counts {
	unsigned int n_taken;
	unsigned int n_no_syntax;
	unsigned int n_refused;
	unsigned int n_refused_read; /* of those, nicfw reads so many */
	unsigned int n_listings;
	unsigned int n_fell; /* files that nft falls over as it lists them */
};

/* True if nicfw may say that of what nft says. */
static bool is_agreed(enum answer nft, const struct reading *r,
		      struct counts *n)
{
	n->n_taken += nft == TAKEN;
	n->n_no_syntax += nft == NO_SYNTAX;
	n->n_refused += nft == REFUSED;
	n->n_refused_read += nft == REFUSED && r->is_read;
	if (r->is_read && !r->is_fixpoint)
		return false;
	if (nft == REFUSED)
		return true;
	return r->is_read == (nft == TAKEN);
}

struct listings {
	const char *text;
	struct counts *counts; /* shared */
};

/* What the kernel makes of a text, as nft lists it. */
static bool check_its_listings(void *data)
{
	const struct listings *l = data;
	struct arena *a = arena_new();
	bool is_ok = listings_check(a, l->text, NULL, &l->counts->n_listings);

	arena_free(a);
	return is_ok;
}

static void try_listings(const char *name, const char *text, struct counts *n)
{
	struct listings l = { text, n };
	unsigned int before = n->n_listings;
	enum outcome outcome = lang_in_child(check_its_listings, &l);

	if (outcome == FELL)
		n->n_fell++;
	else if (outcome == FAILED || n->n_listings > before)
		tap_result(outcome == PASSED, "%s: its listings", name);
}

static void count(struct census *c, const char *source, enum answer nft,
		  const struct policy *policy)
{
	census_count(c, source, tool_answer(nft), policy != NULL);
	if (policy)
		census_add_rules(c, source, policy);
}

static void check_file(const char *path, size_t skip, struct counts *n,
		       struct census *census)
{
	struct arena *a = arena_new();
	const char *why = "", *text;
	enum answer nft;
	const struct policy *policy;
	struct reading r;

	if (ends_with(path, ".nftcmds")) {
		text = shell_text(a, path);
		nft = nft_checks(a, text, &why);
	} else {
		text = lang_file(a, path);
		nft = nft_checks_file(a, path, &why);
	}
	r = nicfw_reads(a, path, text);
	policy = nicfw_means(a, path, text, &r.why);
	count(census, census_source(a, path, "/nft/"), nft, policy);
	tap_result(is_agreed(nft, &r, n) && (nft != TAKEN || policy), "%s: %s",
		   path + skip,
		   nft == TAKEN	      ? "nft takes it"
		   : nft == NO_SYNTAX ? "no syntax of nft"
				      : "nft refuses it");
	if (r.why)
		tap_say("nicfw: %s", r.why);
	if (nft != TAKEN)
		tap_say_lines(why);
	if (nft == TAKEN)
		try_listings(path + skip, text, n);
	arena_free(a);
}

void check_files(const char *corpora)
{
	static const char *const patterns[] = { "*.nft", "*.nftcmds" };
	struct counts *n = mmap(NULL, sizeof(*n), PROT_READ | PROT_WRITE,
				MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	struct arena *a = arena_new();
	struct census *census = census_new(a, "nft files");
	char pattern[4096];
	glob_t found;

	if (n == MAP_FAILED)
		abort();
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		snprintf(pattern, sizeof(pattern), "%s/nft/*/%s", corpora,
			 patterns[i]);
		if (glob(pattern, 0, NULL, &found)) {
			tap_result(false, "no file is %s", pattern);
			continue;
		}
		for (size_t k = 0; k < found.gl_pathc; k++)
			check_file(found.gl_pathv[k], strlen(corpora) + 1, n,
				   census);
		globfree(&found);
	}
	tap_say("files: nft takes %u, %u are no syntax, %u it refuses otherwise (nicfw reads %u of them); %u listings, nft fell over %u files",
		n->n_taken, n->n_no_syntax, n->n_refused, n->n_refused_read,
		n->n_listings, n->n_fell);
	tap_census(census);
	munmap(n, sizeof(*n));
	arena_free(a);
}

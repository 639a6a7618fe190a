// SPDX-License-Identifier: GPL-2.0-only
/*
 * files.c - rulesets of others: is each read that nft takes, and printed?
 */
#include "lang/lang.h"
#include "lang/nft_file.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

/* The nft commands among a shell's: "nft -ae add ..." */
static const char *commands_of(struct arena *a, const char *text)
{
	const char *out = "";

	while (*text) {
		size_t n = strcspn(text, "\n");

		if (!strncmp(text, "nft -ae ", 8))
			out = arena_printf(a, "%s%.*s\n", out, (int)n - 8,
					   text + 8);
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

static void check_file(const char *path, size_t skip, struct counts *n)
{
	struct arena *a = arena_new();
	const char *why = "", *text;
	enum answer nft;
	struct reading r;

	if (ends_with(path, ".nftcmds")) {
		text = shell_text(a, path);
		nft = nft_checks(a, text, &why);
	} else {
		text = lang_file(a, path);
		nft = nft_checks_file(a, path, &why);
	}
	r = nicfw_reads(a, path, text);
	tap_result(is_agreed(nft, &r, n), "%s: %s", path + skip,
		   nft == TAKEN	      ? "nft takes it"
		   : nft == NO_SYNTAX ? "no syntax of nft"
				      : "nft refuses it");
	if (r.why)
		tap_say("nicfw: %s", r.why);
	if (nft != TAKEN)
		tap_say_lines(why);
	arena_free(a);
}

void check_files(const char *corpora)
{
	static const char *const patterns[] = { "*.nft", "*.nftcmds" };
	struct counts n = {};
	char pattern[4096];
	glob_t found;

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		snprintf(pattern, sizeof(pattern), "%s/nft/*/%s", corpora,
			 patterns[i]);
		if (glob(pattern, 0, NULL, &found)) {
			tap_result(false, "no file is %s", pattern);
			continue;
		}
		for (size_t k = 0; k < found.gl_pathc; k++)
			check_file(found.gl_pathv[k], strlen(corpora) + 1, &n);
		globfree(&found);
	}
	tap_say("files: nft takes %u, %u are no syntax, %u it refuses otherwise (nicfw reads %u of them)",
		n.n_taken, n.n_no_syntax, n.n_refused, n.n_refused_read);
}

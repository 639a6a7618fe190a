// SPDX-License-Identifier: GPL-2.0-only
/*
 * run_file.c - a corpus file: rules, packets, and who decides each of them
 */
#include "corpus/run_file.h"

#include "lang/packet_text.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

enum section {
	SECTION_HEAD,
	SECTION_RULES,
	SECTION_PACKETS,
};

struct reader {
	struct arena *arena;
	struct diag *diag;
	bool unjudged;
	enum section section;
	struct loc loc;
	char *rules;
	size_t rules_len;
	FILE *rules_out; /* writes rules */
	struct corpus_file *file;
};

static const char *const verdict_names[] = {
	[PLAN_ACCEPT] = "accept",
	[PLAN_DROP] = "drop",
	[PLAN_PUNT] = "punt",
};

/* Cuts blanks off both ends, in place. */
static char *trim(char *s)
{
	size_t len;

	while (isspace((unsigned char)*s))
		s++;
	len = strlen(s);
	while (len && isspace((unsigned char)s[len - 1]))
		s[--len] = '\0';
	return s;
}

static void read_difference(struct reader *r, struct corpus_packet *p,
			    const char *id)
{
	p->difference = difference_by_id(id);
	if (!p->difference)
		diag_error(r->diag, r->loc,
			   "'%s' is no row of policy/differences.def", id);
}

/* "agilio-cx: punt" */
static void read_punt(struct reader *r, struct corpus_packet *p, char *text)
{
	char *colon = strchr(text, ':');

	if (!colon || strcmp(trim(colon + 1), "punt") != 0) {
		diag_error(r->diag, r->loc, "'[%s]' is not '[PROFILE: punt]'",
			   text);
		return;
	}
	*colon = '\0';
	*(const char **)vec_push(r->arena, &p->punts_on) = trim(text);
}

/* The marks behind the decider: "~ID" and "[PROFILE: punt]". */
static void read_marks(struct reader *r, struct corpus_packet *p, char *text)
{
	char *end;

	for (text = trim(text); *text; text = trim(end)) {
		end = text + strcspn(text, *text == '[' ? "]" : " \t");
		if (*end)
			*end++ = '\0';
		if (*text == '[')
			read_punt(r, p, text + 1);
		else if (*text == '~')
			read_difference(r, p, text + 1);
		else
			diag_error(r->diag, r->loc, "'%s' is not a mark", text);
	}
}

/* Where the marks start: at the first ~ or [ behind a blank. */
static char *find_marks(char *text)
{
	for (char *s = text; *s; s++) {
		if ((*s == '~' || *s == '[') &&
		    (s == text || isspace((unsigned char)s[-1])))
			return s;
	}
	return NULL;
}

/* "drop ssh ~frag-ports [agilio-cx: punt]" */
static void read_expected(struct reader *r, struct corpus_packet *p, char *text)
{
	char *marks = find_marks(text);
	char *decider;

	if (marks) {
		read_marks(r, p, arena_strdup(r->arena, marks));
		*marks = '\0';
	}
	text = trim(text);
	decider = text + strcspn(text, " \t");
	if (*decider)
		*decider++ = '\0';
	p->decider = trim(decider);
	p->is_judged = true;
	for (size_t i = 0; i < 3; i++) {
		if (!strcmp(text, verdict_names[i])) {
			p->verdict = i;
			if (!*p->decider)
				diag_error(
					r->diag, r->loc,
					"who decides? a rule's comment, policy or -");
			return;
		}
	}
	diag_error(r->diag, r->loc, "'%s' is not accept, drop or punt", text);
}

static void read_packet(struct reader *r, char *line)
{
	struct corpus_packet *p = vec_push(r->arena, &r->file->packets);
	char *arrow = strstr(line, "=>");

	p->loc = r->loc;
	if (arrow) {
		*arrow = '\0';
		read_expected(r, p, arrow + 2);
	} else if (!r->unjudged) {
		diag_error(r->diag, r->loc, "no '=> VERDICT DECIDER'");
	}
	p->text = trim(line);
	packet_text_parse(r->arena, r->diag, p->loc, p->text, &p->frame,
			  &p->len);
}

/* A header's line switches the section, and goes to the rules as a blank one.
 */
static bool read_header(struct reader *r, const char *line)
{
	if (!strcmp(line, "rules:") && r->section == SECTION_HEAD)
		r->section = SECTION_RULES;
	else if (!strcmp(line, "packets:") && r->section == SECTION_RULES)
		r->section = SECTION_PACKETS;
	else
		return false;
	return true;
}

static void read_line(struct reader *r, char *line)
{
	char *text = trim(arena_strdup(r->arena, line));

	if (read_header(r, text))
		line = "";
	switch (r->section) {
	case SECTION_HEAD:
		if (*text && *text != '#')
			diag_error(r->diag, r->loc,
				   "expected a comment or 'rules:'");
		fputc('\n', r->rules_out);
		break;
	case SECTION_RULES:
		fputs(*line ? line : "\n", r->rules_out);
		break;
	case SECTION_PACKETS:
		if (*line && *text && *text != '#')
			read_packet(r, text);
		break;
	}
}

int corpus_read(struct arena *a, struct diag *diag, const char *path,
		bool unjudged, struct corpus_file *out)
{
	struct reader r = {
		.arena = a,
		.diag = diag,
		.unjudged = unjudged,
		.loc = { .file = path, .col = 1 },
		.file = out,
	};
	size_t n_errors = diag->n_errors;
	FILE *in = fopen(path, "re");
	char *line = NULL;
	size_t cap = 0;

	*out = (struct corpus_file){ .path = path };
	if (!in) {
		int err = -errno;

		diag_error(diag, r.loc, "cannot be read: %s", strerror(-err));
		return err;
	}
	r.rules_out = open_memstream(&r.rules, &r.rules_len);
	while (!diag_is_full(diag) && getline(&line, &cap, in) > 0) {
		r.loc.line++;
		read_line(&r, line);
	}
	free(line);
	fclose(in);
	fclose(r.rules_out);
	out->rules = arena_strdup(a, r.rules);
	free(r.rules);
	if (r.section != SECTION_PACKETS)
		diag_error(diag, r.loc, "no 'rules:' and 'packets:'");
	else if (!out->packets.n)
		diag_error(diag, r.loc, "no packets");
	return diag->n_errors > n_errors ? -EINVAL : 0;
}

const char *corpus_verdict_name(enum plan_verdict verdict)
{
	return verdict_names[verdict];
}

bool corpus_punts_on(const struct corpus_packet *p, const char *profile)
{
	const char *const *name;

	vec_for_each(name, &p->punts_on) {
		if (!strcmp(*name, profile))
			return true;
	}
	return false;
}

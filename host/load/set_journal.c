// SPDX-License-Identifier: GPL-2.0-only
/*
 * set_journal.c - what changed of a generation's elements since it was made
 */
#include "load/set_journal.h"
#include "lang/nft_file.h"
#include "load/line_journal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const verbs[] = { "add element ", "delete element " };

static const char *print_line(struct arena *a, const struct set_line *line)
{
	const char *n = "";

	if (line->n != 1 || line->at_ms)
		n = arena_printf(a, " # %zu", line->n);
	if (line->at_ms)
		n = arena_printf(a, "%s @%" PRIu64, n, line->at_ms);
	return arena_printf(a, "%s%s %s %s { %s }%s", verbs[line->deletes],
			    line->family, line->table, line->set,
			    line->elements, n);
}

int set_journal_begin(const struct state *st, const char *ifname,
		      unsigned int gen, const struct set_line *line)
{
	return line_journal_begin(
		state_text_path(st, ifname, gen, STATE_ELEMENTS),
		print_line(st->a, line), SET_JOURNAL_MAX_BYTES);
}

/* Cuts the next word off *@p. */
static const char *take_word(char **p)
{
	char *word = *p, *blank = strchr(word, ' ');

	if (!blank)
		return NULL;
	*blank = '\0';
	*p = blank + 1;
	return word;
}

/* Cuts @sign and a number, " # 2", off the end of @text; without one, @none. */
static uint64_t take_number(char *text, const char *sign, uint64_t none)
{
	char *at = strrchr(text, *sign), *end;
	uint64_t n = at ? strtoull(at + strlen(sign), &end, 10) : none;

	if (!at || strncmp(at, sign, strlen(sign)) ||
	    end == at + strlen(sign) || *end || at == text || at[-1] != ' ')
		return none;
	at[-1] = '\0';
	return n;
}

/* Reads @text, which is written to. False: it is not whole. */
static bool read_line(char *text, struct set_line *out)
{
	struct set_line line = { .at_ms = take_number(text, "@", 0) };
	size_t len;

	line.n = take_number(text, "# ", 1);
	len = strlen(text);
	line.deletes = !strncmp(text, verbs[1], strlen(verbs[1]));
	if (strncmp(text, verbs[line.deletes], strlen(verbs[line.deletes])) ||
	    len < 2 || strcmp(text + len - 2, " }"))
		return false;
	text[len - 2] = '\0';
	text += strlen(verbs[line.deletes]);
	line.family = take_word(&text);
	line.table = line.family ? take_word(&text) : NULL;
	line.set = line.table ? take_word(&text) : NULL;
	if (!line.set || strncmp(text, "{ ", 2))
		return false;
	line.elements = text + 2;
	*out = line;
	return true;
}

bool set_journal_is_lost(const struct state *st, const char *ifname,
			 unsigned int gen)
{
	return access(state_text_path(st, ifname, gen, STATE_ELEMENTS), F_OK);
}

int set_journal_read(const struct state *st, const char *ifname,
		     unsigned int gen, struct set_lines *out)
{
	struct set_line line;
	char *text, *end;
	size_t len;
	int err = file_read(st->a,
			    state_text_path(st, ifname, gen, STATE_ELEMENTS),
			    SIZE_MAX / 2, true, &text, &len);

	if (err)
		return err;
	for (; (end = strchr(text, '\n')); text = end + 1) {
		*end = '\0';
		if (!read_line(text, &line))
			return -EINVAL;
		*vec_push(st->a, &out->v) = line;
	}
	return 0;
}

int set_journal_open_line(const struct state *st, const char *ifname,
			  unsigned int gen, int *fd, struct set_line *out)
{
	char *text;
	int ret = line_journal_open(
		st->a, state_text_path(st, ifname, gen, STATE_ELEMENTS), fd,
		&text);

	*out = (struct set_line){};
	if (ret == 1 && text)
		read_line(text, out);
	return ret;
}

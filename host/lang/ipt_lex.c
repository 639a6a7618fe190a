// SPDX-License-Identifier: GPL-2.0-only
/*
 * ipt_lex.c - the words of a line of iptables-restore
 */
#include "lang/ipt_lex.h"

#include <errno.h>
#include <stdlib.h>

struct lexer {
	struct ipt_words *words;
	char *next; /* where the text of the word that is open ends */
	char *word; /* where it starts */
	unsigned int col;
	struct loc loc;
	struct diag *diag;
};

static int refuse(const struct lexer *lx, const char *what, unsigned int max)
{
	struct loc loc = lx->loc;

	loc.col = lx->col;
	diag_error(lx->diag, loc, "%s: iptables-restore has room for %u", what,
		   max);
	return -EINVAL;
}

static int end_word(struct lexer *lx, size_t end)
{
	struct ipt_word *word;

	if (lx->next - lx->word >= IPT_MAX_WORD)
		return refuse(lx, "the word has too many characters",
			      IPT_MAX_WORD - 1);
	if (lx->words->n == IPT_MAX_WORDS)
		return refuse(lx, "the line has too many words", IPT_MAX_WORDS);
	*lx->next++ = '\0';
	word = &lx->words->v[lx->words->n++];
	*word = (struct ipt_word){ lx->word, lx->col, end };
	lx->word = lx->next;
	return 0;
}

static bool is_plain(char c)
{
	return c != ' ' && c != '\t' && c != '"';
}

/* Takes what stands from byte @i on as it is; the byte behind it. */
static size_t take_plain(struct lexer *lx, const char *line, size_t len,
			 size_t i)
{
	char *next = lx->next;

	while (i < len && is_plain(line[i]))
		*next++ = line[i++];
	lx->next = next;
	return i;
}

/* Takes what is in quotes from byte @i on; the byte behind them. */
static size_t take_quoted(struct lexer *lx, const char *line, size_t len,
			  size_t i)
{
	for (; i < len && line[i] != '"'; i++) {
		if (line[i] == '\\' && ++i == len)
			break;
		*lx->next++ = line[i];
	}
	if (i < len)
		return i + 1;
	*lx->next++ = '\n';
	return len;
}

int ipt_lex(struct ipt_words *out, const char *line, size_t len, size_t from,
	    struct loc loc, struct diag *diag)
{
	struct lexer lx = {
		.words = out,
		.next = out->text,
		.word = out->text,
		.loc = loc,
		.diag = diag,
	};
	bool is_open = false;
	size_t i = from;

	out->n = 0;
	while (i < len) {
		bool is_quote = line[i] == '"';
		bool is_blank = !is_quote && !is_plain(line[i]);

		if (!is_open && !is_blank)
			lx.col = i + 1;
		if (is_quote)
			i = take_quoted(&lx, line, len, i + 1);
		else if (!is_blank)
			i = take_plain(&lx, line, len, i);
		if ((is_quote || (is_open && is_blank)) && end_word(&lx, i))
			return -EINVAL;
		is_open = !is_quote && !is_blank;
		i += is_blank;
	}
	return is_open ? end_word(&lx, i) : 0;
}

/* A number that ends at @end, or nothing. */
static bool read_count(const char *s, const char *end, unsigned long long *out)
{
	char *stop;

	errno = 0;
	*out = strtoull(s, &stop, 10);
	return s < end && *s >= '0' && *s <= '9' && stop == end && !errno;
}

int ipt_lex_counters(const char *line, size_t len, struct loc loc,
		     struct diag *diag, size_t *from, struct ipt_counters *out)
{
	const char *close, *colon;
	char text[64];
	size_t n;

	*from = 0;
	*out = (struct ipt_counters){};
	if (!len || line[0] != '[')
		return 0;
	close = memchr(line, ']', len);
	colon = close ? memchr(line, ':', close - line) : NULL;
	if (!colon) {
		loc.col = 1;
		diag_error(diag, loc,
			   "counters are written [PACKETS:BYTES], as in [0:0]");
		return -EINVAL;
	}
	*from = close + 1 - line;
	n = *from - 2;
	if (n >= sizeof(text))
		return 0;
	memcpy(text, line + 1, n);
	text[n] = '\0';
	out->are_there =
		read_count(text, text + (colon - line - 1), &out->packets) &&
		read_count(text + (colon - line), text + n, &out->bytes);
	return 0;
}

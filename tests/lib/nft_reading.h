/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_reading.h - what the tests of nft's text have in common
 *
 * For programs with cmocka alone.
 */
#ifndef NICFW_TESTS_NFT_READING_H
#define NICFW_TESTS_NFT_READING_H

#include "lang/nft_parse.h"
#include "lib/fixture.h"

static inline const struct ruleset *parse(struct fixture *f, const char *text)
{
	struct ruleset *rs = NULL;

	if (nft_parse(f->arena, f->diag, "t.nft", text, strlen(text), NULL,
		      &rs)) {
		diag_print(f->diag, stderr);
		fail_msg("refused: %s", text);
	}
	return rs;
}

/* Refused with a message that has @message in it, at @line and @col. */
static inline void assert_refused(struct fixture *f, const char *text,
				  unsigned int line, unsigned int col,
				  const char *message)
{
	struct ruleset *rs = (struct ruleset *)f;
	struct diag *diag = diag_new(f->arena);

	assert_int_equal(nft_parse(f->arena, diag, "t.nft", text, strlen(text),
				   NULL, &rs),
			 -EINVAL);
	assert_ptr_equal(rs, f);
	assert_true(diag->n_errors > 0);
	assert_string_equal(diag->msgs.v[0].loc.file, "t.nft");
	assert_int_equal(diag->msgs.v[0].loc.line, line);
	assert_int_equal(diag->msgs.v[0].loc.col, col);
	if (!strstr(diag->msgs.v[0].text, message))
		fail_msg("'%s' is not in '%s'", message, diag->msgs.v[0].text);
}

#endif

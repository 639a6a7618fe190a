// SPDX-License-Identifier: GPL-2.0-only
/*
 * fuzz_nft.c - does any text crash the parser, and is printing a fixpoint?
 *
 * What is refused must have an error; what is read must print to a text that
 * is read again and prints the same.
 */
#include "lang/nft_parse.h"
#include "lang/nft_print.h"

#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char *print(const struct ruleset *rs)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	if (!out)
		abort();
	nft_print_ruleset(rs, out);
	fclose(out);
	return text;
}

static void check_fixpoint(struct arena *a, struct diag *diag, const char *text)
{
	struct ruleset *rs = NULL;
	char *again;

	if (nft_parse(a, diag, "printed", text, strlen(text), NULL, &rs)) {
		diag_print(diag, stderr);
		abort();
	}
	again = print(rs);
	if (strcmp(text, again))
		abort();
	free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena *a = arena_new();
	struct diag *diag = diag_new(a);
	struct ruleset *rs = NULL;
	char *text;
	int err;

	err = nft_parse(a, diag, "fuzz", (const char *)data, size, NULL, &rs);
	if (!err != !diag->n_errors || !err != !!rs ||
	    diag->n_errors > DIAG_MAX_ERRORS)
		abort();
	if (!err) {
		text = print(rs);
		check_fixpoint(a, diag, text);
		free(text);
	}
	arena_free(a);
	return 0;
}

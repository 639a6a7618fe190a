/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_print_expr.h - one expression as nft text
 */
#ifndef NICFW_NFT_PRINT_EXPR_H
#define NICFW_NFT_PRINT_EXPR_H

#include "base/text.h"
#include "lang/ast.h"

void print_expr(const struct expr *e, struct text *out);

/* The same as a string in the arena. */
char *print_expr_text(struct arena *a, const struct expr *e);

/* @text in quotes. */
void print_quoted(const char *text, struct text *out);

void print_verdict(struct verdict verdict, struct text *out);

#endif

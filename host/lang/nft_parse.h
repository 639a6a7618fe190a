/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * nft_parse.h - from nft text to a tree
 *
 * Reads what `nft list ruleset` prints and what people write for `nft -f`.
 * A word that nft would refuse is an error with its place; a construct that nft
 * knows and nicfw does not place becomes an UNKNOWN with its text. Nothing is
 * skipped.
 */
#ifndef NICFW_NFT_PARSE_H
#define NICFW_NFT_PARSE_H

#include "lang/ast.h"

/* `-D NAME=VALUE`: takes the place of a `define` of that name in the file. */
struct nft_define {
	const char *name;
	const char *value;
};

struct nft_options {
	const struct nft_define *defines;
	size_t n_defines;
	/* Where files are looked for that are included; none: /etc, as nft. */
	const char *const *include_dirs;
	size_t n_include_dirs;
	bool no_unknown; /* extensions of iptables, "xt match geoip": errors */
};

/*
 * Parses @len bytes at @text, which need no closing NUL; @file names them in
 * messages. Included files are found as nft finds them: from the root or, with
 * "./" or "../" in front, from the current directory, else in the directories
 * of @opts. @opts may be NULL. On success sets *@out and returns 0. Otherwise
 * returns -EINVAL with at least one error in @diag (at most DIAG_MAX_ERRORS)
 * and leaves *@out alone.
 */
int nft_parse(struct arena *a, struct diag *diag, const char *file,
	      const char *text, size_t len, const struct nft_options *opts,
	      struct ruleset **out);

/*
 * As nft_parse(), for a file; "-" is standard input. A file that cannot be
 * read is an error in @diag and returns -errno; one of over NFT_MAX_BYTES is
 * refused.
 */
int nft_parse_file(struct arena *a, struct diag *diag, const char *path,
		   const struct nft_options *opts, struct ruleset **out);

/*
 * Parses what stands between the braces of a set: "10.0.0.1, 10.1.0.0/16". A
 * pair of braces around it all is fine. Sets *@out to a SET; errors as
 * nft_parse().
 */
int nft_parse_elements(struct arena *a, struct diag *diag, const char *name,
		       const char *text, size_t len, struct expr **out);

#define NFT_MAX_BYTES (256u << 20)
/* A rule takes some 3 KB while it is compiled. */
#define NFT_MAX_RULES 1000000u

#endif

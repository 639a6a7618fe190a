/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * shapes.h - rulesets that are bad, or the worst of their kind
 *
 * Each is what somebody could give nicfw by mistake or on purpose: the same a
 * million times, everything within everything else, text that means more than
 * it is long. The same shape and size give the same text.
 */
#ifndef NICFW_TESTS_SHAPES_H
#define NICFW_TESTS_SHAPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct shape {
	const char *name;
	void (*write)(size_t n, FILE *out);
	size_t few;  /* its size in `make check` */
	size_t many; /* and in `make check-adverse` */
	/* Wrong: a located error that has this in its text; NULL: right. */
	const char *error;
	/* The larger one takes more than the bounds: its figures are all. */
	bool is_over;
};

extern const struct shape shapes[];
extern const size_t n_shapes;

/* What is before and behind the rules of an ingress chain of v0. */
void shape_open_table(FILE *out);
void shape_open_chain(FILE *out);
void shape_close(FILE *out);

/* The @i-th of numbers that look random, of 32 bits. */
unsigned int shape_number(size_t i);

/* shapes_sets.c */
void shape_equal_elements(size_t n, FILE *out);
void shape_nested_elements(size_t n, FILE *out);
void shape_merged_elements(size_t n, FILE *out);
void shape_ranges_of_three(size_t n, FILE *out);
void shape_verdict_map(size_t n, FILE *out);
void shape_anonymous_set(size_t n, FILE *out);
void shape_holed_set(size_t n, FILE *out);
void shape_small_sets(size_t n, FILE *out);
void shape_used_define(size_t n, FILE *out);

/* shapes_rules.c */
void shape_equal_rules(size_t n, FILE *out);
void shape_port_ranges(size_t n, FILE *out);
void shape_pairs_of_ports(size_t n, FILE *out);
void shape_onion(size_t n, FILE *out);
void shape_onion6(size_t n, FILE *out);
void shape_prefixes(size_t n, FILE *out);
void shape_prefixes6(size_t n, FILE *out);
void shape_masks(size_t n, FILE *out);
void shape_negations(size_t n, FILE *out);
void shape_many_matches(size_t n, FILE *out);
void shape_acl(size_t n, FILE *out);

/* shapes_chains.c */
void shape_chains(size_t n, FILE *out);
void shape_map_of_chains(size_t n, FILE *out);
void shape_deep_chains(size_t n, FILE *out);
void shape_doubling_chains(size_t n, FILE *out);
void shape_base_chains(size_t n, FILE *out);
void shape_tables(size_t n, FILE *out);
void shape_circle(size_t n, FILE *out);

/* shapes_text.c */
void shape_braces(size_t n, FILE *out);
void shape_open_blocks(size_t n, FILE *out);
void shape_long_line(size_t n, FILE *out);
void shape_long_word(size_t n, FILE *out);
void shape_long_comment(size_t n, FILE *out);
void shape_doubling_defines(size_t n, FILE *out);
void shape_wrong_lines(size_t n, FILE *out);
void shape_devices(size_t n, FILE *out);
void shape_ipt_equal(size_t n, FILE *out);
void shape_ipt_chains(size_t n, FILE *out);

#endif

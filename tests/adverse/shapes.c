// SPDX-License-Identifier: GPL-2.0-only
/*
 * shapes.c - the table of bad rulesets
 */
#include "adverse/shapes.h"

const struct shape shapes[] = {
	{ "equal-elements", shape_equal_elements, 10000, 1000000 },
	{ "nested-elements", shape_nested_elements, 10000, 1000000, "overlap" },
	{ "merged-elements", shape_merged_elements, 10000, 1000000 },
	{ "ranges-of-three", shape_ranges_of_three, 300, 100000,
	  .is_over = true },
	{ "verdict-map", shape_verdict_map, 10000, 1000000 },
	{ "anonymous-set", shape_anonymous_set, 10000, 1000000 },
	{ "holed-set", shape_holed_set, 10000, 1000000 },
	{ "small-sets", shape_small_sets, 1000, 100000, .is_over = true },
	{ "used-define", shape_used_define, 1000, 100000 },
	{ "equal-rules", shape_equal_rules, 10000, 1000000, .is_over = true },
	{ "port-ranges", shape_port_ranges, 1000, 160000, .is_over = true },
	{ "pairs-of-ports", shape_pairs_of_ports, 1000, 160000,
	  .is_over = true },
	{ "onion", shape_onion, 1000, 20000 },
	{ "onion6", shape_onion6, 300, 20000, .is_over = true },
	{ "prefixes", shape_prefixes, 1000, 160000 },
	{ "prefixes6", shape_prefixes6, 1000, 160000 },
	{ "masks", shape_masks, 500, 20000, .is_over = true },
	{ "negations", shape_negations, 1000, 20000 },
	{ "many-matches", shape_many_matches, 10000, 1000000 },
	{ "acl", shape_acl, 1000, 160000 },
	{ "chains", shape_chains, 1000, 160000 },
	{ "map-of-chains", shape_map_of_chains, 3000, 30000 },
	{ "deep-chains", shape_deep_chains, 1000, 160000, "nest deeper" },
	{ "doubling-chains", shape_doubling_chains, 13, 13 },
	{ "base-chains", shape_base_chains, 1000, 100000 },
	{ "tables", shape_tables, 1000, 100000 },
	{ "circle", shape_circle, 1000, 160000, "nest deeper" },
	{ "braces", shape_braces, 10000, 1000000, "nested too deeply" },
	{ "open-blocks", shape_open_blocks, 10000, 1000000,
	  "unexpected 'table'" },
	{ "long-line", shape_long_line, 10000, 1000000 },
	{ "long-word", shape_long_word, 10000, 50000000, "unknown service" },
	{ "long-comment", shape_long_comment, 10000, 50000000, "too long" },
	{ "doubling-defines", shape_doubling_defines, 40, 40,
	  "too large a ruleset" },
	{ "wrong-lines", shape_wrong_lines, 10000, 1000000,
	  "no field 'dprot'" },
	{ "devices", shape_devices, 1000, 1000000, "at most 256" },
	{ "ipt-equal", shape_ipt_equal, 10000, 1000000 },
	{ "ipt-chains", shape_ipt_chains, 1000, 160000 },
};
const size_t n_shapes = sizeof(shapes) / sizeof(shapes[0]);

void shape_open_table(FILE *out)
{
	fputs("table netdev t {\n", out);
}

void shape_open_chain(FILE *out)
{
	fputs("\tchain in {\n\t\ttype filter hook ingress device v0 priority 0; policy accept;\n",
	      out);
}

void shape_close(FILE *out)
{
	fputs("\t}\n}\n", out);
}

unsigned int shape_number(size_t i)
{
	unsigned long z = (i + 1) * 0x9e3779b97f4a7c15ul;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ul;
	z = (z ^ z >> 27) * 0x94d049bb133111ebul;
	return (unsigned int)(z >> 32);
}

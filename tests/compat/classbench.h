/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classbench.h - lists of ClassBench as a dump of iptables
 */
#ifndef NICFW_TESTS_CLASSBENCH_H
#define NICFW_TESTS_CLASSBENCH_H

#include <stdio.h>

/*
 * Reads "@SADDR/LEN DADDR/LEN LO : HI LO : HI PROTO/MASK ..." lines, @most of
 * them, and prints rules of the chain INPUT that drop and accept by turns.
 * Returns how many; 0: the file is no such list.
 */
unsigned int classbench_print(FILE *in, FILE *out, unsigned int most);

#endif

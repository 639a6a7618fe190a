/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_lists.h - the rules among a shell's commands
 */
#ifndef NICFW_TESTS_IPT_LISTS_H
#define NICFW_TESTS_IPT_LISTS_H

#include "compat/ipt_ask.h"

/*
 * Asks about each rule that a script below @corpora adds: "iptables -A ...",
 * "$IPTABLES -I ...", "-A ...". The chains that the script makes or fills are
 * there. Lines with a shell's variables are left out.
 */
void check_lists(const char *corpora, struct counts *c);

#endif

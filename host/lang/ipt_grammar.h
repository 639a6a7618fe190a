/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * ipt_grammar.h - arguments of iptables' options with a grammar of their own
 *
 * They are only checked: what they say is the host's to judge.
 */
#ifndef NICFW_IPT_GRAMMAR_H
#define NICFW_IPT_GRAMMAR_H

#include "lang/ipt_ext.h"

/* "2024-01-31T23:59:59", cut short anywhere; "23:59:59" or "23:59". */
bool ipt_is_date(enum ipt_family family, const char *text);
bool ipt_is_daytime(enum ipt_family family, const char *text);

/* Seconds of a time that ipt_is_daytime() takes. */
unsigned int ipt_daytime(const char *text);

/* "Mon,2,We", "1,15,31" */
bool ipt_is_weekdays(enum ipt_family family, const char *text);
bool ipt_is_monthdays(enum ipt_family family, const char *text);

/* "0&0xFF=1:5,7 && ..." */
bool ipt_is_u32(enum ipt_family family, const char *text);

/* "abc|0a 0b|\|", up to 128 bytes; "N,code jt jf k,..." */
bool ipt_is_hex_string(enum ipt_family family, const char *text);
bool ipt_is_bytecode(enum ipt_family family, const char *text);

/* "10/sec" or "512kb/s"; "5" or "400kb" */
bool ipt_is_hash_rate(enum ipt_family family, const char *text);
bool ipt_is_hash_burst(enum ipt_family family, const char *text);

/* "100kbit"; "250.0ms" */
bool ipt_is_bit_rate(enum ipt_family family, const char *text);
bool ipt_is_interval(enum ipt_family family, const char *text);

#endif

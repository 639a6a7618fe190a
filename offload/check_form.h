/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * check_form.h - what the kernel's verifier refuses of an instruction's looks
 */
#ifndef NICFW_CHECK_FORM_H
#define NICFW_CHECK_FORM_H

#include <linux/bpf.h>

/*
 * Why @insn, a known one with the second half of a 64-bit constant behind it,
 * is refused whatever is in its registers; NULL: it is not.
 */
const char *check_form(const struct bpf_insn *insn);

#endif

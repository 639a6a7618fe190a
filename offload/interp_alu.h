/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * interp_alu.h - what BPF's arithmetic and comparisons give
 *
 * Pure functions. @wide tells a 64-bit operation from a 32-bit one, whose
 * operands the caller has cut to 32 bits.
 */
#ifndef NICFW_INTERP_ALU_H
#define NICFW_INTERP_ALU_H

#include <stdbool.h>
#include <stdint.h>

/* Computes *@v @op @src, @op as BPF_OP() gives it. -EINVAL: no such one. */
int interp_compute(uint8_t op, bool wide, uint64_t *v, uint64_t src);

/* 1 or 0: does the comparison hold? -EINVAL: there is no such one. */
int interp_compare(uint8_t op, bool wide, uint64_t a, uint64_t b);

/* The low @bits (16, 32, 64) of @v in network byte order. */
uint64_t interp_swap(uint64_t v, int bits);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * forms.h - a program for each form that an instruction has
 */
#ifndef NICFW_VM_FORMS_H
#define NICFW_VM_FORMS_H

#include "lib/batch.h"

/* What these programs need of a map's value. */
#define FORMS_VALUE_BYTES 512

/*
 * Adds, for each opcode of which the checker knows the words, a program with
 * all constants, places and readers that make a difference to them.
 */
void forms_add(struct batch *batch);

#endif

/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * classify_key_int.h - the steps of key_find()
 *
 * classify_facts.c has the first ones, classify_boxes.c makes the boxes.
 */
#ifndef NICFW_CLASSIFY_KEY_INT_H
#define NICFW_CLASSIFY_KEY_INT_H

#include "policy/classify_key.h"

/* Which dimensions are parts of the key. */
void key_find_parts(struct arena *a, struct key_items *k);

/* What each item asks for besides; takes out who asks for too much. */
void key_find_atoms(struct arena *a, struct key_items *k);

/* The atoms that have a bit, or that all items ask for. */
void key_find_facts(struct key_items *k);

/* True if all that item k->v.v[@i] asks for is known by facts. */
bool key_is_whole(const struct key_items *k, size_t i);

/* The bits that it needs. */
uint32_t key_need(const struct key_items *k, size_t i);

#endif

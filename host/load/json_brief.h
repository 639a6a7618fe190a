/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * json_brief.h - a file of JSON without its longest part
 */
#ifndef NICFW_JSON_BRIEF_H
#define NICFW_JSON_BRIEF_H

#include <jansson.h>

/*
 * Reads @path as json_load_file() does, but each array that is the value of
 * @key, at most 15 bytes, is empty: it is passed over and takes no memory. NULL
 * if there is no such file, or it is no JSON.
 */
json_t *json_brief_load(const char *path, const char *key);

#endif

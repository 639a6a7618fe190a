/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * elf_btf.h - the types in an object file that tell libbpf what maps there are
 *
 * A map is a variable in the section .maps, of a struct whose members point to
 * arrays: the length of the array is the figure (libbpf.c,
 * parse_btf_map_def). Keys and values get sizes alone: a NIC refuses maps that
 * name their types (kernel/bpf/offload.c, map_check_no_btf).
 */
#ifndef NICFW_ELF_BTF_H
#define NICFW_ELF_BTF_H

#include "offload/image.h"

/* Bytes that one map's variable takes in .maps. */
#define ELF_BTF_MAP_BYTES 32

/* The contents of .BTF for the maps of @img, in @a; NULL: no memory. */
void *elf_btf_make(struct arena *a, const struct image *img, uint32_t *len);

#endif

// SPDX-License-Identifier: GPL-2.0-only
/*
 * translated.c - what the nfp driver made of a program that was loaded for it
 */
#include "translated.h"

#include "offload/insn.h"

#include <bpf/bpf.h>
#include <errno.h>

/* Any addresses will do: the program stays here. */
static const struct nfp_addresses addresses = {
	.start = 0x100,
	.done = 0x40,
	.lookup = 0x3fff,
};

/* No table has such a number; so has a map that nothing looks up. */
#define NO_TABLE(map) (UINT32_MAX - (uint32_t)(map))

struct reading {
	struct arena *arena;
	const struct objects *objects;
	uint64_t *words;
	size_t n_words;
	struct bpf_insn *insns; /* as the driver translated them */
	size_t n_insns;
	uint32_t *map_ids;
	uint32_t *tables; /* of each map */
	const char *why;
};

static int fail(struct reading *r, int err, const char *why)
{
	r->why = why;
	return err;
}

static int read_program(struct reading *r)
{
	struct bpf_prog_info info = {};
	uint32_t len = sizeof(info);
	int err = bpf_obj_get_info_by_fd(r->objects->prog, &info, &len);

	if (err)
		return fail(r, err, "the kernel does not show the program");
	if (!info.jited_prog_len || !info.xlated_prog_len)
		return fail(
			r, -EPERM,
			"the kernel does not show what the driver made of the program: kernel.kptr_restrict must not be 2");
	r->words = arena_alloc(r->arena, info.jited_prog_len);
	r->n_words = info.jited_prog_len / sizeof(*r->words);
	r->insns = arena_alloc(r->arena, info.xlated_prog_len);
	r->n_insns = info.xlated_prog_len / sizeof(*r->insns);
	info = (struct bpf_prog_info){
		.jited_prog_insns = (uintptr_t)r->words,
		.jited_prog_len = info.jited_prog_len,
		.xlated_prog_insns = (uintptr_t)r->insns,
		.xlated_prog_len = info.xlated_prog_len,
	};
	err = bpf_obj_get_info_by_fd(r->objects->prog, &info, &len);
	return err ? fail(r, err, "the kernel does not show the program") : 0;
}

static int read_map_ids(struct reading *r)
{
	const struct objects *o = r->objects;

	r->map_ids = arena_calloc(r->arena, o->n_maps, sizeof(*r->map_ids));
	r->tables = arena_calloc(r->arena, o->n_maps, sizeof(*r->tables));
	for (size_t i = 0; i < o->n_maps; i++) {
		struct bpf_map_info info = {};
		uint32_t len = sizeof(info);
		int err = bpf_obj_get_info_by_fd(o->maps[i], &info, &len);

		if (err)
			return fail(r, err, "the kernel does not show a map");
		r->map_ids[i] = info.id;
		r->tables[i] = NO_TABLE(i);
	}
	return 0;
}

/* One table is one map's, and the other way round. */
static int set_table(struct reading *r, uint32_t map_id, uint32_t table)
{
	for (size_t i = 0; i < r->objects->n_maps; i++) {
		bool is_map = r->map_ids[i] == map_id;

		if (is_map && r->tables[i] == NO_TABLE(i))
			r->tables[i] = table;
		if (is_map != (r->tables[i] == table))
			return fail(r, -EPROTO,
				    "tables and maps do not go together");
	}
	return 0;
}

/* In the kernel's dump an instruction that loads a map has the map's id. */
static int match_tables(struct reading *r, const uint32_t *of_calls, int n)
{
	uint32_t map_id = 0;
	int i = 0;

	for (size_t k = 0; k < r->n_insns; k++) {
		const struct bpf_insn *insn = &r->insns[k];

		if (insn_is_wide(insn) && insn->src_reg == BPF_PSEUDO_MAP_FD &&
		    insn->dst_reg == BPF_REG_1)
			map_id = insn->imm;
		if (insn->code != (BPF_JMP | BPF_CALL))
			continue;
		if (i == n || set_table(r, map_id, of_calls[i++]))
			return fail(r, -EPROTO,
				    "the program's calls are not the driver's");
	}
	return i == n ? 0
		      : fail(r, -EPROTO,
			     "the driver has calls that the program lacks");
}

static int find_tables(struct reading *r, const struct nfp_code *code)
{
	uint32_t *of_calls =
		arena_calloc(r->arena, r->n_words, sizeof(*of_calls));
	int n = nfp_call_tables(r->arena, code, of_calls, r->n_words, &r->why);

	return n < 0 ? n : match_tables(r, of_calls, n);
}

int translated_read(struct arena *a, const struct objects *o,
		    struct nfp_code *out, const char **why)
{
	struct reading r = { .arena = a, .objects = o };
	struct nfp_code code = { .at = addresses };
	int err = read_program(&r) ?: read_map_ids(&r);

	if (!err)
		err = nfp_relocate(a, r.words, r.n_words, &addresses, &r.why);
	code.words = r.words;
	code.n_words = r.n_words;
	code.tables = r.tables;
	if (!err)
		err = find_tables(&r, &code);
	*why = r.why;
	if (!err)
		*out = code;
	return err;
}

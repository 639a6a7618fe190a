// SPDX-License-Identifier: GPL-2.0-only
/*
 * gen.c - random programs that the nfp driver translates
 */
#include "nfp/gen.h"

#define R0  BPF_REG_0
#define R1  BPF_REG_1
#define R2  BPF_REG_2
#define R3  BPF_REG_3
#define R4  BPF_REG_4
#define R5  BPF_REG_5
#define R7  BPF_REG_7
#define R8  BPF_REG_8
#define R9  BPF_REG_9
#define R10 BPF_REG_10

enum {
	MIN_FRAME = 14,
	MAX_FRAME = 220,
	N_PACKETS = 6,
	MAX_SKIPPED = 4,
};

void gen_emit(struct gen *g, const struct bpf_insn *insns, size_t n)
{
	while (n--)
		add_insn(g->arena, g->img, *insns++, PLAN_NO_RULE);
}

uint8_t gen_scalar(struct gen *g)
{
	static const uint8_t regs[] = { R0, R2, R3, R4, R5, R9 };

	return rng_pick(&g->rng, regs);
}

int32_t gen_imm(struct gen *g)
{
	static const int32_t edges[] = {
		0,	   1,	    -1,	       0xff,	  0x100,
		0xffff,	   0x10000, INT32_MAX, INT32_MIN, (int32_t)0xffff0000,
		0x00ff0000
	};
	uint32_t v = rng_next(&g->rng);

	if (rng_one_in(&g->rng, 3))
		return rng_pick(&g->rng, edges);
	if (rng_one_in(&g->rng, 2))
		v >>= rng_below(&g->rng, 32);
	return rng_one_in(&g->rng, 4) ? (int32_t)-v : (int32_t)v;
}

static uint8_t random_size(struct gen *g, unsigned int *bytes)
{
	static const uint8_t sizes[] = { BPF_B, BPF_H, BPF_W, BPF_DW };
	unsigned int i = rng_below(&g->rng, 4);

	*bytes = 1U << i;
	return sizes[i];
}

void gen_unknown(struct gen *g, uint8_t reg)
{
	unsigned int bytes;
	uint8_t size = random_size(g, &bytes);

	GEN(g, LOAD(size, reg, R7, rng_below(&g->rng, g->reach - bytes + 1)));
}

static void gen_packet_load(struct gen *g)
{
	gen_unknown(g, gen_scalar(g));
}

/* Loads near each other are joined into one. */
static void gen_window(struct gen *g)
{
	uint32_t at = rng_below(&g->rng, g->reach);

	for (unsigned int i = rng_between(&g->rng, 2, 5); i; i--) {
		unsigned int bytes;
		uint8_t size = random_size(g, &bytes);
		uint32_t off = at + rng_below(&g->rng, 24);

		if (off + bytes <= g->reach)
			GEN(g, LOAD(size, gen_scalar(g), R7, off));
	}
}

static void gen_packet_store(struct gen *g)
{
	unsigned int bytes;
	uint8_t size = random_size(g, &bytes);

	GEN(g, STORE(size, R7, rng_below(&g->rng, g->reach - bytes + 1),
		     gen_scalar(g)));
}

/*
 * Loads and stores that the driver joins into a copy. Moves around it keep it
 * apart from others (known.c, copy-back), and what the register holds is not
 * used (copy-of-words).
 */
static void gen_copy(struct gen *g)
{
	unsigned int bytes, n = rng_between(&g->rng, 2, 5);
	uint8_t size = random_size(g, &bytes), reg = gen_scalar(g);
	uint32_t from, to;

	if (2 * n * bytes > g->reach)
		return;
	from = rng_below(&g->rng, g->reach / 2 - n * bytes + 1);
	to = g->reach / 2 + rng_below(&g->rng, g->reach / 2 - n * bytes + 1);
	GEN(g, MOV_K(reg, 0));
	for (unsigned int i = 0; i < n; i++)
		GEN(g, LOAD(size, reg, R7, from + i * bytes),
		    STORE(size, R7, to + i * bytes, reg));
	GEN(g, MOV_K(reg, gen_imm(g)));
}

static int16_t gen_slot(struct gen *g)
{
	return g->slots[rng_below(&g->rng, g->n_slots)];
}

/* An access to a slot of the stack, directly or by another register. */
static void gen_stack(struct gen *g)
{
	unsigned int bytes;
	uint8_t size = random_size(g, &bytes);
	int16_t off = gen_slot(g) + bytes * rng_below(&g->rng, 8 / bytes);
	uint8_t base = R10, reg = gen_scalar(g);

	if (rng_one_in(&g->rng, 3)) {
		base = R1;
		GEN(g, MOV_X(R1, R10), ALU64_K(BPF_ADD, R1, off - 8));
		off = 8;
	}
	if (rng_one_in(&g->rng, 2))
		GEN(g, STORE(size, base, off, reg));
	else
		GEN(g, LOAD(size, reg, base, off));
}

/* A load at an offset that is computed; what is behind the end is not read. */
static void gen_variable_load(struct gen *g)
{
	unsigned int bytes;
	uint8_t size = random_size(g, &bytes);

	/* known.c, window-by-pruning */
	gen_unknown(g, R3);
	GEN(g, ALU64_K(BPF_AND, R3, 0x3f), MOV_X(R4, R7),
	    ALU64_X(BPF_ADD, R4, R3), MOV_X(R5, R4),
	    ALU64_K(BPF_ADD, R5, bytes + 2), IF_X(BPF_JGT, R5, R8, 1),
	    LOAD(size, R9, R4, rng_below(&g->rng, 3)), MOV_X(R4, R3),
	    MOV_K(R5, gen_imm(g)));
}

/* Defines what a call has left undefined. */
static void gen_scalars(struct gen *g)
{
	GEN(g, MOV_X(R0, R9), MOV_K(R2, gen_imm(g)), MOV_X(R3, R9),
	    ALU32_X(BPF_MOV, R4, R9), LOAD(BPF_DW, R5, R10, gen_slot(g)));
}

/* A load of the part of a value that is read, or an addition to the rest. */
static void gen_use_value(struct gen *g, uint32_t read, uint32_t all)
{
	unsigned int bytes;
	uint8_t size = random_size(g, &bytes);

	if (rng_one_in(&g->rng, 2)) {
		GEN(g,
		    LOAD(size, R9, R0, rng_below(&g->rng, read - bytes + 1)));
		return;
	}
	size = rng_one_in(&g->rng, 2) ? BPF_DW : BPF_W;
	bytes = size == BPF_DW ? 8 : 4;
	gen_unknown(g, R1);
	/*
	 * The driver looks at all 64 bits to choose how to add 32, whatever
	 * the upper half holds; the other result is the same, but the model
	 * stops there. This move makes the upper half defined.
	 */
	GEN(g, MOV_X(R1, R1));
	if (rng_one_in(&g->rng, 3))
		GEN(g, ALU64_K(BPF_AND, R1, 0xffff));
	else if (rng_one_in(&g->rng, 3))
		GEN(g, MOV_K(R1, gen_imm(g)));
	GEN(g, ADD_TO(size, R0,
		      read + bytes * rng_below(&g->rng, (all - read) / bytes),
		      R1));
}

/* r0 = the address of the value for a key at @off of the stack, or not. */
static void gen_lookup(struct gen *g, unsigned int map, int16_t off)
{
	struct image *img = g->img;
	size_t jump;

	GEN(g, LD_MAP(R1, map), MOV_X(R2, R10), ALU64_K(BPF_ADD, R2, off),
	    CALL(map_lookup_elem));
	jump = img->insns.n;
	GEN(g, IF_K(BPF_JEQ, R0, 0, 0));
	gen_use_value(g, map == GEN_ARRAY ? GEN_ARRAY_READ : GEN_HASH_READ,
		      map == GEN_ARRAY ? GEN_ARRAY_VALUE : GEN_HASH_VALUE);
	img->insns.v[jump].off = img->insns.n - jump - 1;
	gen_scalars(g);
}

static void gen_array_lookup(struct gen *g)
{
	int16_t off = gen_slot(g) + 4 * rng_below(&g->rng, 2);

	GEN(g, ALU64_K(BPF_AND, R4, 7), STORE(BPF_W, R10, off, R4));
	gen_lookup(g, GEN_ARRAY, off);
}

/* Keys are words of small numbers: half of them are in the hash. */
static void gen_hash_lookup(struct gen *g)
{
	int16_t off = g->slots[0];

	GEN(g, ALU32_K(BPF_AND, R4, 15));
	for (uint32_t i = 0; i < g->key_bytes; i += 4)
		GEN(g, STORE(BPF_W, R10, off + i, R4));
	gen_lookup(g, GEN_HASH, off);
}

/* The jump gets its offset when what it skips is there. */
static void gen_jump(struct gen *g)
{
	static const uint8_t ops[] = { BPF_JEQ,	 BPF_JNE,  BPF_JGT,  BPF_JGE,
				       BPF_JLT,	 BPF_JLE,  BPF_JSGT, BPF_JSGE,
				       BPF_JSLT, BPF_JSLE, BPF_JSET };
	uint8_t op = rng_pick(&g->rng, ops);
	bool is_wide = rng_one_in(&g->rng, 2);
	uint8_t class = is_wide ? BPF_JMP : BPF_JMP32;
	int32_t imm = gen_imm(g);

	if (rng_one_in(&g->rng, 2)) {
		GEN(g, INSN(class | op | BPF_X, gen_scalar(g), gen_scalar(g), 0,
			    0));
		return;
	}
	/* known.c, compare-int-min and compare32-int-min */
	if (imm == INT32_MIN)
		imm++;
	GEN(g, INSN(class | op | BPF_K, gen_scalar(g), 0, 0, imm));
}

static void gen_group(struct gen *g)
{
	static void (*const kinds[])(struct gen *) = {
		gen_alu,	   gen_alu,	     gen_alu,
		gen_alu,	   gen_alu,	     gen_alu,
		gen_packet_load,   gen_window,	     gen_stack,
		gen_stack,	   gen_packet_store, gen_copy,
		gen_variable_load, gen_array_lookup, gen_hash_lookup,
	};

	rng_pick(&g->rng, kinds)(g);
}

/* Some groups, and before some of them a jump over the next few. */
static void gen_body(struct gen *g, unsigned int most)
{
	unsigned int n = rng_between(&g->rng, 1, GEN_MAX_GROUPS);
	size_t jumps[GEN_MAX_GROUPS];
	unsigned int ends[GEN_MAX_GROUPS], n_jumps = 0;

	if (n > most)
		n = most;
	for (unsigned int i = 0; i <= n; i++) {
		struct bpf_insn *insns = g->img->insns.v;

		for (unsigned int k = 0; k < n_jumps; k++)
			if (ends[k] == i || (i == n && ends[k] > n))
				insns[jumps[k]].off =
					g->img->insns.n - jumps[k] - 1;
		if (i == n)
			break;
		if (rng_one_in(&g->rng, 3)) {
			jumps[n_jumps] = g->img->insns.n;
			ends[n_jumps++] =
				i + rng_between(&g->rng, 1, MAX_SKIPPED);
			gen_jump(g);
		}
		gen_group(g);
	}
}

/*
 * The packet's bounds, the scalars and the stack. What is behind the packet's
 * end is tested at once, so that all programs may read. The jump that leaves is
 * filled in by gen_end().
 */
static size_t gen_begin(struct gen *g)
{
	size_t jump;

	GEN(g, LOAD(BPF_W, R7, R1, 0), LOAD(BPF_W, R8, R1, 4),
	    MOV_K(R9, gen_imm(g)), MOV_X(R2, R7),
	    ALU64_K(BPF_ADD, R2, g->reach));
	jump = g->img->insns.n;
	GEN(g, IF_X(BPF_JGT, R2, R8, 0));
	for (uint32_t i = 0; i < g->n_slots; i++)
		GEN(g, LD_IMM(R2, rng_next(&g->rng)),
		    STORE(BPF_DW, R10, g->slots[i], R2));
	GEN(g, LD_IMM(R0, rng_next(&g->rng)), MOV_K(R2, gen_imm(g)),
	    LD_IMM(R3, rng_next(&g->rng)), MOV_K(R4, gen_imm(g)),
	    LD_IMM(R5, rng_next(&g->rng)));
	return jump;
}

/* All scalars into r9, which is added to the array, and is the answer. */
static void gen_end(struct gen *g, size_t jump)
{
	struct bpf_insn *insns;

	/* What is added is not known to the verifier on the longest way. */
	GEN(g, LOAD(BPF_DW, R1, R7, 0), ALU64_X(BPF_ADD, R9, R1),
	    ALU64_X(BPF_ADD, R9, R0), ALU64_K(BPF_LSH, R9, 1),
	    ALU64_X(BPF_XOR, R9, R2), ALU64_X(BPF_ADD, R9, R3),
	    ALU64_X(BPF_XOR, R9, R4), ALU64_K(BPF_LSH, R9, 1),
	    ALU64_X(BPF_ADD, R9, R5));
	for (uint32_t i = 0; i < g->n_slots; i++)
		GEN(g, LOAD(BPF_DW, R2, R10, g->slots[i]),
		    ALU64_X(BPF_ADD, R9, R2));
	insns = g->img->insns.v;
	insns[jump].off = g->img->insns.n - jump - 1;
	GEN(g, MOV_K(R2, 0), STORE(BPF_W, R10, -4, R2), LD_MAP(R1, GEN_ARRAY),
	    MOV_X(R2, R10), ALU64_K(BPF_ADD, R2, -4), CALL(map_lookup_elem),
	    IF_K(BPF_JEQ, R0, 0, 1), ADD_TO(BPF_DW, R0, GEN_ARRAY_READ, R9),
	    MOV_X(R0, R9), ALU64_K(BPF_AND, R0, 7), EXIT());
}

/* Slots of 8 bytes at distinct places, anywhere in the frame. */
static void choose_slots(struct gen *g)
{
	static const uint32_t depths[] = { 8, 8, 16, 32, 63 };
	uint32_t depth = rng_pick(&g->rng, depths);

	for (g->n_slots = 0; g->n_slots < 2;) {
		for (uint32_t i = 1; i <= depth && g->n_slots < 12; i++)
			if (rng_one_in(&g->rng, depth / 8))
				g->slots[g->n_slots++] = -8 * (int)i;
	}
	/* A key of up to 16 bytes is at the first one. */
	g->slots[0] = -16;
	g->slots[1] = -8;
}

static uint8_t *random_bytes(struct gen *g, size_t n)
{
	uint8_t *bytes = arena_alloc(g->arena, n);

	for (size_t i = 0; i < n; i++)
		bytes[i] = rng_next(&g->rng);
	return bytes;
}

/* Words that are added to are often near the end of 32 bits. */
static uint8_t *random_values(struct gen *g, size_t n, size_t read, size_t all)
{
	uint8_t *values = random_bytes(g, n * all);

	for (size_t i = 0; i < n; i++)
		memset(values + i * all + read, 0xff,
		       rng_below(&g->rng, all - read + 1));
	return values;
}

void gen_maps(struct gen *g)
{
	uint32_t *indexes = arena_calloc(g->arena, GEN_ARRAY_ENTRIES, 4);
	uint32_t words = g->key_bytes / 4;
	uint32_t *keys = arena_calloc(g->arena, GEN_HASH_ENTRIES, g->key_bytes);

	for (uint32_t i = 0; i < GEN_ARRAY_ENTRIES; i++)
		indexes[i] = i;
	for (uint32_t i = 0; i < GEN_HASH_ENTRIES * words; i++)
		keys[i] = i / words * 2;
	add_map(g->arena, g->img,
		(struct image_map){ .role = MAP_COUNTERS,
				    .type = BPF_MAP_TYPE_ARRAY,
				    .name = "array",
				    .key_bytes = 4,
				    .value_bytes = GEN_ARRAY_VALUE,
				    .max_entries = GEN_ARRAY_ENTRIES,
				    .n_entries = GEN_ARRAY_ENTRIES,
				    .keys = (uint8_t *)indexes,
				    .values = random_values(
					    g, GEN_ARRAY_ENTRIES,
					    GEN_ARRAY_READ, GEN_ARRAY_VALUE) });
	add_map(g->arena, g->img,
		(struct image_map){ .role = MAP_KEYS,
				    .type = BPF_MAP_TYPE_HASH,
				    .name = "hash",
				    .key_bytes = g->key_bytes,
				    .value_bytes = GEN_HASH_VALUE,
				    .max_entries = GEN_HASH_ENTRIES,
				    .n_entries = GEN_HASH_ENTRIES,
				    .keys = (uint8_t *)keys,
				    .values = random_values(g, GEN_HASH_ENTRIES,
							    GEN_HASH_READ,
							    GEN_HASH_VALUE) });
}

void gen_packets(struct gen *g, struct nfp_case *c, unsigned int n)
{
	while (n--) {
		struct gen_packet *p = vec_push(g->arena, &c->packets);

		p->len = rng_between(&g->rng, MIN_FRAME, MAX_FRAME);
		p->frame = random_bytes(g, p->len);
	}
}

void gen_case(struct arena *a, uint64_t seed, unsigned int n_groups,
	      struct nfp_case *out)
{
	static const uint32_t reaches[] = { 14, 20, 34, 42, 64, 120 };
	struct gen g = { .arena = a, .rng = { .state = seed } };
	size_t jump;

	*out = (struct nfp_case){
		.name = arena_printf(a, "%llu", (unsigned long long)seed)
	};
	g.img = out->img = arena_new_of(a, struct image);
	g.reach = rng_pick(&g.rng, reaches);
	g.key_bytes = 4 * rng_between(&g.rng, 1, 4);
	choose_slots(&g);
	gen_maps(&g);
	jump = gen_begin(&g);
	gen_body(&g, n_groups);
	gen_end(&g, jump);
	/* Packets are the same however much is cut off. */
	g.rng.state = ~seed;
	gen_packets(&g, out, N_PACKETS);
}

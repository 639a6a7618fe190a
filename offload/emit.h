/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * emit.h - what the files of the emitter share
 *
 * A program is a prologue (is filtering on?), a parse stage that puts the
 * values the plan reads into words on the stack, the plan's nodes in their
 * order, and an epilogue a verdict. Jumps go forward only.
 *
 * Kernels verify a program in time linear to its length only if the paths that
 * meet at an instruction look alike to the verifier, so the parse stage keeps
 * from it what differs between them:
 * - A word on the stack is stored as 4 bytes and its pair behind it: then the
 *   verifier forgets both numbers (verifier.c, check_stack_write_fixed_off
 *   tracks what is stored at a multiple of 8 until the rest of those 8 bytes
 *   is stored apart). A test of a word can then not be predicted.
 * - Zeroes that stand for values which are not there are stored from a
 *   register of which the verifier does not know that it is 0. They are stored
 *   as pairs: of a number without bounds the verifier does not keep track.
 * - Offsets go through the stack before they are added to a packet pointer.
 */
#ifndef NICFW_EMIT_H
#define NICFW_EMIT_H

#include "offload/image.h"

/* Registers of the parse stage; it uses 1 to 3 for the moment. */
enum {
	R_TYPE = BPF_REG_0,    /* the type behind the tag, as on the wire */
	R_NEXT = BPF_REG_0,    /* in a walk: next header */
	R_AVAIL = BPF_REG_0,   /* loading from an extension header */
	R_IP_END = BPF_REG_4,  /* bytes from network header to IP's end */
	R_NET_LEN = BPF_REG_5, /* bytes from network header to frame's end */
	R_DATA = BPF_REG_6,
	R_END = BPF_REG_7,
	R_NET = BPF_REG_8,
	R_OFF = BPF_REG_9,   /* in a walk: bytes behind R_NET */
	R_TRANS = BPF_REG_9, /* transport header */
};

/* Registers of the body. */
enum {
	R_WORD = BPF_REG_1,    /* holds emitter.held */
	R_COUNTER = BPF_REG_6, /* in the epilogue: what is counted */
	R_LANES = BPF_REG_6,   /* to register 9: the vector of rules */
	R_VALUE = BPF_REG_0,   /* a map's value */
	R_MASKED = BPF_REG_2,  /* of the moment, as what follows */
	R_KEPT = BPF_REG_3,
};

#define NO_RANK UINT32_MAX

/*
 * How far jumps go, as the kernel has them in the end. It puts instructions in
 * after it has verified a program, and refuses it where a jump gets longer than
 * its 16 bits can say then (kernel/bpf/core.c, bpf_adj_branches). What it makes
 * of each is at most emit_grown(); what is left is for what a later kernel
 * adds.
 */
#define EMIT_REACH (INT16_MAX - 1023)

/*
 * No kernel takes more than a million (verifier.c, BPF_COMPLEXITY_LIMIT_INSNS),
 * and what is taken out behind the emitter is less than half.
 */
#define EMIT_MAX_INSNS 2000000

#define IPV6_BYTES 40

/*
 * What is known of a leaf that was found in a tree: where its rows are, their
 * number and the best rank.
 */
#define LEAF_BYTES 16

/* A key lies on the stack, which has no more. */
#define MAX_KEY_BYTES 512

/* Where a protocol is not known to be one; TYPE_NO_PATH: no node uses it. */
#define TYPE_ANY     (-1)
#define TYPE_NO_PATH (-2)

/* What R_WORD holds where no slot's word is in it, and where nobody came. */
#define HELD_NOTHING 0
#define HELD_UNKNOWN 1

/* Stack offsets are negative: 0 is no slot. */
struct slots {
	int16_t key;	 /* of map keys: the frame's lowest address */
	int16_t scratch; /* where numbers are hidden from the verifier */
	int16_t *value;	 /* first word of each of the plan's values */
	int32_t *type;	 /* the protocol of frames of which it is read */
	int16_t meta[N_PLAN_META];
	int16_t avail[N_PLAN_HEADERS];
	int16_t exists[N_PLAN_HEADERS];
	/* While headers are walked, in the key: where the first of its kind is,
	   and where the walk to the transport header ended before another. */
	int16_t found[N_PLAN_HEADERS];
	int16_t l4_end;
	int16_t kept;	/* rank and, behind it, outcome; 0: no node keeps */
	int16_t nought; /* two words of 0, for vectors and answers; 0: none */
	int16_t beyond; /* bytes of the frame that are not linear */
	VEC(int16_t) zeroed; /* pairs of words that are 0 at first */
	VEC(uint16_t) loads[N_PLAN_HEADERS]; /* values, by where they end */
	uint32_t *uses;	    /* words that nodes read, of each value */
	uint32_t keep_uses; /* and of what is kept */
};

/* A jump whose target is not placed yet; one of a chain a label. */
struct fixup {
	uint32_t insn;
	uint32_t place; /* as the kernel will have it at most */
	int32_t next;
	int32_t label; /* -1: done */
};

struct label {
	int32_t fixups; /* the chain; -1 ends it */
	bool is_used;
};

/* Where in the image a map of the plan is. */
struct home {
	uint32_t map;
	bool is_shared; /* with others: the tag stands in front of its keys */
	uint32_t tag;
	const struct perfect *perfect; /* NULL: it is a hash map */
	uint32_t first_counter;	       /* of the perfect table's rows */
};

enum action {
	ACTION_PASS,
	ACTION_DROP,
	N_ACTIONS,
};

struct emitter {
	struct arena *arena;
	const struct plan *plan;
	const struct profile *profile;
	struct image_options opts;
	struct image *img;
	int error;
	uint32_t rule;	  /* of the instructions being emitted */
	int32_t *type_at; /* of each node: the protocol of frames there */
	VEC(struct label) labels; /* the plan's nodes are the first ones */
	VEC(struct fixup) fixups;
	size_t first_fixup; /* all before are done */
	uint32_t place;	    /* of the next instruction, as fixup.place */
	struct home *homes; /* of each map of the plan */
	uint32_t *counters; /* the image's counter of each of the plan's */
	uint32_t scratch;   /* the map that a tree's key is in */
	uint32_t *trees;    /* of each table: the map of its first tree */
	uint32_t spans;	    /* the map of the first ones */
	struct slots slots;
	int leave[N_ACTIONS]; /* labels: end without counting */
	int count[N_ACTIONS]; /* count R_COUNTER, then end */
	int16_t *held_at;     /* of each node: what R_WORD holds there */
	int16_t held;	      /* a slot, or HELD_NOTHING */
};

/* emit_insn.c: instructions and labels */

/* How many instructions the kernel makes of @insn at most. */
uint32_t emit_grown(const struct bpf_insn *insn);

void emit_alu(struct emitter *e, int op, int dst, int32_t imm);
void emit_alu_reg(struct emitter *e, int op, int dst, int src);
void emit_alu32(struct emitter *e, int op, int dst, uint32_t imm);
void emit_alu32_reg(struct emitter *e, int op, int dst, int src);
/* In one instruction of two; R_WORD holds nothing any more if it is @dst. */
void emit_imm64(struct emitter *e, int dst, uint64_t imm);
/* With any constant; may use register 1, which R_WORD is. */
void emit_alu_imm64(struct emitter *e, int op, int dst, uint64_t imm);
void emit_to_be(struct emitter *e, int reg, int bits);
/* @size is BPF_B, BPF_H, BPF_W or BPF_DW. */
void emit_load(struct emitter *e, int size, int dst, int src, int off);
void emit_store(struct emitter *e, int size, int dst, int off, int src);
void emit_atomic_add(struct emitter *e, int dst, int off, int src);
void emit_load_map(struct emitter *e, int dst, uint32_t map);
void emit_call(struct emitter *e, int helper);
void emit_exit(struct emitter *e);

int emit_label_new(struct emitter *e);
/* What comes next is where jumps to @label go. */
void emit_label(struct emitter *e, int label);
bool emit_label_is_used(const struct emitter *e, int label);

void emit_goto(struct emitter *e, int label);
/* Compares the low 32 bits. */
void emit_jump32(struct emitter *e, int op, int dst, uint32_t imm, int label);
void emit_jump32_reg(struct emitter *e, int op, int dst, int src, int label);
/* Compares 64 bits, which is what bounds a packet pointer's offset. */
void emit_jump(struct emitter *e, int op, int dst, int32_t imm, int label);
void emit_jump_reg(struct emitter *e, int op, int dst, int src, int label);

/*
 * Keeps jumps in reach: sends those that wait for long on to a jump placed
 * here. Falls through; call it between nodes, and within one that is long.
 */
void emit_islands(struct emitter *e);

/* emit_uses.c: emitter.type_at */

void emit_find_uses(struct emitter *e);
bool emit_is_reached(const struct emitter *e, uint32_t node);

/* emit_maps.c */

/* Adds the image's maps, and says where the plan's are, and its counters. */
void emit_maps(struct emitter *e);

/* emit_counters.c */

/*
 * Numbers the counters that the program counts in, once it is known which maps
 * are perfect tables: emitter.counters, first_counter of homes, and what the
 * image says of them.
 */
void emit_counters(struct emitter *e);

/* emit_slots.c */

/* Gives each value that a reached node reads its place on the stack. */
void emit_slots(struct emitter *e);

/* True if nodes of @op read or change what is kept. */
bool emit_asks_kept(enum plan_op op);

/* The byte behind a value, and behind the last one of a header that is read. */
unsigned int emit_value_end(const struct plan_value *v);
unsigned int emit_last_end(const struct emitter *e, enum plan_base base);

/* True if there are values in the network header for frames of @type only. */
bool emit_needs_type(const struct emitter *e, int32_t type);
bool emit_needs_ext(const struct emitter *e);
bool emit_needs_trans(const struct emitter *e);
bool emit_needs_l4(const struct emitter *e);

/* emit_layout.c */

/* Gives a place to all that has a slot other than 0. -E2BIG in e->error. */
void emit_layout(struct emitter *e);

/* emit_load.c: from the packet to the slots */

/* Goes to @fail unless @end bytes are there behind @reg; uses register 1. */
void emit_need(struct emitter *e, int reg, unsigned int end, int fail);

/*
 * Loads the values of header @base that are read in frames of @type. The
 * header is at @reg; it ends where register @avail says, or at the frame's end
 * (-1). Where a value is cut off it and those behind it keep their zeroes.
 */
void emit_load_values(struct emitter *e, enum plan_base base, int32_t type,
		      int reg, int avail);

/*
 * Says that the extension header of kind @base exists and loads its values, if
 * the walk has found it.
 */
void emit_load_ext(struct emitter *e, enum plan_base base);

/* emit_walk.c: IPv6 extension headers */

/*
 * Walks from an IPv6 header, of which all is there, to what the plan reads
 * behind it, and loads what it reads of extension headers. Falls through with
 * R_TRANS and in R_IP_END the bytes there are of it, if the plan reads the
 * transport header; goes to @done where there is none.
 */
void emit_walk(struct emitter *e, int done);

/* emit_parse.c */

void emit_parse(struct emitter *e);

/* Stores what is known of a transport protocol, which is in R_NEXT. */
void emit_store_l4(struct emitter *e);

/* emit_body.c */

/* Notes what R_WORD holds on a way to @node. */
void emit_meet(struct emitter *e, uint32_t node);

/* The way to @target, from node @at: nothing if that is what follows. */
void emit_way(struct emitter *e, uint32_t at, uint32_t target);

/* Leads to @target if @reg compares so, else falls through. */
void emit_when(struct emitter *e, int op, int reg, uint32_t imm,
	       uint32_t target);

/* Word @i of a number of @n_words, of which the first is the highest. */
uint32_t emit_word_of(u128 v, unsigned int n_words, unsigned int i);

/* Where the verdict leads: the program passes or drops the frame. */
enum action emit_action(const struct emitter *e, enum plan_verdict verdict);

/* R_VALUE: where counter @reg is; goes to @none if it is nowhere. */
void emit_find_counter(struct emitter *e, int reg, int none);

/* Adds the frame to the counter of which the index is in @reg. */
void emit_count(struct emitter *e, int reg);

void emit_body(struct emitter *e);

/* emit_lookup.c: nodes that look keys up, with what stands beside them */

/* What emit_cases() keeps in the key's place while it reads the clock. */
#define ENDED_BYTES 16

/*
 * Looks the key on the stack up in the image's map @map. R_VALUE: where
 * its value is, or 0; other registers up to 5 are lost.
 */
void emit_lookup(struct emitter *e, uint32_t map);

void emit_cases(struct emitter *e, uint32_t at);
void emit_ask(struct emitter *e, uint32_t at);
void emit_best(struct emitter *e, uint32_t at);
void emit_vector_start(struct emitter *e, uint32_t at);
void emit_vector_narrow(struct emitter *e, uint32_t at);
void emit_vector_mask(struct emitter *e, uint32_t at);
void emit_vector_forget(struct emitter *e, uint32_t at);
void emit_vector_has(struct emitter *e, uint32_t at);
void emit_vector_first(struct emitter *e, uint32_t at);

/* Gets word @i of a key's part into R_MASKED. */
void emit_part_word(struct emitter *e, const struct plan_part *part,
		    unsigned int i);

/* Puts word @i of a key's part at @to behind register @base. */
void emit_key_word(struct emitter *e, const struct plan_part *part,
		   unsigned int i, int base, int to);

/* emit_perfect.c: tables of perfect.h */

/* A table of the plan's map @map; NULL if none is made. */
const struct perfect *emit_perfect_make(struct emitter *e, uint32_t map);

/* True if there is a table of several parts: then the second 8 bytes of the key
   are a hash's. */
bool emit_perfect_has_parts(const struct emitter *e);

/* Keeps what BEST finds if it ranks before what is kept; goes to @next if it
   does not, or if there is none. */
void emit_perfect(struct emitter *e, uint32_t map, int next);

/* emit_search.c: decision trees */

void emit_search(struct emitter *e, uint32_t at);

/* emit_span.c: numbers looked up in spans.h */

void emit_span(struct emitter *e, uint32_t at);

#endif

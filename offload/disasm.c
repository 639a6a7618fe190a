// SPDX-License-Identifier: GPL-2.0-only
/*
 * disasm.c - instructions as the kernel's verifier and bpftool show them
 */
#include "offload/image.h"

#include "offload/insn.h"

/* Indexed by BPF_OP(code) >> 4. */
static const char *const alu_signs[16] = {
	[BPF_ADD >> 4] = "+=",	[BPF_SUB >> 4] = "-=",
	[BPF_MUL >> 4] = "*=",	[BPF_DIV >> 4] = "/=",
	[BPF_OR >> 4] = "|=",	[BPF_AND >> 4] = "&=",
	[BPF_LSH >> 4] = "<<=", [BPF_RSH >> 4] = ">>=",
	[BPF_MOD >> 4] = "%=",	[BPF_XOR >> 4] = "^=",
	[BPF_MOV >> 4] = "=",	[BPF_ARSH >> 4] = "s>>=",
};

static const char *const jmp_signs[16] = {
	[BPF_JEQ >> 4] = "==",	 [BPF_JNE >> 4] = "!=",
	[BPF_JGT >> 4] = ">",	 [BPF_JGE >> 4] = ">=",
	[BPF_JLT >> 4] = "<",	 [BPF_JLE >> 4] = "<=",
	[BPF_JSET >> 4] = "&",	 [BPF_JSGT >> 4] = "s>",
	[BPF_JSGE >> 4] = "s>=", [BPF_JSLT >> 4] = "s<",
	[BPF_JSLE >> 4] = "s<=",
};

/* Indexed by BPF_SIZE(code) >> 3. */
static const char *const sizes[4] = {
	[BPF_W >> 3] = "u32",
	[BPF_H >> 3] = "u16",
	[BPF_B >> 3] = "u8",
	[BPF_DW >> 3] = "u64",
};

/* Where one instruction's text goes. */
struct line {
	const struct image *img;
	char text[96];
};

#define put(line, ...) snprintf((line)->text, sizeof((line)->text), __VA_ARGS__)

static void put_unknown(struct line *l, const struct bpf_insn *insn)
{
	put(l, "(%02x) dst %u src %u off %d imm %d", insn->code, insn->dst_reg,
	    insn->src_reg, insn->off, insn->imm);
}

static void put_alu(struct line *l, const struct bpf_insn *insn)
{
	char width = BPF_CLASS(insn->code) == BPF_ALU64 ? 'r' : 'w';
	const char *sign = alu_signs[BPF_OP(insn->code) >> 4];
	unsigned int dst = insn->dst_reg;

	if (insn->code == (BPF_ALU | BPF_END | BPF_TO_BE))
		put(l, "r%u = be%d r%u", dst, insn->imm, dst);
	else if (insn->code == (BPF_ALU | BPF_END | BPF_TO_LE))
		put(l, "r%u = le%d r%u", dst, insn->imm, dst);
	else if (BPF_OP(insn->code) == BPF_NEG)
		put(l, "%c%u = -%c%u", width, dst, width, dst);
	else if (!sign || insn->off)
		put_unknown(l, insn);
	else if (BPF_SRC(insn->code) == BPF_X)
		put(l, "%c%u %s %c%u", width, dst, sign, width, insn->src_reg);
	else
		put(l, "%c%u %s %d", width, dst, sign, insn->imm);
}

static void put_call(struct line *l, const struct bpf_insn *insn)
{
	const char *name = profile_helper_name(insn->imm);

	if (insn->src_reg)
		put_unknown(l, insn);
	else
		put(l, "call %s#%d", name ?: "helper", insn->imm);
}

static void put_jmp(struct line *l, const struct bpf_insn *insn)
{
	char width = BPF_CLASS(insn->code) == BPF_JMP ? 'r' : 'w';
	const char *sign = jmp_signs[BPF_OP(insn->code) >> 4];

	if (insn->code == (BPF_JMP | BPF_EXIT))
		put(l, "exit");
	else if (insn->code == (BPF_JMP | BPF_CALL))
		put_call(l, insn);
	else if (insn->code == (BPF_JMP | BPF_JA))
		put(l, "goto %+d", insn->off);
	else if (!sign)
		put_unknown(l, insn);
	else if (BPF_SRC(insn->code) == BPF_X)
		put(l, "if %c%u %s %c%u goto %+d", width, insn->dst_reg, sign,
		    width, insn->src_reg, insn->off);
	else
		put(l, "if %c%u %s %#x goto %+d", width, insn->dst_reg, sign,
		    insn->imm, insn->off);
}

/* The halves of a 64-bit immediate are two instructions, on one line. */
static void put_ld(struct line *l, const struct bpf_insn *insn)
{
	uint64_t v = (uint32_t)insn->imm;

	if (!insn_is_wide(insn)) {
		put_unknown(l, insn);
	} else if (insn->src_reg == BPF_PSEUDO_MAP_FD) {
		put(l, "r%u = map[%s]", insn->dst_reg,
		    v < l->img->maps.n ? l->img->maps.v[v].name : "?");
	} else if (insn->src_reg) {
		put_unknown(l, insn);
	} else {
		v |= (uint64_t)(uint32_t)insn[1].imm << 32;
		put(l, "r%u = %#llx", insn->dst_reg, (unsigned long long)v);
	}
}

static void put_ldx(struct line *l, const struct bpf_insn *insn)
{
	if (BPF_MODE(insn->code) != BPF_MEM)
		put_unknown(l, insn);
	else
		put(l, "r%u = *(%s *)(r%u %+d)", insn->dst_reg,
		    sizes[BPF_SIZE(insn->code) >> 3], insn->src_reg, insn->off);
}

static void put_st(struct line *l, const struct bpf_insn *insn)
{
	if (BPF_MODE(insn->code) != BPF_MEM)
		put_unknown(l, insn);
	else
		put(l, "*(%s *)(r%u %+d) = %d",
		    sizes[BPF_SIZE(insn->code) >> 3], insn->dst_reg, insn->off,
		    insn->imm);
}

static void put_stx(struct line *l, const struct bpf_insn *insn)
{
	bool is_add = BPF_MODE(insn->code) == BPF_ATOMIC &&
		      insn->imm == BPF_ADD;

	if (BPF_MODE(insn->code) != BPF_MEM && !is_add)
		put_unknown(l, insn);
	else
		put(l, "%s*(%s *)(r%u %+d) %s r%u", is_add ? "lock " : "",
		    sizes[BPF_SIZE(insn->code) >> 3], insn->dst_reg, insn->off,
		    is_add ? "+=" : "=", insn->src_reg);
}

/* Indexed by BPF_CLASS(code). */
static void (*const put_class[8])(struct line *, const struct bpf_insn *) = {
	[BPF_LD] = put_ld,     [BPF_LDX] = put_ldx,   [BPF_ST] = put_st,
	[BPF_STX] = put_stx,   [BPF_ALU] = put_alu,   [BPF_JMP] = put_jmp,
	[BPF_JMP32] = put_jmp, [BPF_ALU64] = put_alu,
};

void image_print(const struct image *img, FILE *out)
{
	for (size_t i = 0; i < img->insns.n; i++) {
		const struct bpf_insn *insn = &img->insns.v[i];
		uint32_t rule = img->rules.v[i];
		struct line l = { .img = img };

		/* An immediate that was cut in half has no second one to read.
		 */
		if (insn_is_wide(insn) && i + 1 == img->insns.n)
			put_unknown(&l, insn);
		else
			put_class[BPF_CLASS(insn->code)](&l, insn);
		if (rule == PLAN_NO_RULE)
			fprintf(out, "%5zu: %s\n", i, l.text);
		else
			fprintf(out, "%5zu: %-40s ; rule %u\n", i, l.text,
				rule);
		i += insn_is_wide(insn);
	}
}

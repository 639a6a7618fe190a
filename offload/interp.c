// SPDX-License-Identifier: GPL-2.0-only
/*
 * interp.c - a BPF interpreter that checks what the kernel's verifier proves
 */
#include "offload/interp.h"

#include "base/clock.h"
#include "offload/insn.h"
#include "offload/interp_alu.h"
#include "offload/interp_mem.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>

/*
 * As many as the kernel's verifier follows (kernel/bpf/verifier.c,
 * BPF_COMPLEXITY_LIMIT_INSNS).
 */
#define MAX_STEPS 1000000

#define N_REGS (BPF_REG_10 + 1)

/* What a step asks of the loop, beside an error. */
enum { STEP_ON, STEP_EXIT };

struct interp {
	struct arena *arena;
	const struct image *img;
	struct interp_mem mem;
	struct nicfw_counter *sums; /* of the plan's counters */
	uint64_t *runs; /* of each instruction; NULL: nobody counts */
	uint64_t now;	/* what the clock says; 0: what the host's does */
	/* What follows belongs to one run. */
	size_t pc;
	uint64_t regs[N_REGS];
	uint32_t written_regs; /* bit i: register i was written */
	char why[192];
};

__attribute__((format(printf, 3, 4))) static int
fail(struct interp *it, int err, const char *fmt, ...)
{
	int n = snprintf(it->why, sizeof(it->why),
			 "instruction %zd: ", (ssize_t)it->pc);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(it->why + n, sizeof(it->why) - n, fmt, ap);
	va_end(ap);
	return err;
}

static int fail_mem(struct interp *it)
{
	return fail(it, -EFAULT, "%s", it->mem.error);
}

static int fail_unknown(struct interp *it, const struct bpf_insn *insn)
{
	return fail(it, -EINVAL, "unknown (code 0x%02x off %d imm %d)",
		    insn->code, insn->off, insn->imm);
}

static int read_reg(struct interp *it, unsigned int reg, uint64_t *v)
{
	if (reg >= N_REGS)
		return fail(it, -EINVAL, "there is no r%u", reg);
	if (!(it->written_regs >> reg & 1))
		return fail(it, -EFAULT, "reads r%u before it is written", reg);
	*v = it->regs[reg];
	return 0;
}

static int write_reg(struct interp *it, unsigned int reg, uint64_t v)
{
	if (reg >= BPF_REG_10)
		return fail(it, -EINVAL, "r%u cannot be written", reg);
	it->regs[reg] = v;
	it->written_regs |= 1U << reg;
	return 0;
}

/* The second operand of arithmetic and jumps. */
static int read_src(struct interp *it, const struct bpf_insn *insn, uint64_t *v)
{
	if (BPF_SRC(insn->code) == BPF_X)
		return read_reg(it, insn->src_reg, v);
	*v = (int64_t)insn->imm;
	return 0;
}

static int run_swap(struct interp *it, const struct bpf_insn *insn)
{
	bool to_be = BPF_SRC(insn->code) == BPF_TO_BE;
	uint64_t v;
	int err;

	if (BPF_CLASS(insn->code) != BPF_ALU || !to_be ||
	    (insn->imm != 16 && insn->imm != 32 && insn->imm != 64))
		return fail_unknown(it, insn);
	err = read_reg(it, insn->dst_reg, &v);
	if (err)
		return err;
	return write_reg(it, insn->dst_reg, interp_swap(v, insn->imm));
}

static int run_alu(struct interp *it, const struct bpf_insn *insn)
{
	uint8_t op = BPF_OP(insn->code);
	bool wide = BPF_CLASS(insn->code) == BPF_ALU64;
	uint64_t v = 0, src;
	int err;

	if (op == BPF_END)
		return run_swap(it, insn);
	if (insn->off) /* MOVSX, SDIV and SMOD of cpu v4 */
		return fail_unknown(it, insn);
	err = read_src(it, insn, &src);
	if (!err && op != BPF_MOV)
		err = read_reg(it, insn->dst_reg, &v);
	if (err)
		return err;
	if (!wide) {
		v = (uint32_t)v;
		src = (uint32_t)src;
	}
	if (interp_compute(op, wide, &v, src))
		return fail_unknown(it, insn);
	return write_reg(it, insn->dst_reg, wide ? v : (uint32_t)v);
}

static int call_lookup(struct interp *it)
{
	uint64_t map_addr = 0, key_addr = 0, found = 0;
	const struct interp_map *m;
	int64_t element;
	uint8_t *key;
	int err;

	err = read_reg(it, BPF_REG_1, &map_addr)
		      ?: read_reg(it, BPF_REG_2, &key_addr);
	if (err)
		return err;
	m = interp_mem_map(&it->mem, map_addr);
	if (!m)
		return fail(it, -EFAULT, "r1 is no map");
	if (interp_mem_reach(&it->mem, key_addr, m->spec->key_bytes, false,
			     &key))
		return fail_mem(it);
	element = interp_map_find(m, key);
	if (element >= 0)
		found = interp_mem_address(REGION_VALUES, m - it->mem.maps,
					   element);
	return write_reg(it, BPF_REG_0, found);
}

static int call_buff_len(struct interp *it)
{
	uint64_t ctx = 0;
	int err = read_reg(it, BPF_REG_1, &ctx);

	if (err)
		return err;
	if (ctx != interp_mem_address(REGION_CTX, 0, 0))
		return fail(it, -EFAULT, "r1 is not the context");
	return write_reg(it, BPF_REG_0, it->mem.len);
}

static int call_clock(struct interp *it)
{
	return write_reg(it, BPF_REG_0, it->now ?: clock_now_ns());
}

static int run_call(struct interp *it, const struct bpf_insn *insn)
{
	const uint32_t args = 1U << BPF_REG_1 | 1U << BPF_REG_2 |
			      1U << BPF_REG_3 | 1U << BPF_REG_4 |
			      1U << BPF_REG_5;
	int err;

	if (insn->src_reg)
		return fail_unknown(it, insn);
	switch (insn->imm) {
	case BPF_FUNC_map_lookup_elem:
		err = call_lookup(it);
		break;
	case BPF_FUNC_ktime_get_coarse_ns:
		err = call_clock(it);
		break;
	case BPF_FUNC_xdp_get_buff_len:
		err = call_buff_len(it);
		break;
	default:
		return fail(it, -EINVAL, "unknown helper %d", insn->imm);
	}
	it->written_regs &= ~args;
	return err;
}

static int run_jmp(struct interp *it, const struct bpf_insn *insn)
{
	bool wide = BPF_CLASS(insn->code) == BPF_JMP;
	uint64_t a, b;
	int ret;

	if (insn->code == (BPF_JMP | BPF_EXIT))
		return STEP_EXIT;
	if (insn->code == (BPF_JMP | BPF_CALL))
		return run_call(it, insn);
	if (insn->code == (BPF_JMP | BPF_JA)) {
		it->pc += insn->off;
		return STEP_ON;
	}
	ret = read_reg(it, insn->dst_reg, &a) ?: read_src(it, insn, &b);
	if (ret)
		return ret;
	ret = interp_compare(BPF_OP(insn->code), wide, wide ? a : (uint32_t)a,
			     wide ? b : (uint32_t)b);
	if (ret < 0)
		return fail_unknown(it, insn);
	if (ret)
		it->pc += insn->off;
	return STEP_ON;
}

static int run_ld(struct interp *it, const struct bpf_insn *insn)
{
	uint64_t v = (uint32_t)insn->imm;

	if (!insn_is_wide(insn) || it->pc + 1 >= it->img->insns.n ||
	    insn[1].code)
		return fail_unknown(it, insn);
	if (insn->src_reg == BPF_PSEUDO_MAP_FD) {
		if (v >= it->mem.n_maps)
			return fail(it, -EINVAL, "there is no map %d",
				    insn->imm);
		v = interp_mem_address(REGION_MAP, v, 0);
	} else if (insn->src_reg) {
		return fail_unknown(it, insn);
	} else {
		v |= (uint64_t)(uint32_t)insn[1].imm << 32;
	}
	it->pc++;
	return write_reg(it, insn->dst_reg, v);
}

static int run_ldx(struct interp *it, const struct bpf_insn *insn)
{
	uint64_t addr, v;
	int err;

	if (BPF_MODE(insn->code) != BPF_MEM)
		return fail_unknown(it, insn);
	err = read_reg(it, insn->src_reg, &addr);
	if (err)
		return err;
	if (interp_mem_load(&it->mem, addr + insn->off, insn_bytes(insn), &v))
		return fail_mem(it);
	return write_reg(it, insn->dst_reg, v);
}

static bool is_known_store(const struct bpf_insn *insn)
{
	if (BPF_MODE(insn->code) == BPF_ATOMIC)
		return insn->imm == BPF_ADD && insn_bytes(insn) >= 4;
	return BPF_MODE(insn->code) == BPF_MEM;
}

static int run_stx(struct interp *it, const struct bpf_insn *insn)
{
	uint64_t addr, v;
	int err;

	if (!is_known_store(insn))
		return fail_unknown(it, insn);
	err = read_reg(it, insn->dst_reg, &addr)
		      ?: read_reg(it, insn->src_reg, &v);
	if (err)
		return err;
	if (BPF_MODE(insn->code) == BPF_ATOMIC)
		err = interp_mem_add(&it->mem, addr + insn->off,
				     insn_bytes(insn), v);
	else
		err = interp_mem_store(&it->mem, addr + insn->off,
				       insn_bytes(insn), v);
	return err ? fail_mem(it) : 0;
}

static int run_insn(struct interp *it, const struct bpf_insn *insn)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU:
	case BPF_ALU64:
		return run_alu(it, insn);
	case BPF_JMP:
	case BPF_JMP32:
		return run_jmp(it, insn);
	case BPF_LD:
		return run_ld(it, insn);
	case BPF_LDX:
		return run_ldx(it, insn);
	case BPF_STX:
		return run_stx(it, insn);
	default:
		return fail_unknown(it, insn);
	}
}

static void start(struct interp *it, const uint8_t *frame, size_t len)
{
	interp_mem_start(&it->mem, frame, len);
	it->pc = 0;
	it->regs[BPF_REG_1] = interp_mem_address(REGION_CTX, 0, 0);
	it->regs[BPF_REG_10] =
		interp_mem_address(REGION_STACK, 0, 0) + INTERP_STACK_BYTES;
	it->written_regs = 1U << BPF_REG_1 | 1U << BPF_REG_10;
}

static int run(struct interp *it)
{
	uint64_t answer = 0;
	int ret;

	for (size_t steps = 0; steps < MAX_STEPS; steps++, it->pc++) {
		if (it->pc >= it->img->insns.n)
			return fail(it, -EFAULT, "is beyond the program");
		if (it->runs)
			it->runs[it->pc]++;
		ret = run_insn(it, &it->img->insns.v[it->pc]);
		if (ret < 0)
			return ret;
		if (ret != STEP_EXIT)
			continue;
		ret = read_reg(it, BPF_REG_0, &answer);
		if (!ret && (uint32_t)answer > INT_MAX)
			ret = fail(it, -EINVAL, "answers %#x, no XDP action",
				   (uint32_t)answer);
		return ret ?: (int)answer;
	}
	return fail(it, -ELOOP, "no end after %d steps", MAX_STEPS);
}

struct interp *interp_new(const struct image *img)
{
	struct arena *a = arena_new();
	struct interp *it = arena_new_of(a, struct interp);

	it->arena = a;
	it->img = img;
	it->mem.n_maps = img->maps.n;
	if (it->mem.n_maps > INTERP_MAX_MAPS)
		it->mem.n_maps = INTERP_MAX_MAPS;
	it->mem.maps = arena_calloc(a, img->maps.n + 1, sizeof(*it->mem.maps));
	for (size_t i = 0; i < img->maps.n; i++)
		interp_map_init(a, &it->mem.maps[i], &img->maps.v[i]);
	it->sums = arena_calloc(a, image_sum_room(img), sizeof(*it->sums));
	interp_set_control(it, (struct nicfw_control){ .ready = 1 });
	return it;
}

void interp_free(struct interp *it)
{
	if (it)
		arena_free(it->arena);
}

int interp_run(struct interp *it, const uint8_t *frame, size_t len,
	       const char **why)
{
	int ret;

	start(it, frame, len);
	ret = run(it);
	if (ret < 0)
		*why = it->why;
	return ret;
}

/* The map of @role, of which an image has one at most; NULL: none. */
static struct interp_map *map_of(const struct interp *it, enum map_role role)
{
	for (size_t i = 0; i < it->img->maps.n; i++)
		if (it->img->maps.v[i].role == role)
			return &it->mem.maps[i];
	return NULL;
}

const struct nicfw_counter *interp_counters(const struct interp *it)
{
	const struct interp_map *m = map_of(it, MAP_COUNTERS);

	return m ? image_sum_counters(it->img, (const void *)m->values,
				      it->sums)
		 : NULL;
}

void interp_set_control(struct interp *it, struct nicfw_control control)
{
	struct interp_map *m = map_of(it, MAP_CONTROL);

	if (m)
		memcpy(m->values, &control, sizeof(control));
}

void interp_set_clock(struct interp *it, uint64_t now_ns)
{
	it->now = now_ns;
}

void interp_count_runs(struct interp *it, uint64_t *runs)
{
	it->runs = runs;
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * nfp.c - runs what the nfp driver's JIT makes of an image
 */
#include "offload/nfp_machine.h"

#include <errno.h>
#include <stdio.h>

/* Far beyond what straight-line code of 2,800 words can take. */
#define MAX_STEPS 1000000

/* Words that the pipeline has begun when a branch is known to be taken. */
#define BRANCH_SLOTS 2

/* The packet's length has 14 bits (jit.c, nfp_intro). */
#define MAX_FRAME 0x3fff

/* Values lie in elements of 256 bytes, see nfp_mem.c. */
#define MAX_VALUE 128
#define MAX_KEY	  512

enum { RUN_ON, RUN_ENDED };

static int is_taken(struct nfp *m, uint8_t op, bool *taken)
{
	const struct nfp_flags *f = &m->flags;
	bool is_known = f->is_sign_known;

	switch (op) {
	case NFP_BEQ:
		*taken = f->zero;
		break;
	case NFP_BNE:
		*taken = !f->zero;
		break;
	case NFP_BMI:
		*taken = f->negative;
		break;
	case NFP_BHS:
		*taken = f->carry;
		is_known = f->is_carry_known;
		break;
	case NFP_BLO:
		*taken = !f->carry;
		is_known = f->is_carry_known;
		break;
	case NFP_BGE:
		*taken = f->negative == f->overflow;
		is_known = f->is_carry_known;
		break;
	case NFP_BLT:
		*taken = f->negative != f->overflow;
		is_known = f->is_carry_known;
		break;
	case NFP_BR_ALWAYS:
		*taken = true;
		return 0;
	default:
		return nfp_fail(m, -EINVAL, "unknown branch %#x", op);
	}
	if (!is_known)
		return nfp_fail(m, -EFAULT,
				"a branch's condition is not defined");
	return 0;
}

static int take_branch(struct nfp *m, const struct nfp_insn *insn,
		       uint16_t target)
{
	m->late = insn;
	m->late_after = insn->defer;
	m->late_target = target;
	if (insn->defer < BRANCH_SLOTS)
		m->cycle += BRANCH_SLOTS - insn->defer;
	return 0;
}

static int run_br(struct nfp *m, const struct nfp_insn *insn)
{
	bool taken = false;
	int err = is_taken(m, insn->op, &taken);

	if (err || !taken)
		return err;
	return take_branch(m, insn, insn->target);
}

static int run_br_bit(struct nfp *m, const struct nfp_insn *insn)
{
	uint32_t v = 0;
	int err = nfp_read_known(m, &insn->left, "a bit that is tested", &v);

	if (err || (v >> insn->bit & 1) != insn->is_set)
		return err;
	return take_branch(m, insn, insn->target);
}

static int run_rtn(struct nfp *m, const struct nfp_insn *insn)
{
	uint32_t v = 0;
	int err = nfp_read_known(m, &insn->left, "a return address", &v);

	if (err)
		return err;
	if (v > UINT16_MAX)
		return nfp_fail(m, -EFAULT, "returns to %#x", v);
	return take_branch(m, insn, v);
}

/* A command that others run before; it takes effect behind them. */
static int run_cmd(struct nfp *m, const struct nfp_insn *insn)
{
	if (!insn->defer)
		return nfp_run_cmd(m, insn);
	m->late = insn;
	m->late_after = insn->defer;
	return 0;
}

static int run_insn(struct nfp *m, const struct nfp_insn *insn)
{
	static int (*const run[N_NFP_FORMS])(struct nfp *,
					     const struct nfp_insn *) = {
		[NFP_ALU] = nfp_run_alu,	   [NFP_SHF] = nfp_run_shf,
		[NFP_LD_FIELD] = nfp_run_ld_field, [NFP_IMMED] = nfp_run_immed,
		[NFP_MUL] = nfp_run_mul,	   [NFP_BR] = run_br,
		[NFP_BR_BIT] = run_br_bit,	   [NFP_RTN] = run_rtn,
		[NFP_CSR] = nfp_run_csr,	   [NFP_CMD] = run_cmd,
	};
	bool is_late = insn->form == NFP_BR || insn->form == NFP_BR_BIT ||
		       insn->form == NFP_RTN || insn->form == NFP_CMD;

	if (m->late && is_late)
		return nfp_fail(m, -EINVAL, "%s in a slot of another",
				nfp_form_names[insn->form]);
	if (m->is_csr_read && insn->form != NFP_IMMED)
		return nfp_fail(m, -EINVAL, "takes no value that was read");
	return run[insn->form](m, insn);
}

/* The codes of nfp_outro_xdp in jit.c; the lower half is flags. */
static int take_answer(struct nfp *m)
{
	const struct nfp_operand reg = { .kind = NFP_GPR };
	uint32_t v = 0;
	int err = nfp_read_known(m, &reg, "the answer", &v);

	if (err)
		return err;
	switch (v) {
	case 0x82 << 16:
		m->answer = XDP_ABORTED;
		return RUN_ENDED;
	case 0x22 << 16:
		m->answer = XDP_DROP;
		return RUN_ENDED;
	case 0x11 << 16:
		m->answer = XDP_PASS;
		return RUN_ENDED;
	case 0x44 << 16:
		m->answer = XDP_TX;
		return RUN_ENDED;
	default:
		return nfp_fail(m, -EINVAL, "unknown answer %#x", v);
	}
}

static int go_to(struct nfp *m, uint16_t target)
{
	const struct nfp_addresses *at = &m->code->at;
	const struct nfp_operand reg = { .kind = NFP_GPR, .bank = 1 };
	uint32_t back = 0;
	int err;

	if (target == at->done)
		return take_answer(m);
	if (target == at->lookup) {
		err = nfp_read_known(m, &reg, "a return address", &back)
			      ?: nfp_run_lookup(m);
		if (err)
			return err;
	} else {
		back = target;
	}
	if (back < at->start || back - at->start >= m->code->n_words)
		return nfp_fail(m, -EFAULT, "goes to %#x", back);
	m->pc = back - at->start;
	return RUN_ON;
}

/* What was deferred until now. */
static int run_late(struct nfp *m)
{
	const struct nfp_insn *insn = m->late;

	m->late = NULL;
	if (insn->form == NFP_CMD)
		return nfp_run_cmd(m, insn);
	return go_to(m, m->late_target);
}

static int step(struct nfp *m)
{
	bool was_late = m->late;
	int err = run_insn(m, &m->insns[m->pc]);

	m->cycle++;
	if (err)
		return err;
	if (m->late && was_late)
		m->late_after--;
	m->pc++;
	if (m->late && !m->late_after)
		return run_late(m);
	return RUN_ON;
}

int nfp_run(struct nfp *m, const uint8_t *frame, size_t len, const char **why)
{
	int ret = RUN_ON;

	nfp_start(m, frame, len);
	if (len > MAX_FRAME)
		ret = nfp_fail(m, -EMSGSIZE, "a packet of %zu bytes", len);
	while (ret == RUN_ON) {
		if (m->pc >= m->code->n_words)
			ret = nfp_fail(m, -EFAULT, "is beyond the program");
		else if (m->steps++ >= MAX_STEPS)
			ret = nfp_fail(m, -ELOOP, "no end after %d words",
				       MAX_STEPS);
		else
			ret = step(m);
	}
	if (ret < 0)
		*why = m->why;
	return ret < 0 ? ret : m->answer;
}

static int refuse(struct arena *a, const char **why, const char *text)
{
	*why = arena_strdup(a, text);
	return -EINVAL;
}

static int check_input(struct arena *a, const struct image *img,
		       const struct nfp_code *code, const char **why)
{
	const struct nfp_addresses *at = &code->at;
	size_t end = at->start + code->n_words;
	const struct image_map *m;

	if (end > 1 << 14)
		return refuse(a, why, "the program ends beyond all addresses");
	if ((at->done >= at->start && at->done < end) ||
	    (at->lookup >= at->start && at->lookup < end))
		return refuse(a, why, "the firmware's addresses are in it");
	if (img->maps.n > NFP_N_TABLES)
		return refuse(a, why, "too many maps");
	vec_for_each(m, &img->maps)
		if (m->value_bytes > MAX_VALUE || m->key_bytes > MAX_KEY)
			return refuse(a, why, "too long a value or key");
	return 0;
}

static int decode(struct nfp *m, const char **why)
{
	for (size_t i = 0; i < m->code->n_words; i++) {
		const char *text;

		if (!nfp_decode(m->code->words[i], &m->insns[i], &text))
			continue;
		*why = arena_printf(m->arena, "word %zu (%#llx): %s", i,
				    (unsigned long long)m->code->words[i],
				    text);
		return -EINVAL;
	}
	return 0;
}

/* The map of @role, of which an image has one at most; NULL: none. */
static struct interp_map *map_of(const struct nfp *m, enum map_role role)
{
	for (size_t i = 0; i < m->img->maps.n; i++)
		if (m->img->maps.v[i].role == role)
			return &m->maps[i];
	return NULL;
}

static void set_ready(struct nfp *m)
{
	const struct nicfw_control on = { .ready = 1 };
	struct interp_map *map = map_of(m, MAP_CONTROL);

	if (map)
		memcpy(map->values, &on, sizeof(on));
}

int nfp_new(struct arena *a, const struct image *img,
	    const struct nfp_code *code, struct nfp **out, const char **why)
{
	struct nfp *m = arena_new_of(a, struct nfp);
	int err;

	m->arena = a;
	m->img = img;
	m->code = code;
	m->insns = arena_calloc(a, code->n_words + 1, sizeof(*m->insns));
	err = check_input(a, img, code, why) ?: decode(m, why);
	if (err)
		return err;
	m->maps = arena_calloc(a, img->maps.n + 1, sizeof(*m->maps));
	m->added = arena_calloc(a, img->maps.n + 1, sizeof(*m->added));
	for (size_t i = 0; i < img->maps.n; i++) {
		interp_map_init(a, &m->maps[i], &img->maps.v[i]);
		m->added[i] = arena_alloc(a, MAX_VALUE / 4 + 1);
	}
	set_ready(m);
	*out = m;
	return 0;
}

const uint8_t *nfp_frame(const struct nfp *m)
{
	return m->frame;
}

uint64_t nfp_steps(const struct nfp *m)
{
	return m->steps;
}

struct interp_map *nfp_maps(struct nfp *m)
{
	return m->maps;
}

const struct nicfw_counter *nfp_counters(const struct nfp *m)
{
	const struct interp_map *map = map_of(m, MAP_COUNTERS);

	return map ? (const struct nicfw_counter *)map->values : NULL;
}

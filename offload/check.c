// SPDX-License-Identifier: GPL-2.0-only
/*
 * check.c - does a program fit a NIC?
 */
#include "offload/check.h"

#include "offload/check_insn.h"
#include "offload/check_proof.h"
#include "offload/cost.h"
#include "offload/settle.h"

/* The driver rounds a stack frame up so (nfp main.h, STACK_FRAME_ALIGN). */
#define NFP_STACK_STEP 64

/*
 * Words that a branch tells apart (nfp_asm.h, OP_BR_ADDR_LO and _HI). What is
 * beyond them the JIT branches to, and gets wrong (nfp_asm.c, br_set_offset).
 */
#define NFP_BRANCH_WORDS 16384

struct check {
	struct arena *arena;
	const struct image *img;
	const struct profile *profile;
	struct check_report *report;
};

static uint64_t round_up(uint64_t v, uint64_t step)
{
	return (v + step - 1) / step * step;
}

static void add_violation(struct check *c, uint32_t rule, uint32_t insn,
			  const char *text)
{
	struct violation *v = vec_push(c->arena, &c->report->violations);

	v->rule = rule;
	v->insn = insn;
	v->text = text;
}

/* Something that is wrong with the program as a whole. */
#define refuse(c, ...)                             \
	add_violation(c, PLAN_NO_RULE, UINT32_MAX, \
		      arena_printf((c)->arena, __VA_ARGS__))

static void check_insn(struct check *c, struct check_insn *at)
{
	uint32_t stack = check_insn_stack(at);
	check_insn_fn *check;
	size_t row = 0;

	while ((check = check_insn_next(c->profile, &row))) {
		const char *text = check(at);

		if (text)
			add_violation(c, c->img->rules.v[at->i], at->i, text);
	}
	if (stack > c->report->stack_bytes)
		c->report->stack_bytes = stack;
}

/* Of each word of the values of each map. */
static uint8_t **new_uses(struct arena *a, const struct image *img)
{
	uint8_t **uses = arena_calloc(a, img->maps.n + 1, sizeof(*uses));

	for (size_t i = 0; i < img->maps.n; i++)
		uses[i] = arena_calloc(a, img->maps.v[i].value_bytes / 4 + 1,
				       sizeof(**uses));
	return uses;
}

static void check_insns(struct check *c)
{
	const struct image *img = c->img;
	struct flow *flow = flow_new(c->arena, img);
	struct check_insn at = {
		.arena = c->arena,
		.img = img,
		.profile = c->profile,
		.uses = new_uses(c->arena, img),
	};

	for (uint32_t i = 0; i < img->insns.n; i++) {
		at.i = i;
		at.insn = &img->insns.v[i];
		at.state = flow_enter(flow, i);
		check_insn(c, &at);
		i += insn_is_wide(at.insn);
	}
}

/* Only of a NIC's: the host's kernel says itself what it makes of a program. */
static void check_proved(struct check *c)
{
	uint32_t limit = c->profile->packet_bytes;
	struct proved p;

	if (c->profile->unit != UNIT_NFP || c->report->violations.n)
		return;
	check_proof(c->arena, c->img, &p);
	c->report->last_byte = p.last_byte;
	if (p.why)
		add_violation(
			c, c->img->rules.v[p.insn], p.insn,
			arena_printf(c->arena,
				     "makes this not an image of ours: it %s",
				     p.why));
	else if (limit && p.last_byte > limit)
		add_violation(
			c, c->img->rules.v[p.last_insn], p.last_insn,
			arena_printf(
				c->arena,
				"may read byte %u of a frame, and the NIC has %u of them at hand",
				p.last_byte, limit));
}

/* The emitter settles its programs; of others the words are a guess. */
static void check_settled(struct check *c)
{
	uint32_t insn = UINT32_MAX;

	if (c->profile->unit == UNIT_NFP && !c->report->violations.n)
		insn = settle_find(c->arena, c->img);
	if (insn != UINT32_MAX)
		add_violation(
			c, c->img->rules.v[insn], insn,
			"makes this not an image of ours: it reads the packet behind a test as in front of it");
}

static void check_end(struct check *c)
{
	size_t n = c->img->insns.n;
	uint8_t code = n ? c->img->insns.v[n - 1].code : 0;

	if (code != (BPF_JMP | BPF_EXIT))
		refuse(c, "does not end with an exit");
}

/* What is left to do while all ways of a program are followed. */
struct ways {
	const struct image *img;
	bool *is_seen;
	uint32_t *pending; /* where to go on later, the next one last */
	uint32_t n_pending;
	uint32_t max_pending;
};

/* Follows one way from @i to its end, or to where another one came by. */
static void follow_way(struct ways *w, size_t i)
{
	while (i < w->img->insns.n && !w->is_seen[i]) {
		const struct bpf_insn *insn = &w->img->insns.v[i];

		w->is_seen[i++] = true;
		if (insn->code == (BPF_JMP | BPF_EXIT))
			return;
		if (!insn_is_jump(insn))
			continue;
		if (insn->code == (BPF_JMP | BPF_JA)) {
			i += insn->off;
			continue;
		}
		w->pending[w->n_pending++] = i + insn->off;
		if (w->n_pending > w->max_pending)
			w->max_pending = w->n_pending;
	}
}

/*
 * The sides of tests that the verifier keeps for later. It goes on behind a
 * jump before it follows it (kernel/bpf/verifier.c, check_cond_jmp_op,
 * push_stack) and stops where it was before in the same state. That all states
 * are the same is what emit.h is after; it may be a few more.
 */
static uint32_t count_pending(struct check *c)
{
	size_t n = c->img->insns.n;
	struct ways w = {
		.img = c->img,
		.is_seen = arena_calloc(c->arena, n + 1, 1),
		.pending = arena_calloc(c->arena, n + 1, sizeof(*w.pending)),
	};

	follow_way(&w, 0);
	while (w.n_pending)
		follow_way(&w, w.pending[--w.n_pending]);
	return w.max_pending;
}

static void check_pending(struct check *c)
{
	uint32_t max = c->profile->max_pending_jumps;
	uint32_t n = count_pending(c);

	if (max && n > max)
		refuse(c,
		       "has %u tests in a row, and the kernel's verifier follows %u",
		       n, max);
}

static void raise(uint32_t *most, uint32_t n)
{
	*most = n > *most ? n : *most;
}

/* The calls on the way that has most of them; all jumps go forward. */
static uint32_t count_lookups(struct check *c)
{
	const size_t n = c->img->insns.n;
	uint32_t *before = arena_calloc(c->arena, n + 1, sizeof(*before));
	uint32_t most = 0;

	for (size_t i = 0; i < n; i++) {
		const struct bpf_insn *insn = &c->img->insns.v[i];
		const size_t target = i + 1 + insn->off;
		uint32_t here = before[i];

		here += insn->code == (BPF_JMP | BPF_CALL) &&
			insn->imm == BPF_FUNC_map_lookup_elem;
		raise(&most, here);
		if (insn_is_jump(insn) && target > i && target <= n)
			raise(&before[target], here);
		if (insn->code != (BPF_JMP | BPF_JA) &&
		    insn->code != (BPF_JMP | BPF_EXIT))
			raise(&before[i + 1], here);
	}
	return most;
}

static void check_size(struct check *c)
{
	struct check_report *r = c->report;
	bool is_nfp = c->profile->unit == UNIT_NFP;

	r->insns = c->img->insns.n;
	r->lookups = count_lookups(c);
	r->used_stack_bytes = r->stack_bytes;
	if (is_nfp) {
		r->insns = cost_nfp(c->arena, c->img, r->stack_bytes, NULL);
		r->stack_bytes = round_up(r->stack_bytes, NFP_STACK_STEP);
	}
	if (is_nfp && r->insns > NFP_BRANCH_WORDS)
		refuse(c,
		       "takes %u words of the NIC's code, and a branch reaches %u",
		       r->insns, NFP_BRANCH_WORDS);
	if (r->insns > r->max_insns)
		refuse(c, "takes %u %s, and there is room for %u", r->insns,
		       is_nfp ? "words of the NIC's code" : "instructions",
		       r->max_insns);
	if (r->stack_bytes > r->max_stack_bytes)
		refuse(c, "takes %u bytes of stack, and there are %u",
		       r->stack_bytes, r->max_stack_bytes);
	if (c->img->has_frags && !c->profile->frags)
		refuse(c,
		       "takes frames in several buffers, which do not come here");
}

/* The limits of kernel/bpf/offload.c and nfp/bpf/offload.c, nfp_bpf_map_alloc.
 */
static void check_map(struct check *c, const struct image_map *m)
{
	const struct profile *p = c->profile;
	uint64_t element =
		round_up(m->key_bytes, 8) + round_up(m->value_bytes, 8);

	if (m->type >= 32 || !(p->map_types >> m->type & 1))
		refuse(c, "needs map %s, of a type that is not there", m->name);
	if (m->key_bytes > p->max_key_bytes)
		refuse(c, "needs keys of %u bytes in map %s, at most %u fit",
		       m->key_bytes, m->name, p->max_key_bytes);
	if (m->role == MAP_TREE) {
		if (m->value_bytes > p->tree_bytes)
			refuse(c, "needs a tree of %u bytes, at most %u fit",
			       m->value_bytes, p->tree_bytes);
		return;
	}
	if (m->value_bytes > p->max_value_bytes)
		refuse(c, "needs values of %u bytes in map %s, at most %u fit",
		       m->value_bytes, m->name, p->max_value_bytes);
	if (element > p->max_element_bytes)
		refuse(c,
		       "needs elements of %llu bytes in map %s, at most %u fit",
		       (unsigned long long)element, m->name,
		       p->max_element_bytes);
	if (m->max_entries > p->max_map_entries)
		refuse(c, "needs %u elements in map %s, at most %u fit",
		       m->max_entries, m->name, p->max_map_entries);
	if (m->n_entries > m->max_entries)
		refuse(c, "fills map %s with %u elements, it has room for %u",
		       m->name, m->n_entries, m->max_entries);
}

/* Maps that some instruction names. */
static uint32_t count_used(struct check *c)
{
	const struct image *img = c->img;
	bool *is_used = arena_calloc(c->arena, img->maps.n + 1, 1);
	uint32_t n = 0;

	for (size_t i = 0; i < img->insns.n; i++) {
		const struct bpf_insn *insn = &img->insns.v[i];

		if (!insn_is_wide(insn))
			continue;
		i++;
		if (insn->src_reg != BPF_PSEUDO_MAP_FD ||
		    (uint32_t)insn->imm >= img->maps.n)
			continue;
		n += !is_used[insn->imm];
		is_used[insn->imm] = true;
	}
	return n;
}

uint32_t check_most_maps(const struct profile *profile)
{
	return profile->max_maps < MAX_USED_MAPS ? profile->max_maps
						 : MAX_USED_MAPS;
}

static void check_maps(struct check *c)
{
	struct check_report *r = c->report;
	const struct image_map *m;

	vec_for_each(m, &c->img->maps) {
		check_map(c, m);
		r->entries += m->max_entries;
	}
	r->maps = c->img->maps.n;
	if (count_used(c) > MAX_USED_MAPS)
		refuse(c, "uses %u maps, and a program can use %u",
		       count_used(c), MAX_USED_MAPS);
	if (r->maps > r->max_maps)
		refuse(c, "needs %u maps, and there are %u", r->maps,
		       r->max_maps);
	if (r->entries > r->max_entries)
		refuse(c, "needs %llu elements in all maps, at most %llu fit",
		       (unsigned long long)r->entries,
		       (unsigned long long)r->max_entries);
}

void check_image(struct arena *a, const struct image *img,
		 const struct profile *profile, struct check_report *report)
{
	struct check c = { a, img, profile, report };

	*report = (struct check_report){
		.max_insns = profile->max_insns,
		.max_maps = profile->max_maps,
		.max_entries = profile->max_entries,
		.max_stack_bytes = profile->stack_bytes,
	};
	check_insns(&c);
	check_end(&c);
	check_pending(&c);
	check_size(&c);
	check_maps(&c);
	check_proved(&c);
	check_settled(&c);
}

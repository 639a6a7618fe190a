// SPDX-License-Identifier: GPL-2.0-only
/*
 * nfp_mem.c - commands on the packet and on map values, and lookups
 *
 * Addresses are the model's own: the packet lies at one of 32 bits, as in the
 * cluster's memory, and values at ones of 40 bits, as in external memory:
 *
 *	39  38   32 31      8 7            0
 *	1   map     element   ORIGIN + offset
 */
#include "offload/nfp_machine.h"

#include <errno.h>

#define FRAME_ADDRESS 0x80002080U

#define ORIGIN	     0x40
#define ELEMENT_BITS 8

/*
 * The JIT joins loads into one of up to 64 bytes, which may begin before a
 * later load's bounds are tested (jit.c, nfp_bpf_opt_pkt_cache).
 */
#define BEYOND 64

/* What a command works on: @room bytes are the program's. */
struct range {
	uint8_t *bytes; /* the first of them */
	size_t room;
	const uint8_t *added; /* NULL: a packet */
	size_t off;	      /* of bytes in their value */
};

uint32_t nfp_frame_address(void)
{
	return FRAME_ADDRESS;
}

static int frame_range(struct nfp *m, uint32_t addr, struct range *r)
{
	uint32_t off = addr - FRAME_ADDRESS;

	if (off > m->len)
		return nfp_fail(m, -EFAULT, "byte %d of a packet of %zu",
				(int)off, m->len);
	*r = (struct range){ m->frame + off, m->len - off, NULL, off };
	return 0;
}

static int value_range(struct nfp *m, uint64_t addr, struct range *r)
{
	uint32_t map = (addr >> 32) - NFP_N_TABLES;
	uint32_t element = (uint32_t)addr >> ELEMENT_BITS;
	int off = (int)(addr & 0xff) - ORIGIN;
	size_t size;
	uint8_t *value;

	if (map >= m->img->maps.n)
		return nfp_fail(m, -EFAULT, "address %#llx is no memory",
				(unsigned long long)addr);
	size = m->maps[map].spec->value_bytes;
	value = interp_map_value(&m->maps[map], element);
	if (!value || off < 0 || (size_t)off >= size)
		return nfp_fail(m, -EFAULT,
				"byte %d of element %u of map %u of %zu bytes",
				off, element, map, size);
	*r = (struct range){ value + off, size - off, m->added[map], off };
	return 0;
}

static int find_range(struct nfp *m, const struct nfp_insn *insn,
		      struct range *r)
{
	const char *what = "an address";
	uint32_t left = 0, right = 0;
	int err = nfp_read_known(m, &insn->left, what, &left)
			  ?: nfp_read_known(m, &insn->right, what, &right);

	if (err)
		return err;
	if (insn->is_wide)
		return value_range(m, (uint64_t)(right & 0xff) << 32 | left, r);
	return frame_range(m, left + right, r);
}

/* Bits of the previous result that override a command's (nfp_asm.h). */
enum {
	OVERRIDE_DATA = 0x38,
	OVERRIDE_LEN = 0x80,
	LEN_SHIFT = 8,
};

/* How many units a command moves; @data is what overrides its data. */
static int command_count(struct nfp *m, const struct nfp_insn *insn,
			 unsigned int *n, uint16_t *data)
{
	uint32_t expected = OVERRIDE_LEN;
	uint32_t prev = m->prev.v;

	*n = insn->count;
	if (!insn->is_indirect)
		return 0;
	if (!nfp_is_known(m->prev))
		return nfp_fail(m, -EFAULT,
				"a command's length is not defined");
	*n = prev >> LEN_SHIFT & 0x1f;
	*data = prev >> 16;
	if (insn->op == NFP_ADD_IMM)
		expected |= 2 << 3; /* 16 bits of data in the upper half */
	else
		prev &= *data ? UINT32_MAX : 0xffff;
	if ((prev & 0xe0ff) != expected || (insn->op != NFP_ADD_IMM && *data))
		return nfp_fail(m, -EINVAL, "overrides a command with %#x",
				m->prev.v);
	return 0;
}

/* The byte @i of @r; what lies beyond the program's bytes is not known. */
static int read_byte(const struct range *r, size_t i, struct nfp_value *word)
{
	unsigned int shift = 8 * (i % 4);

	if (i >= r->room + BEYOND)
		return -EFAULT;
	if (i >= r->room || (r->added && r->added[(r->off + i) / 4]))
		return 0;
	word->v |= (uint32_t)r->bytes[i] << shift;
	word->known |= 1 << i % 4;
	return 0;
}

static int read_words(struct nfp *m, const struct nfp_insn *insn,
		      const struct range *r, unsigned int n)
{
	if (insn->xfer + n > NFP_N_XFERS)
		return nfp_fail(m, -EINVAL, "reads too many words");
	for (unsigned int i = 0; i < n; i++) {
		struct nfp_value word = {};

		for (unsigned int k = 0; k < 4; k++)
			if (read_byte(r, 4 * i + k, &word))
				return nfp_fail(m, -EFAULT,
						"reads far beyond its memory");
		m->xfer_in[insn->xfer + i] = word;
	}
	return 0;
}

static int write_bytes(struct nfp *m, const struct nfp_insn *insn,
		       const struct range *r, unsigned int n)
{
	if (r->added)
		return nfp_fail(m, -EINVAL, "writes into a map value");
	if (n > r->room || insn->xfer + (n + 3) / 4 > NFP_N_XFERS)
		return nfp_fail(m, -EFAULT, "writes %u bytes of %zu", n,
				r->room);
	for (unsigned int i = 0; i < n; i++) {
		struct nfp_value word = m->xfer_out[insn->xfer + i / 4];

		if (!(word.known >> i % 4 & 1))
			return nfp_fail(m, -EFAULT,
					"writes what is not defined");
		r->bytes[i] = word.v >> 8 * (i % 4);
	}
	return 0;
}

/*
 * Words that are added to are big-endian in the NIC's memory, and the driver
 * swaps each for the host (bpf/offload.c, nfp_map_bpf_byte_swap). Here they
 * are kept as the host sees them, and the program cannot read them.
 */
static int add(struct nfp *m, const struct range *r, size_t size, uint64_t v)
{
	uint8_t *added = (uint8_t *)r->added;
	uint64_t sum = 0;

	if (!added || size > r->room || r->off % size)
		return nfp_fail(m, -EFAULT, "adds to %zu bytes at %zu", size,
				r->off);
	memcpy(&sum, r->bytes, size);
	sum += v;
	memcpy(r->bytes, &sum, size);
	memset(added + r->off / 4, 1, size / 4);
	return 0;
}

/* The length of an addition is 0 for 32 bits and 4 for 64. */
static int add_words(struct nfp *m, const struct nfp_insn *insn,
		     const struct range *r, unsigned int n)
{
	struct nfp_value low = m->xfer_out[insn->xfer % NFP_N_XFERS];
	struct nfp_value high = m->xfer_out[(insn->xfer + 1) % NFP_N_XFERS];
	bool is_64 = n == 4;

	if (n && !is_64)
		return nfp_fail(m, -EINVAL, "an addition of length %u", n);
	if (!nfp_is_known(low) || (is_64 && !nfp_is_known(high)))
		return nfp_fail(m, -EFAULT, "adds what is not defined");
	return add(m, r, is_64 ? 8 : 4,
		   is_64 ? (uint64_t)high.v << 32 | low.v : low.v);
}

int nfp_run_cmd(struct nfp *m, const struct nfp_insn *insn)
{
	struct range r = {};
	unsigned int n = 0;
	uint16_t data = 0;
	int err = command_count(m, insn, &n, &data) ?: find_range(m, insn, &r);

	if (err)
		return err;
	if (insn->waits)
		nfp_forget_flags(m);
	if (insn->waits != (insn->op != NFP_ADD_IMM))
		return nfp_fail(m, -EINVAL, "does not wait as it should");
	switch (insn->op) {
	case NFP_READ32_SWAP:
		return read_words(m, insn, &r, n + 1);
	case NFP_WRITE8_SWAP:
		return write_bytes(m, insn, &r, n + 1);
	case NFP_WRITE32_SWAP:
		return write_bytes(m, insn, &r, 4 * (n + 1));
	case NFP_ADD:
		return add_words(m, insn, &r, n);
	case NFP_ADD_IMM: /* 8 stands for data in the command */
		if (insn->is_indirect && (n == 8 || n == 12))
			return add(m, &r, n == 12 ? 8 : 4, data);
		break;
	}
	return nfp_fail(m, -EINVAL, "a command that programs for XDP lack");
}

/* The map that has @table's number; NULL: none. */
static const struct interp_map *find_table(const struct nfp *m, uint32_t table)
{
	for (size_t i = 0; i < m->img->maps.n; i++)
		if (m->code->tables[i] == table)
			return &m->maps[i];
	return NULL;
}

static int read_key(struct nfp *m, uint8_t *key, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct nfp_value *word;
		int err = nfp_lm_word(m, 0, 0, &word);

		if (err)
			return err;
		word += i / 4;
		if (word >= m->lm + NFP_LM_BYTES / 4 ||
		    !(word->known >> i % 4 & 1))
			return nfp_fail(m, -EFAULT,
					"byte %zu of a key is not defined", i);
		key[i] = word->v >> 8 * (i % 4);
	}
	return 0;
}

/* A helper leaves r0, r6 to r9, the stack and the packet's length alone. */
static void forget_after_call(struct nfp *m)
{
	static const uint8_t scratch[] = { 2, 3, 4,  5,	 6,  7,
					   8, 9, 10, 11, 20, 21 };

	for (size_t i = 0; i < sizeof(scratch); i++)
		m->gpr[0][scratch[i]] = m->gpr[1][scratch[i]] =
			(struct nfp_value){};
	memset(m->xfer_in, 0, sizeof(m->xfer_in));
	memset(m->xfer_out, 0, sizeof(m->xfer_out));
	nfp_forget_flags(m);
	m->prev = m->prev_a = (struct nfp_value){};
	m->index[2].is_known = m->index[3].is_known = false;
	m->mul_step = 0;
}

int nfp_run_lookup(struct nfp *m)
{
	const struct nfp_operand table_reg = { .kind = NFP_GPR };
	const struct interp_map *map;
	uint8_t key[512];
	uint32_t table = 0, low = 0, high = 0;
	int64_t element;
	int err = nfp_read_known(m, &table_reg, "a table's number", &table);

	if (err)
		return err;
	map = find_table(m, table);
	if (!map)
		return nfp_fail(m, -EFAULT, "there is no table %u", table);
	err = read_key(m, key, map->spec->key_bytes);
	if (err)
		return err;
	element = interp_map_find(map, key);
	if (element >= 0) {
		high = NFP_N_TABLES | (map - m->maps);
		low = (uint32_t)element << ELEMENT_BITS | ORIGIN;
	}
	forget_after_call(m);
	m->gpr[0][0] = m->gpr[1][0] = nfp_known(low);
	m->gpr[0][1] = m->gpr[1][1] = nfp_known(high);
	m->is_paired[0] = m->is_paired[1] = true;
	return 0;
}

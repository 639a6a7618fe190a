// SPDX-License-Identifier: GPL-2.0-only
/*
 * caps.c - what the firmware says that it can do
 *
 * The driver reads it from a symbol in the card's memory: a list of types,
 * lengths and values (bpf/main.c, nfp_bpf_parse_capabilities), all of them
 * little endian.
 */
#include <linux/module.h>

#include "nfpcore/nfp_cpp.h"
#include "nfpcore/nfp_nffw.h"

#include "bpf/fw.h"
#include "shim.h"

static unsigned int abi = 3;
module_param(abi, uint, 0444);
MODULE_PARM_DESC(abi, "BPF ABI version, 2 or 3; the driver takes no other");

static unsigned int map_types = BIT(BPF_MAP_TYPE_HASH) |
				BIT(BPF_MAP_TYPE_ARRAY);
module_param(map_types, uint, 0444);
MODULE_PARM_DESC(map_types, "bits of enum bpf_map_type");
static unsigned int max_maps = 32;
module_param(max_maps, uint, 0444);
MODULE_PARM_DESC(max_maps, "maps on the card");
static unsigned int max_elems = 3072000;
module_param(max_elems, uint, 0444);
MODULE_PARM_DESC(max_elems, "entries in all maps together");

/*
 * 64 bytes of an entry are key and value, each rounded up to 8 (offload.c,
 * nfp_bpf_map_alloc), so that the other has 56 at most.
 */
static unsigned int max_elem_sz = 64;
module_param(max_elem_sz, uint, 0444);
MODULE_PARM_DESC(max_elem_sz, "bytes of a key and a value");
static unsigned int max_key_sz = 56;
module_param(max_key_sz, uint, 0444);
MODULE_PARM_DESC(max_key_sz, "bytes of a key");
static unsigned int max_val_sz = 56;
module_param(max_val_sz, uint, 0444);
MODULE_PARM_DESC(max_val_sz, "bytes of a value");

static unsigned int h_lookup = 0x1000;
module_param(h_lookup, uint, 0444);
MODULE_PARM_DESC(h_lookup, "address of map_lookup_elem, 0: none");
static unsigned int h_update = 0x1100;
module_param(h_update, uint, 0444);
MODULE_PARM_DESC(h_update, "address of map_update_elem, 0: none");
static unsigned int h_delete = 0x1200;
module_param(h_delete, uint, 0444);
MODULE_PARM_DESC(h_delete, "address of map_delete_elem, 0: none");
static unsigned int h_event = 0x1300;
module_param(h_event, uint, 0444);
MODULE_PARM_DESC(h_event, "address of perf_event_output, 0: none");

static bool adj_head = true;
module_param(adj_head, bool, 0444);
MODULE_PARM_DESC(adj_head, "xdp_adjust_head is offered");
static bool adj_tail = true;
module_param(adj_tail, bool, 0444);
MODULE_PARM_DESC(adj_tail, "xdp_adjust_tail is offered");
static bool pseudo_random = true;
module_param(pseudo_random, bool, 0444);
MODULE_PARM_DESC(pseudo_random, "get_prandom_u32 is offered");
static bool qsel = true;
module_param(qsel, bool, 0444);
MODULE_PARM_DESC(qsel, "programs may choose the receive queue");
static bool multi_ent = true;
module_param(multi_ent, bool, 0444);
MODULE_PARM_DESC(multi_ent, "a message holds several entries");

static u8 caps[512];
static size_t caps_len;

static void add(u32 type, const void *value, u32 len)
{
	__le32 head[2] = { cpu_to_le32(type), cpu_to_le32(len) };

	memcpy(caps + caps_len, head, sizeof(head));
	memcpy(caps + caps_len + sizeof(head), value, len);
	caps_len += sizeof(head) + len;
}

static void add_helper(u32 id, u32 address)
{
	struct nfp_bpf_cap_tlv_func helper = {
		.func_id = cpu_to_le32(id),
		.func_addr = cpu_to_le32(address),
	};

	if (address)
		add(NFP_BPF_CAP_TYPE_FUNC, &helper, sizeof(helper));
}

static void add_flag(u32 type, bool offered)
{
	if (offered)
		add(type, NULL, 0);
}

/* Room around a frame as a card may have it; the profile offers none of it. */
static void add_adjust_head(void)
{
	struct nfp_bpf_cap_tlv_adjust_head head = {
		.flags = cpu_to_le32(NFP_BPF_ADJUST_HEAD_NO_META),
		.off_min = cpu_to_le32(32),
		.off_max = cpu_to_le32(136),
		.guaranteed_sub = cpu_to_le32(14),
		.guaranteed_add = cpu_to_le32(64),
	};

	add(NFP_BPF_CAP_TYPE_ADJUST_HEAD, &head, sizeof(head));
}

static void add_maps(void)
{
	struct nfp_bpf_cap_tlv_maps maps = {
		.types = cpu_to_le32(map_types),
		.max_maps = cpu_to_le32(max_maps),
		.max_elems = cpu_to_le32(max_elems),
		.max_key_sz = cpu_to_le32(max_key_sz),
		.max_val_sz = cpu_to_le32(max_val_sz),
		.max_elem_sz = cpu_to_le32(max_elem_sz),
	};

	add(NFP_BPF_CAP_TYPE_MAPS, &maps, sizeof(maps));
}

void caps_make(void)
{
	__le32 version = cpu_to_le32(abi);

	add_helper(BPF_FUNC_map_lookup_elem, h_lookup);
	add_helper(BPF_FUNC_map_update_elem, h_update);
	add_helper(BPF_FUNC_map_delete_elem, h_delete);
	add_helper(BPF_FUNC_perf_event_output, h_event);
	if (adj_head)
		add_adjust_head();
	add_maps();
	add_flag(NFP_BPF_CAP_TYPE_RANDOM, pseudo_random);
	add_flag(NFP_BPF_CAP_TYPE_QUEUE_SELECT, qsel);
	add_flag(NFP_BPF_CAP_TYPE_ADJUST_TAIL, adj_tail);
	add_flag(NFP_BPF_CAP_TYPE_CMSG_MULTI_ENT, multi_ent);
	add(NFP_BPF_CAP_TYPE_ABI_VERSION, &version, sizeof(version));
}

u32 caps_abi(void)
{
	return abi;
}

/* For nfpcore/nfp_rtsym.c: the one symbol that BPF code asks for. */
u8 __iomem *nfp_rtsym_map(struct nfp_rtsym_table *symbols, const char *name,
			  const char *id, unsigned int min_size,
			  struct nfp_cpp_area **area)
{
	if (strcmp(name, "_abi_bpf_capabilities"))
		return (u8 __iomem *)ERR_PTR(-ENOENT);
	*area = NULL;
	return (u8 __iomem *)caps;
}

/* For nfpcore/nfp_cppcore.c, of the area that nfp_rtsym_map() gave. */
size_t nfp_cpp_area_size(struct nfp_cpp_area *area)
{
	return caps_len;
}

void nfp_cpp_area_release_free(struct nfp_cpp_area *area)
{
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * message.c - the firmware answers the driver's control messages
 *
 * The driver sends with a lock held that an answer takes as well. So a message
 * is queued, for a tasklet, which runs as soon as the driver lets the lock go;
 * on a card it is a tasklet too that receives. Tables are made and freed by a
 * work item, as that sleeps.
 */
#include <linux/bpf.h>
#include <linux/debugfs.h>
#include <linux/interrupt.h>
#include <linux/skbuff.h>
#include <linux/workqueue.h>

#include "bpf/fw.h"
#include "bpf/main.h"
#include "ccm.h"
#include "nfp_app.h"
#include "shim.h"
#include "table.h"

/* Knobs in debugfs. A type of zero stands for all types (enum nfp_ccm_type). */
static u32 fw_fault_type; /* the only messages that the others apply to */
static u32 fw_drop;	  /* so many answers are lost; what was asked is done */
static u32 fw_error;	  /* the answer, of enum nfp_bpf_cmsg_status, ... */
static u32 fw_error_count; /* ... to so many messages; nothing is done ... */
static u32 fw_error_after; /* ... after so many that are answered well */
static u32 fw_msgs;	   /* received so far */
static DEFINE_SPINLOCK(fault_lock);

struct fault {
	u32 error;
	bool lost;
};

static struct sk_buff_head quick_requests;
static struct sk_buff_head slow_requests;

static struct fault next_fault(u32 type)
{
	struct fault fault = {};

	spin_lock_bh(&fault_lock);
	fw_msgs++;
	if (fw_fault_type && fw_fault_type != type)
		goto out;
	if (fw_drop) {
		fw_drop--;
		fault.lost = true;
	}
	if (fw_error_count && fw_error_after) {
		fw_error_after--;
	} else if (fw_error_count) {
		fw_error_count--;
		fault.error = fw_error;
	}
out:
	spin_unlock_bh(&fault_lock);
	return fault;
}

/* An answer of @len bytes, all zero but for what every answer has. */
static struct sk_buff *answer_alloc(const struct nfp_ccm_hdr *request, u32 len)
{
	struct sk_buff *answer = alloc_skb(len, GFP_ATOMIC);
	struct nfp_ccm_hdr *head;

	if (!answer)
		return NULL;
	head = skb_put_zero(answer, len);
	*head = *request;
	head->type = __NFP_CCM_REPLY(request->type);
	return answer;
}

static struct sk_buff *
answer_create(const struct cmsg_req_map_alloc_tbl *request, u32 error)
{
	struct table_shape shape = {
		.type = be32_to_cpu(request->map_type),
		.key_size = be32_to_cpu(request->key_size),
		.value_size = be32_to_cpu(request->value_size),
		.max_entries = be32_to_cpu(request->max_entries),
	};
	struct cmsg_reply_map_alloc_tbl *reply;
	struct sk_buff *answer;
	u32 tid = 0;

	answer = answer_alloc(&request->hdr, sizeof(*reply));
	if (!answer)
		return NULL;
	if (!error)
		error = table_create(&shape, &tid);
	reply = (void *)answer->data;
	reply->reply_hdr.rc = cpu_to_be32(error);
	reply->tid = cpu_to_be32(tid);
	return answer;
}

static struct sk_buff *
answer_destroy(const struct cmsg_req_map_free_tbl *request, u32 error)
{
	struct cmsg_reply_map_free_tbl *reply;
	struct sk_buff *answer;
	u32 count = 0;

	answer = answer_alloc(&request->hdr, sizeof(*reply));
	if (!answer)
		return NULL;
	if (!error)
		error = table_destroy(be32_to_cpu(request->tid), &count);
	reply = (void *)answer->data;
	reply->reply_hdr.rc = cpu_to_be32(error);
	reply->count = cpu_to_be32(count);
	return answer;
}

/* Keys and values have the same room in a message, whatever their map. */
static u8 *value_behind(const u8 *key)
{
	const struct nfp_app_bpf *bpf = shim_card.app.priv;

	return (u8 *)key + bpf->cmsg_key_sz;
}

static u8 *entry_behind(const u8 *key)
{
	const struct nfp_app_bpf *bpf = shim_card.app.priv;

	return value_behind(key) + bpf->cmsg_val_sz;
}

/* The entries behind the one that is asked for; @n_done: how many they are. */
static u32 read_entries(const struct table *table,
			const struct cmsg_req_map_op *request,
			struct cmsg_reply_map_op *reply, u32 *n_done)
{
	bool first = request->hdr.type == NFP_CCM_TYPE_BPF_MAP_GETFIRST;
	const u8 *key = first ? NULL : request->data;
	u32 n = be32_to_cpu(request->count), error = 0;
	u8 *next = reply->data;

	for (*n_done = 0; *n_done < n; ++*n_done) {
		error = table_next(table, key, next, value_behind(next));
		if (error)
			break;
		key = next;
		next = entry_behind(next);
	}
	return error;
}

static u32 do_entry(struct table *table, const struct cmsg_req_map_op *request,
		    struct cmsg_reply_map_op *reply, u32 *n_done)
{
	const u8 *key = request->data;
	u32 flags = be32_to_cpu(request->flags), error;

	switch (request->hdr.type) {
	case NFP_CCM_TYPE_BPF_MAP_GETFIRST:
	case NFP_CCM_TYPE_BPF_MAP_GETNEXT:
		return read_entries(table, request, reply, n_done);
	case NFP_CCM_TYPE_BPF_MAP_LOOKUP:
		memcpy(reply->data, key, table_get_shape(table)->key_size);
		error = table_lookup(table, key, value_behind(reply->data));
		break;
	case NFP_CCM_TYPE_BPF_MAP_UPDATE:
		error = table_update(table, key, value_behind(key), flags);
		break;
	case NFP_CCM_TYPE_BPF_MAP_DELETE:
		error = table_delete(table, key);
		break;
	default:
		return CMSG_RC_ERR_MAP_PARSE;
	}
	*n_done = !error;
	return error;
}

/* An answer has room for the entries, and for one more if there was an error.
 */
static struct sk_buff *answer_entry(const struct cmsg_req_map_op *request,
				    u32 error)
{
	u32 entry_len = entry_behind(NULL) - (u8 *)NULL, n_done = 0;
	u32 n = max(be32_to_cpu(request->count), 1u);
	struct cmsg_reply_map_op *reply;
	struct sk_buff *answer;
	struct table *table;

	answer = answer_alloc(&request->hdr, sizeof(*reply) + n * entry_len);
	if (!answer)
		return NULL;
	reply = (void *)answer->data;
	spin_lock_bh(&table_lock);
	table = table_by_tid(be32_to_cpu(request->tid));
	if (!error)
		error = table ? do_entry(table, request, reply, &n_done)
			      : CMSG_RC_ERR_MAP_FD;
	spin_unlock_bh(&table_lock);
	reply->reply_hdr.rc = cpu_to_be32(error);
	reply->count = cpu_to_be32(n_done);
	skb_trim(answer, sizeof(*reply) + (n_done + !!error) * entry_len);
	return answer;
}

static void answer_all(struct sk_buff_head *requests)
{
	struct sk_buff *request, *answer;
	struct fault fault;
	u32 type;

	while ((request = skb_dequeue(requests))) {
		type = nfp_ccm_get_type(request);
		fault = next_fault(type);
		if (type == NFP_CCM_TYPE_BPF_MAP_ALLOC)
			answer = answer_create((void *)request->data,
					       fault.error);
		else if (type == NFP_CCM_TYPE_BPF_MAP_FREE)
			answer = answer_destroy((void *)request->data,
						fault.error);
		else
			answer = answer_entry((void *)request->data,
					      fault.error);
		kfree_skb(request);
		if (answer && !fault.lost)
			nfp_app_ctrl_rx(&shim_card.app, answer);
		else
			kfree_skb(answer);
	}
}

static void answer_slow(struct work_struct *work)
{
	answer_all(&slow_requests);
}
static DECLARE_WORK(slow_work, answer_slow);

static void answer_quick(struct tasklet_struct *tasklet)
{
	answer_all(&quick_requests);
}
static DECLARE_TASKLET(quick_tasklet, answer_quick);

/* For nfp_net_dp.c. The driver never has so much to send that a queue is full.
 */
bool __nfp_ctrl_tx(struct nfp_net *nn, struct sk_buff *request)
{
	u32 type = nfp_ccm_get_type(request);

	if (type == NFP_CCM_TYPE_BPF_MAP_ALLOC ||
	    type == NFP_CCM_TYPE_BPF_MAP_FREE) {
		skb_queue_tail(&slow_requests, request);
		queue_work(system_unbound_wq, &slow_work);
	} else {
		skb_queue_tail(&quick_requests, request);
		tasklet_schedule(&quick_tasklet);
	}
	return false;
}

/* For nfp_app.c. */
struct sk_buff *nfp_app_ctrl_msg_alloc(struct nfp_app *app, unsigned int size,
				       gfp_t priority)
{
	return alloc_skb(size, priority);
}

void message_start(void)
{
	struct dentry *dir = shim_card.debugfs;

	skb_queue_head_init(&quick_requests);
	skb_queue_head_init(&slow_requests);
	debugfs_create_u32("fw_fault_type", 0600, dir, &fw_fault_type);
	debugfs_create_u32("fw_drop", 0600, dir, &fw_drop);
	debugfs_create_u32("fw_error", 0600, dir, &fw_error);
	debugfs_create_u32("fw_error_count", 0600, dir, &fw_error_count);
	debugfs_create_u32("fw_error_after", 0600, dir, &fw_error_after);
	debugfs_create_u32("fw_msgs", 0400, dir, &fw_msgs);
}

void message_stop(void)
{
	tasklet_kill(&quick_tasklet);
	cancel_work_sync(&slow_work);
	skb_queue_purge(&quick_requests);
	skb_queue_purge(&slow_requests);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet_file.c - a ruleset of a file, and frames for it
 */
#include "packet_file.h"

#include "lab.h"

#include "lang/nft_parse.h"
#include "lib/gen_packet.h"
#include "policy/resolve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/ip.h>
#include <string.h>

#define SEED	  1
#define N_FRAMES  4096
#define MAX_TRIES 400000

static const struct reach reach = { 32, 61440 };

static const struct device device = {
	.name = LAB_DEVICE,
	.ifindex = 10,
	.mac = { 2, 0, 0, 0, 0, 2 },
};

static int read_text(struct arena *a, const char *path, const char **text)
{
	FILE *f = fopen(path, "re");
	char buffer[65536];
	VEC(char) all = {};
	size_t n;
	int err;

	if (!f)
		return -errno;
	while ((n = fread(buffer, 1, sizeof(buffer), f)) > 0) {
		for (size_t i = 0; i < n; i++)
			*(char *)vec_push(a, &all) = buffer[i];
	}
	err = ferror(f) ? -EIO : 0;
	fclose(f);
	*(char *)vec_push(a, &all) = '\0';
	*text = all.v;
	return err;
}

static uint16_t checksum(const uint8_t *header)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < sizeof(struct iphdr); i += 2)
		sum += (uint32_t)header[i] << 8 | header[i + 1];
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return ~sum;
}

/* nft takes a header that is cut off out of the padding, and nicfw does not. */
static bool has_whole_transport(const struct iphdr *ip)
{
	const size_t wanted = ip->protocol == IPPROTO_TCP ? 20 : 8;

	return ntohs(ip->tot_len) >= sizeof(*ip) + wanted;
}

/*
 * What the host's stack would drop on its own, or put together first, never
 * gets to the sink. The header's checksum is made right.
 */
static bool fit_frame(const struct gen_frame *f, struct trace_frame *out)
{
	struct iphdr ip;

	if (f->len < ETH_HLEN + sizeof(ip) || f->len > TRACE_FRAME_LEN ||
	    f->bytes[12] != ETH_P_IP >> 8 ||
	    f->bytes[13] != (ETH_P_IP & 0xff) ||
	    memcmp(f->bytes, lab_device_mac, 6) || f->bytes[6] & 1)
		return false;
	memcpy(&ip, f->bytes + ETH_HLEN, sizeof(ip));
	if (ip.version != 4 || ip.ihl != 5 || ip.frag_off & htons(0x3fff) ||
	    !has_whole_transport(&ip) || ntohs(ip.tot_len) > f->len - ETH_HLEN)
		return false;
	ip.check = 0;
	*out = (struct trace_frame){
		.len = TRACE_FRAME_LEN,
		.tuple = { .saddr = ntohl(ip.saddr), .daddr = ntohl(ip.daddr) },
	};
	memcpy(out->bytes, f->bytes, f->len);
	memcpy(out->bytes + ETH_HLEN, &ip, sizeof(ip));
	ip.check = htons(checksum(out->bytes + ETH_HLEN));
	memcpy(out->bytes + ETH_HLEN, &ip, sizeof(ip));
	return lab_takes(out->tuple.saddr, out->tuple.daddr);
}

static void add_frame(const struct policy *policy, struct trace_frame *frame,
		      struct packet_file *out)
{
	struct eval_result r;
	struct trace *trace;

	eval_frame(policy, NULL, &device, reach, frame->bytes, TRACE_FRAME_LEN,
		   NULL, &r);
	if (r.verdict != PLAN_ACCEPT && r.verdict != PLAN_DROP)
		return;
	frame->accept = r.verdict == PLAN_ACCEPT;
	frame->rule = r.rule ? r.rule->id : policy->n_rules;
	trace = frame->accept ? &out->accepted : &out->dropped;
	if (trace->n < N_FRAMES)
		trace->frames[trace->n++] = *frame;
}

static void fill(struct trace *trace)
{
	const size_t found = trace->n;

	for (; found && trace->n < N_FRAMES; trace->n++)
		trace->frames[trace->n] = trace->frames[trace->n % found];
}

static void make_frames(struct arena *a, const struct policy *policy,
			struct packet_file *out)
{
	struct rng rng = { .state = SEED };

	out->accepted.frames =
		arena_calloc(a, N_FRAMES, sizeof(struct trace_frame));
	out->dropped.frames =
		arena_calloc(a, N_FRAMES, sizeof(struct trace_frame));
	for (size_t i = 0; i < MAX_TRIES; i++) {
		struct trace_frame frame;
		struct gen_frame f;

		gen_packet(&rng, policy, &device, &f);
		if (fit_frame(&f, &frame))
			add_frame(policy, &frame, out);
	}
	fill(&out->accepted);
	fill(&out->dropped);
}

int packet_file_read(struct arena *a, struct diag *diag, const char *path,
		     struct packet_file *out)
{
	const char *slash = strrchr(path, '/');
	struct policy *policy;
	struct ruleset *rs;
	int err;

	*out = (struct packet_file){ .name = slash ? slash + 1 : path };
	err = read_text(a, path, &out->text);
	if (!err)
		err = nft_parse(a, diag, path, out->text, strlen(out->text),
				NULL, &rs);
	if (!err)
		err = resolve_ruleset(a, diag, rs, &policy);
	if (err)
		return err;
	out->n_rules = policy->n_rules;
	make_frames(a, policy, out);
	return 0;
}

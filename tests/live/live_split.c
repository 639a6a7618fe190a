// SPDX-License-Identifier: GPL-2.0-only
/*
 * live_split.c - packets in fragments
 */
#include "live/live_talk.h"

#include "base/arena.h"

#include <linux/if_ether.h>
#include <netinet/in.h>
#include <string.h>

#define MAX_PARTS 8

static size_t ip_offset(const uint8_t *frame)
{
	return frame[12] == 0x81 && frame[13] == 0 ? ETH_HLEN + 4 : ETH_HLEN;
}

static void put16(uint8_t *at, size_t value)
{
	at[0] = (uint8_t)(value >> 8);
	at[1] = (uint8_t)value;
}

static void sum_ip4(uint8_t *ip)
{
	uint32_t sum = 0;

	put16(ip + 10, 0);
	for (size_t i = 0; i < (ip[0] & 0xfu) * 4; i += 2)
		sum += (uint32_t)(ip[i] << 8 | ip[i + 1]);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	put16(ip + 10, ~sum & 0xffff);
}

void live_renew(uint8_t *frame, uint16_t id)
{
	uint8_t *ip = frame + ip_offset(frame);

	if (ip[0] >> 4 == 6) {
		put16(ip + 46, id);
		return;
	}
	put16(ip + 4, id);
	sum_ip4(ip);
}

/* @n bytes of the packet's payload from @from on, as a frame. */
static uint8_t *make_part(struct arena *a, const struct live_step *whole,
			  size_t from, size_t n, bool has_more, size_t *len)
{
	const size_t ip = ip_offset(whole->frame);
	const bool is_6 = whole->frame[ip] >> 4 == 6;
	const size_t header = is_6 ? 40 : (whole->frame[ip] & 0xfu) * 4;
	const size_t extra = is_6 ? 8 : 0;
	uint8_t *frame = arena_calloc(a, ip + header + extra + n, 1);
	uint8_t *to = frame + ip;

	memcpy(frame, whole->frame, ip + header);
	memcpy(to + header + extra, whole->frame + ip + header + from, n);
	*len = ip + header + extra + n;
	if (is_6) {
		to[header] = to[6];
		to[6] = IPPROTO_FRAGMENT;
		put16(to + 4, n + extra);
		put16(to + header + 2, from | has_more);
	} else {
		put16(to + 2, header + n);
		put16(to + 6, from / 8 | (has_more ? 0x2000 : 0));
		sum_ip4(to);
	}
	return frame;
}

void live_split(struct arena *a, struct rng *r, const struct live_step *step,
		size_t first_len, size_t next_len, struct live_talks *out)
{
	const size_t ip = ip_offset(step->frame);
	const size_t header =
		step->frame[ip] >> 4 == 6 ? 40 : (step->frame[ip] & 0xfu) * 4;
	const size_t all = step->len - ip - header;
	struct live_step parts[MAX_PARTS];
	uint32_t n = 0;

	for (size_t at = 0; at < all && n < MAX_PARTS; n++) {
		size_t len = n ? next_len : first_len;

		len = len < all - at ? len : all - at;
		parts[n] = *step;
		parts[n].number = step->number + n;
		parts[n].is_fragment = true;
		parts[n].is_followed = !rng_one_in(r, 3);
		parts[n].note =
			arena_printf(a, "bytes %zu to %zu", at, at + len - 1);
		parts[n].frame = make_part(a, step, at, len, at + len < all,
					   &parts[n].len);
		at += len;
	}
	if (rng_one_in(r, 2))
		rng_shuffle(r, parts, n);
	if (rng_one_in(r, 8))
		n--;
	for (uint32_t i = 0; i < n; i++)
		*vec_push(a, &out->steps) = parts[i];
}

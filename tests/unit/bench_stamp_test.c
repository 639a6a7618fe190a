// SPDX-License-Identifier: GPL-2.0-only
/*
 * bench_stamp_test.c - stamps are found again, and leave packets sound
 */
#include "bench/dpdk/stamp.h"

#include "lang/packet_text.h"
#include "lib/fixture.h"

#include <stdio.h>
#include <string.h>

#define ROOM 1600
#define MIN  60

static const struct stamp stamps[] = {
	{ .sequence = 0 },
	{ .sequence = 77, .run = 3, .ticks = 0x123456789abcull },
	{ .sequence = STAMP_MAX_SEQUENCE,
	  .run = UINT16_MAX,
	  .must_drop = true,
	  .ticks = STAMP_TICKS_MASK },
};

#define N_STAMPS (sizeof(stamps) / sizeof(stamps[0]))

static size_t make_frame(struct fixture *f, const char *text, uint8_t *out)
{
	const struct loc loc = { "test", 1, 1 };
	uint8_t *frame;
	size_t len;

	assert_int_equal(
		packet_text_parse(f->arena, f->diag, loc, text, &frame, &len),
		0);
	memcpy(out, frame, len);
	return len;
}

static uint32_t get16(const uint8_t *at)
{
	return (uint32_t)(at[0] << 8 | at[1]);
}

/* 0xffff where a checksum in these bytes is right. */
static uint32_t sum(uint32_t sum, const uint8_t *at, size_t len)
{
	for (size_t i = 0; i < len; i++)
		sum += (uint32_t)at[i] << (i & 1 ? 0 : 8);
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

static void expect_stamp(const uint8_t *frame, size_t len,
			 const struct stamp *stamp)
{
	struct stamp got;

	assert_true(stamp_read(frame, len, &got));
	assert_int_equal(got.sequence, stamp->sequence);
	assert_int_equal(got.run, stamp->run);
	assert_int_equal(got.must_drop, stamp->must_drop);
	assert_int_equal(got.ticks, stamp->ticks);
}

static const char *const texts[] = {
	"ip src=10.0.0.1 dst=10.0.0.2 / udp dport=53",
	"ip src=10.0.0.1 dst=10.0.0.2 / udp dport=53 / raw 5",
	"ip src=10.0.0.1 dst=10.0.0.2 / udp dport=53 / raw 400",
	"ip src=10.0.0.1 dst=10.0.0.2 / tcp dport=22",
	"ip src=10.0.0.1 dst=10.0.0.2 / tcp dport=22 / raw 19",
	"ip src=10.0.0.1 dst=10.0.0.2 / icmp type=8 / raw 3",
	"ip6 src=2001:db8::1 dst=2001:db8::2 / udp dport=53",
	"ip6 src=2001:db8::1 dst=2001:db8::2 / tcp dport=53 / raw 7",
	"ip6 src=2001:db8::1 dst=2001:db8::2 / icmp6 type=128 / raw 9",
	"eth / vlan id=10 / ip src=10.0.0.1 dst=10.0.0.2 / udp dport=53",
};

#define N_TEXTS (sizeof(texts) / sizeof(texts[0]))

/* From the network header on: lengths and both checksums. */
static void expect_sound(const uint8_t *ip, size_t len)
{
	const bool is_v4 = ip[0] >> 4 == 4;
	const size_t header = is_v4 ? 20 : 40;
	const uint8_t protocol = ip[is_v4 ? 9 : 6];
	uint32_t pseudo = protocol == 1 ? 0
					: (uint32_t)(len - header) + protocol;

	assert_int_equal(get16(ip + (is_v4 ? 2 : 4)), is_v4 ? len : len - 40);
	if (is_v4)
		assert_int_equal(sum(0, ip, header), 0xffff);
	if (protocol != 1)
		pseudo = sum(pseudo, ip + (is_v4 ? 12 : 8), is_v4 ? 8 : 32);
	if (protocol == 17)
		assert_int_equal(get16(ip + header + 4), len - header);
	assert_int_equal(sum(pseudo, ip + header, len - header), 0xffff);
}

static void a_stamped_packet_is_sound_whatever_the_stamp_says(void **state)
{
	struct fixture *f = *state;

	for (size_t i = 0; i < N_TEXTS; i++) {
		uint8_t frame[ROOM];
		size_t len = make_frame(f, texts[i], frame);
		const size_t net = strstr(texts[i], "vlan") ? 18 : 14;

		len = stamp_make_room(frame, len, sizeof(frame), MIN);
		assert_true(len >= MIN);
		for (size_t s = 0; s < N_STAMPS; s++) {
			stamp_write(frame + len - STAMP_LEN, &stamps[s]);
			expect_sound(frame + net, len - net);
			expect_stamp(frame, len, &stamps[s]);
		}
	}
}

static void a_frame_grows_no_more_than_it_needs(void **state)
{
	struct fixture *f = *state;
	uint8_t frame[ROOM];
	size_t len = make_frame(f, texts[0], frame);

	assert_int_equal(stamp_make_room(frame, len, sizeof(frame), MIN), 60);
	len = make_frame(f, texts[2], frame);
	assert_int_equal(stamp_make_room(frame, len, sizeof(frame), MIN), len);
	len = make_frame(f, texts[3], frame);
	assert_int_equal(stamp_make_room(frame, len, sizeof(frame), MIN),
			 54 + STAMP_LEN);
}

static void headers_stay_as_they_are(void **state)
{
	struct fixture *f = *state;
	uint8_t before[ROOM], after[ROOM];
	size_t len = make_frame(f, "ip off=8 / tcp dport=1", before);

	memcpy(after, before, len);
	assert_int_equal(stamp_make_room(after, len, sizeof(after), MIN),
			 len + STAMP_LEN);
	assert_memory_equal(after, before, 16);
	assert_memory_equal(after + 18, before + 18, 6);
	assert_memory_equal(after + 26, before + 26, len - 26);
	/* ARP has no length to be changed. */
	len = make_frame(f, "arp", before);
	memcpy(after, before, len);
	assert_true(stamp_make_room(after, len, sizeof(after), MIN));
	assert_memory_equal(after, before, len);
}

static void a_checksum_that_was_left_out_stays_so(void **state)
{
	struct fixture *f = *state;
	uint8_t frame[ROOM];
	size_t len = make_frame(f, "ip / udp dport=53 sum=0", frame);

	assert_true(stamp_make_room(frame, len, sizeof(frame), MIN));
	assert_int_equal(get16(frame + 40), 0);
}

static void what_does_not_fit_is_refused(void **state)
{
	struct fixture *f = *state;
	uint8_t frame[ROOM];
	size_t len = make_frame(f, texts[3], frame);

	assert_int_equal(stamp_make_room(frame, len, len + STAMP_LEN - 1, MIN),
			 0);
}

static void a_stamp_is_found_in_front_of_padding(void **state)
{
	struct fixture *f = *state;
	uint8_t frame[ROOM];
	size_t len = make_frame(f, texts[9], frame);

	len = stamp_make_room(frame, len, sizeof(frame), MIN);
	stamp_write(frame + len - STAMP_LEN, &stamps[1]);
	memset(frame + len, 0, 10);
	expect_stamp(frame, len + 10, &stamps[1]);
	/* The tag is gone, and a port made up for it. */
	memmove(frame + 12, frame + 16, len - 16);
	memset(frame + len - 4, 0, 4);
	expect_stamp(frame, len, &stamps[1]);
}

static void strangers_have_no_stamp(void **state)
{
	struct fixture *f = *state;
	struct stamp got;
	uint8_t frame[ROOM];
	size_t len = make_frame(f, texts[2], frame);

	assert_false(stamp_read(frame, len, &got));
	assert_false(stamp_read(frame, 10, &got));
	len = stamp_make_room(frame, len, sizeof(frame), MIN);
	stamp_write(frame + len - STAMP_LEN, &stamps[1]);
	for (size_t i = len - STAMP_LEN; i < len; i++) {
		frame[i] ^= 1;
		assert_false(stamp_read(frame, len, &got));
		frame[i] ^= 1;
	}
	expect_stamp(frame, len, &stamps[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_stamped_packet_is_sound_whatever_the_stamp_says),
		test(a_frame_grows_no_more_than_it_needs),
		test(headers_stay_as_they_are),
		test(a_checksum_that_was_left_out_stays_so),
		test(what_does_not_fit_is_refused),
		test(a_stamp_is_found_in_front_of_padding),
		test(strangers_have_no_stamp),
	};

	return cmocka_run_group_tests_name("stamp", tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * frame_test.c - frame_parse() finds the headers where semantics.md has them
 */
#include "policy/eval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static const struct reach walk = { 32, 61440 };

/* A frame that tests write header behind header. */
struct frame {
	uint8_t bytes[512];
	size_t len;
};

static void put(struct frame *f, const uint8_t *bytes, size_t len)
{
	memcpy(f->bytes + f->len, bytes, len);
	f->len += len;
}

#define PUT(f, ...)                              \
	put(f, (const uint8_t[]){ __VA_ARGS__ }, \
	    sizeof((const uint8_t[]){ __VA_ARGS__ }))

static void put_zeroes(struct frame *f, size_t n)
{
	static const uint8_t zeroes[64];

	put(f, zeroes, n);
}

static void put_eth(struct frame *f, uint16_t type)
{
	f->len = 0;
	put_zeroes(f, 12);
	PUT(f, type >> 8, type & 0xff);
}

/* 20 bytes of IPv4 that say they are @total long. */
static void put_ip(struct frame *f, uint16_t total, uint16_t frag_off)
{
	PUT(f, 0x45, 0, total >> 8, total & 0xff, 0, 0, frag_off >> 8,
	    frag_off & 0xff, 64, 17, 0, 0);
	put_zeroes(f, 8);
}

static void put_ip6(struct frame *f, uint8_t payload, uint8_t next)
{
	PUT(f, 0x60, 0, 0, 0, 0, payload, next, 64);
	put_zeroes(f, 32);
}

static bool parse(const struct frame *f, struct frame_view *view)
{
	return frame_parse(f->bytes, f->len, walk, view);
}

static void passes_what_is_shorter_than_ethernet(void **state)
{
	struct frame f;
	struct frame_view view;

	put_eth(&f, 0x0800);
	assert_true(parse(&f, &view));
	f.len = 13;
	assert_false(parse(&f, &view));
}

static void passes_a_frame_that_ends_within_its_tag(void **state)
{
	struct frame f;
	struct frame_view view;

	put_eth(&f, 0x8100);
	PUT(&f, 0, 5, 8);
	assert_false(parse(&f, &view));
	PUT(&f, 0);
	assert_true(parse(&f, &view));
	assert_true(view.is_tagged);
	assert_int_equal(view.protocol, 0x0800);
	assert_int_equal(view.avail[PLAN_NET], 0);
}

static void peels_one_tag_only(void **state)
{
	struct frame f;
	struct frame_view view;

	put_eth(&f, 0x88a8);
	PUT(&f, 0, 5, 0x81, 0, 0, 6, 8, 0);
	put_ip(&f, 28, 0);
	put_zeroes(&f, 8);
	assert_true(parse(&f, &view));
	assert_int_equal(view.protocol, 0x8100);
	assert_ptr_equal(view.header[PLAN_NET], f.bytes + 18);
	assert_false(view.has_l4);
}

static void tells_802_3_from_802_2(void **state)
{
	struct frame f;
	struct frame_view view;

	put_eth(&f, 0x05ff);
	assert_true(parse(&f, &view));
	assert_int_equal(view.protocol, 4);
	PUT(&f, 0xff, 0xff);
	assert_true(parse(&f, &view));
	assert_int_equal(view.protocol, 1);
	put_eth(&f, 0x0600);
	assert_true(parse(&f, &view));
	assert_int_equal(view.protocol, 0x0600);
}

static void ends_transport_where_the_ip_packet_ends(void **state)
{
	struct frame f;
	struct frame_view view;

	put_eth(&f, 0x0800);
	put_ip(&f, 24, 0);
	put_zeroes(&f, 26);
	assert_true(parse(&f, &view));
	assert_true(view.has_l4);
	assert_int_equal(view.l4proto, 17);
	assert_ptr_equal(view.header[PLAN_TRANS], f.bytes + 34);
	assert_int_equal(view.avail[PLAN_TRANS], 4);
	assert_int_equal(view.avail[PLAN_NET], 46);
}

static void has_no_transport_in_an_unsound_ip_packet(void **state)
{
	static const struct {
		uint8_t version_ihl;
		uint8_t total;
	} headers[] = {
		{ 0x55, 28 }, { 0x44, 28 }, { 0x45, 29 },
		{ 0x45, 19 }, { 0x48, 31 },
	};

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		struct frame f;
		struct frame_view view;

		put_eth(&f, 0x0800);
		put_ip(&f, headers[i].total, 0);
		put_zeroes(&f, 8);
		f.bytes[14] = headers[i].version_ihl;
		assert_true(parse(&f, &view));
		assert_false(view.has_l4);
		assert_int_equal(view.avail[PLAN_TRANS], 0);
		assert_int_equal(view.avail[PLAN_NET], 28);
	}
}

static void gives_a_later_fragment_a_protocol_but_no_transport(void **state)
{
	struct frame f;
	struct frame_view view;

	put_eth(&f, 0x0800);
	put_ip(&f, 28, 1);
	put_zeroes(&f, 8);
	assert_true(parse(&f, &view));
	assert_true(view.has_l4);
	assert_int_equal(view.l4proto, 17);
	assert_int_equal(view.avail[PLAN_TRANS], 0);

	put_eth(&f, 0x0800);
	put_ip(&f, 28, 0x2000);
	put_zeroes(&f, 8);
	assert_true(parse(&f, &view));
	assert_int_equal(view.avail[PLAN_TRANS], 8);
}

static void walks_ipv6_extension_headers(void **state)
{
	struct frame f;
	struct frame_view view;

	put_eth(&f, 0x86dd);
	put_ip6(&f, 8 + 16 + 8 + 8, 0);
	PUT(&f, 60, 0, 0, 0, 0, 0, 0, 0);
	PUT(&f, 44, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
	PUT(&f, 17, 0, 0, 1, 0, 0, 0, 9);
	put_zeroes(&f, 8);
	assert_true(parse(&f, &view));
	assert_int_equal(view.l4proto, 17);
	assert_ptr_equal(view.header[PLAN_HBH], f.bytes + 54);
	assert_ptr_equal(view.header[PLAN_DST], f.bytes + 62);
	assert_ptr_equal(view.header[PLAN_FRAG], f.bytes + 78);
	assert_null(view.header[PLAN_RT]);
	assert_ptr_equal(view.header[PLAN_TRANS], f.bytes + 86);
	assert_int_equal(view.avail[PLAN_TRANS], 8);
}

static void ends_the_transport_walk_at_ah_and_looks_behind_it(void **state)
{
	struct frame f;
	struct frame_view view;

	put_eth(&f, 0x86dd);
	put_ip6(&f, 24 + 8, 51);
	PUT(&f, 60, 4, 0, 0);
	put_zeroes(&f, 20);
	PUT(&f, 17, 0, 0, 0, 0, 0, 0, 0);
	assert_true(parse(&f, &view));
	assert_int_equal(view.l4proto, 51);
	assert_ptr_equal(view.header[PLAN_TRANS], f.bytes + 54);
	assert_ptr_equal(view.header[PLAN_DST], f.bytes + 78);
}

static void finds_nothing_behind_a_later_ipv6_fragment(void **state)
{
	struct frame f;
	struct frame_view view;

	put_eth(&f, 0x86dd);
	put_ip6(&f, 16, 44);
	PUT(&f, 59, 0, 0, 8, 0, 0, 0, 9);
	put_zeroes(&f, 8);
	assert_true(parse(&f, &view));
	assert_true(view.has_l4);
	assert_int_equal(view.l4proto, 59);
	assert_int_equal(view.avail[PLAN_TRANS], 0);
	assert_ptr_equal(view.header[PLAN_FRAG], f.bytes + 54);

	f.bytes[54] = 60;
	assert_true(parse(&f, &view));
	assert_false(view.has_l4);
	assert_null(view.header[PLAN_DST]);
}

static void ends_badly_where_a_header_is_longer_than_the_frame(void **state)
{
	struct frame f;
	struct frame_view view;

	put_eth(&f, 0x86dd);
	put_ip6(&f, 8, 60);
	PUT(&f, 17, 1, 0, 0, 0, 0, 0, 0);
	assert_true(parse(&f, &view));
	assert_false(view.has_l4);
	assert_ptr_equal(view.header[PLAN_DST], f.bytes + 54);
	assert_int_equal(view.avail[PLAN_DST], 8);

	f.len = 55;
	assert_true(parse(&f, &view));
	assert_null(view.header[PLAN_DST]);
}

static void finds_extension_headers_behind_an_unsound_length(void **state)
{
	struct frame f;
	struct frame_view view;

	put_eth(&f, 0x86dd);
	put_ip6(&f, 99, 60);
	PUT(&f, 135, 0, 0, 0, 0, 0, 0, 0);
	PUT(&f, 59, 0);
	assert_true(parse(&f, &view));
	assert_false(view.has_l4);
	assert_ptr_equal(view.header[PLAN_DST], f.bytes + 54);
	assert_ptr_equal(view.header[PLAN_MH], f.bytes + 62);
	f.len = 14 + 39;
	assert_true(parse(&f, &view));
	assert_null(view.header[PLAN_DST]);
}

static void stops_at_the_bound(void **state)
{
	struct frame f;
	struct frame_view view;

	put_eth(&f, 0x86dd);
	put_ip6(&f, 24, 60);
	PUT(&f, 60, 0, 0, 0, 0, 0, 0, 0);
	PUT(&f, 17, 0, 0, 0, 0, 0, 0, 0);
	put_zeroes(&f, 8);
	assert_true(
		frame_parse(f.bytes, f.len, (struct reach){ 2, 56 }, &view));
	assert_false(view.is_beyond_reach);
	assert_int_equal(view.l4proto, 17);
	assert_true(
		frame_parse(f.bytes, f.len, (struct reach){ 1, 56 }, &view));
	assert_true(view.is_beyond_reach);
	assert_false(view.has_l4);
	assert_true(
		frame_parse(f.bytes, f.len, (struct reach){ 2, 55 }, &view));
	assert_true(view.is_beyond_reach);
	assert_true(view.is_l4_beyond_reach);
	assert_false(view.has_l4);
}

static void ends_badly_before_it_is_beyond_the_bound(void **state)
{
	struct frame f;
	struct frame_view view;

	put_eth(&f, 0x86dd);
	put_ip6(&f, 8, 60);
	PUT(&f, 17, 1, 0, 0, 0, 0, 0, 0);
	assert_true(
		frame_parse(f.bytes, f.len, (struct reach){ 2, 40 }, &view));
	assert_false(view.is_beyond_reach);
	assert_false(view.has_l4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(passes_what_is_shorter_than_ethernet),
		cmocka_unit_test(passes_a_frame_that_ends_within_its_tag),
		cmocka_unit_test(peels_one_tag_only),
		cmocka_unit_test(tells_802_3_from_802_2),
		cmocka_unit_test(ends_transport_where_the_ip_packet_ends),
		cmocka_unit_test(has_no_transport_in_an_unsound_ip_packet),
		cmocka_unit_test(
			gives_a_later_fragment_a_protocol_but_no_transport),
		cmocka_unit_test(walks_ipv6_extension_headers),
		cmocka_unit_test(
			ends_the_transport_walk_at_ah_and_looks_behind_it),
		cmocka_unit_test(finds_nothing_behind_a_later_ipv6_fragment),
		cmocka_unit_test(
			ends_badly_where_a_header_is_longer_than_the_frame),
		cmocka_unit_test(
			finds_extension_headers_behind_an_unsound_length),
		cmocka_unit_test(stops_at_the_bound),
		cmocka_unit_test(ends_badly_before_it_is_beyond_the_bound),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

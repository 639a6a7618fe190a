// SPDX-License-Identifier: GPL-2.0-only
/*
 * packet_text_test.c - are frames built as their lines say?
 *
 * The frames were checked once with tcpdump -vv, which found their checksums
 * correct.
 */
#include "lang/packet_text.h"
#include "lang/packet_text_table.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#define ETH	     "020000000002020000000001"
#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

struct fixture {
	struct arena *arena;
	struct diag *diag;
	uint8_t *frame;
	size_t len;
};

static int setup(void **state)
{
	struct fixture *f = calloc(1, sizeof(*f));

	f->arena = arena_new();
	f->diag = diag_new(f->arena);
	*state = f;
	return 0;
}

static int teardown(void **state)
{
	struct fixture *f = *state;

	arena_free(f->arena);
	free(f);
	return 0;
}

static int build(struct fixture *f, const char *text)
{
	struct loc loc = { "t.t", 3, 10 };

	return packet_text_parse(f->arena, f->diag, loc, text, &f->frame,
				 &f->len);
}

/* Says which line failed, before the assertion ends the test. */
static void build_or_fail(struct fixture *f, const char *text)
{
	if (!build(f, text))
		return;
	diag_print(f->diag, stderr);
	fail_msg("refused: %s", text);
}

static void assert_frame(struct fixture *f, const char *text, const char *hex)
{
	char *built;

	build_or_fail(f, text);
	built = arena_alloc(f->arena, 2 * f->len + 1);
	for (size_t i = 0; i < f->len; i++)
		sprintf(built + 2 * i, "%02x", f->frame[i]);
	assert_string_equal(built, hex);
}

static void assert_same(struct fixture *f, const char *one, const char *other)
{
	uint8_t *frame;
	size_t len;

	build_or_fail(f, one);
	frame = f->frame;
	len = f->len;
	build_or_fail(f, other);
	assert_int_equal(len, f->len);
	assert_memory_equal(frame, f->frame, len);
}

static void a_layer_fills_in_what_the_line_leaves_out(void **state)
{
	assert_frame(*state, "ip ttl=3 / tcp sport=9 dport=22 flags=S",
		     ETH "0800"
			 "45000028000000000306a3ce0a0000010a000002"
			 "0009001600000000000000005002ffff9bc10000");
	assert_frame(*state, "arp op=reply spa=1.2.3.4",
		     ETH "0806"
			 "0001080006040002"
			 "02000000000101020304"
			 "0000000000000a000002");
}

static void tags_and_extension_headers_stack(void **state)
{
	assert_frame(*state,
		     "eth / vlan id=10 pcp=3 / ip6 / hbh / "
		     "frag off=1 more / udp dport=53",
		     ETH "8100"
			 "600a86dd"
			 "6000000000180040"
			 "20010db8000000000000000000000001"
			 "20010db8000000000000000000000002"
			 "2c00000000000000"
			 "1100000900000000"
			 "040000350008a034");
	assert_frame(*state, "vlan tpid=0x88a8 id=5 / vlan id=6 dei / raw 2",
		     ETH "88a8"
			 "00058100"
			 "100688b5"
			 "0001");
}

static void an_icmp_error_carries_a_packet(void **state)
{
	assert_frame(*state,
		     "ip / icmp type=destination-unreachable code=3 / ip / udp",
		     ETH "0800"
			 "4500003800000000400166c30a0000010a000002"
			 "0303111900000000"
			 "4500001c00000000401166cf0a0000010a000002"
			 "040000350008e7a6");
}

static void an_authentication_header_counts_in_words(void **state)
{
	assert_frame(*state, "ip6 / ah / udp",
		     ETH "86dd"
			 "6000000000203340"
			 "20010db8000000000000000000000001"
			 "20010db8000000000000000000000002"
			 "11040000000000010000000100000000"
			 "0000000000000000"
			 "040000350008a034");
}

static void each_transport_has_its_own_checksum(void **state)
{
	struct fixture *f = *state;

	assert_frame(f,
		     "hex 00 / sctp / hex 0100 0014 / "
		     "hex 000000010000ffff0001000100000000",
		     "00"
		     "0400005000000001"
		     "53782b8e"
		     "01000014000000010000ffff0001000100000000");
	build_or_fail(f, "ip / udplite cov=8 / raw 20");
	assert_memory_equal(f->frame + 40, "\xe7\x1b", 2);
	build_or_fail(f, "ip6 / dccp");
	assert_memory_equal(f->frame + 60, "\x97\x09", 2);
	build_or_fail(f, "ip opts=01010101 / igmp");
	assert_memory_equal(f->frame + 24, "\x63\xd8", 2);
	assert_memory_equal(f->frame + 40, "\xee\x9b", 2);
}

static void a_udp_checksum_is_never_zero(void **state)
{
	struct fixture *f = *state;

	build_or_fail(f, "ip / udp / hex e7a2");
	assert_memory_equal(f->frame + 40, "\xff\xff", 2);
}

static void what_is_given_stands_even_if_wrong(void **state)
{
	struct fixture *f = *state;

	build_or_fail(f, "ip ihl=15 len=24 sum=0xdead proto=99 / tcp doff=1");
	assert_int_equal(f->len, 54);
	assert_int_equal(f->frame[14], 0x4f);
	assert_int_equal(f->frame[17], 24);
	assert_int_equal(f->frame[23], 99);
	assert_memory_equal(f->frame + 24, "\xde\xad", 2);
	assert_int_equal(f->frame[46], 0x10);
}

static void options_are_padded_and_counted(void **state)
{
	struct fixture *f = *state;

	build_or_fail(f, "ip opts=0101 / tcp opts=020405b401");
	assert_int_equal(f->len, 14 + 24 + 28);
	assert_int_equal(f->frame[14], 0x46);
	assert_memory_equal(f->frame + 34, "\x01\x01\0\0", 4);
	assert_int_equal(f->frame[38 + 12], 0x70);
	build_or_fail(f, "ip6 / hbh opts=0104000000000104 / dst");
	assert_int_equal(f->len, 14 + 40 + 16 + 8);
	assert_memory_equal(f->frame + 54, "\x3c\x01\x01\x04", 4);
}

static void lines_of_one_meaning_build_one_frame(void **state)
{
	static const char *const pairs[][2] = {
		{ "ip / tcp", "eth/ip/tcp" },
		{ "ip / tcp", "  eth  /\tip / tcp \n" },
		{ "ip df mf", "ip df=1 mf=0x1" },
		{ "ip tos=0xb9 / tcp", "ip dscp=ef ecn=ect1 / tcp" },
		{ "ip / tcp flags=SA", "ip / tcp flags=0x12" },
		{ "ip / tcp flags=FSRPAUEC", "ip / tcp flags=255" },
		{ "ip / tcp flags=S", "ip / tcp flags=syn" },
		{ "ip / tcp dport=ssh", "ip / tcp dport=22" },
		{ "ip / icmp type=echo-reply", "ip / icmp type=0" },
		{ "ip / text \"a / b\"", "ip / hex 61202F 2062" },
		{ "ip / raw 3", "ip / hex 000102" },
		{ "ip / raw 0", "ip / text \"\"" },
		{ "ip / tcp / pad 10", "ip / tcp" },
		{ "ip / tcp / cut 100", "ip / tcp" },
		{ "hex " ETH "0800 / ip / udp", "ip / udp" },
	};

	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		assert_same(*state, pairs[i][0], pairs[i][1]);
}

static void a_pad_is_in_no_length(void **state)
{
	struct fixture *f = *state;

	build_or_fail(f, "ip / udp / pad 60");
	assert_int_equal(f->len, 60);
	assert_int_equal(f->frame[17], 28);
	assert_memory_equal(f->frame + 40, "\xe7\xa6", 2);
}

static void a_cut_changes_no_byte_before_it(void **state)
{
	struct fixture *f = *state;

	assert_frame(f, "ip / udp / cut 16", ETH "08004500");
	assert_frame(f, "ip / udp / cut 14 / pad 16", ETH "08000000");
	build_or_fail(f, "ip / cut 0");
	assert_int_equal(f->len, 0);
}

static void a_frame_holds_the_longest_packet(void **state)
{
	struct fixture *f = *state;

	build_or_fail(f, "ip / raw 65515");
	assert_int_equal(f->len, PACKET_MAX_BYTES);
	build_or_fail(f, "ip / pad 65549");
	assert_int_equal(f->len, PACKET_MAX_BYTES);
}

static void refuses_with_the_place_and_what_is_known(void **state)
{
	/* Columns count from 10, where the line begins. */
	static const struct {
		const char *text;
		unsigned int col;
		const char *message;
	} rows[] = {
		{ "", 10, "a layer is missing here, as in ip / tcp dport=22" },
		{ "ip / ", 15,
		  "a layer is missing here, as in ip / tcp dport=22" },
		{ "ipx", 10,
		  "unknown layer 'ipx'; known: eth, vlan, mpls, arp, ip, ip6, hbh, dst, rt, frag, ah, mh, esp, tcp, udp, udplite, sctp, dccp, icmp, icmp6, igmp, gre, raw, hex, text, pad, cut" },
		{ "ip / udp port=5", 19,
		  "'udp' has no field 'port'; it has sport, dport, len, sum" },
		{ "ip ttl=256", 17, "value 256 is out of range (0-255)" },
		{ "ip / tcp dport=nil", 25,
		  "unknown service 'nil'; see /etc/services or give a number" },
		{ "ip ttl=1 ttl=1", 19, "'ttl' is given twice" },
		{ "ip opts=00 opts=00", 21, "'opts' is given twice" },
		{ "ip ttl", 13, "'ttl' needs a value, as in ttl=..." },
		{ "ip opts=0", 18,
		  "'0' is not made of bytes of two hex digits" },
		{ "ip / tcp flags=Q", 25,
		  "unknown TCP flag 'Q'; give a number or one of fin, syn, rst, psh, ack, urg, ecn, cwr" },
		{ "tcp", 10,
		  "'tcp' does not stand right behind 'eth'; put what carries it between them, or give type=" },
		{ "ip / pad 60 / tcp", 24,
		  "'tcp' stands behind 'pad' or 'cut'; put it before them" },
		{ "ip / raw 3 4", 21,
		  "'4' is too much here; put a / before it" },
		{ "ip / raw", 15, "'raw' needs a number of bytes" },
		{ "ip / raw 65550", 19,
		  "65550 bytes are more than a frame holds (0-65549)" },
		{ "ip6 / raw 65500", 16,
		  "the frame is longer than 65549 bytes" },
		{ "ip / text foo", 15,
		  "'text' needs a string in quotes, as in text \"GET\"" },
		{ "ip / text \"foo", 15,
		  "'text' needs a string in quotes, as in text \"GET\"" },
		{ "hex", 10,
		  "'hex' needs bytes of two hex digits, as in hex 0800 45" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct diag_msg *m;

		assert_int_equal(build(f, rows[i].text), -EINVAL);
		m = &f->diag->msgs.v[i];
		assert_string_equal(m->text, rows[i].message);
		assert_int_equal(m->loc.col, rows[i].col);
		assert_int_equal(f->diag->n_errors, i + 1);
	}
	assert_null(f->frame);
}

static void a_header_too_long_for_its_length_field_is_refused(void **state)
{
	struct fixture *f = *state;
	char text[200] = "ip opts=";

	memset(text + 8, '0', 82);
	assert_int_equal(build(f, text), -EINVAL);
	assert_string_equal(
		f->diag->msgs.v[0].text,
		"16 does not fit into 'ihl' of 'ip' (0-15); shorten what it counts, or give ihl=");
}

static void assert_row_is_sound(const struct packet_field *field)
{
	const struct packet_layer_type *t = &packet_text_layers[field->layer];

	assert_true(field->bit + field->width <= 8 * t->bytes);
	assert_true(field->fill == FILL_TAIL ||
		    field->value <= u128_max(field->width));
	assert_ptr_equal(field,
			 packet_text_find_field(field->layer, field->name));
}

/* Of a field's largest value every bit is set. */
static void assert_field_is_written(struct fixture *f,
				    const struct packet_field *field)
{
	const struct packet_layer_type *t = &packet_text_layers[field->layer];
	unsigned long long max = (unsigned long long)u128_max(field->width);

	build_or_fail(f, arena_printf(f->arena, "hex 00 / %s %s=%llu", t->name,
				      field->name, max));
	assert_int_equal(f->len, 1 + t->bytes);
	assert_int_equal(f->frame[0], 0);
	for (unsigned int bit = 8 + field->bit;
	     bit < 8 + field->bit + field->width; bit++)
		assert_true(f->frame[bit / 8] & 0x80 >> bit % 8);
}

static void every_field_writes_its_own_bits(void **state)
{
	for (enum packet_layer_id l = 0; l < N_LAYERS; l++) {
		const struct packet_field *field = NULL;

		while ((field = packet_text_next_field(l, field))) {
			assert_row_is_sound(field);
			if (field->type == TYPE_INTEGER && field->width)
				assert_field_is_written(*state, field);
		}
	}
}

#define test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(a_layer_fills_in_what_the_line_leaves_out),
		test(tags_and_extension_headers_stack),
		test(an_icmp_error_carries_a_packet),
		test(an_authentication_header_counts_in_words),
		test(each_transport_has_its_own_checksum),
		test(a_udp_checksum_is_never_zero),
		test(what_is_given_stands_even_if_wrong),
		test(options_are_padded_and_counted),
		test(lines_of_one_meaning_build_one_frame),
		test(a_pad_is_in_no_length),
		test(a_cut_changes_no_byte_before_it),
		test(a_frame_holds_the_longest_packet),
		test(refuses_with_the_place_and_what_is_known),
		test(a_header_too_long_for_its_length_field_is_refused),
		test(every_field_writes_its_own_bits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

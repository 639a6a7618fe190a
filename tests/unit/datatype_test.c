// SPDX-License-Identifier: GPL-2.0-only
/*
 * datatype_test.c - are values read and printed as nft 1.0.6 does?
 */
#include "lang/datatype.h"
#include "lib/fixture.h"

#include <arpa/inet.h>

static const struct loc here = { "t.nft", 1, 2 };

static unsigned int width_of(enum datatype type)
{
	unsigned int width = datatype_width(type);

	return width ? width : 16;
}

static int parse(struct fixture *f, enum datatype type, const char *text,
		 u128 *value)
{
	return datatype_parse(type, width_of(type), text, here, f->diag, value,
			      NULL);
}

static void assert_error(struct fixture *f, enum datatype type,
			 const char *text, const char *message)
{
	u128 value = 4711;

	assert_int_equal(parse(f, type, text, &value), -EINVAL);
	assert_true(value == 4711);
	assert_int_equal(f->diag->msgs.v[f->diag->msgs.n - 1].loc.col, 2);
	assert_string_equal(f->diag->msgs.v[f->diag->msgs.n - 1].text, message);
}

static void every_type_has_a_row(void **state)
{
	struct fixture *f = *state;

	for (enum datatype t = 0; t < N_DATATYPES; t++) {
		enum datatype again;

		assert_int_equal(
			parse(f, t, "no such thing at all", &(u128){ 0 }),
			-EINVAL);
		if (!datatype_name(t))
			continue;
		assert_true(datatype_width(t) > 0);
		assert_int_equal(datatype_by_name(datatype_name(t), &again), 0);
		assert_int_equal(again, t);
	}
	assert_int_equal(datatype_by_name("integer", &(enum datatype){ 0 }),
			 -ENOENT);
}

static void every_name_stands_for_its_value(void **state)
{
	static const struct {
		enum datatype type;
		const char *name;
		unsigned int value;
	} names[] = {
#define NAME(type, name, value) { TYPE_##type, name, value },
#include "lang/datatype_names.def"
#undef NAME
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		u128 value;

		assert_int_equal(parse(f, names[i].type, names[i].name, &value),
				 0);
		assert_true(value == names[i].value);
	}
}

static void reads_what_nft_reads(void **state)
{
	static const struct {
		enum datatype type;
		const char *text;
		unsigned long long value;
	} rows[] = {
		{ TYPE_INTEGER, "10", 10 },
		{ TYPE_INTEGER, "0x1F", 31 },
		{ TYPE_INTEGER, "010", 8 },
		{ TYPE_INTEGER, "0", 0 },
		{ TYPE_INET_SERVICE, "http", 80 },
		{ TYPE_INET_SERVICE, "ssh", 22 },
		{ TYPE_INET_SERVICE, "domain", 53 },
		{ TYPE_INET_SERVICE, "www", 80 },
		{ TYPE_INET_SERVICE, "syslog", 514 },
		{ TYPE_INET_SERVICE, "08", 8 },
		{ TYPE_INET_SERVICE, "010", 8 },
		{ TYPE_INET_SERVICE, "\"80\"", 80 },
		{ TYPE_INET_PROTO, "tcp", 6 },
		{ TYPE_INET_PROTO, "TCP", 6 },
		{ TYPE_INET_PROTO, "ospf", 89 },
		{ TYPE_INET_PROTO, "ipv6-icmp", 58 },
		{ TYPE_INET_PROTO, "comp", 108 },
		{ TYPE_IPV4_ADDR, "192.0.2.1", 0xc0000201 },
		{ TYPE_IPV4_ADDR, "0xff", 255 },
		{ TYPE_ETHER_ADDR, "2:0:0:0:A:01", 0x020000000a01 },
		{ TYPE_IFACE_INDEX, "lo", 1 },
		{ TYPE_IFACE_INDEX, "4711", 4711 },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		u128 value;

		assert_int_equal(parse(f, rows[i].type, rows[i].text, &value),
				 0);
		assert_true(value == rows[i].value);
	}
}

static void refuses_with_the_fact_and_the_way_out(void **state)
{
	static const struct {
		enum datatype type;
		const char *text;
		const char *message;
	} rows[] = {
		{ TYPE_INET_SERVICE, "70000",
		  "port 70000 is out of range (0-65535)" },
		{ TYPE_INET_SERVICE, "xyz",
		  "unknown service 'xyz'; see /etc/services or give a number" },
		{ TYPE_INET_SERVICE, "HTTP",
		  "unknown service 'HTTP'; see /etc/services or give a number" },
		{ TYPE_INET_PROTO, "300",
		  "protocol 300 is out of range (0-255)" },
		{ TYPE_INET_PROTO, "08",
		  "unknown protocol '08'; see /etc/protocols or give a number" },
		{ TYPE_INTEGER, "340282366920938463463374607431768211456",
		  "value 340282366920938463463374607431768211456 is out of range (0-65535)" },
		{ TYPE_INTEGER, "0x", "unknown value '0x'; give a number" },
		{ TYPE_INTEGER, "", "unknown value ''; give a number" },
		{ TYPE_INTEGER, "-1", "unknown value '-1'; give a number" },
		{ TYPE_ECN, "ECT0",
		  "unknown ECN 'ECT0'; give a number or one of not-ect, ect1, ect0, ce" },
		{ TYPE_IPV4_ADDR, "localhost",
		  "'localhost' is not an IPv4 address; host names are not looked up, write four decimals as in 192.0.2.1" },
		{ TYPE_IPV6_ADDR, "1",
		  "'1' is not an IPv6 address; host names are not looked up, write it as in 2001:db8::1" },
		{ TYPE_ETHER_ADDR, "2:0:0:0:0",
		  "'2:0:0:0:0' is not an Ethernet address; write six hex bytes as in 02:00:00:00:00:01" },
		{ TYPE_IFACE_INDEX, "absent0",
		  "interface 'absent0' does not exist; match by iifname what may appear later" },
		{ TYPE_IFNAME, "eth*",
		  "wildcard 'eth*' cannot stand here; name one interface" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_error(*state, rows[i].type, rows[i].text,
			     rows[i].message);
}

static void an_ipv4_address_with_leading_zeroes_is_refused(void **state)
{
	/* nft reads 010.0.0.1 as 8.0.0.1, ping as well, people do not. */
	assert_int_equal(
		parse(*state, TYPE_IPV4_ADDR, "010.0.0.1", &(u128){ 0 }),
		-EINVAL);
}

static void assert_read_as_inet_pton_does(struct fixture *f, const char *text)
{
	uint8_t bytes[4];
	u128 value;

	if (inet_pton(AF_INET, text, bytes) != 1) {
		assert_int_equal(parse(f, TYPE_IPV4_ADDR, text, &value),
				 -EINVAL);
		return;
	}
	assert_int_equal(parse(f, TYPE_IPV4_ADDR, text, &value), 0);
	assert_true(value == u128_from_bytes(bytes, sizeof(bytes)));
}

/* @text with another character for one of it, or between two, or one less. */
static void assert_reads_what_is_like(struct fixture *f, const char *text)
{
	for (int at = 0; at < (int)strlen(text); at++) {
		const char *rest = text + at;
		char other[32];

		snprintf(other, sizeof(other), "%.*s%s", at, text, rest + 1);
		assert_read_as_inet_pton_does(f, other);
		for (const char *c = "0259. /a"; *c; c++) {
			snprintf(other, sizeof(other), "%.*s%c%s", at, text, *c,
				 rest + 1);
			assert_read_as_inet_pton_does(f, other);
			snprintf(other, sizeof(other), "%.*s%c%s", at, text, *c,
				 rest);
			assert_read_as_inet_pton_does(f, other);
		}
	}
}

static void reads_an_ipv4_address_as_inet_pton_does(void **state)
{
	assert_reads_what_is_like(*state, "192.0.2.255");
	assert_reads_what_is_like(*state, "255.255.255.255");
	assert_reads_what_is_like(*state, "1.20.30.4");
	assert_reads_what_is_like(*state, "0.0.0.0");
}

static void reads_numbers_of_all_sizes(void **state)
{
	static const struct {
		const char *text;
		uint64_t high;
		uint64_t low;
	} rows[] = {
		{ "4294967295", 0, 0xffffffff },
		{ "4294967296", 0, 0x100000000 },
		{ "42949672959", 0, 0x9ffffffff },
		{ "18446744073709551616", 1, 0 },
		{ "0xffffffffffffffffffffffffffffffff", UINT64_MAX,
		  UINT64_MAX },
		{ "340282366920938463463374607431768211455", UINT64_MAX,
		  UINT64_MAX },
	};
	struct fixture *f = *state;
	u128 value;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(datatype_parse(TYPE_INTEGER, 128, rows[i].text,
						here, f->diag, &value, NULL),
				 0);
		assert_true(value == ((u128)rows[i].high << 64 | rows[i].low));
	}
	assert_int_equal(datatype_parse(TYPE_INTEGER, 128,
					"0x100000000000000000000000000000000",
					here, f->diag, &value, NULL),
			 -EINVAL);
}

static void an_interface_name_is_its_bytes(void **state)
{
	struct fixture *f = *state;
	unsigned int len;
	u128 value;

	assert_int_equal(datatype_parse(TYPE_IFNAME, 128, "lo", here, f->diag,
					&value, &len),
			 0);
	assert_int_equal(len, 128);
	assert_true(value == (u128)0x6c6f << 112);
	assert_int_equal(parse(f, TYPE_IFNAME, "abcdefghijklmno", &value), 0);
	assert_int_equal(parse(f, TYPE_IFNAME, "abcdefghijklmnop", &value),
			 -EINVAL);
	assert_int_equal(parse(f, TYPE_IFNAME, "\"\"", &value), -EINVAL);
}

static void a_star_at_the_end_is_a_prefix(void **state)
{
	struct fixture *f = *state;
	unsigned int len;
	u128 value;

	assert_int_equal(datatype_parse(TYPE_IFNAME, 128, "eth*", here, f->diag,
					&value, &len),
			 0);
	assert_int_equal(len, 24);
	assert_true(value == (u128)0x657468 << 104);
	assert_int_equal(datatype_parse(TYPE_IFNAME, 128, "*", here, f->diag,
					&value, &len),
			 -EINVAL);
}

static void a_star_behind_a_backslash_is_a_star(void **state)
{
	struct fixture *f = *state;
	unsigned int len;
	u128 value;

	assert_int_equal(datatype_parse(TYPE_IFNAME, 128, "eth\\*", here,
					f->diag, &value, &len),
			 0);
	assert_int_equal(len, 128);
	assert_true(value == (u128)0x6574682a << 96);
	assert_string_equal(datatype_print(f->arena, TYPE_IFNAME, 128, value),
			    "\"eth\\*\"");
}

static void prints_what_nft_prints(void **state)
{
	static const struct {
		enum datatype type;
		unsigned long long value;
		const char *text;
	} rows[] = {
		{ TYPE_INTEGER, 4660, "4660" },
		{ TYPE_IPV4_ADDR, 0xc0000201, "192.0.2.1" },
		{ TYPE_IPV6_ADDR, 1, "::1" },
		{ TYPE_ETHER_ADDR, 0x020000000a01, "02:00:00:00:0a:01" },
		{ TYPE_ETHER_TYPE, 0x800, "0x0800" },
		{ TYPE_INET_PROTO, 6, "6" },
		{ TYPE_INET_SERVICE, 80, "80" },
		{ TYPE_ICMP_TYPE, 8, "8" },
		{ TYPE_DSCP, 0, "0x00" },
		{ TYPE_DSCP, 46, "0x2e" },
		{ TYPE_ECN, 3, "0x3" },
		{ TYPE_TCP_FLAG, 2, "0x2" },
		{ TYPE_TCP_FLAG, 0x12, "0x12" },
		{ TYPE_IFACE_TYPE, 772, "772" },
		{ TYPE_IFACE_INDEX, 1, "\"lo\"" },
		{ TYPE_IFACE_INDEX, 0, "0" },
		{ TYPE_ARP_OP, 1, "1" },
		{ TYPE_BOOLEAN, 1, "1" },
	};
	struct fixture *f = *state;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(datatype_print(f->arena, rows[i].type,
						   width_of(rows[i].type),
						   rows[i].value),
				    rows[i].text);
}

static void prints_the_largest_number(void **state)
{
	struct fixture *f = *state;

	assert_string_equal(
		datatype_print(f->arena, TYPE_INTEGER, 128, u128_max(128)),
		"340282366920938463463374607431768211455");
}

static void assert_round_trip(struct fixture *f, enum datatype type, u128 value)
{
	const char *text =
		datatype_print(f->arena, type, width_of(type), value);
	u128 again;

	assert_int_equal(parse(f, type, text, &again), 0);
	assert_true(again == value);
}

static void reads_again_every_value_that_it_prints(void **state)
{
	struct fixture *f = *state;

	for (enum datatype t = 0; t < N_DATATYPES; t++) {
		unsigned int width = width_of(t);

		if (t == TYPE_IFNAME)
			continue;
		for (unsigned int v = 0; v <= 0xffff && v <= u128_max(width);
		     v += width <= 16 ? 1 : 257)
			assert_round_trip(f, t, v);
		for (unsigned int bit = 0; bit < width; bit++)
			assert_round_trip(f, t, (u128)1 << bit);
		assert_round_trip(f, t, u128_max(width));
	}
	assert_round_trip(f, TYPE_IFNAME, (u128)0x65746830 << 96);
}

static void flags_and_states_are_bitmasks(void **state)
{
	(void)state;
	for (enum datatype t = 0; t < N_DATATYPES; t++)
		assert_int_equal(datatype_is_bitmask(t),
				 t == TYPE_TCP_FLAG || t == TYPE_CT_STATE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(every_type_has_a_row),
		test(every_name_stands_for_its_value),
		test(reads_what_nft_reads),
		test(refuses_with_the_fact_and_the_way_out),
		test(an_ipv4_address_with_leading_zeroes_is_refused),
		test(reads_an_ipv4_address_as_inet_pton_does),
		test(reads_numbers_of_all_sizes),
		test(an_interface_name_is_its_bytes),
		test(a_star_at_the_end_is_a_prefix),
		test(a_star_behind_a_backslash_is_a_star),
		test(prints_what_nft_prints),
		test(prints_the_largest_number),
		test(reads_again_every_value_that_it_prints),
		test(flags_and_states_are_bitmasks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

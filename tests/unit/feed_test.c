// SPDX-License-Identifier: GPL-2.0-only
/*
 * feed_test.c - are lists of addresses read whole, or refused with a place?
 */
#include "lang/feed.h"
#include "lib/fixture.h"

static int read_text(struct fixture *f, const char *text, struct feed *out)
{
	return feed_read(f->arena, f->diag, "list", text, strlen(text), out);
}

/* The elements of @text are the words of @expected. */
static void assert_read(struct fixture *f, const char *text,
			const char *expected)
{
	const struct feed_element *element;
	struct feed feed = {};
	char *all = "";

	if (read_text(f, text, &feed))
		diag_print(f->diag, stderr);
	assert_int_equal(f->diag->n_errors, 0);
	vec_for_each(element, &feed.elements)
		all = arena_printf(f->arena, "%s%s%s", all, *all ? " " : "",
				   element->text);
	assert_string_equal(all, expected);
}

/* @text is refused, first with @expected, "LINE:COL: TEXT", or its start. */
static void assert_refused(struct fixture *f, const char *text,
			   const char *expected)
{
	struct feed feed = { .n_v6 = 77 };
	const struct diag_msg *msg;
	char *all;

	f->diag = diag_new(f->arena);
	assert_int_equal(read_text(f, text, &feed), -EINVAL);
	assert_true(f->diag->n_errors > 0);
	assert_int_equal(feed.n_v6, 77);
	msg = f->diag->msgs.v;
	all = arena_printf(f->arena, "%u:%u: %s", msg->loc.line, msg->loc.col,
			   msg->text);
	assert_string_equal(msg->loc.file, "list");
	all[strlen(expected)] = '\0';
	assert_string_equal(all, expected);
}

static void addresses_prefixes_and_ranges_a_line(void **state)
{
	assert_read(*state,
		    "1.2.3.4\n10.0.0.0/8\n1.2.3.4-1.2.3.9\n"
		    "5.6.7.8 - 5.6.7.9\n2001:db8::/32\n::1-::2",
		    "1.2.3.4 10.0.0.0/8 1.2.3.4-1.2.3.9 5.6.7.8-5.6.7.9 "
		    "2001:db8::/32 ::1-::2");
}

static void comments_empty_lines_and_line_ends_do_not_matter(void **state)
{
	assert_read(*state,
		    "\xef\xbb\xbf; Spamhaus DROP\r\n\r\n"
		    "1.10.16.0/20 ; SBL256894\r\n  # indented\r\n"
		    "\t1.2.3.4\t \r\n1.2.3.5# why\n   \n1.2.3.6;\n",
		    "1.10.16.0/20 1.2.3.4 1.2.3.5 1.2.3.6");
}

static void a_list_may_be_empty(void **state)
{
	assert_read(*state, "", "");
	assert_read(*state, "# nothing\n\n", "");
}

static void columns_behind_an_address_are_left_out(void **state)
{
	assert_read(*state, "# ip\tcount\n77.90.185.20\t10\n2.57.122.53\t9\n",
		    "77.90.185.20 2.57.122.53");
	assert_read(*state, "46.172.224.0/19 ad\n5.62.60.0/23 ae # x\n",
		    "46.172.224.0/19 5.62.60.0/23");
	assert_read(*state, "ip\tcount\n77.90.185.20\t10\n", "77.90.185.20");
}

static void csv_has_addresses_first(void **state)
{
	assert_read(*state,
		    "ip,score,\"seen, last\"\n1.2.3.4,5,\"a; b # c\"\n"
		    "1.2.4.0/24,7\n",
		    "1.2.3.4 1.2.4.0/24");
	assert_read(*state, "\"1.2.3.4\",\"a, b\"\n\"1.2.3.5\" , x\n",
		    "1.2.3.4 1.2.3.5");
	assert_read(*state, "1.2.3.4-1.2.3.9,x\n1.2.3.4,\n",
		    "1.2.3.4-1.2.3.9 1.2.3.4");
}

static void json_lines_of_spamhaus(void **state)
{
	assert_read(*state,
		    "{\"cidr\":\"1.10.16.0/20\",\"sblid\":\"SBL256894\","
		    "\"rir\":\"apnic\"}\n{\"cidr\":\"2001:db8::/32\"}\r\n"
		    "{\"type\":\"metadata\",\"timestamp\":1,\"records\":2}\n",
		    "1.10.16.0/20 2001:db8::/32");
}

static void block_list_of_dshield(void **state)
{
	assert_read(*state,
		    "# (3) subnet\n#\nStart\tEnd\tNetmask\tAttacks\tName\n"
		    "77.72.82.0\t77.72.82.255\t24\t9424\tNETUP-AS , x\n"
		    "1.2.0.0\t1.2.255.255\t16\n",
		    "77.72.82.0/24 1.2.0.0/16");
}

static void dumps_of_ipset(void **state)
{
	assert_read(*state,
		    "create bad hash:net family inet hashsize 1024 maxelem 9 "
		    "bucketsize 12 initval 0x1 timeout 0 comment\n"
		    "add bad 1.2.3.0/24 timeout 0\n"
		    "add bad 1.2.4.1 comment \"nomatch or \" packets 3 "
		    "bytes 9\n",
		    "1.2.3.0/24 1.2.4.1");
	assert_read(*state, "add a 2001:db8::/32 comment \"; 1.2.3.4\"\n",
		    "2001:db8::/32");
}

static void ranges_of_emule(void **state)
{
	assert_read(*state,
		    "064.094.089.000 - 064.094.089.255 , 000 , Gator.com\n"
		    "1.2.3.4 - 1.2.3.5 , 100 , 9.9.9.9, \"x\"\n",
		    "64.94.89.0-64.94.89.255 1.2.3.4-1.2.3.5");
}

static void elements_know_their_numbers_and_place(void **state)
{
	struct fixture *f = *state;
	struct feed feed = {};
	const struct feed_element *e;

	assert_int_equal(
		read_text(f, "\n  1.2.3.9/24\n::5/127\n0::/0\n", &feed), 0);
	e = feed.elements.v;
	assert_string_equal(e[0].text, "1.2.3.9/24");
	assert_int_equal((uint32_t)e[0].lo, 0x01020300);
	assert_int_equal((uint32_t)e[0].hi, 0x010203ff);
	assert_int_equal(e[0].loc.line, 2);
	assert_int_equal(e[0].loc.col, 3);
	assert_int_equal((uint32_t)e[1].lo, 4);
	assert_int_equal((uint32_t)e[1].hi, 5);
	assert_true(e[2].lo == 0 && e[2].hi == ~(u128)0);
	assert_int_equal(feed.n_v6, 2);
}

static void repeats_are_counted(void **state)
{
	struct fixture *f = *state;
	struct feed feed = {};

	assert_int_equal(read_text(f,
				   "1.2.3.4\n1.2.3.0/24\n0.0.0.9\n1.2.3.0/24\n"
				   "1.2.3.200-1.2.4.1\n1.2.4.2\n::102:304\n"
				   "1.2.3.4/32\n::102:304\n",
				   &feed),
			 0);
	assert_int_equal(feed.n_duplicates, 3);
	assert_int_equal(feed.n_overlaps, 2);
	assert_int_equal(feed.n_v6, 2);
}

static void forms_do_not_mix(void **state)
{
	assert_refused(*state, "1.2.3.4\n1.2.3.5,7\n",
		       "2:8: nothing may follow in a list of addresses alone");
	assert_refused(*state, "1.2.3.4\n1.2.3.5 7\n", "2:8: nothing may");
	assert_refused(*state, "1.2.3.4 7\n1.2.3.5\n",
		       "2:1: the lines before have another number of columns");
	assert_refused(*state, "1.2.3.4\n{\"cidr\":\"1.2.3.4\"}\n",
		       "2:1: an address has to be here (the list has "
		       "addresses alone, as of line 1): '{\"cidr\"");
	assert_refused(*state, "{\"cidr\":\"1.2.3.4\"}\n1.2.3.4\n",
		       "2:1: a JSON object has to be in each line");
	assert_refused(*state, "add a 1.2.3.4\n1.2.3.4\n",
		       "2:1: a line of `ipset save` begins with create or add");
	assert_refused(*state, "1.2.3.4,5\n1.2.3.4 5\n",
		       "2:9: ',' has to follow");
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const texts[] = {
		"<html>\n",	"1.2.3\n",	 "1.2.3.4.5\n",
		"1.2.3.256\n",	"010.1.1.1\n",	 "1.2.3.*\n",
		"1.2.3.4/33\n", "1.2.3.4/\n",	 "::1/129\n",
		"1.2.3.4/08\n", "::g\n",	 "example.com\n",
		"!1.2.3.4\n",	"[1.2.3.4]\n",	 "1.2.3.4:80\n",
		"1.2.3.4_\n",	"1.2.3.4/24x\n",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		assert_refused(*state, texts[i],
			       "1:1: no form of a list of addresses begins so");
	assert_refused(*state, "1.2.3.4\n 5.6.7.8/33\n",
		       "2:2: no prefix of such an address has this length");
	assert_refused(*state, "1.2.3.4\n1.2.3.9-1.2.3.4\n",
		       "2:1: a range goes from an address to a later");
	assert_refused(*state, "1.2.3.4\n1.2.3.9-::4\n", "2:1: a range");
}

static void a_second_address_is_not_lost(void **state)
{
	assert_refused(*state, "1.0.0.0,1.0.0.255,AU\n",
		       "1:9: a second address in a line");
	assert_refused(*state, "1.0.0.0 1.0.0.255\n", "1:9: a second address");
	assert_refused(*state, "1.0.0.0;1.0.0.255\n", "1:9: a second address");
	assert_refused(*state, "1.0.0.0,a, \"::1\"\n", "1:13: a second");
}

static void a_hosts_file_has_names(void **state)
{
	assert_refused(*state, "0.0.0.0 ads.example.com\n",
		       "1:1: this is a line of a hosts file");
	assert_refused(*state, "127.0.0.1\tlocalhost\n", "1:1: this is a line");
	assert_refused(*state, "::1 localhost\n", "1:1: this is a line");
}

static void json_is_whole(void **state)
{
	assert_refused(*state, "{\"cidr\":\"1.2.3.4\"\n", "1:1: a JSON object");
	assert_refused(*state, "{\"cidr\":5}\n", "1:1: an object has to have");
	assert_refused(*state, "{\"asn\":5}\n", "1:1: an object has to have");
	assert_refused(*state, "{\"cidr\":\"1.2.3.4/40\"}\n",
		       "1:10: no prefix of such an address has this");
	assert_refused(*state, "{\"cidr\":\"1.2.3.4 x\"}\n",
		       "1:10: an address alone");
	assert_refused(*state, "{\"cidr\":\"1.2.3.4\\/24\"}\n",
		       "1:1: the \"cidr\" is not written plainly");
	assert_refused(*state,
		       "{\"cidr\":\"1.2.3.4\"}\n"
		       "{\"type\":\"metadata\",\"records\":2}\n",
		       "2:1: the list says that it has 2 records, but it has "
		       "1");
}

static void what_a_set_of_addresses_cannot_have_is_refused(void **state)
{
	assert_refused(*state, "create a hash:ip,port family inet\n",
		       "1:10: no type of ipset's sets of addresses");
	assert_refused(*state, "create a hash:ip netmask 24\n",
		       "1:18: this makes it other than a set of addresses");
	assert_refused(*state, "add a 1.2.3.4 nomatch\n",
		       "1:15: this makes it other");
	assert_refused(*state, "add a 1.2.3.4 timeout 30\n",
		       "1:15: elements that end after a time would stay");
	assert_refused(*state, "add a 1.2.3.4,tcp:80\n",
		       "1:7: an address alone has to be here");
	assert_refused(*state, "add a 1.2.3.4\nadd b 1.2.3.4\n",
		       "2:5: the list has another set already");
	assert_refused(*state, "add a 1.2.3.4 comment\n",
		       "1:15: a value has to follow");
	assert_refused(*state, "add a\n", "1:6: an address has to be here");
	assert_refused(*state, "1.2.3.4 - 1.2.3.9 , 127 , good\n",
		       "1:21: eMule lets ranges of this level through");
	assert_refused(*state, "1.2.3.0\t1.2.3.255\t23\tx\n",
		       "1:19: no prefix of this length leads from");
}

static void a_length_may_be_cut_off_at_the_end(void **state)
{
	assert_read(*state, "10.0.0.0/4", "10.0.0.0/4");
	assert_read(*state, "2001:db8::/13", "2001:db8::/13");
	assert_read(*state, "10.0.0.0/1\n", "10.0.0.0/1");
	assert_read(*state, "10.0.0.0/1 ", "10.0.0.0/1");
	assert_read(*state, "10.0.0.0/1#", "10.0.0.0/1");
	assert_read(*state, "{\"cidr\":\"10.0.0.0/1\"}", "10.0.0.0/1");
	assert_refused(*state, "1.2.3.4\n 10.0.0.0/1",
		       "2:2: the list ends here without a newline");
	assert_refused(*state, "2001:db8::/12", "1:1: the list ends here");
	assert_refused(*state, "add a 128.0.0.0/3", "1:7: the list ends here");
}

static void no_byte_is_lost(void **state)
{
	struct fixture *f = *state;
	struct feed feed = {};

	assert_int_equal(
		feed_read(f->arena, f->diag, "list", "1.2.3.4\n\0x", 10, &feed),
		-EINVAL);
	assert_refused(f, "1.2.3.4\r1.2.3.5\n", "1:1: no form");
}

static void errors_end_when_there_are_many(void **state)
{
	struct fixture *f = *state;
	struct feed feed = {};
	char *text = arena_alloc(f->arena, 4000);

	strcpy(text, "1.2.3.4\n");
	for (int i = 0; i < 100; i++)
		strcat(text, "x\n");
	assert_int_equal(read_text(f, text, &feed), -EINVAL);
	assert_int_equal(f->diag->n_errors, DIAG_MAX_ERRORS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(addresses_prefixes_and_ranges_a_line),
		test(comments_empty_lines_and_line_ends_do_not_matter),
		test(a_list_may_be_empty),
		test(columns_behind_an_address_are_left_out),
		test(csv_has_addresses_first),
		test(json_lines_of_spamhaus),
		test(block_list_of_dshield),
		test(dumps_of_ipset),
		test(ranges_of_emule),
		test(elements_know_their_numbers_and_place),
		test(repeats_are_counted),
		test(forms_do_not_mix),
		test(what_is_no_address_is_refused),
		test(a_second_address_is_not_lost),
		test(a_hosts_file_has_names),
		test(json_is_whole),
		test(what_a_set_of_addresses_cannot_have_is_refused),
		test(a_length_may_be_cut_off_at_the_end),
		test(no_byte_is_lost),
		test(errors_end_when_there_are_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

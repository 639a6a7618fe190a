// SPDX-License-Identifier: GPL-2.0-only
/*
 * emit_parse_test.c - a program reads from a frame what frame_parse() does
 *
 * A program adds the frame to a counter for each bit that is set in a value;
 * so the counters tell what the program read. Each frame below is tried at
 * every length, and with bytes changed at random.
 */
#include "lang/packet_text.h"
#include "lib/loaded.h"
#include "offload/interp.h"
#include "policy/eval.h"
#include "lang/fields.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))
#define MAX_FRAME    2048
#define N_RANDOM     4000

static const char *const texts[] = {
	"eth type=0x88b5 / raw 46",
	"eth dst=ff:ff:ff:ff:ff:ff / arp",
	"eth dst=01:00:5e:00:00:01 / ip / udp",
	"eth dst=02:00:00:00:00:09 / ip / icmp",
	"eth type=0x0040 / hex ffff0102",
	"eth type=0x05ff / hex aaaa03",
	"vlan id=0xabc pcp=5 dei / ip / tcp sport=1234 dport=443 flags=0x12",
	"vlan id=7 / vlan id=8 / ip / udp",
	"eth type=0x88a8 / hex 0fff86dd / raw 8",
	"vlan type=0x0040 / hex ffff",
	"ip src=1.2.3.4 dst=5.6.7.8 ttl=9 / tcp sport=1 dport=65535 / raw 9",
	"ip opts=010101010101010101010101 / udp dport=53 / raw 4 / pad 90",
	"ip len=24 / udp sport=7 dport=9 / pad 60",
	"ip len=20 / udp / pad 60",
	"ip len=19 / udp / pad 60",
	"ip off=1 / udp dport=53",
	"ip mf=1 / udp dport=53",
	"ip version=5 / udp",
	"ip ihl=4 / udp",
	"ip proto=0 / raw 8",
	"ip6 src=2001:db8::1 dst=2001:db8::2 / tcp dport=80 / raw 3",
	"ip6 len=10 / udp dport=9 / pad 90",
	"ip6 version=4 / hbh / udp",
	"ip6 / hbh / dst / rt type=4 left=3 / frag id=0x12345678 / udp",
	"ip6 / hbh / frag off=3 more / udp dport=53",
	"ip6 / frag off=3 / dst / udp dport=53",
	"ip6 / frag off=1 / ah / tcp",
	"ip6 / dst / dst / dst / dst / hbh / rt / udp dport=53",
	"ip6 / ah / hbh / rt / tcp dport=22",
	"ip6 / hbh / ah / frag / dst / mh type=5",
	"ip6 / dst / mh",
	"ip6 / hbh nh=59",
	"ip6 len=9 / hbh / dst / udp / pad 120",
	"ip6 / hbh len=30 / udp / raw 300",
	"ip6 / hbh len=255 / dst / udp",
	"ip6 / hbh / dst / hbh / dst / hbh / dst / hbh / dst / hbh / dst / "
	"hbh / dst / hbh / dst / hbh / dst / hbh / dst / hbh / dst / hbh / "
	"dst / hbh / dst / hbh / dst / hbh / dst / hbh / dst / rt / dst / "
	"hbh / udp",
};

static const uint8_t mac[6] = { 2, 0, 0, 0, 0, 2 };

static const struct profile nic = {
	.name = "nic",
	.stage = STAGE_OFFLOAD,
	.reach = { 4, 1024 },
};

static const struct profile host = {
	.name = "host",
	.stage = STAGE_DRIVER,
	.reach = { 32, 61440 },
	.percpu_counters = true,
};

/* A program that tells the bits of some values. */
struct reader {
	struct arena *arena;
	const struct profile *profile;
	struct plan plan;
	struct image *img;
	struct interp *interp;
	struct loaded loaded;
	bool is_loaded;
	bool reads_ext;
	uint64_t *before;
	uint64_t *after;
};

/* Bit @bit of value @index: counter, in the order of the calls. */
static void add_bit(struct reader *r, uint16_t index, unsigned int bit)
{
	struct plan_node *test = vec_push(r->arena, &r->plan.nodes);
	uint32_t at = r->plan.nodes.n;

	*test = (struct plan_node){ .op = PLAN_EQ,
				    .rule = PLAN_NO_RULE,
				    .part = { index, (u128)1 << bit },
				    .imm = (u128)1 << bit,
				    .yes = at,
				    .no = at + 1 };

	struct plan_node *count = vec_push(r->arena, &r->plan.nodes);

	*count = (struct plan_node){ .op = PLAN_COUNT,
				     .rule = PLAN_NO_RULE,
				     .counter = r->plan.n_counters++,
				     .yes = at + 1 };
}

static void add_bits(struct reader *r)
{
	for (size_t i = 0; i < r->plan.values.n; i++) {
		for (unsigned int b = 0; b < r->plan.values.v[i].width; b++)
			add_bit(r, i, b);
	}

	struct plan_node *last = vec_push(r->arena, &r->plan.nodes);

	*last = (struct plan_node){ .op = PLAN_VERDICT,
				    .rule = PLAN_NO_RULE,
				    .verdict = PLAN_ACCEPT,
				    .counter = PLAN_NO_COUNTER };
}

/* True if the fields of @base are read where the headers up to @last are. */
static bool is_wanted(enum plan_base base, enum plan_base first,
		      enum plan_base last)
{
	if (base < N_PLAN_HEADERS)
		return base >= first && base <= last;
	return base != PLAN_CONST && (base != PLAN_EXISTS || last >= PLAN_HBH);
}

/* All fields of the headers from @first to @last, and all facts. */
static void add_values(struct reader *r, enum plan_base first,
		       enum plan_base last)
{
	for (unsigned int i = 0; i < N_FIELDS; i++) {
		const struct field *f = &fields[i];

		if (is_wanted(f->base, first, last))
			plan_add_value(r->arena, &r->plan,
				       (struct plan_value){ f->base, f->bit_off,
							    f->width });
	}
	for (unsigned int base = first; base <= last; base++)
		plan_add_value(r->arena, &r->plan,
			       (struct plan_value){ PLAN_AVAIL, base, 17 });
	plan_add_value(r->arena, &r->plan,
		       (struct plan_value){ PLAN_META, PLAN_META_HAS_L4, 1 });
}

static void reader_open(struct reader *r, const struct profile *profile,
			enum plan_base first, enum plan_base last)
{
	struct image_options opts = { .last_stage = true };
	const char *why = "";

	*r = (struct reader){ .arena = arena_new(), .profile = profile };
	r->plan.needs_l4 = true;
	memcpy(r->plan.mac, mac, sizeof(mac));
	r->reads_ext = last >= PLAN_HBH;
	add_values(r, first, last);
	add_bits(r);
	assert_int_equal(
		image_emit(r->arena, &r->plan, profile, &opts, &r->img), 0);
	r->interp = interp_new(r->img);
	r->before = arena_calloc(r->arena, r->plan.n_counters, 8);
	r->after = arena_calloc(r->arena, r->plan.n_counters, 8);

	int err = loaded_open(r->arena, r->img, &r->loaded, &why);

	if (err && err != -EPERM)
		fail_msg("not loaded: %s",
			 why + (strlen(why) > 2000 ? strlen(why) - 2000 : 0));
	r->is_loaded = !err;
}

static void reader_close(struct reader *r)
{
	interp_free(r->interp);
	if (r->is_loaded)
		loaded_close(&r->loaded);
	arena_free(r->arena);
}

/* What frame_parse() has for @v. */
static u128 expected_value(const struct frame_view *view,
			   const struct plan_value *v, const uint8_t *frame)
{
	static const uint8_t broadcast[6] = { 255, 255, 255, 255, 255, 255 };
	u128 value = 0;

	if (v->base == PLAN_AVAIL)
		return view->avail[v->bit_off];
	if (v->base == PLAN_EXISTS)
		return view->header[v->bit_off] != NULL;
	if (v->base < N_PLAN_HEADERS) {
		unsigned int end = v->bit_off + v->width;

		if (view->avail[v->base] < (end + 7) / 8)
			return 0;
		for (unsigned int bit = v->bit_off; bit < end; bit++)
			value = value << 1 | (view->header[v->base][bit / 8] >>
						      (7 - bit % 8) &
					      1);
		return value;
	}
	switch ((enum plan_meta)v->bit_off) {
	case PLAN_META_PROTOCOL:
		return view->protocol;
	case PLAN_META_HAS_L4:
		return view->has_l4;
	case PLAN_META_L4PROTO:
		return view->has_l4 ? view->l4proto : 0;
	default:
		return !memcmp(frame, broadcast, 6) ? 1
		       : frame[0] & 1		    ? 2
		       : !memcmp(frame, mac, 6)	    ? 0
						    : 3;
	}
}

/*
 * True if @answer may and must be that of a frame beyond reach. The walk to the
 * transport header is shorter than the one that frame_parse() tells of.
 */
static bool is_punted(const struct reader *r, const struct frame_view *view,
		      int answer)
{
	if (!view->is_beyond_reach)
		return false;
	return r->reads_ext || (!view->has_l4 && answer == XDP_DROP);
}

/* Compares counts, which are 1 for each bit that is set, else 0. */
static void assert_read(const struct reader *r, const char *text,
			const uint8_t *frame, size_t len, int answer)
{
	struct frame_view view = {};
	bool is_read = frame_parse(frame, len, r->profile->reach, &view);
	bool punted = is_punted(r, &view, answer);
	uint32_t counter = 0;

	if (answer != (punted ? XDP_DROP : XDP_PASS))
		fail_msg("%s, `%s` (%zu bytes): answer %d", r->profile->name,
			 text, len, answer);
	for (size_t i = 0; i < r->plan.values.n; i++) {
		const struct plan_value *v = &r->plan.values.v[i];
		u128 got = 0, expected = 0;

		if (is_read && !punted)
			expected = expected_value(&view, v, frame);
		for (unsigned int b = 0; b < v->width; b++, counter++)
			got |= (u128)(r->after[counter] - r->before[counter])
			       << b;
		if (got == expected)
			continue;
		fail_msg(
			"%s, `%s` (%zu bytes): value %u %u:%u is %#llx, not %#llx",
			r->profile->name, text, len, v->base, v->bit_off,
			v->width, (unsigned long long)got,
			(unsigned long long)expected);
	}
}

static void try_interp(struct reader *r, const char *text, const uint8_t *frame,
		       size_t len)
{
	const struct nicfw_counter *counters = interp_counters(r->interp);
	const char *why = "";
	int answer;

	for (uint32_t i = 0; i < r->plan.n_counters; i++)
		r->before[i] = counters[i].packets;
	answer = interp_run(r->interp, frame, len, &why);
	if (answer < 0)
		print_message("# %s\n", why);
	for (uint32_t i = 0; i < r->plan.n_counters; i++)
		r->after[i] = counters[i].packets;
	assert_read(r, text, frame, len, answer);
}

static void try_kernel(struct reader *r, const char *text, const uint8_t *frame,
		       size_t len)
{
	int answer;

	if (!r->is_loaded || len < 14)
		return;
	assert_int_equal(
		loaded_read_packets(&r->loaded, r->plan.n_counters, r->before),
		0);
	answer = loaded_run(&r->loaded, frame, len);
	assert_int_equal(
		loaded_read_packets(&r->loaded, r->plan.n_counters, r->after),
		0);
	assert_read(r, text, frame, len, answer);
}

static size_t build(struct arena *a, const char *text, uint8_t *bytes)
{
	struct diag *diag = diag_new(a);
	struct loc loc = { "frames", 1, 1 };
	uint8_t *frame;
	size_t len;

	if (packet_text_parse(a, diag, loc, text, &frame, &len)) {
		diag_print(diag, stderr);
		fail_msg("refused: %s", text);
	}
	assert_true(len <= MAX_FRAME);
	memcpy(bytes, frame, len);
	return len;
}

/* The frame alone in memory, so that the sanitizer sees who reads behind. */
static void try_at_length(struct reader *r, const char *text,
			  const uint8_t *bytes, size_t len)
{
	uint8_t *frame = malloc(len ? len : 1);

	memcpy(frame, bytes, len);
	try_interp(r, text, frame, len);
	free(frame);
}

static void try_all(struct reader *r)
{
	uint8_t bytes[MAX_FRAME];

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		size_t len = build(r->arena, texts[i], bytes);

		for (size_t cut = 0; cut <= len; cut++)
			try_at_length(r, texts[i], bytes, cut);
		try_kernel(r, texts[i], bytes, len);
		try_kernel(r, texts[i], bytes, len - len / 4);
	}
}

/* Changes bytes of the headers; lengths and types are hit often. */
static void try_random(struct reader *r, unsigned int seed)
{
	uint8_t bytes[MAX_FRAME];
	char text[64];

	srandom(seed);
	for (int n = 0; n < N_RANDOM; n++) {
		unsigned int i = random() % ARRAY_LEN(texts);
		size_t len = build(r->arena, texts[i], bytes);

		for (int k = random() % 4; k > 0; k--) {
			size_t at = random() % (len < 90 ? len : 90);

			bytes[at] = random() % 2 ? random() : random() % 61;
		}
		if (random() % 2)
			len -= random() % (len / 2);
		snprintf(text, sizeof(text), "seed %u, frame %d", seed, n);
		try_at_length(r, text, bytes, len);
		if (n % 20 == 0)
			try_kernel(r, text, bytes, len);
	}
}

static void try_profile(const struct profile *profile, enum plan_base first,
			enum plan_base last)
{
	struct reader r;

	reader_open(&r, profile, first, last);
	try_all(&r);
	try_random(&r, 1);
	if (!r.is_loaded)
		print_message("# the kernel was not asked: no permission\n");
	reader_close(&r);
}

static void reads_frame_and_network_header_on_hosts(void **state)
{
	try_profile(&host, PLAN_FRAME, PLAN_NET);
}

static void reads_the_transport_header_on_hosts(void **state)
{
	try_profile(&host, PLAN_TRANS, PLAN_TRANS);
}

static void reads_extension_headers_on_hosts(void **state)
{
	try_profile(&host, PLAN_TRANS, PLAN_MH);
}

static void reads_frame_and_network_header_on_nics(void **state)
{
	try_profile(&nic, PLAN_FRAME, PLAN_NET);
}

static void reads_the_transport_header_on_nics(void **state)
{
	try_profile(&nic, PLAN_TRANS, PLAN_TRANS);
}

static void reads_extension_headers_on_nics(void **state)
{
	try_profile(&nic, PLAN_TRANS, PLAN_MH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_frame_and_network_header_on_hosts),
		cmocka_unit_test(reads_the_transport_header_on_hosts),
		cmocka_unit_test(reads_extension_headers_on_hosts),
		cmocka_unit_test(reads_frame_and_network_header_on_nics),
		cmocka_unit_test(reads_the_transport_header_on_nics),
		cmocka_unit_test(reads_extension_headers_on_nics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

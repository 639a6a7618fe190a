// SPDX-License-Identifier: GPL-2.0-only
/*
 * kernel_log_test.c - whose are the records of the kernel's log?
 *
 * A pair of sockets stands for /dev/kmsg: a record a read.
 */
#include "load/kernel_log.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cmocka.h>

static const struct nic card = {
	.name = "enp2s0",
	.ifindex = 7,
	.driver = "nfp",
	.bus_info = "0000:02:00.0",
};

static struct arena *a;
static struct kernel_log kmsg;
static int kernel;

static int setup(void **state)
{
	int ends[2];

	(void)state;
	a = arena_new();
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_NONBLOCK, 0, ends))
		return -1;
	kmsg.fd = ends[0];
	kernel = ends[1];
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	kernel_log_close(&kmsg);
	close(kernel);
	arena_free(a);
	return 0;
}

static void logs(const char *record)
{
	assert_int_equal(write(kernel, record, strlen(record)), strlen(record));
}

static void reads_what_is_of_the_card_or_of_no_device(void **state)
{
	unsigned int n_errors;

	(void)state;
	logs("3,11,5,-;nfp 0000:02:00.0: no answer\n SUBSYSTEM=pci\n DEVICE=+pci:0000:02:00.0\n");
	logs("4,12,6,-;NFP net bpf: too many maps\n");
	logs("6,13,7,-;enp2s0: link is up\n SUBSYSTEM=net\n DEVICE=n7\n");
	assert_string_equal(
		kernel_log_read(a, &kmsg, &card, &n_errors),
		"nfp 0000:02:00.0: no answer; NFP net bpf: too many maps; enp2s0: link is up");
	assert_int_equal(n_errors, 1);
}

static void leaves_out_what_is_of_another_card_of_that_driver(void **state)
{
	unsigned int n_errors;

	(void)state;
	logs("3,11,5,-;nfp 0000:03:00.0: Reconfig error\n SUBSYSTEM=pci\n DEVICE=+pci:0000:03:00.0\n");
	logs("3,12,6,-;nfp0: broken\n SUBSYSTEM=net\n DEVICE=n70\n");
	logs("3,13,7,-;usb 1-1: device not accepting address\n SUBSYSTEM=usb\n DEVICE=c189:1\n");
	logs("3,14,8,-;ext4 error\n");
	assert_null(kernel_log_read(a, &kmsg, &card, &n_errors));
	assert_int_equal(n_errors, 0);
}

static void says_a_text_once_and_counts_each_error(void **state)
{
	unsigned int n_errors;

	(void)state;
	for (int i = 0; i < 3; i++)
		logs("2,11,5,-;nfp: broken\n");
	assert_string_equal(kernel_log_read(a, &kmsg, &card, &n_errors),
			    "nfp: broken");
	assert_int_equal(n_errors, 3);
	assert_null(kernel_log_read(a, &kmsg, &card, NULL));
}

static void is_silent_where_the_log_may_not_be_read(void **state)
{
	const struct kernel_log none = { -1 };
	unsigned int n_errors;

	(void)state;
	assert_null(kernel_log_read(a, &none, &card, &n_errors));
	assert_int_equal(n_errors, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			reads_what_is_of_the_card_or_of_no_device, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			leaves_out_what_is_of_another_card_of_that_driver,
			setup, teardown),
		cmocka_unit_test_setup_teardown(
			says_a_text_once_and_counts_each_error, setup,
			teardown),
		cmocka_unit_test_setup_teardown(
			is_silent_where_the_log_may_not_be_read, setup,
			teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

// SPDX-License-Identifier: GPL-2.0-only
/*
 * refusal.c - why the kernel did not do what it was asked
 */
#include "load/refusal.h"

#include <errno.h>
#include <string.h>

/* In the kernel's include/linux/errno.h; libc has no text for it. */
#define ENOTSUPP_KERNEL 524

const char *refusal_text(struct arena *a, const char *step, int err)
{
	if (err == -EPERM || err == -EACCES)
		return arena_printf(
			a,
			"%s: not permitted; run as root (needs CAP_BPF and CAP_NET_ADMIN)",
			step);
	if (err == -ENOTSUPP_KERNEL)
		return arena_printf(a, "%s: the device does not support it",
				    step);
	return arena_printf(a, "%s: %s", step, strerror(-err));
}

/*
 * What an error means that comes from a card: nfp/ccm.c, nfp_ccm_wait_reply,
 * and nfp/bpf/cmsg.c, nfp_bpf_ctrl_rc_to_errno.
 */
static const struct {
	int err;
	const char *text;
} card_errors[] = {
	{ -ETIMEDOUT, "the card's firmware did not answer" },
	{ -EIO, "the card's firmware answered with an error" },
	{ -EBADFD, "the card's firmware does not know the map" },
	{ -E2BIG, "the card has no room for one more entry" },
	{ -ENOMEM, "the card has no room for it" },
	{ -EAGAIN, "the card has too many requests to answer" },
	{ -ENODEV, "the device is gone" },
};

const char *refusal_of_card(struct arena *a, const char *step, int err)
{
	for (size_t i = 0; i < sizeof(card_errors) / sizeof(*card_errors); i++)
		if (card_errors[i].err == err)
			return arena_printf(a, "%s: %s", step,
					    card_errors[i].text);
	return refusal_text(a, step, err);
}

const char *refusal_of_nic(struct arena *a, const struct nic *nic,
			   const struct kernel_log *log, const char *step,
			   int err)
{
	const char *text =
		refusal_of_card(a, step, nic_is_gone(nic) ? -ENODEV : err);
	const char *logged = kernel_log_read(a, log, nic, NULL);

	if (logged)
		return arena_printf(a, "%s; the kernel logged: %s", text,
				    logged);
	/* The others say all there is. */
	if ((err != -EINVAL && err != -EOPNOTSUPP) || nic_is_gone(nic))
		return text;
	return arena_printf(a, "%s; the driver gave no reason%s", text,
			    log->fd < 0 ? ", the kernel's log may have one"
					: "");
}

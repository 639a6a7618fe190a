// SPDX-License-Identifier: GPL-2.0-only
/*
 * image.c - the firmware takes the code that the driver made of a program
 *
 * `ucodeN` in debugfs is what the card runs on port N: words of 64 bits, with
 * addresses and parity as the card gets them. It is empty while the port runs
 * no program.
 */
#include <linux/debugfs.h>
#include <linux/dma-mapping.h>
#include <linux/io.h>
#include <linux/vmalloc.h>

#include "nfp_net.h"
#include "nfp_net_ctrl.h"
#include "shim.h"

struct image {
	void *words;
	size_t len;
	bool runs;
};

static struct image images[SHIM_MAX_PORTS];
static DEFINE_MUTEX(image_mutex);

/* Knobs in debugfs. */
static u32 fw_fail_reconfig;  /* so many changes are refused ... */
static u32 fw_reconfig_after; /* ... after so many that are done */
static u32 fw_reconfigs;      /* asked for so far */

/* The image is where the card would fetch it by DMA. */
static int image_fetch(struct nfp_net *nn, struct image *image)
{
	size_t len = nn_readw(nn, NFP_NET_CFG_BPF_SIZE) * sizeof(u64);
	void *words = vmalloc(len);

	if (!words)
		return -ENOMEM;
	memcpy(words, phys_to_virt(nn_readq(nn, NFP_NET_CFG_BPF_ADDR)), len);
	vfree(image->words);
	image->words = words;
	image->len = len;
	return 0;
}

static int image_reconfig(struct nfp_net *nn, u32 update)
{
	struct image *image = &images[nn->id];
	int err = 0;

	fw_reconfigs++;
	if (fw_fail_reconfig && fw_reconfig_after) {
		fw_reconfig_after--;
	} else if (fw_fail_reconfig) {
		fw_fail_reconfig--;
		/* nfp_net_common.c, nfp_net_reconfig_check_done. */
		netdev_err(nn->dp.netdev, "Reconfig error (update: 0x%08x)\n",
			   update);
		return -EIO;
	}
	if (update & NFP_NET_CFG_UPDATE_BPF)
		err = image_fetch(nn, image);
	if (!err && update & NFP_NET_CFG_UPDATE_GEN)
		image->runs = nn_readl(nn, NFP_NET_CFG_CTRL) &
			      NFP_NET_CFG_CTRL_BPF;
	return err;
}

/* For nfp_net_common.c: what the driver wrote to the port's memory holds now.
 */
int nfp_net_reconfig(struct nfp_net *nn, u32 update)
{
	int err;

	mutex_lock(&image_mutex);
	err = image_reconfig(nn, update);
	mutex_unlock(&image_mutex);
	return err;
}

static ssize_t image_read(struct file *file, char __user *to, size_t len,
			  loff_t *at)
{
	struct image *image = file->private_data;
	ssize_t n;

	mutex_lock(&image_mutex);
	n = simple_read_from_buffer(to, len, at, image->words,
				    image->runs ? image->len : 0);
	mutex_unlock(&image_mutex);
	return n;
}

static const struct file_operations image_files = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.read = image_read,
	.llseek = default_llseek,
};

void image_add_file(unsigned int port)
{
	char name[16];

	snprintf(name, sizeof(name), "ucode%u", port);
	debugfs_create_file(name, 0400, shim_card.debugfs, &images[port],
			    &image_files);
}

void image_add_knobs(void)
{
	debugfs_create_u32("fw_fail_reconfig", 0600, shim_card.debugfs,
			   &fw_fail_reconfig);
	debugfs_create_u32("fw_reconfig_after", 0600, shim_card.debugfs,
			   &fw_reconfig_after);
	debugfs_create_u32("fw_reconfigs", 0400, shim_card.debugfs,
			   &fw_reconfigs);
}

void image_remove_all(void)
{
	unsigned int port;

	for (port = 0; port < SHIM_MAX_PORTS; port++)
		vfree(images[port].words);
}

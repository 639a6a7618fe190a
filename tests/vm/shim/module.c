// SPDX-License-Identifier: GPL-2.0-only
/*
 * module.c - one card, and on it the driver's BPF application
 */
#include <linux/debugfs.h>
#include <linux/dma-mapping.h>
#include <linux/module.h>
#include <linux/pci.h>
#include <linux/slab.h>

#include "nfpcore/nfp_cpp.h"
#include "nfpcore/nfp_nsp.h"

#include "nfp_app.h"
#include "nfp_main.h"
#include "nfp_net.h"
#include "shim.h"
#include "table.h"

struct shim_card shim_card;

/* Devices of which the driver takes no more than a name for its messages. */
static struct pci_dev named_pci = { .dev.init_name = "nfpshim" };
static struct device named_cpp;

/* bpftool tells a card of Netronome by these files. */
static ssize_t vendor_show(struct device *dev, struct device_attribute *attr,
			   char *text)
{
	return sysfs_emit(text, "0x19ee\n");
}
static DEVICE_ATTR_RO(vendor);

static ssize_t device_show(struct device *dev, struct device_attribute *attr,
			   char *text)
{
	return sysfs_emit(text, "0x4000\n");
}
static DEVICE_ATTR_RO(device);

static struct attribute *card_attrs[] = {
	&dev_attr_vendor.attr,
	&dev_attr_device.attr,
	NULL,
};
ATTRIBUTE_GROUPS(card);

/* For nfpcore/nfp_cppcore.c. */
struct device *nfp_cpp_device(struct nfp_cpp *cpp)
{
	return &named_cpp;
}

/* For nfp_app_nic.c: a port has no hardware to find out about. */
int nfp_app_nic_vnic_alloc(struct nfp_app *app, struct nfp_net *nn,
			   unsigned int id)
{
	return 0;
}

/* For nfp_main.c: a table that should be empty is not. */
void nfp_check_rhashtable_empty(void *ptr, void *arg)
{
	WARN_ON_ONCE(1);
}

static int add_device(void)
{
	struct platform_device *device = platform_device_alloc("nfpshim", -1);
	int err;

	if (!device)
		return -ENOMEM;
	device->dev.groups = card_groups;
	err = platform_device_add(device);
	if (err) {
		platform_device_put(device);
		return err;
	}
	shim_card.device = device;
	named_cpp.parent = &device->dev;
	return 0;
}

/* As nfp_pci_probe() and nfp_app_alloc() leave it. */
static int make_card(void)
{
	struct nfp_pf *pf = &shim_card.pf;
	struct nfp_app *app = &shim_card.app;
	struct nfp_net *ctrl;

	pf->eth_tbl = kzalloc(struct_size(pf->eth_tbl, ports, port_count()),
			      GFP_KERNEL);
	ctrl = kzalloc(sizeof(*ctrl), GFP_KERNEL);
	if (!pf->eth_tbl || !ctrl) {
		kfree(pf->eth_tbl);
		kfree(ctrl);
		return -ENOMEM;
	}
	pf->eth_tbl->count = port_count();
	pf->max_data_vnics = port_count();
	pf->pdev = &named_pci;
	pf->app = app;
	ctrl->dp.dev = &shim_card.device->dev;
	ctrl->dp.mtu = NFP_NET_DEFAULT_MTU;
	spin_lock_init(&ctrl->r_vecs[0].lock);
	shim_card.ctrl = ctrl;
	app->pf = pf;
	app->pdev = &named_pci;
	app->type = &app_bpf;
	app->ctrl = ctrl;
	return 0;
}

static void free_card(void)
{
	kfree(shim_card.pf.eth_tbl);
	kfree(shim_card.ctrl);
}

static int start_app(void)
{
	struct nfp_app *app = &shim_card.app;
	int err;

	caps_make();
	err = nfp_app_init(app);
	if (err)
		return err;
	if (app->ctrl_mtu)
		app->ctrl->dp.mtu = app->ctrl_mtu;
	err = app->type->start(app);
	if (err)
		nfp_app_clean(app);
	return err;
}

static int __init shim_init(void)
{
	int err = add_device();

	if (err)
		return err;
	err = dma_coerce_mask_and_coherent(&shim_card.device->dev,
					   DMA_BIT_MASK(64));
	if (!err)
		err = make_card();
	if (err)
		goto remove_device;
	shim_card.debugfs = debugfs_create_dir("nfpshim", NULL);
	message_start();
	table_add_files(shim_card.debugfs);
	image_add_knobs();
	err = start_app();
	if (err)
		goto remove_files;
	err = port_add_all();
	if (err)
		goto clean_app;
	return 0;

clean_app:
	nfp_app_clean(&shim_card.app);
remove_files:
	debugfs_remove_recursive(shim_card.debugfs);
	message_stop();
	free_card();
remove_device:
	platform_device_unregister(shim_card.device);
	return err;
}

/* Files go first, as one of them removes ports. Maps are freed by messages. */
static void __exit shim_exit(void)
{
	debugfs_remove_recursive(shim_card.debugfs);
	port_remove_all();
	nfp_app_clean(&shim_card.app);
	message_stop();
	table_destroy_all();
	image_remove_all();
	free_card();
	platform_device_unregister(shim_card.device);
}

module_init(shim_init);
module_exit(shim_exit);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("The nfp driver's BPF offload without a card");

// SPDX-License-Identifier: GPL-2.0-only
/*
 * port.c - the card's network devices
 *
 * What a device does for BPF is what nfp_net_common.c does; it carries no
 * packets. A port's control memory has the limits that the driver reads there.
 */
#include <linux/debugfs.h>
#include <linux/etherdevice.h>
#include <linux/ethtool.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "nfp_app.h"
#include "nfp_net.h"
#include "nfp_net_ctrl.h"
#include "nfp_port.h"
#include "shim.h"

static unsigned int ports = 2;
module_param(ports, uint, 0444);
MODULE_PARM_DESC(ports, "network devices, 1 to 8");
static char *drv = "nfp";
module_param(drv, charp, 0444);
MODULE_PARM_DESC(drv, "driver's name that ethtool shows");
static unsigned int max_len = 2800;
module_param(max_len, uint, 0444);
MODULE_PARM_DESC(max_len, "words of a program");
static unsigned int start_off = 0x100;
module_param(start_off, uint, 0444);
MODULE_PARM_DESC(start_off, "address of a program's first word");
static unsigned int tgt_done = 0x40;
module_param(tgt_done, uint, 0444);
MODULE_PARM_DESC(tgt_done, "address to which a program returns");
static unsigned int stack_sz = 8;
module_param(stack_sz, uint, 0444);
MODULE_PARM_DESC(stack_sz, "stack, in units of 64 bytes");

/* A program is loaded for one port, and may be attached to another one. */
static unsigned int other_max_len;
module_param(other_max_len, uint, 0444);
MODULE_PARM_DESC(other_max_len, "max_len of ports but the first, 0: the same");
static unsigned int other_stack_sz;
module_param(other_stack_sz, uint, 0444);
MODULE_PARM_DESC(other_stack_sz,
		 "stack_sz of ports but the first, 0: the same");

/*
 * No figure of a firmware is known. 32 makes 2,016 bytes (offload.c,
 * nfp_bpf_offload_check_mtu): a whole frame at the usual MTU of 1500, so that
 * no program is refused there, and a part of one at a larger MTU.
 */
static unsigned int inl_mtu = 32;
module_param(inl_mtu, uint, 0444);
MODULE_PARM_DESC(
	inl_mtu,
	"start of a frame that a program can read, in units of 64 bytes, less 32");
static bool live_reload = true;
module_param(live_reload, bool, 0444);
MODULE_PARM_DESC(live_reload, "a program can take another's place");

/* A frame must fit in a page with its room in front and struct skb_shared_info
 * behind (nfp_net_common.c, nfp_net_calc_fl_bufsz, nfp_net_check_config).
 */
#define DRIVER_XDP_MAX_MTU                                                 \
	((int)(PAGE_SIZE - XDP_PACKET_HEADROOM -                           \
	       SKB_DATA_ALIGN(sizeof(struct skb_shared_info)) - ETH_HLEN - \
	       2 * VLAN_HLEN))

static struct net_device *port_devices[SHIM_MAX_PORTS];
static DEFINE_MUTEX(port_mutex);

static int port_setup_driver_xdp(struct nfp_net *nn, struct netdev_bpf *setup)
{
	if (setup->prog && nn->dp.netdev->mtu > DRIVER_XDP_MAX_MTU) {
		NL_SET_ERR_MSG_MOD(setup->extack,
				   "MTU too large w/ XDP enabled");
		return -EINVAL;
	}
	WRITE_ONCE(nn->dp.xdp_prog, setup->prog);
	xdp_attachment_setup(&nn->xdp, setup);
	return 0;
}

/* As nfp_net_xdp(). */
static int port_bpf(struct net_device *dev, struct netdev_bpf *setup)
{
	struct nfp_net *nn = netdev_priv(dev);
	int err;

	switch (setup->command) {
	case XDP_SETUP_PROG:
		return port_setup_driver_xdp(nn, setup);
	case XDP_SETUP_PROG_HW:
		err = nfp_app_xdp_offload(nn->app, nn, setup->prog,
					  setup->extack);
		if (!err)
			xdp_attachment_setup(&nn->xdp_hw, setup);
		return err;
	default:
		return nfp_app_bpf(nn->app, nn, setup);
	}
}

static int port_init(struct net_device *dev)
{
	return shim_card.app.type->ndo_init(&shim_card.app, dev);
}

static void port_uninit(struct net_device *dev)
{
	shim_card.app.type->ndo_uninit(&shim_card.app, dev);
}

static int port_open(struct net_device *dev)
{
	netif_carrier_on(dev);
	return 0;
}

static int port_stop(struct net_device *dev)
{
	netif_carrier_off(dev);
	return 0;
}

static netdev_tx_t port_xmit(struct sk_buff *skb, struct net_device *dev)
{
	dev_kfree_skb_any(skb);
	return NETDEV_TX_OK;
}

/* As nfp_net_change_mtu(). */
static int port_change_mtu(struct net_device *dev, int mtu)
{
	struct nfp_net *nn = netdev_priv(dev);
	int err = nfp_app_check_mtu(nn->app, dev, mtu);

	if (err)
		return err;
	if (nn->dp.xdp_prog && mtu > DRIVER_XDP_MAX_MTU)
		return -EINVAL;
	dev->mtu = mtu;
	return 0;
}

static int port_setup_tc(struct net_device *dev, enum tc_setup_type type,
			 void *data)
{
	return nfp_app_setup_tc(&shim_card.app, dev, type, data);
}

static int port_name(struct net_device *dev, char *name, size_t len)
{
	struct nfp_net *nn = netdev_priv(dev);

	return snprintf(name, len, "p%u", nn->id) < len ? 0 : -EINVAL;
}

static const struct net_device_ops port_ops = {
	.ndo_init = port_init,
	.ndo_uninit = port_uninit,
	.ndo_open = port_open,
	.ndo_stop = port_stop,
	.ndo_start_xmit = port_xmit,
	.ndo_change_mtu = port_change_mtu,
	.ndo_setup_tc = port_setup_tc,
	.ndo_bpf = port_bpf,
	.ndo_get_phys_port_name = port_name,
	.ndo_set_mac_address = eth_mac_addr,
	.ndo_validate_addr = eth_validate_addr,
};

static void port_drvinfo(struct net_device *dev, struct ethtool_drvinfo *info)
{
	struct nfp_net *nn = netdev_priv(dev);

	strscpy(info->driver, drv, sizeof(info->driver));
	snprintf(info->fw_version, sizeof(info->fw_version), "shim %s %s",
		 nfp_app_name(nn->app), nfp_app_extra_cap(nn->app, nn));
	strscpy(info->bus_info, dev_name(&shim_card.device->dev),
		sizeof(info->bus_info));
}

static const struct ethtool_ops port_ethtool_ops = {
	.get_drvinfo = port_drvinfo,
	.get_link = ethtool_op_get_link,
};

static void write_limits(struct nfp_net *nn)
{
	nn_writeb(nn, NFP_NET_CFG_BPF_ABI, caps_abi());
	nn_writeb(nn, NFP_NET_CFG_BPF_CAP,
		  live_reload ? NFP_NET_BPF_CAP_RELO : 0);
	nn_writew(nn, NFP_NET_CFG_BPF_MAX_LEN,
		  nn->id && other_max_len ? other_max_len : max_len);
	nn_writew(nn, NFP_NET_CFG_BPF_START, start_off);
	nn_writew(nn, NFP_NET_CFG_BPF_DONE, tgt_done);
	nn_writeb(nn, NFP_NET_CFG_BPF_STACK_SZ,
		  nn->id && other_stack_sz ? other_stack_sz : stack_sz);
	nn_writeb(nn, NFP_NET_CFG_BPF_INL_MTU, inl_mtu);
}

static void port_free(struct nfp_net *nn)
{
	kfree((void __force *)nn->dp.ctrl_bar);
	kfree(nn->port);
	free_netdev(nn->dp.netdev);
}

static struct nfp_net *port_alloc(unsigned int id)
{
	struct net_device *dev = alloc_netdev(sizeof(struct nfp_net), "nfp%d",
					      NET_NAME_ENUM, ether_setup);
	struct nfp_net *nn;

	if (!dev)
		return NULL;
	nn = netdev_priv(dev);
	nn->dp.netdev = dev;
	nn->dp.dev = &shim_card.device->dev;
	nn->app = &shim_card.app;
	nn->id = id;
	nn->cap = NFP_NET_CFG_CTRL_BPF;
	nn->port = kzalloc(sizeof(*nn->port), GFP_KERNEL);
	nn->dp.ctrl_bar =
		(u8 __iomem __force *)kzalloc(NFP_NET_CFG_BAR_SZ, GFP_KERNEL);
	if (!nn->port || !nn->dp.ctrl_bar) {
		port_free(nn);
		return NULL;
	}
	write_limits(nn);

	SET_NETDEV_DEV(dev, nn->dp.dev);
	dev->netdev_ops = &port_ops;
	dev->ethtool_ops = &port_ethtool_ops;
	dev->hw_features |= NETIF_F_HW_TC;
	dev->features |= NETIF_F_HW_TC;
	dev->min_mtu = ETH_MIN_MTU;
	dev->max_mtu = 9216;
	dev->dev_port = id;
	eth_hw_addr_random(dev);
	return nn;
}

static int port_add(unsigned int id)
{
	struct nfp_net *nn = port_alloc(id);
	int err;

	if (!nn)
		return -ENOMEM;
	err = nfp_app_vnic_alloc(nn->app, nn, id);
	if (err)
		goto free;
	err = register_netdev(nn->dp.netdev);
	if (err)
		goto free_vnic;
	port_devices[id] = nn->dp.netdev;
	image_add_file(id);
	return 0;

free_vnic:
	nfp_app_vnic_free(nn->app, nn);
free:
	port_free(nn);
	return err;
}

static int port_remove(unsigned int id)
{
	struct nfp_net *nn;
	int err = -ENODEV;

	mutex_lock(&port_mutex);
	if (id < SHIM_MAX_PORTS && port_devices[id]) {
		nn = netdev_priv(port_devices[id]);
		port_devices[id] = NULL;
		unregister_netdev(nn->dp.netdev);
		nfp_app_vnic_free(nn->app, nn);
		port_free(nn);
		err = 0;
	}
	mutex_unlock(&port_mutex);
	return err;
}

static int remove_port(void *unused, u64 id)
{
	return id < SHIM_MAX_PORTS ? port_remove(id) : -ENODEV;
}
DEFINE_DEBUGFS_ATTRIBUTE(remove_port_file, NULL, remove_port, "%llu\n");

unsigned int port_count(void)
{
	return clamp(ports, 1u, (unsigned int)SHIM_MAX_PORTS);
}

void port_remove_all(void)
{
	unsigned int id;

	for (id = 0; id < SHIM_MAX_PORTS; id++)
		port_remove(id);
}

int port_add_all(void)
{
	unsigned int id;
	int err = 0;

	for (id = 0; !err && id < port_count(); id++)
		err = port_add(id);
	if (err) {
		port_remove_all();
		return err;
	}
	debugfs_create_file_unsafe("remove_port", 0200, shim_card.debugfs, NULL,
				   &remove_port_file);
	return 0;
}

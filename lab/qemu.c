/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/qemu.h"

#include <inttypes.h>

static void add_machine(struct xnb_args *argv, const struct xnb_lab_host *host,
                        enum xnb_accel accel)
{
	xnb_args_add(argv, XNB_QEMU);
	/* The names of its threads tell the vCPUs apart, for pinning. */
	xnb_args_add(argv, "-name");
	xnb_args_add(argv, "xen-numabench,debug-threads=on");
	xnb_args_add(argv, "-accel");
	xnb_args_add(argv, "%s", xnb_accel_qemu(accel));
	xnb_args_add(argv, "-cpu");
	xnb_args_add(argv, "%s", xnb_accel_cpu(accel));
	xnb_args_add(argv, "-smp");
	xnb_args_add(argv, "%u,sockets=%u,cores=%u,threads=1", xnb_lab_host_cpus(host),
	             xnb_lab_host_cpus(host) / host->cpus_per_node, host->cpus_per_node);
	xnb_args_add(argv, "-m");
	xnb_args_add(argv, "%" PRIu64 "M", (host->memory_per_node >> 20) * host->nodes);
}

/*
 * One instruction, one nanosecond, and no waiting for this machine's clock: nothing of it
 * is left in what the box sees. Not the time of day, nor RDRAND's numbers; and a write to
 * a virtio port is done when the instruction is, not when a thread of QEMU comes to it.
 */
static void add_clock(struct xnb_args *argv, enum xnb_accel accel)
{
	if (accel != XNB_ACCEL_COUNTED)
		return;
	xnb_args_add(argv, "-icount");
	xnb_args_add(argv, "shift=0,align=off,sleep=off");
	xnb_args_add(argv, "-rtc");
	xnb_args_add(argv, "base=2026-01-01T00:00:00,clock=vm");
	xnb_args_add(argv, "-seed");
	xnb_args_add(argv, "1");
	xnb_args_add(argv, "-global");
	xnb_args_add(argv, "virtio-pci.ioeventfd=off");
}

static void add_plugin(struct xnb_args *argv, const struct xnb_lab_plugin *plugin)
{
	if (!plugin->module)
		return;
	xnb_args_add(argv, "-plugin");
	xnb_args_add(argv, XNB_LAB_PLUGIN_FORMAT, plugin->module, plugin->records);
}

static void add_node(struct xnb_args *argv, const struct xnb_lab_host *host, unsigned i)
{
	unsigned first = i * host->cpus_per_node;

	xnb_args_add(argv, "-numa");
	if (first < xnb_lab_host_cpus(host))
		xnb_args_add(argv, "node,nodeid=%u,cpus=%u-%u,memdev=m%u", i, first,
		             first + host->cpus_per_node - 1, i);
	else
		xnb_args_add(argv, "node,nodeid=%u,memdev=m%u", i, i);
}

static void add_nodes(struct xnb_args *argv, const struct xnb_lab_host *host)
{
	for (unsigned i = 0; i < host->nodes; i++) {
		xnb_args_add(argv, "-object");
		xnb_args_add(argv, "memory-backend-ram,id=m%u,size=%" PRIu64 "M", i,
		             host->memory_per_node >> 20);
		add_node(argv, host, i);
	}
	for (unsigned i = 0; i < host->nodes; i++) {
		for (unsigned j = 0; j < host->nodes; j++) {
			if (i == j)
				continue;
			xnb_args_add(argv, "-numa");
			xnb_args_add(argv, "dist,src=%u,dst=%u,val=%u", i, j,
			             host->distance[i][j]);
		}
	}
}

static void add_devices(struct xnb_args *argv, const struct xnb_qemu_files *files)
{
	static const char *const plain[] = {
	    "-nodefaults",
	    "-no-user-config",
	    "-no-reboot",
	    "-display",
	    "none",
	    "-nic",
	    "none",
	    "-monitor",
	    "none",
	    "-device",
	    "virtio-serial-pci",
	};

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		xnb_args_add(argv, "%s", plain[i]);
	xnb_args_add(argv, "-chardev");
	xnb_args_add(argv, "file,id=console,path=/proc/self/fd/%d", files->console);
	xnb_args_add(argv, "-serial");
	xnb_args_add(argv, "chardev:console");
	for (int port = XNB_PORT_CONTROL; port <= XNB_PORTS; port++) {
		xnb_args_add(argv, "-chardev");
		xnb_args_add(argv, "socket,id=port%d,fd=%d", port, files->ports[port]);
		xnb_args_add(argv, "-device");
		xnb_args_add(argv, "virtserialport,nr=%d,chardev=port%d,name=xnb.%d",
		             port, port, port);
	}
	xnb_args_add(argv, "-device");
	xnb_args_add(argv, "isa-debug-exit,iobase=%#x,iosize=4", XNB_EXIT_IOPORT);
}

/*
 * bootscrub=0   Xen would touch all of the emulated memory
 * dma_bits=20   else affine allocations spill while low memory of node 0 is still free
 * guest_loglvl  at "info" each HVM context call prints 20 lines on the slow console
 * ucode=no      nothing to load in an emulated CPU
 * cryptomgr.notests   for dom0's Linux: its self-tests take 0.3 s under emulation
 *
 * Where instructions are counted, a program lies at the same addresses each time: paths
 * that walk page tables or compare addresses would differ.
 */
#define COUNTED_LINUX " norandmaps nokaslr"

static void add_xen(struct xnb_args *argv, const struct xnb_lab_host *host,
                    enum xnb_accel accel, const struct xnb_qemu_files *files)
{
	xnb_args_add(argv, "-kernel");
	xnb_args_add(argv, "/proc/self/fd/%d", files->xen);
	xnb_args_add(argv, "-append");
	xnb_args_add(argv,
	             "console=com1 com1=115200,8n1 loglvl=info guest_loglvl=warning "
	             "noreboot bootscrub=0 dma_bits=20 ucode=no conring_size=1M "
	             "dom0_mem=%dM,max:%dM dom0_max_vcpus=%u dom0_vcpus_pin%s%s",
	             XNB_LAB_DOM0_MIB, XNB_LAB_DOM0_MIB, host->dom0_vcpus,
	             host->xen_options ? " " : "",
	             host->xen_options ? host->xen_options : "");
	xnb_args_add(argv, "-initrd");
	xnb_args_add(argv,
	             "/proc/self/fd/%d console=hvc0 panic=1 quiet "
	             "cryptomgr.notests%s,/proc/self/fd/%d",
	             files->kernel, accel == XNB_ACCEL_COUNTED ? COUNTED_LINUX : "",
	             files->initrd);
}

int xnb_qemu_argv(struct xnb_args *argv, const struct xnb_lab_host *host,
                  enum xnb_accel accel, const struct xnb_qemu_files *files,
                  struct xnb_error *err)
{
	*argv = (struct xnb_args){0};
	add_machine(argv, host, accel);
	add_clock(argv, accel);
	add_plugin(argv, &files->plugin);
	add_nodes(argv, host);
	add_devices(argv, files);
	add_xen(argv, host, accel, files);
	if (!argv->failed)
		return 0;
	xnb_args_free(argv);
	return xnb_fail_nomem(err);
}

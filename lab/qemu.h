/* SPDX-License-Identifier: GPL-2.0-or-later */
/* QEMU's command line for a box. */
#ifndef XNB_LAB_QEMU_H
#define XNB_LAB_QEMU_H

#include "base/error.h"
#include "base/program.h"
#include "lab/accel.h"
#include "lab/host.h"
#include "lab/plugin.h"
#include "lab/protocol.h"

/* Descriptors that QEMU inherits; files are named /proc/self/fd/N, so that no path needs
 * escaping and nothing has to be removed afterwards. */
struct xnb_qemu_files {
	int xen, kernel, initrd;
	int console;              /* a pipe */
	int ports[XNB_PORTS + 1]; /* by enum xnb_port: connected sockets */
	struct xnb_lab_plugin plugin;
};

/* Fills `argv`. The accelerator must have been chosen. */
int xnb_qemu_argv(struct xnb_args *argv, const struct xnb_lab_host *host,
                  enum xnb_accel accel, const struct xnb_qemu_files *files,
                  struct xnb_error *err);

#endif

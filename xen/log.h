/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libxenctrl explains its failures to a logger, by default on standard error, line by
 * line. This one keeps the last of them, for the one line that our caller prints.
 */
#ifndef XNB_XEN_LOG_H
#define XNB_XEN_LOG_H

#include <xentoollog.h>

struct xnb_xen_log {
	struct xentoollog_logger base; /* first: the library hands this pointer back */
	char text[256];                /* of the last warning or error; "" for none */
};

void xnb_xen_log_init(struct xnb_xen_log *log);

#endif

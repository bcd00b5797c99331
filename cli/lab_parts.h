/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose instructions the paths of a box that counts them are made of: QEMU's plugin, from
 * before a box is booted until path_parts.csv has its rows (rundir/path_parts.h). */
#ifndef XNB_CLI_LAB_PARTS_H
#define XNB_CLI_LAB_PARTS_H

#include "base/error.h"
#include "lab/lab.h"

#include <stdbool.h>

struct xnb_lab_parts {
	bool counted; /* the box counts instructions; else there is nothing to do */
	struct xnb_lab_plugin plugin;
	char absent[1024]; /* why there is none; "": there is */
};

/*
 * Gives the request a plugin, where it counts instructions and this machine's QEMU loads
 * it. That it does not is no failure: the parts are then told otherwise. Before each box;
 * xnb_lab_parts_end() in any case.
 */
void xnb_lab_parts_begin(struct xnb_lab_parts *parts, struct xnb_lab_request *request);

/* What the box that has ended wrote becomes rows of `dir`'s path_parts.csv. Says on
 * standard error what is not told by the addresses of the code, and why. */
int xnb_lab_parts_write(const struct xnb_lab_parts *parts, const char *dir,
                        struct xnb_error *err);

void xnb_lab_parts_end(struct xnb_lab_parts *parts, struct xnb_lab_request *request);

#endif

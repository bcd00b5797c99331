/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The plugin by which QEMU tells whose the instructions of a timed call are
 * (lab/plugin/path_parts.c), where it can be had. */
#ifndef XNB_LAB_PLUGIN_H
#define XNB_LAB_PLUGIN_H

#include "base/error.h"

/* Descriptors without close-on-exec, for QEMU to inherit; all 0: no plugin. */
struct xnb_lab_plugin {
	int module;  /* the plugin itself */
	int records; /* where it writes its records (base/marks.h) */
};

/*
 * A descriptor of the plugin, without close-on-exec, that this machine's QEMU has been
 * seen to load; -1 with the reason where it was not built, or QEMU takes no plugins or
 * none of this version. That is XNB_EXIT_ENVIRONMENT, and no reason not to boot.
 */
int xnb_lab_plugin_open(struct xnb_error *err);

/* What QEMU's -plugin takes: module, records. */
#define XNB_LAB_PLUGIN_FORMAT "file=/proc/self/fd/%d,fd=%d"

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One running box: QEMU as a child, what comes out of it, and everything that can end it.
 * On every way out QEMU is gone: it has its own process group, is killed and waited for,
 * and dies with this process. Nothing lies on the disk that would have to be removed.
 */
#ifndef XNB_LAB_BOX_H
#define XNB_LAB_BOX_H

#include "base/error.h"
#include "lab/accel.h"
#include "lab/host.h"
#include "lab/plugin.h"

#include <stdbool.h>

struct xnb_box {
	const struct xnb_lab_host *host;
	enum xnb_accel accel;
	unsigned timeout;        /* seconds for the command; booting has its own limit */
	int xen, kernel, initrd; /* descriptors without close-on-exec */
	int console_log;
	int out, err;     /* where the command's output goes, as it comes */
	int files;        /* where the tar archive of /out goes; -1: not asked for */
	bool own_command; /* it is this project's: where it lacks something, exit status
	                   * 3, the console's last lines are printed on standard error */
	bool verbose;     /* say on standard error when it got how far */
	struct xnb_lab_plugin plugin;
	int signals; /* from xnb_box_watch_signals() */
};

struct xnb_box_result {
	int status; /* the command's exit status, or 128 + the signal that ended it */
	int interrupted;    /* the signal that this process got; 0: none */
	bool timed_out;     /* the time limit ended the command */
	const char *unread; /* output that was dropped, for nobody read it; NULL: none */
	double ready_s;     /* from QEMU's start until dom0's init was ready */
	double command_s;   /* ... until the command had ended */
	double end_s;       /* ... until QEMU had ended */
};

/*
 * Blocks SIGINT, SIGTERM and SIGHUP and returns a descriptor that reads them, or -1. Call
 * before anything that must not be left behind. While the command runs the first of them
 * is passed on to it, and what it then still writes comes back; the second, and one
 * before that, ends the box at once.
 */
int xnb_box_watch_signals(struct xnb_error *err);

/* From here on they end this process again. */
void xnb_box_end_signals(void);

/*
 * Runs the box to its end. 0 when the command ended and all came back, also after a
 * signal or the time limit. Output goes on as fast as it is read; 2 s after a signal or
 * the time limit what a reader has not taken is dropped. Else the error names the cause,
 * and the last console lines have been printed on standard error; result->interrupted may
 * be set.
 */
int xnb_box_run(const struct xnb_box *box, struct xnb_box_result *result,
                struct xnb_error *err);

#endif

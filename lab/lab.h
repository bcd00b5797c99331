/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command in the lab from beginning to end: cache, image, box, and what comes back.
 */
#ifndef XNB_LAB_LAB_H
#define XNB_LAB_LAB_H

#include "base/error.h"
#include "lab/accel.h"
#include "lab/host.h"
#include "lab/plugin.h"
#include "lab/xens.h"

#include <stdbool.h>
#include <stddef.h>

/* What the lab itself leaves in `get`; see below. */
#define XNB_LAB_CONSOLE "lab-console.log"
#define XNB_LAB_RECORD  "lab.json"

struct xnb_lab_request {
	struct xnb_lab_host host;
	struct xnb_lab_xen_choice xen; /* which Xen boots */
	const char *xen_id;            /* which it must turn out to be; NULL: any */
	enum xnb_accel accel;
	unsigned timeout; /* seconds for the command; booting has its own limit */
	bool toolstack;
	bool verbose;
	bool needs_dom0;     /* the command is xen-numabench-dom0 */
	const char *cache;   /* NULL: the default; see lab/cache.h */
	const char *console; /* where the console log goes; NULL: by itself, see below */
	const char *get;     /* what dom0 wrote under /out goes here; NULL: nowhere */
	const char *record;  /* text for `get`/lab.json; NULL: none */
	bool goes_on;        /* `get` is gone on with: what comes back replaces what is
	                      * there when all of it is, the console log is added */
	const char *last;    /* with goes_on: of what comes back, the file that vouches
	                      * for the others and is replaced last; NULL: none */
	char *const *argv;   /* the command; ends with NULL */
	int out_fd;          /* where the command's standard output goes, as it comes */
	struct xnb_lab_plugin plugin; /* for QEMU; none by default */
	char *const *put;             /* files for the command's directory */
	size_t n_put;
};

/* 900 s, accelerator "auto", the default host, output to standard output. */
void xnb_lab_request_default(struct xnb_lab_request *request);

/*
 * Runs the command. What the cache lacks is fetched and built first. *status becomes the
 * command's exit status, 128 + N when signal N ended it or was sent to this process.
 *
 * The console log is kept in `console`, else in `get`/lab-console.log, else in the cache
 * under console/, where only the 16 newest stay. `get` is made when it is missing.
 *
 * -1 when the lab itself failed: XNB_EXIT_USAGE, XNB_EXIT_ENVIRONMENT (QEMU or a package
 * is missing, the box crashed), XNB_EXIT_FAILED (the time limit, files that did not come
 * back). *status is then 0, or 128 + N when signal N interrupted it.
 */
int xnb_lab_run(const struct xnb_lab_request *request, int *status,
                struct xnb_error *err);

#endif

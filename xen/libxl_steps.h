/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the calls made by libxl tell of, between two files of this folder. */
#ifndef XNB_XEN_LIBXL_STEPS_H
#define XNB_XEN_LIBXL_STEPS_H

#include "xen/libxl.h"

#include <stdbool.h>

struct xnb_libxl_recording {
	struct xnb_steps steps;
	const struct xnb_libxl_watch *watch; /* NULL: nobody looks on */
	struct xnb_error *err;               /* of the watch; may be NULL */
	bool failed;                         /* the watch said so, and `err` is filled */
};

/*
 * From here to xnb_libxl_record_end() the calls that libxl makes on this thread are
 * recorded. Those of threads and processes that libxl starts are not: for this thread
 * they are waiting.
 */
void xnb_libxl_record_begin(struct xnb_libxl_recording *recording);
void xnb_libxl_record_end(void);

#endif

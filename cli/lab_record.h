/* SPDX-License-Identifier: GPL-2.0-or-later */
/* DIR/lab.json: the box that the run in DIR was begun in, and goes on in. */
#ifndef XNB_CLI_LAB_RECORD_H
#define XNB_CLI_LAB_RECORD_H

#include "base/error.h"
#include "cli/lab_options.h"

#include <stdbool.h>

struct xnb_lab_record {
	struct xnb_args words;    /* the file's name and the box options; none: no file */
	struct xnb_lab_line line; /* what they say; the default box without a file */
	bool toolstack;           /* the box had one */
	char xen_id[96]; /* of a tree that was booted: struct xnb_lab_xen's `id` */
};

/* What the file says; XNB_EXIT_ENVIRONMENT when it is no record of a box. */
int xnb_lab_record_read(struct xnb_lab_record *saved, const char *dir,
                        struct xnb_error *err);

/* XNB_EXIT_USAGE names the options of the recorded box when `request` is another. */
int xnb_lab_record_check(const struct xnb_lab_record *saved,
                         const struct xnb_lab_request *request, struct xnb_error *err);

void xnb_lab_record_free(struct xnb_lab_record *saved);

/* The text of the file for this box, for the caller to free. The request's xen_id is
 * recorded where there is one. */
int xnb_lab_record_make(char **text, const struct xnb_lab_request *request,
                        struct xnb_error *err);

#endif

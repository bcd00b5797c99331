/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A folder that appears at once or not at all, and replaces only what is its like. */
#ifndef XNB_ANALYSIS_REPORT_FOLDER_H
#define XNB_ANALYSIS_REPORT_FOLDER_H

#include "base/error.h"

#include <limits.h>

struct xnb_report_folder {
	char target[PATH_MAX]; /* absolute; may not be there yet */
	char temp[PATH_MAX];   /* beside it; "" when there is none */
	int lock;              /* on it, which says that somebody works there; -1: none */
};

/*
 * Removes temporary folders of `target` that a killed process left: named as ours, of
 * this user, with nothing but a report's files, older than a minute, and locked by
 * nobody. Then makes the temporary folder, with `figures` in it, and the parents of
 * `target`. XNB_EXIT_USAGE when `target` is there and holds anything but a report of
 * ours; XNB_EXIT_ENVIRONMENT when it cannot be made.
 */
int xnb_report_folder_begin(struct xnb_report_folder *folder, const char *target,
                            struct xnb_error *err);

/* Puts the temporary folder in the place of the target, and removes what was there. */
int xnb_report_folder_commit(struct xnb_report_folder *folder, struct xnb_error *err);

/* Removes the temporary folder, if it is still there. */
void xnb_report_folder_abandon(struct xnb_report_folder *folder);

#endif

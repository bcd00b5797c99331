/* SPDX-License-Identifier: GPL-2.0-or-later */
/* From the marks that an emulator met (base/marks.h) to the timed calls between them. */
#ifndef XNB_RUNDIR_PATH_MARKS_H
#define XNB_RUNDIR_PATH_MARKS_H

#include "base/error.h"
#include "base/marks.h"
#include "rundir/path_parts.h"

#include <stddef.h>

struct xnb_path_calls {
	struct xnb_parts *calls; /* instructions from mark to mark, in time's order */
	size_t n;
};

/*
 * The calls that became samples. XNB_EXIT_FAILED where the marks cannot be a run's: a
 * return without its call, a call within another, one that is no mark.
 * xnb_path_calls_free() in any case.
 */
int xnb_path_calls_find(struct xnb_path_calls *out, const struct xnb_mark_record *records,
                        size_t n, struct xnb_error *err);
void xnb_path_calls_free(struct xnb_path_calls *calls);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* By which way the parts of new samples are told, and what comes of it. */
#ifndef XNB_RUNDIR_PATH_TOLD_H
#define XNB_RUNDIR_PATH_TOLD_H

#include "rundir/path_rows.h"

/* Fills parts, how and why of the rows from `first` on; fails for lack of memory alone.
 */
int xnb_path_tell(struct xnb_path_rows *rows, size_t first,
                  const struct xnb_path_met *met, struct xnb_path_parts_told *told,
                  struct xnb_error *err);

#endif

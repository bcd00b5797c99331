/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Codes that are recorded only where something was refused or failed. Within
 * analysis/history alone. */
#ifndef XNB_ANALYSIS_HISTORY_CODES_H
#define XNB_ANALYSIS_HISTORY_CODES_H

#include "analysis/history/history.h"

/* Gives series of codes the points of value 0 that their runs left out. */
int xnb_history_fill_codes(struct xnb_history *history, struct xnb_error *err);

#endif

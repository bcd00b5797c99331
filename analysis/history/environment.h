/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What of the environment changed where a series did. Within analysis/history alone. */
#ifndef XNB_ANALYSIS_HISTORY_ENVIRONMENT_H
#define XNB_ANALYSIS_HISTORY_ENVIRONMENT_H

#include "analysis/history/history.h"

/* Sets `differences` and `environment_at` of each change of the series. */
int xnb_history_annotate(const struct xnb_history *history,
                         struct xnb_history_series *series, struct xnb_error *err);

#endif

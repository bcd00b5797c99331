/* SPDX-License-Identifier: GPL-2.0-or-later */
/* How what changed of the environment is told to people. */
#ifndef XNB_ANALYSIS_HISTORY_VALUES_H
#define XNB_ANALYSIS_HISTORY_VALUES_H

#include "base/buf.h"

/*
 * Appends both values, quoted and without control characters: "a" -> "b". Of two long
 * ones, such as Xen's command line, only the words from the first to the last that
 * differ: "... nmi=dom0 ..." -> "... nmi=fatal ...".
 */
void xnb_history_put_values(struct xnb_buf *out, const char *before, const char *after);

#endif

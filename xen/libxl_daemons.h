/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The daemons that libxl cannot do without. */
#ifndef XNB_XEN_LIBXL_DAEMONS_H
#define XNB_XEN_LIBXL_DAEMONS_H

#include "base/error.h"

#include <stdbool.h>

/* Whether a xenstored can be reached and answers. */
bool xnb_xenstored_answers(void);

/* Whether there is a xenconsoled. */
bool xnb_xenconsoled_runs(void);

/* XNB_EXIT_ENVIRONMENT, with the remedy: there is no xenstored, or no xenconsoled. */
int xnb_libxl_daemons_check(struct xnb_error *err);

#endif

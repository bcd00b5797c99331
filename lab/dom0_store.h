/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The built xen-numabench-dom0s of one Xen, as lab/dom0_program.h says. */
#ifndef XNB_LAB_DOM0_STORE_H
#define XNB_LAB_DOM0_STORE_H

#include "base/error.h"
#include "lab/dom0_key.h"

#include <limits.h>

/* The path of the recipe's program below `dir`, which is made, as the program is, when it
 * is missing. */
int xnb_dom0_get(char path[PATH_MAX], const char *dir,
                 const struct xnb_dom0_recipe *recipe, struct xnb_error *err);

#endif

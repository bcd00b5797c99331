/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/target.h"

#include <stddef.h>

const struct xnb_target *const xnb_targets[] = {&xnb_target_xen, &xnb_target_native,
                                                NULL};

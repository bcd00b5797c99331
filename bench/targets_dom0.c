/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/target.h"

#include <stddef.h>

static const struct xnb_target no_native = {
    .name = "native",
    .missing = "this static program has no hwloc to ask; use xen-numabench instead",
};

const struct xnb_target *const xnb_targets[] = {&xnb_target_xen, &no_native, NULL};

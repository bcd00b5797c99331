/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/target.h"

#include <stddef.h>

static const struct xnb_target no_xen = {
    .name = "xen",
    .missing =
        "this program was built without Xen's libraries; install them (Debian: "
        "libxen-dev) and build again with -DXEN=ON, or measure threads of this system "
        "by --target native",
};

const struct xnb_target *const xnb_targets[] = {&no_xen, &xnb_target_native, NULL};

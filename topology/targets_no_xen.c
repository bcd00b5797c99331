/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/from_hwloc.h"
#include "topology/target.h"

#include <stddef.h>

const struct xnb_host_target xnb_host_targets[] = {
    {"xen", NULL,
     "this program was built without Xen's libraries; install them (Debian: libxen-dev) "
     "and build again with -DXEN=ON"},
    {"native", xnb_host_from_os, NULL},
    {NULL, NULL, NULL},
};

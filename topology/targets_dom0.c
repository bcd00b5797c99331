/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/from_xen.h"
#include "topology/target.h"

#include <stddef.h>

const struct xnb_host_target xnb_host_targets[] = {
    {"xen", xnb_host_open_xen, NULL},
    {"native", NULL,
     "this static program has no hwloc to ask; use xen-numabench instead, or --target "
     "xen"},
    {NULL, NULL, NULL},
};

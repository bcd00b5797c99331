/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/from_hwloc.h"
#include "topology/from_xen.h"
#include "topology/target.h"

#include <stddef.h>

const struct xnb_host_target xnb_host_targets[] = {
    {"xen", xnb_host_open_xen, NULL},
    {"native", xnb_host_from_os, NULL},
    {NULL, NULL, NULL},
};

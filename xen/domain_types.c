/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/domain.h"

const char *const xnb_domain_type_names[XNB_N_DOMAIN_TYPES] = {
    [XNB_DOMAIN_PVH] = "pvh",
    [XNB_DOMAIN_PV] = "pv",
};

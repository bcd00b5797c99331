/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The domain of scenario `libxl': built by libxl, with automatic NUMA placement. */
#ifndef XNB_BENCH_LIBXL_BUILDER_H
#define XNB_BENCH_LIBXL_BUILDER_H

#include "bench/domains/builder.h"

/*
 * As xnb_build(), which calls it for that scenario. libxl chooses the node and the orders
 * of the extents; those of the domain's memory are told one by one from the free memory
 * before and after, as in any other scenario. Pages that libxl adds to the memory (tables
 * of ACPI, rings for xenstored and xenconsoled) are counted in built->beside alone: the
 * daemons hold some, which come back only when the domain is destroyed.
 * XNB_EXIT_ENVIRONMENT where there is no libxl or no toolstack.
 */
int xnb_build_by_libxl(struct xnb_built *built, struct xnb_xen *xen,
                       const struct xnb_build_request *request, struct xnb_error *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is done to the free memory of A between the creation of a domain and its first
 * extent (the column memory_of_a of the scenarios). After the creation, so that nothing
 * that Xen takes for the domain itself is counted to what was left there.
 */
#ifndef XNB_BENCH_PRECEDE_H
#define XNB_BENCH_PRECEDE_H

#include "base/error.h"
#include "bench/domains/builder.h"

/* Whether it could be done now, before anything is written; the error begins with the
 * scenario's name. */
int xnb_precede_check(struct xnb_xen *xen, const struct xnb_build_request *request,
                      struct xnb_error *err);

/*
 * Errors are those of bench/domains/pressure.h. built->pressure has the pressure, which
 * the caller takes away: xnb_pressure_release() when the domain is populated, and
 * xnb_built_destroy().
 */
int xnb_precede(struct xnb_built *built, struct xnb_xen *xen,
                const struct xnb_build_request *request, struct xnb_error *err);

#endif

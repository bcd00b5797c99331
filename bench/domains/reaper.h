/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Destroys domains of this tool, and no other: those whose UUID has its prefix. */
#ifndef XNB_BENCH_REAPER_H
#define XNB_BENCH_REAPER_H

#include "base/error.h"
#include "xen/domain.h"

#include <stdint.h>

/* Told of each domain after it is gone; may be NULL. */
typedef void xnb_reaped_fn(const struct xnb_domain_entry *domain, void *arg);

/*
 * Destroys the tool's domains, and removes what libxl kept of them: those of `run_tag`,
 * or all where it is 0. Opens its own connection to Xen, into which no failure is
 * injected. A domain that stays does not keep it from destroying the others; the error is
 * the first one. *n gets how many are gone.
 */
int xnb_reap_domains(uint64_t run_tag, xnb_reaped_fn *reaped, void *arg, unsigned *n,
                     struct xnb_error *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Who else is on the host. */
#ifndef XNB_BENCH_GUESTS_H
#define XNB_BENCH_GUESTS_H

#include "base/error.h"
#include "xen/domain.h"
#include "xen/xen.h"

#include <stdbool.h>

/*
 * XNB_EXIT_ENVIRONMENT when a run must not begin: domains of this tool were left behind
 * (the caller holds the lock, so nobody uses them; `cleanup` is named), or other guests
 * are there and the host is not to be shared (`--shared-host` is named).
 */
int xnb_check_guests(struct xnb_xen *xen, bool shared_host, struct xnb_error *err);

/* The judgement alone, on a list. */
int xnb_judge_guests(const struct xnb_domain_entry *domains, size_t n, bool shared_host,
                     struct xnb_error *err);

#endif

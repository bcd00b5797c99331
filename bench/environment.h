/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a run takes place: the "environment" and "boots" of run.json. */
#ifndef XNB_BENCH_ENVIRONMENT_H
#define XNB_BENCH_ENVIRONMENT_H

#include "base/error.h"
#include "topology/host.h"
#include "xen/xen.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* This boot of dom0, and so of the host: {"id", "start"}. NULL: no memory. */
json_t *xnb_this_boot(void);

/*
 * One flat object: of Xen its version, changeset, command line, scheduler; of the CPUs
 * model, microcode, rate of the TSC, SMT, governor; of dom0 its kernel, vCPUs, how many
 * of them are pinned, transparent huge pages, clock source. What cannot be found out is
 * null.
 */
int xnb_environment_json(json_t **out, struct xnb_xen *xen,
                         const struct xnb_xen_version *version,
                         const struct xnb_host *host, struct xnb_error *err);

/*
 * Bytes of the last-level cache of dom0's first CPU; 0: not known. A lower bound of the
 * caches that a domain uses: how many a node has cannot be told from dom0's vCPUs.
 */
uint64_t xnb_last_level_cache(void);

/* "2026-11-22T19:10:30Z" */
void xnb_utc_text(int64_t seconds, char *text, size_t size);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XNB_BENCH_DOMAINS_ENVIRONMENT_H
#define XNB_BENCH_DOMAINS_ENVIRONMENT_H

#include "base/error.h"
#include "topology/host.h"
#include "xen/xen.h"

#include <jansson.h>

/*
 * What bench/environment.h says of every machine, and of Xen its version, changeset,
 * command line, scheduler; rate of the TSC, governor; of dom0 its kernel, vCPUs, how many
 * of them are pinned. What cannot be found out is null.
 */
int xnb_environment_json(json_t **out, struct xnb_xen *xen,
                         const struct xnb_xen_version *version,
                         const struct xnb_host *host, struct xnb_error *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What only domains have to set: orders of their extents, their types, their kernels,
 * memory and vCPUs. The settings' operations of struct xnb_target.
 */
#ifndef XNB_BENCH_DOMAINS_SETTINGS_H
#define XNB_BENCH_DOMAINS_SETTINGS_H

#include "bench/settings.h"

/* XNB_EXIT_USAGE: an order, a type or a kernel that there is not, or named twice; memory
 * or vCPUs that no domain can have; more samples than a domain has room for. Where the
 * preset names no kernels they are all that move memory. */
int xnb_domain_settings_take(struct xnb_settings *settings,
                             const struct xnb_run_request *request, const char *timing,
                             struct xnb_error *err);
int xnb_domain_settings_write(const struct xnb_settings *settings, json_t *parameters,
                              struct xnb_error *err);
int xnb_domain_settings_read(struct xnb_settings *settings, const json_t *parameters,
                             struct xnb_error *err);

#endif

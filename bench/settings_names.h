/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a request and a run.json have in common: names become what they name, and amounts
 * are checked. Errors are those of bench/settings.h.
 */
#ifndef XNB_BENCH_SETTINGS_NAMES_H
#define XNB_BENCH_SETTINGS_NAMES_H

#include "base/error.h"
#include "base/nearest.h"
#include "bench/settings.h"

#include "workloads/kernels.h"

#include <stddef.h>
#include <stdint.h>

int xnb_settings_take_preset(struct xnb_settings *settings, const char *name,
                             struct xnb_error *err);

/* Appends at *n, which counts on; what is there already is not added again. */
int xnb_settings_add_experiment(struct xnb_settings *settings, size_t *n,
                                const char *name, struct xnb_error *err);
int xnb_settings_add_scenario(struct xnb_settings *settings, size_t *n, const char *name,
                              struct xnb_error *err);

/* NULL, and the error, where there is no such kernel. */
const struct xnb_kernel *xnb_settings_kernel(const char *name, struct xnb_error *err);

/* The errors of a name that is in no table, which tells the nearest one or else `where`
 * to look, and of one that is there already. */
int xnb_settings_unknown(struct xnb_error *err, const char *what, const char *typed,
                         xnb_name_fn *name, const void *table, const char *where);
int xnb_settings_named_twice(struct xnb_error *err, const char *option, const char *name);

/* What no target can have otherwise: rounds, samples, watchdog. */
int xnb_settings_check_amounts(const struct xnb_amounts *amounts, struct xnb_error *err);

#endif

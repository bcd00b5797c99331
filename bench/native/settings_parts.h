/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a request and a run.json have in common: words become what they name, and all of
 * it is checked. Errors are those of bench/native/settings.h. */
#ifndef XNB_BENCH_NATIVE_SETTINGS_PARTS_H
#define XNB_BENCH_NATIVE_SETTINGS_PARTS_H

#include "base/error.h"
#include "bench/native/settings.h"

int xnb_native_add_kernel(struct xnb_native_settings *s, const char *name,
                          struct xnb_error *err);
int xnb_native_add_page(struct xnb_native_settings *s, const char *name,
                        struct xnb_error *err);
int xnb_native_take_isa(struct xnb_native_settings *s, const char *name,
                        struct xnb_error *err);

int xnb_native_check_settings(const struct xnb_settings *settings, struct xnb_error *err);

#endif

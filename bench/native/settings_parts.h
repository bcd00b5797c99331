/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words of a request, and of a run.json: what they name, and whether it goes
 * together. Errors are those of bench/native/settings.h. */
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

/* "1,2,all", in which "all" is 0 until the host is known: ascending in s->counts. */
int xnb_native_take_threads(struct xnb_native_settings *s, const char *list,
                            struct xnb_error *err);

/* "0-3,8": CPUs that this process may use. */
int xnb_native_take_cpus(struct xnb_native_settings *s, const char *list,
                         struct xnb_error *err);

/* Whether they go together. Where numbers of threads are not known yet, their part comes
 * when they are: it may be called again. */
int xnb_native_check_settings(const struct xnb_settings *settings, struct xnb_error *err);

#endif

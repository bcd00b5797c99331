/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The parts of an allocation, for native/ alone. Each that fails sets memory->lack. */
#ifndef XNB_NATIVE_MEMORY_INTERNAL_H
#define XNB_NATIVE_MEMORY_INTERNAL_H

#include "native/memory.h"

/* Sets `lack`, and returns -1. */
int xnb_native_lacking(struct xnb_native_memory *memory, enum xnb_native_lack lack,
                       struct xnb_error *err, int errnum, const char *format, ...)
    __attribute__((format(printf, 5, 6)));

/* Whether so much can be had where it is wanted: huge pages of the pools, or other
 * memory. memory->mapped_bytes is set. */
int xnb_native_check_pools(struct xnb_native_memory *memory,
                           const struct xnb_native_want *want, const char *root,
                           struct xnb_error *err);
int xnb_native_check_room(struct xnb_native_memory *memory,
                          const struct xnb_native_want *want, const char *root,
                          struct xnb_error *err);

/* Lays the policy over memory that nobody has touched. */
int xnb_native_set_policy(struct xnb_native_memory *memory,
                          const struct xnb_native_want *want, struct xnb_error *err);

#endif

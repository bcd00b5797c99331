/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Arrays that grow by one element at a time, without a capacity that must be kept. */
#ifndef XNB_BASE_GROW_H
#define XNB_BASE_GROW_H

#include "base/error.h"

#include <stddef.h>

/*
 * Makes room for one more element of `size` bytes behind the `n` that are there (0 and
 * NULL: none), and returns the array, which may have moved: room is a power of two. NULL
 * without memory; `array` is then as it was and still the caller's.
 */
void *xnb_grow(void *array, size_t n, size_t size, struct xnb_error *err);

#endif

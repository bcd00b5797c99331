/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base/grow.h"

#include <stdlib.h>

void *xnb_grow(void *array, size_t n, size_t size, struct xnb_error *err)
{
	size_t bytes;
	void *grown;

	if (n & (n - 1))
		return array;
	if (__builtin_mul_overflow(n ? 2 * n : 1, size, &bytes)) {
		xnb_fail_nomem(err);
		return NULL;
	}
	grown = realloc(array, bytes);
	if (!grown)
		xnb_fail_nomem(err);
	return grown;
}

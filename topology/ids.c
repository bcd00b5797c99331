/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "topology/ids.h"

void xnb_ids_print_ranges(const uint32_t *ids, size_t n, struct xnb_buf *out)
{
	if (n == 0)
		xnb_buf_puts(out, "none");
	for (size_t i = 0, last; i < n; i = last + 1) {
		last = i;
		while (last + 1 < n && ids[last + 1] == ids[last] + 1)
			last++;
		xnb_buf_printf(out, "%s%u", i ? "," : "", ids[i]);
		if (last > i)
			xnb_buf_printf(out, "-%u", ids[last]);
	}
}

void xnb_ids_print_mask(const uint32_t *ids, size_t n, struct xnb_buf *out)
{
	if (n == 0) {
		xnb_buf_puts(out, "0x0");
		return;
	}
	for (uint32_t word = ids[n - 1] / 32 + 1; word-- > 0;) {
		uint32_t bits = 0;

		for (; n > 0 && ids[n - 1] / 32 == word; n--)
			bits |= UINT32_C(1) << (ids[n - 1] % 32);
		xnb_buf_printf(out, "0x%08x%s", bits, word ? "," : "");
	}
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/accounting.h"

#include <stdio.h>

static double wall_of(const struct xnb_accounting *a, uint64_t now_ns)
{
	return (double)(now_ns - a->start_ns) / 1e9;
}

double xnb_accounting_share(const struct xnb_accounting *a, uint64_t now_ns)
{
	return now_ns > a->start_ns ? (a->measured + a->warmup) / wall_of(a, now_ns) : 0;
}

json_t *xnb_accounting_json(const struct xnb_accounting *a, uint64_t now_ns)
{
	return json_pack("{s:f, s:f, s:f, s:f}", "wall_seconds", wall_of(a, now_ns),
	                 "measured_seconds", a->measured, "warmup_seconds", a->warmup,
	                 "share", xnb_accounting_share(a, now_ns));
}

void xnb_accounting_text(const struct xnb_accounting *a, uint64_t now_ns, char *text,
                         size_t size)
{
	snprintf(text, size,
	         "%.1f s, of which %.1f s measured and %.1f s warm-ups: %.1f %%",
	         wall_of(a, now_ns), a->measured, a->warmup,
	         100 * xnb_accounting_share(a, now_ns));
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the values of a series, in order of time, were taken in one go. */
#ifndef XNB_STATS_SPAN_H
#define XNB_STATS_SPAN_H

#include <stddef.h>
#include <stdint.h>

/* Consecutive values of one boot, domain, and block. Not every user looks at the ids. */
struct xnb_span {
	int64_t boot, domain, block;
	size_t first, n;
};

#endif

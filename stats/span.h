/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which of the values of a series, in order of time, were taken in one go. */
#ifndef XNB_STATS_SPAN_H
#define XNB_STATS_SPAN_H

#include <stddef.h>
#include <stdint.h>

/* Consecutive values of one boot, domain, and block. Not every user looks at the ids. */
struct xnb_span {
	int64_t boot;
	int64_t domain; /* -1: the values have none */
	int64_t block;
	size_t first; /* into the values */
	size_t n;     /* 1 or more */
};

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/counters_canary.h"

#include <stdlib.h>
#include <string.h>

enum { BYTES = 16 << 20, LINE = 64 };

struct xnb_canary {
	unsigned char *lines;
	uint64_t sum; /* so that no load can be left out */
};

#ifdef __x86_64__
#include <immintrin.h>

bool xnb_canary_possible(void)
{
	return true;
}

static void flush(const unsigned char *lines)
{
	for (size_t i = 0; i < BYTES; i += LINE)
		_mm_clflush(lines + i);
	_mm_mfence();
}
#else
bool xnb_canary_possible(void)
{
	return false;
}

static void flush(const unsigned char *lines)
{
	(void)lines;
}
#endif

struct xnb_canary *xnb_canary_new(void)
{
	struct xnb_canary *canary = calloc(1, sizeof(*canary));

	if (!canary)
		return NULL;
	canary->lines = aligned_alloc(4096, BYTES);
	if (!canary->lines) {
		free(canary);
		return NULL;
	}
	/* Written back before anything is counted. */
	memset(canary->lines, 1, BYTES);
	flush(canary->lines);
	return canary;
}

void xnb_canary_run(struct xnb_canary *canary)
{
	for (uint64_t pass = 0; pass < XNB_CANARY_BYTES / BYTES; pass++) {
		flush(canary->lines);
		for (size_t i = 0; i < BYTES; i += LINE)
			canary->sum += *(volatile unsigned char *)(canary->lines + i);
	}
}

void xnb_canary_free(struct xnb_canary *canary)
{
	free(canary->lines);
	free(canary);
}

bool xnb_canary_is_plausible(double bytes)
{
	return bytes >= 0.5 * (double)XNB_CANARY_BYTES &&
	       bytes <= 2.0 * (double)XNB_CANARY_BYTES;
}

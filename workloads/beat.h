/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sign of life from long work that is not timed, so that whoever watches can tell a
 * large share from one that hangs.
 */
#ifndef XNB_WORKLOADS_BEAT_H
#define XNB_WORKLOADS_BEAT_H

#include <stddef.h>
#include <stdint.h>

/* Elements or lines from one sign to the next: milliseconds, and 0.5 s in an emulator. */
#define XNB_BEAT_EVERY ((uint64_t)1 << 18)

struct xnb_beat {
	void (*step)(void *arg);
	void *arg;
	uint64_t count; /* from 0 */
};

/* So many elements are done, XNB_BEAT_EVERY at most; NULL: nobody watches. */
static inline void xnb_beats(struct xnb_beat *beat, uint64_t n)
{
	const uint64_t before = beat ? beat->count : 0;

	if (!beat)
		return;
	beat->count += n;
	if (before / XNB_BEAT_EVERY != beat->count / XNB_BEAT_EVERY)
		beat->step(beat->arg);
}

static inline void xnb_beat(struct xnb_beat *beat)
{
	xnb_beats(beat, 1);
}

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The kernel's counters of what is done to one CPU, kept open so that a look is short. */
#ifndef XNB_NATIVE_SOURCES_H
#define XNB_NATIVE_SOURCES_H

#include <stdint.h>

enum xnb_native_source {
	XNB_NATIVE_STEAL,    /* /proc/stat */
	XNB_NATIVE_THROTTLE, /* cpuN/thermal_throttle */
	XNB_NATIVE_N_SOURCES
};
extern const char *const xnb_native_source_names[XNB_NATIVE_N_SOURCES];

enum { XNB_NATIVE_THROTTLE_FILES = 2 }; /* of the core and of the package */

struct xnb_native_sources {
	int stat; /* -1: not watched */
	int throttle[XNB_NATIVE_THROTTLE_FILES];
	const char *why[XNB_NATIVE_N_SOURCES]; /* why it is absent; NULL: it is there, or
	                                          this machine cannot have such a thing */
};

void xnb_native_sources_open(struct xnb_native_sources *sources, uint32_t cpu,
                             const char *root);
void xnb_native_sources_close(struct xnb_native_sources *sources);

/* The CPU's steal time since boot, in ticks; always the same where it is not watched. */
uint64_t xnb_native_stolen(const struct xnb_native_sources *sources, uint32_t cpu);

/* How often the CPU was throttled since boot; always the same where it is not watched. */
uint64_t xnb_native_throttled(const struct xnb_native_sources *sources);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a run's settings only the target native has. Beside them it uses of struct
 * xnb_amounts: rounds, memory_bytes (the working set; 0 until it is chosen by the size of
 * the caches), samples, warmups, loads and watchdog_seconds.
 */
#ifndef XNB_BENCH_NATIVE_SETTINGS_H
#define XNB_BENCH_NATIVE_SETTINGS_H

#include "base/error.h"
#include "native/memory.h"

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct xnb_run_request;
struct xnb_settings;

enum { XNB_NATIVE_MOST_COUNTS = 64, XNB_NATIVE_MOST_TEAM = 1024 };

struct xnb_native_settings {
	/* Numbers of threads, ascending: the experiment `threads` runs each of them, all
	 * others the last. None until the host is known: then 1 to the cores of node A.
	 */
	uint32_t counts[XNB_NATIVE_MOST_COUNTS];
	size_t n_counts;
	/* The CPUs of the team, thread i on cpus[i]; none: those of the unit's node, one
	 * per core first. */
	uint32_t cpus[XNB_NATIVE_MOST_TEAM];
	size_t n_cpus;
	enum xnb_native_page pages[XNB_NATIVE_N_PAGES]; /* in the order asked for */
	size_t n_pages;
	bool pages_chosen;    /* by name: else `latency` adds huge ones */
	uint32_t kernels;     /* bits 1 << index into xnb_kernels[] */
	bool kernels_chosen;  /* by name: then all experiments run these */
	uint32_t isa;         /* enum xnb_isa, or XNB_NATIVE_WIDEST */
	uint32_t sample_ms;   /* how long a repetition is to last */
	uint32_t sizes_ratio; /* of one working set of `sizes` to the next */
};

/* The widest instruction set that both CPU and kernel have. */
#define XNB_NATIVE_WIDEST UINT32_MAX

/*
 * The operations `take`, `write` and `read` of struct xnb_target. XNB_EXIT_USAGE: unknown
 * names (the nearest is suggested), lists that are none, CPUs that do not exist or are
 * not allowed, sizes that no thread could use. XNB_EXIT_ENVIRONMENT: an instruction set
 * asked for by name that this CPU lacks, or a kernel without code for any that it has.
 */
int xnb_native_settings_take(struct xnb_settings *settings,
                             const struct xnb_run_request *request, const char *timing,
                             struct xnb_error *err);
int xnb_native_settings_write(const struct xnb_settings *settings, json_t *parameters,
                              struct xnb_error *err);
int xnb_native_settings_read(struct xnb_settings *settings, const json_t *parameters,
                             struct xnb_error *err);

#endif

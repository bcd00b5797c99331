/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where a run takes place: the "environment" and "boots" of run.json. */
#ifndef XNB_BENCH_ENVIRONMENT_H
#define XNB_BENCH_ENVIRONMENT_H

#include "base/error.h"
#include "topology/host.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

/* This boot of the running kernel, and so of the host: {"id", "start"}. NULL: no memory.
 */
json_t *xnb_this_boot(void);

/*
 * One flat object, to which a target adds its own: name of the host; model, microcode,
 * last-level cache and SMT of the CPUs; of the running kernel its release ("kernel"; on
 * Xen dom0's), transparent huge pages and clock source. What cannot be found out is null.
 */
int xnb_environment_machine(json_t **out, const struct xnb_host *host,
                            struct xnb_error *err);

/* Sets a text, null where it is empty or not UTF-8; the second one to the first line of a
 * file. */
void xnb_environment_text(json_t *object, const char *key, const char *text);
void xnb_environment_line(json_t *object, const char *key, const char *path);

/*
 * Bytes of the last-level cache of the first CPU; 0: not known. A lower bound of the
 * caches that a domain uses: how many a node has cannot be told from dom0's vCPUs.
 */
uint64_t xnb_last_level_cache(void);

/* "2026-11-22T19:10:30Z" */
void xnb_utc_text(int64_t seconds, char *text, size_t size);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* run.json of a run that measures: made at its beginning, brought up to date later. */
#ifndef XNB_BENCH_RECORD_H
#define XNB_BENCH_RECORD_H

#include "base/error.h"
#include "bench/run_parts.h"
#include "bench/warnings.h"
#include "topology/host.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

/*
 * A new record of a run whose settings and host are known; metadata.h lists its members.
 * Reason to stop and warnings are added by xnb_record_end().
 */
int xnb_record_make(json_t **out, const struct xnb_run_parts *run, json_t *environment,
                    struct xnb_error *err);

/* Index of this boot in the record's "boots", added where it is a new one; -1 and no
 * memory, or a record without boots. */
int xnb_record_boot(json_t *record, int64_t *boot, struct xnb_error *err);

/*
 * XNB_EXIT_ENVIRONMENT names what differs when the record is of another host than this
 * one, another Xen, CPU, version of this tool or timing, or other nodes: samples of the
 * two would be pooled. `environment` is that of this host now.
 */
int xnb_record_fits(const json_t *record, const json_t *environment,
                    const struct xnb_host *host, const char *timing,
                    struct xnb_error *err);

/* Adds why it stopped in words, the warnings, and what was absent: each once. */
void xnb_record_end(json_t *record, const char *why, const struct xnb_warnings *warnings);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The pages of a trial: asked for as its scenario says, and read back. */
#ifndef XNB_BENCH_NATIVE_PAGES_H
#define XNB_BENCH_NATIVE_PAGES_H

#include "base/error.h"
#include "bench/native/trial.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Allocates trial->memory: bound to A (`local') or B (`remote'), interleaved over all
 * nodes with memory (`all-nodes'), or left to the kernel (`default', and where there is
 * no scenario). Where there are no huge pages of the kind: trial->lacks, and why in
 * `absent`.
 */
int xnb_native_pages_alloc(struct xnb_native_trial *trial, struct xnb_error *err);

/*
 * Asks the kernel where the pages lie that the job, just run, and those before it have
 * touched: sets locality, mem_node and
 * the flag `small-pages`, where a page size was asked for and not all of the memory has
 * it. The first time, writes the samples of the item `pages`, metrics `locality` (pages
 * on A / pages) and `huge-pages` (part of the bytes in pages of 2 MiB or more). What the
 * kernel does not tell is `absent`, and its cell empty.
 */
int xnb_native_pages_read(struct xnb_native_trial *trial, const struct xnb_job *job,
                          struct xnb_error *err);

/* "0+2": the numbers i of which on[i], ascending; "" for none. */
void xnb_native_name_nodes(const bool *on, size_t n, char *text, size_t size);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the many series of an experiment a figure shows. A variant is an (item,
 * params) pair: a kernel with its instruction set, a chase with its size. A figure shows
 * a few; the tables of the report have all.
 */
#ifndef XNB_ANALYSIS_PLOT_VARIANT_H
#define XNB_ANALYSIS_PLOT_VARIANT_H

#include "analysis/report_data.h"
#include "base/buf.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

struct xnb_variant {
	const char *item;
	const char *params; /* NULL: all of the item's */
	size_t n_series;
	double greatest; /* center of a series */
};

enum { XNB_MOST_VARIANTS = 3 };

struct xnb_variants {
	struct xnb_variant shown[XNB_MOST_VARIANTS];
	size_t n;
	size_t n_left_out; /* variants that only the tables have */
};

/* The items that say most, in this order; each ends with NULL. */
extern const char *const xnb_preferred_kernels[];
extern const char *const xnb_preferred_chases[];

/*
 * One variant of each item, at most `most` items. Of the variants of an item it takes one
 * that is not of a sweep (delay, domains, threads), then the one with the most series,
 * then the greatest value (the widest instruction set; the chase that leaves the caches);
 * of the items those of `preferred` (ends with NULL) first, then in order of the name.
 */
int xnb_variants_choose(struct xnb_variants *out, const struct xnb_report_data *data,
                        const char *experiment, const char *metric,
                        const char *const *preferred, size_t most, struct xnb_error *err);

/* The same, but all variants of an item are one: for what has a row for each. */
int xnb_variants_choose_items(struct xnb_variants *out,
                              const struct xnb_report_data *data, const char *experiment,
                              const char *metric, const char *const *preferred,
                              size_t most, struct xnb_error *err);

/* Whether the summary is of this experiment, metric and variant. */
bool xnb_summary_is(const struct xnb_summary *summary, const char *experiment,
                    const char *metric);
bool xnb_summary_has_variant(const struct xnb_summary *summary,
                             const struct xnb_variant *variant);

/* The name of the i-th in a key: "triad", or "triad avx2" where those that are shown
 * differ in their instruction set. Not cleaned. */
void xnb_variant_name(struct xnb_buf *name, const struct xnb_variants *variants,
                      size_t i);
/* "triad (bytes=..., isa=avx2)", for a caption. */
void xnb_variant_describe(struct xnb_buf *caption, const struct xnb_variant *variant);
/* The same of all that are shown, and how many are not. */
void xnb_variants_describe(struct xnb_buf *caption, const struct xnb_variants *variants);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Names of series beside each other in a figure of several runs. */
#ifndef XNB_ANALYSIS_FIGURES_KEY_LABEL_H
#define XNB_ANALYSIS_FIGURES_KEY_LABEL_H

#include "analysis/compare/compare.h"
#include "analysis/param_labels.h"
#include "base/buf.h"

#include <stdbool.h>

/* Start from {0}, and take in every key first. */
struct xnb_key_labels {
	const char *experiment; /* of all; of the first where they differ */
	bool several_experiments;
	struct xnb_param_labels params;
};

void xnb_key_labels_take(struct xnb_key_labels *labels,
                         const struct xnb_compare_key *key);

/* "local triad order 9 0→1": what the keys do not have in common. Not cleaned. */
void xnb_key_label(struct xnb_buf *name, const struct xnb_key_labels *labels,
                   const struct xnb_compare_key *key);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Names for things that differ only in their parameters: of all parameters, only those
 * that are not the same in all of them. "pv, order 9" beside "pvh, order 9".
 */
#ifndef XNB_ANALYSIS_PARAM_LABELS_H
#define XNB_ANALYSIS_PARAM_LABELS_H

#include "base/buf.h"

#include <stdbool.h>
#include <stddef.h>

enum { XNB_MOST_LABEL_KEYS = 32 };

/* Start from {0}, and take in every text first. */
struct xnb_param_labels {
	struct {
		char key[24], value[48]; /* that of the first text that has the key */
		size_t n;                /* texts that have it */
		bool differs;
	} keys[XNB_MOST_LABEL_KEYS];
	size_t n_keys, n_texts;
};

/* `params` as in samples.csv. `without`: keys that do not count, ended by NULL; itself
 * NULL: none. */
void xnb_param_labels_take(struct xnb_param_labels *labels, const char *params,
                           const char *const *without);

/*
 * Appends the label of one of them, `before` before it and ", " between its parts;
 * nothing where nothing differs. A word stands alone ("pv"), a number behind its key
 * ("order 9"), a size in bytes in the largest unit that divides it ("memory 64 MiB").
 * Not cleaned.
 */
void xnb_param_labels_put(struct xnb_buf *label, const struct xnb_param_labels *labels,
                          const char *params, const char *before);

/* "order 9", "pv": one parameter as in a label. */
void xnb_param_label(struct xnb_buf *label, const char *key, const char *value);

#endif

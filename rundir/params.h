/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parameters of a sample, the cell `params` of samples.csv: "key=value;..." with the
 * keys sorted, so that equal parameters are equal texts.
 */
#ifndef XNB_RUNDIR_PARAMS_H
#define XNB_RUNDIR_PARAMS_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Start from {0}. */
struct xnb_params {
	char text[256];
};

struct xnb_param_key {
	const char *key;
	const char *meaning; /* with the unit */
};

/* All keys that there are, sorted; ends with a NULL key. A new one is one line. */
extern const struct xnb_param_key xnb_param_keys[];

/*
 * Inserts or replaces one key. XNB_EXIT_FAILED, with the parameters as they were, when
 * the key is not of the list, the value is empty or has a ';', '=' or control character,
 * or the text does not fit.
 */
int xnb_params_set(struct xnb_params *params, const char *key, const char *value,
                   struct xnb_error *err);
int xnb_params_set_u64(struct xnb_params *params, const char *key, uint64_t value,
                       struct xnb_error *err);

/*
 * Copies the value of `key` in `text` (the cell of a sample) to `value`, cut off at
 * `size`; false where the key is not there.
 */
bool xnb_params_get(const char *text, const char *key, char *value, size_t size);

/* Of the parameters in `text` only those whose key is one of `keys` (ends with NULL), or
 * (xnb_params_without) only the others. One that has no room, which none of ours lacks,
 * is left out. */
void xnb_params_only(struct xnb_params *out, const char *text, const char *const *keys);
void xnb_params_without(struct xnb_params *out, const char *text,
                        const char *const *keys);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What names a series, in the documents of a comparison and of a self-test. */
#ifndef XNB_ANALYSIS_COMPARE_JSON_KEY_H
#define XNB_ANALYSIS_COMPARE_JSON_KEY_H

#include "analysis/compare/compare.h"

#include <jansson.h>

/* A member of `object` for each part of the key. Without memory they are not there. */
void xnb_compare_json_set_key(json_t *object, const struct xnb_compare_key *key);

#endif

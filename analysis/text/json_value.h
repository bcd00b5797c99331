/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Values for JSON documents that JSON or jansson would refuse. New references; NULL only
 * for lack of memory. */
#ifndef XNB_ANALYSIS_TEXT_JSON_VALUE_H
#define XNB_ANALYSIS_TEXT_JSON_VALUE_H

#include "base/buf.h"
#include "base/error.h"

#include <jansson.h>
#include <stddef.h>

json_t *xnb_json_of_number(double value); /* null where it is not finite */
json_t *xnb_json_of_count(size_t n);
json_t *xnb_json_of_text(const char *text); /* null for NULL; broken UTF-8 is replaced */
json_t *xnb_json_of_texts(const char *const *texts, size_t n);

/* A copy, for another document; null for NULL. */
json_t *xnb_json_copy(const json_t *value);

/* Appends the document, indented and with a newline at its end, and gives its reference
 * up. NULL is an error: memory ran out while it was made. */
int xnb_json_write(struct xnb_buf *text, json_t *document, struct xnb_error *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Lists of numbers as the kernel writes those of CPUs and nodes: "0-3,8". */
#ifndef XNB_NATIVE_ID_LIST_H
#define XNB_NATIVE_ID_LIST_H

#include "base/buf.h"
#include "base/error.h"

#include <stddef.h>
#include <stdint.h>

/*
 * Reads such a list, in the order written and with what stands there twice, into *ids.
 * "" and white space are the empty list. XNB_EXIT_USAGE for anything else that is no
 * list, for a range that falls, and for numbers of `bound` and more; the text begins with
 * `name`. Free *ids.
 */
int xnb_id_list_parse(const char *text, uint32_t bound, const char *name, uint32_t **ids,
                      size_t *n, struct xnb_error *err);

/* Reads the file `root``path` that holds one, ascending; XNB_EXIT_ENVIRONMENT where that
 * cannot be. */
int xnb_id_list_read(const char *root, const char *path, uint32_t bound, uint32_t **ids,
                     size_t *n, struct xnb_error *err);

/* Appends ascending numbers as "0-3,8"; "none" for none. */
void xnb_id_list_print(const uint32_t *ids, size_t n, struct xnb_buf *out);

#endif

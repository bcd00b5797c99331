/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Small helpers on paths and directories. */
#ifndef XNB_LAB_FILES_H
#define XNB_LAB_FILES_H

#include "base/error.h"

#include <glob.h>
#include <limits.h>
#include <stdbool.h>

/* Formats a path; XNB_EXIT_USAGE when it is too long. */
int xnb_path(char path[PATH_MAX], struct xnb_error *err, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* rm -rf, without following links; a missing one is fine. */
int xnb_remove_tree(const char *path, struct xnb_error *err);

/* Renames each file of the directory `from` into `to`, over what is there; the one named
 * `last` (NULL: none) when all others are in place. */
int xnb_move_files(const char *from, const char *to, const char *last,
                   struct xnb_error *err);

/* glob(3) below a directory whose own letters are none of a pattern's; what it found is
 * to be freed by globfree() where the result is 0. */
int xnb_glob(glob_t *found, const char *root, const char *pattern);

/* The one existing file that the pattern matches so. XNB_EXIT_FAILED when none. */
int xnb_find_one(char path[PATH_MAX], const char *root, const char *pattern,
                 struct xnb_error *err);

/* Whether it is missing, or a directory without anything in it, not counting these names
 * (ends with NULL). */
bool xnb_is_free(const char *path, const char *const *ignored);

#endif

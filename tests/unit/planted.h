/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Hosts made of files, below the folder that a test is in (folder.h). */
#ifndef XNB_TESTS_UNIT_PLANTED_H
#define XNB_TESTS_UNIT_PLANTED_H

/* Writes a file, with the folders above it. */
void plant(const char *path, const char *text);

/* Takes it away again. */
void uproot(const char *path);

#endif

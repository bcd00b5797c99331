/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * This machine's sources of Debian packages (sources.list(5)), for another suite: from
 * the same mirrors, believed by the same keys. Entries of others than Debian are left
 * out: those whose suite is not the running Debian's or its -updates and -security,
 * without the component main, or signed by other keys than Debian's archive keyring. What
 * the files say is only ever copied word by word into fields of such a file.
 */
#ifndef XNB_LAB_SOURCES_H
#define XNB_LAB_SOURCES_H

#include "base/buf.h"
#include "base/error.h"

struct xnb_lab_suites {
	const char *running; /* "bookworm", the suite to look for */
	const char *wanted;  /* "trixie", what takes its place */
};

/*
 * Appends, in deb822 format, the entries of one file that are Debian's: of a .sources
 * file (deb822 format), or of a .list file (a line an entry, options in brackets).
 * Returns how many that were.
 */
size_t xnb_lab_sources_deb822(struct xnb_buf *out, const char *text,
                              const struct xnb_lab_suites *suites);
size_t xnb_lab_sources_list(struct xnb_buf *out, const char *text,
                            const struct xnb_lab_suites *suites);

/* The value of VERSION_CODENAME in the text of an os-release(5) file, "" without. */
void xnb_lab_codename(char *out, size_t size, const char *os_release);

/*
 * All of ETC/apt/sources.list and ETC/apt/sources.list.d, where ETC/os-release says which
 * Debian runs (ETC is "/etc"). XNB_EXIT_ENVIRONMENT where none is Debian's.
 */
int xnb_lab_sources_read(struct xnb_buf *out, const char *etc, const char *wanted,
                         struct xnb_error *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * apt, asked as this machine is configured, or with a configuration of our own for
 * another suite of Debian. The latter has its own sources, lists, cache and (empty) list
 * of installed packages; what this machine's configuration says of proxies and passwords
 * holds, its hooks, pins and further sources do not, and nothing of it is changed.
 */
#ifndef XNB_LAB_APT_H
#define XNB_LAB_APT_H

#include "base/buf.h"
#include "base/error.h"
#include "base/program.h"

#include <limits.h>

struct xnb_lab_apt {
	char dir[PATH_MAX]; /* its configuration, lists and cache; "": this machine's */
	const char *suite;  /* "trixie"; NULL: this machine's */
	const char *remedy; /* the command to run when there is a network */
};

/*
 * Makes the configuration in `dir`, which is made, too, and downloads the lists of the
 * packages of `suite`, some 10 MB. XNB_EXIT_ENVIRONMENT with the remedy when they do not
 * all come.
 */
int xnb_lab_apt_open(const struct xnb_lab_apt *apt, struct xnb_error *err);

/* `apt-cache show` of the `names` from `first` on, appended to `out`.
 * XNB_EXIT_ENVIRONMENT where one is not on offer. */
int xnb_lab_apt_show(const struct xnb_lab_apt *apt, const struct xnb_args *names,
                     size_t first, struct xnb_buf *out, struct xnb_error *err);

/* Downloads the packages into the directory, and installs nothing. */
int xnb_lab_apt_download(const struct xnb_lab_apt *apt, const struct xnb_args *names,
                         const char *into, struct xnb_error *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * dom0's initial RAM disk: a base image, which is built once and kept in the cache, and
 * behind it a small one with the job.
 */
#ifndef XNB_LAB_IMAGE_H
#define XNB_LAB_IMAGE_H

#include "base/error.h"
#include "lab/cache.h"
#include "lab/xens.h"

#include <stdbool.h>
#include <stddef.h>

struct xnb_lab_job {
	bool toolstack;     /* xenstored, xenconsoled and xl are there and running */
	bool files;         /* bring back what is under /out */
	const char *dom0;   /* xen-numabench-dom0 for this Xen; NULL: it goes without */
	const char *timing; /* "emulated", "virtualized" or "counted" */
	unsigned nodes;     /* of the box */
	char *const *argv;  /* the command; ends with NULL */
	char *const *put;   /* files for the command's directory */
	size_t n_put;
};

/*
 * A program of this project that runs in dom0, by name: beside the running program in the
 * build tree or in libexec. XNB_EXIT_ENVIRONMENT when it was not built.
 */
int xnb_lab_own_program(char path[PATH_MAX], const char *name, struct xnb_error *err);

/*
 * An anonymous file with the image for the job on that Xen, as a descriptor, or -1. The
 * base image is built anew only when one of the files that go into it has another size or
 * modification time than it had then.
 */
int xnb_lab_image(const struct xnb_lab_cache *cache, const struct xnb_lab_xen *xen,
                  const struct xnb_lab_job *job, struct xnb_error *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run directory on this machine that a box is to go on with. */
#ifndef XNB_CLI_LAB_DIR_H
#define XNB_CLI_LAB_DIR_H

#include "base/error.h"
#include "base/program.h"

#include <stdbool.h>
#include <stddef.h>

/* The file that says what the others are. */
#define XNB_LAB_DIR_META "run.json"

struct xnb_lab_dir {
	bool complete;
	size_t plans;         /* boots that it is planned for, the last one included */
	unsigned max_seconds; /* its --max-time; 0: none */
};

/* What run.json says; all 0 where there is none that can be read: then the run in the box
 * has the word. */
int xnb_lab_dir_read(struct xnb_lab_dir *out, const char *dir, struct xnb_error *err);

/* Adds the run's files to those that travel with the job; XNB_EXIT_USAGE where there is
 * none. */
int xnb_lab_dir_put(struct xnb_args *put, const char *dir, struct xnb_error *err);

#endif

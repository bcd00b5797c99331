/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Run directories as tests of the history need them. */
#ifndef XNB_TESTS_UNIT_MADE_UP_RUN_H
#define XNB_TESTS_UNIT_MADE_UP_RUN_H

#include <stddef.h>

struct made_up_run {
	const char *host;      /* NULL: "alpha" */
	const char *timing;    /* NULL: "real" */
	const char *state;     /* NULL: "complete" */
	const char *changeset; /* NULL: "a" */
	int number;            /* its seed, and the hour of its start */
	double bandwidth;      /* of three domains, B/s: this, and 1 % less and more */
	double locality;       /* of the scenario `local`, which should be 1 */
	int instructions;      /* of the path of a call */
	int refused;           /* the code of a sample `errno'; 0: there is none */
	const char *item;      /* of the bandwidth; NULL: "triad" */
};

/* Makes `folder`/`number` and puts its path, which the caller frees, into the result.
 * Fails the cmocka test. */
char *make_up_run(const char *folder, const struct made_up_run *run);

/* A new folder below $TMPDIR, and its removal with all in it; the caller frees the path.
 */
char *make_folder(void);
void remove_folder(char *folder);

#endif

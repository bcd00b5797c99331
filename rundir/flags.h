/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The words in the cell `flags` of samples.csv: "warmup;moved". */
#ifndef XNB_RUNDIR_FLAGS_H
#define XNB_RUNDIR_FLAGS_H

#include <stdbool.h>

struct xnb_flag {
	const char *word;
	const char *meaning;
	bool no_measurement; /* the value is no measurement of what its metric names */
};

/* All words that a run of this version writes; ends with a NULL word. A new one is one
 * line. Runs of other versions, and samples from elsewhere, may have others. */
extern const struct xnb_flag xnb_flag_words[];

/* What a word means; NULL where it is none of the table. */
const char *xnb_flag_meaning(const char *word);

/* Whether `flags` ("a;b;c") has the word `flag`. */
bool xnb_has_flag(const char *flags, const char *flag);

/* Whether one of the words says that the value is no measurement. */
bool xnb_is_no_measurement(const char *flags);

#endif

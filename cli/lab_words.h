/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose words are whose on the command line of `lab run'. */
#ifndef XNB_CLI_LAB_WORDS_H
#define XNB_CLI_LAB_WORDS_H

#include "base/error.h"
#include "base/program.h"

#include <stdbool.h>

bool xnb_lab_asks_for_help(const char *word);

/*
 * The lab's options up to "--" go to `lab`, everything else, in its order, to `run`. Both
 * begin with argv[0]. XNB_EXIT_USAGE where a shortened option may be either's.
 */
int xnb_lab_split(int argc, char **argv, struct xnb_args *lab, struct xnb_args *run,
                  struct xnb_error *err);

#endif

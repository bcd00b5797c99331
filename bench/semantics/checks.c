/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/semantics/checks.h"

const struct xnb_check xnb_checks[] = {
    {
        .name = "set-and-read-back",
        .claim = "A node affinity that is set through libxenctrl is the one that reads "
                 "back.",
        .source = "xc_domain_node_setaffinity(), tools/libs/ctrl/xc_domain.c",
        .judge = xnb_judge_set_and_read_back,
    },
    {.name = NULL},
};

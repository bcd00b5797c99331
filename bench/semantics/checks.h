/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions that judge, one per check of the table in checks.c, by subject. */
#ifndef XNB_BENCH_SEMANTICS_CHECKS_H
#define XNB_BENCH_SEMANTICS_CHECKS_H

#include "bench/semantics/check.h"

typedef int xnb_judge_fn(struct xnb_checking *c, struct xnb_error *err);

/* setting.c */
xnb_judge_fn xnb_judge_set_and_read_back;

#endif

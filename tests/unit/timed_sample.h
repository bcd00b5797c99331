/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Samples of one made-up series, for tests of what a series says. */
#ifndef XNB_TESTS_UNIT_TIMED_SAMPLE_H
#define XNB_TESTS_UNIT_TIMED_SAMPLE_H

#include "rundir/sample.h"

/* A latency of `value` ns, of the whole domain, without flags and locality. */
struct xnb_sample timed_sample(int64_t boot, int64_t domain, int64_t block, double value);

#endif

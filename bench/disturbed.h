/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What disturbed a repetition, of which `entries` are the samples, one a member;
 * xnb_judge_job() looks whether they are possible. Nothing where evidence->calibrated is
 * NULL. */
#ifndef XNB_BENCH_DISTURBED_H
#define XNB_BENCH_DISTURBED_H

#include "bench/judge.h"

/* Takes note of how fast its calibration loops ran; -1 without memory. */
int xnb_disturbed_see(const struct xnb_evidence *evidence, const struct xnb_job *ordered,
                      const struct xnb_raw_sample *entries, struct xnb_error *err);

/* The bits of struct xnb_judged_job's `disturbed`, against all that has been seen. */
uint32_t xnb_disturbed_bits(const struct xnb_evidence *evidence,
                            const struct xnb_job *ordered,
                            const struct xnb_raw_sample *entries, double overlap);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef XNB_BENCH_NATIVE_TRIAL_TEAM_H
#define XNB_BENCH_NATIVE_TRIAL_TEAM_H

#include "base/error.h"
#include "bench/native/trial.h"

/*
 * Chooses the CPUs of a trial, where its shape names none, and makes team and observer.
 * XNB_EXIT_ENVIRONMENT, errnum ENODEV, where one of them is gone since the run began: it
 * went offline, or left the cpuset.
 */
int xnb_native_trial_team(struct xnb_native_trial *trial, struct xnb_error *err);

#endif

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The functions that judge, one per check of the table in checks.c, by subject. */
#ifndef XNB_BENCH_SEMANTICS_CHECKS_H
#define XNB_BENCH_SEMANTICS_CHECKS_H

#include "bench/semantics/check.h"

typedef int xnb_judge_fn(struct xnb_checking *c, struct xnb_error *err);

/* setting.c */
xnb_judge_fn xnb_judge_set_and_read_back;
xnb_judge_fn xnb_judge_same_again;
xnb_judge_fn xnb_judge_offline_nodes_kept;
xnb_judge_fn xnb_judge_map_size;

/* libxl.c */
xnb_judge_fn xnb_judge_libxl;

/* errors.c */
xnb_judge_fn xnb_judge_no_online_node;
xnb_judge_fn xnb_judge_unknown_domain;
xnb_judge_fn xnb_judge_unmapped_map;
xnb_judge_fn xnb_judge_other_interface;

/* automatic.c */
xnb_judge_fn xnb_judge_follows_hard;
xnb_judge_fn xnb_judge_follows_soft;
xnb_judge_fn xnb_judge_hard_before_soft;
xnb_judge_fn xnb_judge_explicit_ends_automatic;
xnb_judge_fn xnb_judge_full_map_resets;
xnb_judge_fn xnb_judge_all_online_is_explicit;
xnb_judge_fn xnb_judge_reset_without_vcpus;

/* life.c */
xnb_judge_fn xnb_judge_new_domain;
xnb_judge_fn xnb_judge_before_vcpus;
xnb_judge_fn xnb_judge_after_vcpus;
xnb_judge_fn xnb_judge_before_vcpu_affinity;
xnb_judge_fn xnb_judge_after_vcpu_affinity;
xnb_judge_fn xnb_judge_while_running;

/* pages.c */
xnb_judge_fn xnb_judge_default_stripes;
xnb_judge_fn xnb_judge_directs_new_pages;
xnb_judge_fn xnb_judge_pages_stay;
xnb_judge_fn xnb_judge_named_node_wins;
xnb_judge_fn xnb_judge_structures_stay;
xnb_judge_fn xnb_judge_pool_follows;

/* scheduler.c */
xnb_judge_fn xnb_judge_running_vcpu;
xnb_judge_fn xnb_judge_first_cpu;

#endif

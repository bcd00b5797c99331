/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The series that both arms have: the pieces of all runs with one key. And the judging of
 * each of them.
 */
#ifndef XNB_ANALYSIS_COMPARE_GROUP_H
#define XNB_ANALYSIS_COMPARE_GROUP_H

#include "analysis/compare/pool.h"

struct xnb_pool_group {
	const struct xnb_pool_piece *pieces; /* those of BASE first */
	size_t n;
	size_t n_pieces[XNB_N_SIDES];
	/* Of a code: units of the arm that have no sample of it, and so the value 0. */
	size_t n_silent[XNB_N_SIDES];
};

/* By all of the key but the unit, which comes last, so that a metric's units lie side by
 * side. Texts are interned. */
int xnb_compare_names(const struct xnb_compare_key *a, const struct xnb_compare_key *b);

/* What a group is looked at with. */
struct xnb_matching {
	struct xnb_pool *pool; /* pieces are sorted */
	bool same_nodes, same_distances;
};

struct xnb_refusal {
	enum xnb_compare_reason reason;
	const char *why; /* for people; NULL: it can be judged */
};

struct xnb_refusal xnb_compare_refuse(const struct xnb_matching *m,
                                      const struct xnb_pool_group *group);

/* Of a group that is refused: `lost` of struct xnb_compare_refused. */
bool xnb_compare_is_lost(const struct xnb_matching *m,
                         const struct xnb_pool_group *group);

/* Sorts the pieces, judges what can be judged, and says why the rest cannot. */
int xnb_compare_match(struct xnb_pool *pool, struct xnb_error *err);

/* The units of one arm, in order of boot, run and number; silent ones last. */
struct xnb_pool_units {
	struct xnb_pool_unit *units;
	size_t n;
};

/* Calls `judge` with the units of both arms, which it may merge in place. */
int xnb_compare_judge_units(struct xnb_compare_series *out, struct xnb_pool *pool,
                            const struct xnb_pool_group *group,
                            int (*judge)(struct xnb_compare_series *out,
                                         struct xnb_pool *pool,
                                         const struct xnb_pool_group *group,
                                         struct xnb_pool_units units[XNB_N_SIDES],
                                         struct xnb_error *err),
                            struct xnb_error *err);

/* Boots become the units: the mean of all samples of each. In place. */
void xnb_pool_merge_boots(struct xnb_pool_units *units);

size_t xnb_pool_count_boots(const struct xnb_pool_units *units);

/* Whether the arms have the same boots, so many each (`one`: one, which both are in). */
bool xnb_pool_same_boots(const struct xnb_pool_units sides[XNB_N_SIDES]);

/* They fill all of `out` but its key; the group can be judged by that rule. */
int xnb_compare_judge_timed(struct xnb_compare_series *out, struct xnb_pool *pool,
                            const struct xnb_pool_group *group, struct xnb_error *err);
int xnb_compare_judge_exact(struct xnb_compare_series *out, struct xnb_pool *pool,
                            const struct xnb_pool_group *group, struct xnb_error *err);

/*
 * Where instructions are counted a boot is the same each time, round by round, while the
 * rounds of one boot may differ: each finds another heap. So rounds are compared in
 * pairs, and a difference in any of them is none of chance. *judged is false where that
 * cannot be done, and where some rounds are longer and others shorter. `values` is what
 * is compared of the units.
 */
int xnb_compare_judge_rounds(bool *judged, struct xnb_compare_series *out,
                             const double *const values[XNB_N_SIDES],
                             enum xnb_direction direction,
                             const struct xnb_pool_units units[XNB_N_SIDES],
                             struct xnb_error *err);

/* What both have in common: units and their range, in out->arms. Takes the units. */
int xnb_compare_fill_arms(struct xnb_compare_series *out, struct xnb_pool *pool,
                          const struct xnb_pool_group *group,
                          const struct xnb_pool_units units[XNB_N_SIDES],
                          struct xnb_error *err);

void xnb_compare_set_further(struct xnb_compare_series *out,
                             const struct xnb_further *further);

/* Holm, the overall verdict, the order of the series. */
int xnb_compare_gate(struct xnb_pool *pool, struct xnb_error *err);

#endif

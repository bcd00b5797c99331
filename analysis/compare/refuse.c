/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Why a group of pieces gets no verdict. */
#include "analysis/compare/group.h"

#include <math.h>
#include <string.h>

static bool is_both(const struct xnb_pool_group *group)
{
	return group->n_pieces[XNB_BASE] && group->n_pieces[XNB_NEW];
}

static bool is_record(const struct xnb_pool_group *group)
{
	for (size_t i = 0; i < group->n; i++)
		if (!group->pieces[i].rule.record)
			return false;
	return true;
}

/* Whether both arms have the metric that judges this one, of the same scenario. */
static const char *judged_by(const struct xnb_matching *m,
                             const struct xnb_pool_group *group)
{
	const struct xnb_compare_key *key = &group->pieces[0].key;
	const char *metric = xnb_compare_judged_by(key);
	bool found[XNB_N_SIDES] = {false, false};

	for (size_t i = 0; metric && i < m->pool->n_pieces; i++) {
		const struct xnb_pool_piece *piece = &m->pool->pieces[i];

		if (piece->key.experiment == key->experiment &&
		    piece->key.scenario == key->scenario &&
		    strcmp(piece->key.metric, metric) == 0)
			found[piece->side] = true;
	}
	return found[XNB_BASE] && found[XNB_NEW] ? metric : NULL;
}

static const char *timing_of(const struct xnb_matching *m,
                             const struct xnb_pool_piece *piece)
{
	return m->pool->runs[piece->run].timing;
}

/* Why timings of a run say nothing; NULL where they do. Those of a bare table are taken
 * for what they are said to be. */
static const char *why_no_timing(const struct xnb_matching *m,
                                 const struct xnb_pool_piece *piece)
{
	const char *timing = timing_of(m, piece);

	if (!m->pool->runs[piece->run].meta || strcmp(timing, "real") == 0 ||
	    strcmp(timing, "virtualized") == 0)
		return NULL;
	if (strcmp(timing, "emulated") == 0)
		return "emulated timings are no times of hardware, and get no verdict";
	if (strcmp(timing, "counted") == 0)
		return "instructions were counted: that says nothing of time";
	return "run.json does not say whether the timings are real";
}

static bool are_timings_mixed(const struct xnb_matching *m,
                              const struct xnb_pool_group *group)
{
	const char *first = NULL;

	for (size_t i = 0; i < group->n; i++) {
		const char *timing = timing_of(m, &group->pieces[i]);

		if (!m->pool->runs[group->pieces[i].run].meta)
			continue;
		if (first && timing != first)
			return true;
		first = timing;
	}
	return false;
}

/* What does not depend on the nodes of a host, or is judged by what each of them should
 * give. */
static bool is_of_any_topology(const struct xnb_pool_group *group)
{
	for (size_t i = 0; i < group->n; i++) {
		const struct xnb_pool_piece *piece = &group->pieces[i];

		if (isnan(piece->rule.ideal) &&
		    strcmp(piece->key.experiment, "semantics") != 0)
			return false;
	}
	return true;
}

static size_t count_units(const struct xnb_pool_group *group, enum xnb_compare_side side)
{
	size_t n = group->n_silent[side];

	for (size_t i = 0; i < group->n; i++)
		n += group->pieces[i].side == side ? group->pieces[i].n_units : 0;
	return n;
}

static bool lacks_measurement(const struct xnb_pool_group *group)
{
	return !count_units(group, XNB_BASE) || !count_units(group, XNB_NEW);
}

static bool has_not_positive(const struct xnb_pool_group *group)
{
	for (size_t i = 0; i < group->n; i++)
		for (size_t j = 0; j < group->pieces[i].n_units; j++)
			if (!(group->pieces[i].units[j].mean > 0))
				return true;
	return false;
}

static struct xnb_refusal look_at_rules(const struct xnb_pool_group *group)
{
	const struct xnb_pool_piece *pieces = group->pieces;

	for (size_t i = 0; i < group->n; i++) {
		if (pieces[i].rule.better == XNB_BETTER_UNKNOWN)
			return (struct xnb_refusal){
			    XNB_REFUSED_NO_DIRECTION,
			    "nothing says which way is better; say it with "
			    "--direction METRIC=higher, lower, or exact"};
		if (pieces[i].rule.better != pieces[0].rule.better ||
		    pieces[i].rule.exact != pieces[0].rule.exact)
			return (struct xnb_refusal){
			    XNB_REFUSED_DIRECTIONS,
			    "the runs do not agree on which way is better; say it with "
			    "--direction METRIC=higher, lower, or exact"};
		if (pieces[i].n_units && pieces[0].n_units &&
		    pieces[i].within_boot != pieces[0].within_boot)
			return (struct xnb_refusal){
			    XNB_REFUSED_LEVELS,
			    "the runs repeat different things within a boot"};
	}
	return (struct xnb_refusal){XNB_N_REFUSED, NULL};
}

static struct xnb_refusal look_at_timing(const struct xnb_matching *m,
                                         const struct xnb_pool_group *group)
{
	for (size_t i = 0; i < group->n; i++) {
		const char *why = why_no_timing(m, &group->pieces[i]);

		if (why)
			return (struct xnb_refusal){XNB_REFUSED_TIMING, why};
	}
	if (are_timings_mixed(m, group))
		return (struct xnb_refusal){XNB_REFUSED_TIMINGS,
		                            "the runs' timings are of different kinds"};
	if (!m->same_nodes || !m->same_distances)
		return (struct xnb_refusal){
		    XNB_REFUSED_TOPOLOGY,
		    "the runs were measured on different topologies"};
	if (has_not_positive(group))
		return (struct xnb_refusal){XNB_REFUSED_NOT_POSITIVE,
		                            "a value that is not above 0 has no ratio"};
	return (struct xnb_refusal){XNB_N_REFUSED, NULL};
}

static struct xnb_refusal look_at_sides(const struct xnb_matching *m,
                                        const struct xnb_pool_group *group)
{
	static const char *const elsewhere[XNB_N_SIDES] = {
	    "only BASE has it",
	    "only NEW has it",
	};
	enum xnb_compare_side side = group->pieces[0].side;
	const struct xnb_pool_piece *around[] = {
	    group->pieces > m->pool->pieces ? group->pieces - 1 : NULL,
	    group->pieces + group->n < m->pool->pieces + m->pool->n_pieces
	        ? group->pieces + group->n
	        : NULL,
	};

	if (is_both(group) || group->n_silent[!side])
		return (struct xnb_refusal){XNB_N_REFUSED, NULL};
	for (size_t i = 0; i < 2; i++)
		if (around[i] &&
		    !xnb_compare_names(&around[i]->key, &group->pieces[0].key))
			return (struct xnb_refusal){
			    XNB_REFUSED_UNITS, "the other arm has it in another unit"};
	return (struct xnb_refusal){side == XNB_BASE ? XNB_REFUSED_ONLY_BASE
	                                             : XNB_REFUSED_ONLY_NEW,
	                            elsewhere[side]};
}

struct xnb_refusal xnb_compare_refuse(const struct xnb_matching *m,
                                      const struct xnb_pool_group *group)
{
	struct xnb_refusal refusal;

	if (is_record(group))
		return (struct xnb_refusal){XNB_REFUSED_RECORD,
		                            "a record that nobody judges"};
	if (!group->pieces[0].rule.asked && judged_by(m, group))
		return (struct xnb_refusal){
		    XNB_REFUSED_DETAIL, "another series of the same samples judges it"};
	refusal = look_at_sides(m, group);
	if (!refusal.why)
		refusal = look_at_rules(group);
	if (refusal.why)
		return refusal;
	if (lacks_measurement(group))
		return (struct xnb_refusal){
		    XNB_REFUSED_NO_MEASUREMENT,
		    "all samples of one arm are flagged as no measurement"};
	if (!group->pieces[0].rule.exact)
		return look_at_timing(m, group);
	if (!m->same_nodes && !is_of_any_topology(group))
		return (struct xnb_refusal){XNB_REFUSED_TOPOLOGY,
		                            "the runs were measured on different nodes"};
	return refusal;
}

/* What no NEW would have been judged against is not lost. */
bool xnb_compare_is_lost(const struct xnb_matching *m, const struct xnb_pool_group *group)
{
	if (!count_units(group, XNB_BASE) || count_units(group, XNB_NEW))
		return false;
	for (size_t i = 0; i < group->n; i++) {
		const struct xnb_pool_piece *piece = &group->pieces[i];

		if (piece->rule.record || piece->rule.better == XNB_BETTER_UNKNOWN ||
		    (!piece->rule.exact && why_no_timing(m, piece)))
			return false;
	}
	return true;
}

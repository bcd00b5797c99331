/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare_environment.h"
#include "analysis/compare_group.h"
#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

/* Interned, so equal texts are one pointer; by version, so that "bytes=65536" comes
 * before "bytes=1048576". */
static int compare_texts(const char *a, const char *b)
{
	return a == b ? 0 : strverscmp(a, b);
}

/* All but the unit, which comes last so that a metric's units lie side by side. */
static int compare_names(const struct xnb_compare_key *a, const struct xnb_compare_key *b)
{
	int order;

	if ((order = compare_texts(a->experiment, b->experiment)) ||
	    (order = compare_texts(a->metric, b->metric)) ||
	    (order = compare_texts(a->item, b->item)) ||
	    (order = compare_texts(a->params, b->params)) ||
	    (order = compare_texts(a->scenario, b->scenario)) ||
	    (order = compare_texts(a->cpu_node, b->cpu_node)))
		return order;
	return compare_texts(a->mem_node, b->mem_node);
}

static int compare_keys(const struct xnb_compare_key *a, const struct xnb_compare_key *b)
{
	int order = compare_names(a, b);

	return order ? order : compare_texts(a->unit, b->unit);
}

static int compare_pieces(const void *p, const void *q)
{
	const struct xnb_pool_piece *a = p, *b = q;
	int order = compare_keys(&a->key, &b->key);

	if (order)
		return order;
	if (a->side != b->side)
		return a->side < b->side ? -1 : 1;
	return (a->run > b->run) - (a->run < b->run);
}

/* What a group is matched against. */
struct matching {
	struct xnb_pool *pool;
	bool same_nodes, same_distances;
};

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
static const char *judged_by(const struct matching *m, const struct xnb_pool_group *group)
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

static const char *timing_of(const struct matching *m, const struct xnb_pool_piece *piece)
{
	return m->pool->runs[piece->run].timing;
}

/* Why timings of a run say nothing; NULL where they do. Those of a bare table are taken
 * for what they are said to be. */
static const char *why_no_timing(const struct matching *m,
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

static bool are_timings_mixed(const struct matching *m,
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

		if (piece->rule.ideal != piece->rule.ideal &&
		    strcmp(piece->key.experiment, "semantics") != 0)
			return false;
	}
	return true;
}

static bool lacks_measurement(const struct xnb_pool_group *group)
{
	size_t n[XNB_N_SIDES] = {group->n_silent[XNB_BASE], group->n_silent[XNB_NEW]};

	for (size_t i = 0; i < group->n; i++)
		n[group->pieces[i].side] += group->pieces[i].n_units;
	return n[XNB_BASE] == 0 || n[XNB_NEW] == 0;
}

static bool has_not_positive(const struct xnb_pool_group *group)
{
	for (size_t i = 0; i < group->n; i++)
		for (size_t j = 0; j < group->pieces[i].n_units; j++)
			if (!(group->pieces[i].units[j].mean > 0))
				return true;
	return false;
}

struct refusal {
	enum xnb_compare_reason reason;
	const char *why; /* NULL: it can be judged */
};

static struct refusal look_at_rules(const struct xnb_pool_group *group)
{
	const struct xnb_pool_piece *pieces = group->pieces;

	for (size_t i = 0; i < group->n; i++) {
		if (pieces[i].rule.better == XNB_BETTER_UNKNOWN)
			return (struct refusal){
			    XNB_REFUSED_NO_DIRECTION,
			    "nothing says which way is better; say it with "
			    "--direction METRIC=higher, lower, or exact"};
		if (pieces[i].rule.better != pieces[0].rule.better ||
		    pieces[i].rule.exact != pieces[0].rule.exact)
			return (struct refusal){
			    XNB_REFUSED_DIRECTIONS,
			    "the runs do not agree on which way is better; say it with "
			    "--direction METRIC=higher, lower, or exact"};
		if (pieces[i].n_units && pieces[0].n_units &&
		    pieces[i].within_boot != pieces[0].within_boot)
			return (struct refusal){
			    XNB_REFUSED_LEVELS,
			    "the runs repeat different things: domains, and rounds"};
	}
	return (struct refusal){XNB_N_REFUSED, NULL};
}

static struct refusal look_at_timing(const struct matching *m,
                                     const struct xnb_pool_group *group)
{
	for (size_t i = 0; i < group->n; i++) {
		const char *why = why_no_timing(m, &group->pieces[i]);

		if (why)
			return (struct refusal){XNB_REFUSED_TIMING, why};
	}
	if (are_timings_mixed(m, group))
		return (struct refusal){XNB_REFUSED_TIMINGS,
		                        "the runs' timings are of different kinds"};
	if (!m->same_nodes || !m->same_distances)
		return (struct refusal){XNB_REFUSED_TOPOLOGY,
		                        "the runs were measured on different topologies"};
	if (has_not_positive(group))
		return (struct refusal){XNB_REFUSED_NOT_POSITIVE,
		                        "a value that is not above 0 has no ratio"};
	return (struct refusal){XNB_N_REFUSED, NULL};
}

static struct refusal look_at_sides(const struct matching *m,
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
		return (struct refusal){XNB_N_REFUSED, NULL};
	for (size_t i = 0; i < 2; i++)
		if (around[i] && !compare_names(&around[i]->key, &group->pieces[0].key))
			return (struct refusal){XNB_REFUSED_UNITS,
			                        "the other arm has it in another unit"};
	return (struct refusal){side == XNB_BASE ? XNB_REFUSED_ONLY_BASE
	                                         : XNB_REFUSED_ONLY_NEW,
	                        elsewhere[side]};
}

static struct refusal refuse(const struct matching *m, const struct xnb_pool_group *group)
{
	struct refusal refusal;

	if (is_record(group))
		return (struct refusal){XNB_REFUSED_RECORD,
		                        "a record, which run.json lets nobody judge"};
	if (!group->pieces[0].rule.asked && judged_by(m, group))
		return (struct refusal){XNB_REFUSED_DETAIL, "judged by its main metric"};
	refusal = look_at_sides(m, group);
	if (!refusal.why)
		refusal = look_at_rules(group);
	if (refusal.why)
		return refusal;
	if (lacks_measurement(group))
		return (struct refusal){
		    XNB_REFUSED_NO_MEASUREMENT,
		    "all samples of one arm are flagged as no measurement"};
	if (!group->pieces[0].rule.exact)
		return look_at_timing(m, group);
	if (!m->same_nodes && !is_of_any_topology(group))
		return (struct refusal){XNB_REFUSED_TOPOLOGY,
		                        "the runs were measured on different nodes"};
	return refusal;
}

/* How many units a run has of the experiment and scenario, whatever was measured. */
static size_t count_units(const struct xnb_pool *pool, size_t run,
                          const struct xnb_compare_key *key)
{
	const struct xnb_pool_piece *last = NULL;
	size_t most = 0, n = 0;

	for (size_t i = 0; i < pool->n_pieces; i++) {
		const struct xnb_pool_piece *piece = &pool->pieces[i];

		if (piece->run != run || piece->key.experiment != key->experiment ||
		    piece->key.scenario != key->scenario)
			continue;
		n = last && !compare_keys(&last->key, &piece->key) ? n : 0;
		n += piece->n_units;
		most = n > most ? n : most;
		last = piece;
	}
	return most;
}

/* A code has a sample where something was refused; where nothing was, there is none. */
static void count_silent(struct xnb_pool_group *group, const struct xnb_pool *pool)
{
	for (size_t run = 0; run < pool->n_runs; run++) {
		size_t all = count_units(pool, run, &group->pieces[0].key), own = 0;

		for (size_t i = 0; i < group->n; i++)
			if (group->pieces[i].run == run)
				own += group->pieces[i].n_units;
		if (all > own)
			group->n_silent[pool->runs[run].side] += all - own;
	}
}

static int add_refused(struct xnb_pool *pool, const struct xnb_pool_group *group,
                       const struct refusal *refusal, struct xnb_error *err)
{
	struct xnb_compare *out = pool->out;
	struct xnb_compare_refused *all =
	    xnb_grow(out->refused, out->n_refused, sizeof(*all), err);

	if (!all)
		return -1;
	out->refused = all;
	all[out->n_refused++] = (struct xnb_compare_refused){
	    group->pieces[0].key, refusal->reason, refusal->why};
	return 0;
}

static int add_judged(struct xnb_pool *pool, const struct xnb_pool_group *group,
                      struct xnb_error *err)
{
	struct xnb_compare *out = pool->out;
	struct xnb_compare_series *all =
	    xnb_grow(out->series, out->n_series, sizeof(*all), err);
	struct xnb_compare_series *series;

	if (!all)
		return -1;
	out->series = all;
	series = &all[out->n_series++];
	*series = (struct xnb_compare_series){.key = group->pieces[0].key, .note = ""};
	return group->pieces[0].rule.exact
	           ? xnb_compare_judge_exact(series, pool, group, err)
	           : xnb_compare_judge_timed(series, pool, group, err);
}

static int take_group(struct matching *m, struct xnb_pool_group *group,
                      struct xnb_error *err)
{
	struct refusal refusal;

	for (size_t i = 0; i < group->n; i++)
		group->n_pieces[group->pieces[i].side]++;
	if (group->pieces[0].rule.is_code)
		count_silent(group, m->pool);
	refusal = refuse(m, group);
	return refusal.why ? add_refused(m->pool, group, &refusal, err)
	                   : add_judged(m->pool, group, err);
}

static int compare_refused(const void *p, const void *q)
{
	const struct xnb_compare_refused *a = p, *b = q;

	if (a->reason != b->reason)
		return a->reason < b->reason ? -1 : 1;
	return compare_keys(&a->key, &b->key);
}

int xnb_compare_match(struct xnb_pool *pool, struct xnb_error *err)
{
	struct matching m = {pool, xnb_compare_same_nodes(pool),
	                     xnb_compare_same_distances(pool)};
	size_t end;

	if (pool->n_pieces)
		qsort(pool->pieces, pool->n_pieces, sizeof(*pool->pieces),
		      compare_pieces);
	for (size_t i = 0; i < pool->n_pieces; i = end) {
		struct xnb_pool_group group = {.pieces = &pool->pieces[i]};

		for (end = i + 1; end < pool->n_pieces; end++)
			if (compare_keys(&pool->pieces[i].key, &pool->pieces[end].key))
				break;
		group.n = end - i;
		if (take_group(&m, &group, err))
			return -1;
	}
	if (pool->out->n_refused)
		qsort(pool->out->refused, pool->out->n_refused,
		      sizeof(*pool->out->refused), compare_refused);
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/environment.h"
#include "analysis/compare/group.h"
#include "base/grow.h"

#include <stdlib.h>
#include <string.h>

/* Interned, so equal texts are one pointer; by version, so that "bytes=65536" comes
 * before "bytes=1048576". */
static int compare_texts(const char *a, const char *b)
{
	return a == b ? 0 : strverscmp(a, b);
}

int xnb_compare_names(const struct xnb_compare_key *a, const struct xnb_compare_key *b)
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
	int order = xnb_compare_names(a, b);

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

/* A unit, by what tells it apart within a run. */
struct place {
	enum xnb_unit_level level;
	int64_t boot, id;
};

static int compare_places(const void *p, const void *q)
{
	const struct place *a = p, *b = q;

	if (a->level != b->level)
		return a->level < b->level ? -1 : 1;
	if (a->boot != b->boot)
		return a->boot < b->boot ? -1 : 1;
	return (a->id > b->id) - (a->id < b->id);
}

static bool is_of(const struct xnb_pool_piece *piece, size_t run,
                  const struct xnb_compare_key *key)
{
	return piece->run == run && piece->key.experiment == key->experiment &&
	       piece->key.scenario == key->scenario;
}

static size_t list_places(struct place *places, const struct xnb_pool *pool, size_t run,
                          const struct xnb_compare_key *key)
{
	size_t n = 0;

	for (size_t i = 0; i < pool->n_pieces; i++) {
		const struct xnb_pool_piece *piece = &pool->pieces[i];

		if (!is_of(piece, run, key))
			continue;
		for (size_t j = 0; places && j < piece->n_units; j++)
			places[n + j] = (struct place){
			    piece->within_boot, piece->units[j].boot, piece->units[j].id};
		n += piece->n_units;
	}
	return n;
}

/* The level with the most: those of another are parts of it, or hold some. */
static size_t count_places(struct place *places, size_t n)
{
	size_t most = 0, own = 0;

	if (n)
		qsort(places, n, sizeof(*places), compare_places);
	for (size_t i = 0; i < n; i++) {
		if (i && places[i].level != places[i - 1].level)
			own = 0;
		own += i == 0 || compare_places(&places[i - 1], &places[i]) != 0;
		most = own > most ? own : most;
	}
	return most;
}

/* How many units a run has of the experiment and scenario, whatever was measured: one
 * that was refused may have nothing but its code, another everything else. */
static int count_units(size_t *out, const struct xnb_pool *pool, size_t run,
                       const struct xnb_compare_key *key, struct xnb_error *err)
{
	size_t n = list_places(NULL, pool, run, key);
	struct place *places = calloc(n + 1, sizeof(*places));

	if (!places)
		return xnb_fail_nomem(err);
	*out = count_places(places, list_places(places, pool, run, key));
	free(places);
	return 0;
}

/* A code has a sample where something was refused; where nothing was, there is none. */
static int count_silent(struct xnb_pool_group *group, const struct xnb_pool *pool,
                        struct xnb_error *err)
{
	for (size_t run = 0; run < pool->n_runs; run++) {
		size_t all = 0, own = 0;

		if (count_units(&all, pool, run, &group->pieces[0].key, err))
			return -1;
		for (size_t i = 0; i < group->n; i++)
			if (group->pieces[i].run == run)
				own += group->pieces[i].n_units;
		if (all > own)
			group->n_silent[pool->runs[run].side] += all - own;
	}
	return 0;
}

static int add_refused(const struct xnb_matching *m, const struct xnb_pool_group *group,
                       const struct xnb_refusal *refusal, struct xnb_error *err)
{
	struct xnb_compare *out = m->pool->out;
	struct xnb_compare_refused *all =
	    xnb_grow(out->refused, out->n_refused, sizeof(*all), err);

	if (!all)
		return -1;
	out->refused = all;
	all[out->n_refused] = (struct xnb_compare_refused){
	    .key = group->pieces[0].key,
	    .reason = refusal->reason,
	    .why = refusal->why,
	    .lost =
	        refusal->reason != XNB_REFUSED_DETAIL && xnb_compare_is_lost(m, group),
	};
	out->n_lost += all[out->n_refused++].lost;
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
	*series = (struct xnb_compare_series){
	    .key = group->pieces[0].key, .scope = "", .note = ""};
	return group->pieces[0].rule.exact
	           ? xnb_compare_judge_exact(series, pool, group, err)
	           : xnb_compare_judge_timed(series, pool, group, err);
}

static int take_group(struct xnb_matching *m, struct xnb_pool_group *group,
                      struct xnb_error *err)
{
	struct xnb_refusal refusal;

	for (size_t i = 0; i < group->n; i++)
		group->n_pieces[group->pieces[i].side]++;
	if (group->pieces[0].rule.is_code && count_silent(group, m->pool, err))
		return -1;
	refusal = xnb_compare_refuse(m, group);
	return refusal.why ? add_refused(m, group, &refusal, err)
	                   : add_judged(m->pool, group, err);
}

static int compare_refused(const void *p, const void *q)
{
	const struct xnb_compare_refused *a = p, *b = q;

	if (a->reason != b->reason)
		return a->reason < b->reason ? -1 : 1;
	return compare_keys(&a->key, &b->key);
}

/* Whether a piece beside those of one key is of the same name, in another unit. */
static bool has_other_unit(const struct xnb_pool *pool, size_t first, size_t end)
{
	const struct xnb_pool_piece *pieces = pool->pieces;

	return (first > 0 &&
	        !xnb_compare_names(&pieces[first - 1].key, &pieces[first].key)) ||
	       (end < pool->n_pieces &&
	        !xnb_compare_names(&pieces[end].key, &pieces[first].key));
}

int xnb_compare_match(struct xnb_pool *pool, struct xnb_error *err)
{
	struct xnb_matching m = {pool, xnb_compare_same_nodes(pool),
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
		pool->pieces[i].key.says_unit = has_other_unit(pool, i, end);
		if (take_group(&m, &group, err))
			return -1;
	}
	if (pool->out->n_refused)
		qsort(pool->out->refused, pool->out->n_refused,
		      sizeof(*pool->out->refused), compare_refused);
	return 0;
}

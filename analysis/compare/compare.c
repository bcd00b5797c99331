/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/compare.h"

#include "analysis/compare/environment.h"
#include "analysis/compare/group.h"
#include "analysis/compare/pool.h"
#include "base/grow.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The different timings of an arm's runs. */
static int join_timings(struct xnb_pool *pool, enum xnb_compare_side side,
                        struct xnb_error *err)
{
	struct xnb_buf text = {0};

	for (size_t i = 0; i < pool->n_runs; i++) {
		const char *timing = pool->runs[i].timing;

		if (pool->runs[i].side != side || !timing[0] ||
		    strstr(xnb_buf_text(&text), timing))
			continue;
		xnb_buf_printf(&text, "%s%s", text.length ? " | " : "", timing);
	}
	pool->out->arms[side].timing = xnb_compare_keep_buf(pool->out, &text, err);
	return pool->out->arms[side].timing ? 0 : -1;
}

static int compare_boots(const void *p, const void *q)
{
	return xnb_pool_compare_boots(p, q);
}

/* Boots that a sample was taken in, whatever series it is of. */
static int count_boots(struct xnb_pool *pool, enum xnb_compare_side side,
                       struct xnb_error *err)
{
	struct xnb_pool_units all = {NULL, 0};
	size_t total = 0;

	for (size_t i = 0; i < pool->n_pieces; i++)
		total += pool->pieces[i].n_units;
	all.units = calloc(total + 1, sizeof(*all.units));
	if (!all.units)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < pool->n_pieces; i++)
		for (size_t j = 0; j < pool->pieces[i].n_units; j++)
			if (pool->pieces[i].side == side)
				all.units[all.n++] = pool->pieces[i].units[j];
	qsort(all.units, all.n, sizeof(*all.units), compare_boots);
	pool->out->arms[side].n_boots = xnb_pool_count_boots(&all);
	free(all.units);
	return 0;
}

static int describe_arm(struct xnb_pool *pool, enum xnb_compare_side side,
                        struct xnb_error *err)
{
	struct xnb_compare_arm_facts *arm = &pool->out->arms[side];

	for (size_t i = 0; i < pool->n_runs; i++) {
		const char **paths;

		if (pool->runs[i].side != side)
			continue;
		paths = xnb_grow(arm->paths, arm->n_paths, sizeof(*paths), err);
		if (!paths)
			return -1;
		arm->paths = paths;
		paths[arm->n_paths++] = pool->runs[i].path;
	}
	if (count_boots(pool, side, err))
		return -1;
	return join_timings(pool, side, err);
}

static bool is_new_metric(const struct xnb_pool *pool, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(pool->pieces[j].key.metric, pool->pieces[i].key.metric) == 0)
			return false;
	return true;
}

static int refuse_direction(const struct xnb_pool *pool,
                            const struct xnb_compare_direction *one,
                            struct xnb_error *err)
{
	struct xnb_buf names = {0};
	int result;

	for (size_t i = 0; i < pool->n_pieces; i++)
		if (is_new_metric(pool, i))
			xnb_buf_printf(&names, "%s%s", names.length ? ", " : "",
			               pool->pieces[i].key.metric);
	result = names.failed
	             ? xnb_fail_nomem(err)
	             : xnb_fail(err, XNB_EXIT_USAGE, 0,
	                        "--direction %.*s: no series of these runs has such a "
	                        "metric; there are: %s",
	                        (int)one->length, one->metric, xnb_buf_text(&names));
	xnb_buf_free(&names);
	return result;
}

/* A name that was mistyped would be a direction that nobody asked for. */
static int check_directions(const struct xnb_pool *pool, struct xnb_error *err)
{
	const struct xnb_compare_request *request = pool->request;

	for (size_t i = 0; i < request->n_directions; i++) {
		const struct xnb_compare_direction *one = &request->directions[i];
		bool found = false;

		for (size_t j = 0; j < pool->n_pieces && !found; j++)
			found = xnb_compare_direction_is_of(one, &pool->pieces[j].key);
		if (!found)
			return refuse_direction(pool, one, err);
	}
	return 0;
}

/* False where there is none: the reader will say so. */
static bool find_samples(const char *path, struct stat *st)
{
	char inside[PATH_MAX];

	if (stat(path, st))
		return false;
	if (!S_ISDIR(st->st_mode))
		return true;
	return snprintf(inside, sizeof(inside), "%s/samples.csv", path) <
	           (int)sizeof(inside) &&
	       !stat(inside, st);
}

static bool are_same(const char *path, const char *other)
{
	struct stat a, b;

	return find_samples(path, &a) && find_samples(other, &b) &&
	       a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

/* Mistyped, it would pass every gate. A self-test has its runs on both sides. */
static int warn_of_both_sides(struct xnb_pool *pool, struct xnb_error *err)
{
	const struct xnb_compare_request *request = pool->request;
	const char **base = request->arms[XNB_BASE].paths;
	const char **changed = request->arms[XNB_NEW].paths;

	if (base == changed)
		return 0;
	for (size_t i = 0; i < request->arms[XNB_BASE].n; i++)
		for (size_t j = 0; j < request->arms[XNB_NEW].n; j++)
			if (are_same(base[i], changed[j]) &&
			    xnb_compare_warn(pool->out, err,
			                     "%s: is in both arms, and cannot differ "
			                     "from itself",
			                     changed[j]))
				return -1;
	return 0;
}

static int compare(struct xnb_pool *pool, struct xnb_error *err)
{
	if (xnb_pool_load(pool, err) || check_directions(pool, err) ||
	    warn_of_both_sides(pool, err) || describe_arm(pool, XNB_BASE, err) ||
	    describe_arm(pool, XNB_NEW, err) || xnb_compare_environments(pool, err) ||
	    xnb_compare_match(pool, err))
		return -1;
	return xnb_compare_gate(pool, err);
}

/* Twice the same samples would pass for twice as many units. */
static int check_twice(const char *const *paths, size_t n, struct xnb_error *err)
{
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			if (are_same(paths[i], paths[j]))
				return xnb_fail(err, XNB_EXIT_USAGE, 0,
				                "%s: is in this arm twice; its units "
				                "would count double",
				                paths[i]);
	return 0;
}

static int check(const struct xnb_compare_request *request, struct xnb_error *err)
{
	if (!isfinite(request->margin) || request->margin < 0)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "margin: has to be a number of 0 or more, such as 2%%");
	if (request->arms[XNB_BASE].n == 0 || request->arms[XNB_NEW].n == 0)
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "compare: needs a run on either side");
	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		if (check_twice(request->arms[side].paths, request->arms[side].n, err))
			return -1;
	return 0;
}

int xnb_compare(struct xnb_compare **out, const struct xnb_compare_request *request,
                struct xnb_error *err)
{
	struct xnb_pool pool = {.request = request};
	int result;

	*out = NULL;
	if (check(request, err))
		return -1;
	pool.out = calloc(1, sizeof(*pool.out));
	if (!pool.out)
		return xnb_fail_nomem(err);
	pool.out->margin = request->margin;
	pool.out->within_boot = request->within_boot;
	result = compare(&pool, err);
	if (result)
		xnb_compare_free(pool.out);
	else
		*out = pool.out;
	xnb_pool_free(&pool);
	return result;
}

void xnb_compare_free(struct xnb_compare *compare)
{
	if (!compare)
		return;
	for (size_t i = 0; i < compare->n_series; i++)
		for (unsigned side = 0; side < XNB_N_SIDES; side++)
			free(compare->series[i].arms[side].units);
	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		free(compare->arms[side].paths);
	free(compare->series);
	free(compare->refused);
	free(compare->warnings);
	free(compare->differences);
	xnb_strings_free(&compare->strings);
	free(compare);
}

const char *xnb_compare_reason_name(enum xnb_compare_reason reason)
{
	static const char *const names[] = {
	    [XNB_REFUSED_ONLY_BASE] = "only-base",
	    [XNB_REFUSED_ONLY_NEW] = "only-new",
	    [XNB_REFUSED_RECORD] = "record",
	    [XNB_REFUSED_DETAIL] = "detail",
	    [XNB_REFUSED_NO_DIRECTION] = "no-direction",
	    [XNB_REFUSED_DIRECTIONS] = "directions",
	    [XNB_REFUSED_UNITS] = "units",
	    [XNB_REFUSED_LEVELS] = "levels",
	    [XNB_REFUSED_TIMING] = "timing",
	    [XNB_REFUSED_TIMINGS] = "timings",
	    [XNB_REFUSED_TOPOLOGY] = "topology",
	    [XNB_REFUSED_NO_MEASUREMENT] = "no-measurement",
	    [XNB_REFUSED_NOT_POSITIVE] = "not-positive",
	};

	return names[reason];
}

void xnb_compare_key_describe(struct xnb_buf *text, const struct xnb_compare_key *key)
{
	xnb_buf_puts(text, key->experiment);
	if (key->scenario[0])
		xnb_buf_printf(text, "/%s", key->scenario);
	if (key->item[0])
		xnb_buf_printf(text, "/%s", key->item);
	if (key->params[0])
		xnb_buf_printf(text, " %s", key->params);
	if (key->cpu_node[0] || key->mem_node[0])
		xnb_buf_printf(text, ", nodes %s -> %s",
		               key->cpu_node[0] ? key->cpu_node : "?",
		               key->mem_node[0] ? key->mem_node : "?");
	xnb_buf_printf(text, ": %s", key->metric);
	if (key->says_unit)
		xnb_buf_printf(text, " [%s]", key->unit);
}

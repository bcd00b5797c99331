/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/compare/pool.h"

#include "analysis/compare/distances.h"
#include "base/grow.h"
#include "rundir/runjson.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *xnb_compare_keep(struct xnb_compare *compare, const char *text,
                             struct xnb_error *err)
{
	const char *kept = xnb_strings_intern(&compare->strings, text);

	if (!kept)
		xnb_fail_nomem(err);
	return kept;
}

const char *xnb_compare_keep_buf(struct xnb_compare *compare, struct xnb_buf *text,
                                 struct xnb_error *err)
{
	const char *kept = NULL;

	if (text->failed)
		xnb_fail_nomem(err);
	else
		kept = xnb_compare_keep(compare, xnb_buf_text(text), err);
	xnb_buf_free(text);
	return kept;
}

int xnb_compare_warn(struct xnb_compare *compare, struct xnb_error *err,
                     const char *format, ...)
{
	const char **warnings, *text;
	char *made = NULL;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&made, format, args);
	va_end(args);
	if (length < 0)
		return xnb_fail_nomem(err);
	text = xnb_compare_keep(compare, made, err);
	free(made);
	warnings = text ? xnb_grow(compare->warnings, compare->n_warnings,
	                           sizeof(*warnings), err)
	                : NULL;
	if (!warnings)
		return -1;
	compare->warnings = warnings;
	warnings[compare->n_warnings++] = text;
	return 0;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

int xnb_pool_compare_boots(const struct xnb_pool_unit *a, const struct xnb_pool_unit *b)
{
	int order;

	if (a->boot_id && b->boot_id)
		return a->boot_id == b->boot_id ? 0 : strcmp(a->boot_id, b->boot_id);
	if (a->boot_id || b->boot_id)
		return a->boot_id ? -1 : 1;
	order = compare_numbers(a->run, b->run);
	return order ? order : compare_numbers((uint64_t)a->boot, (uint64_t)b->boot);
}

/* Boots in which instructions are counted draw the same numbers, and so the same id. */
static const char *boot_id(const struct xnb_pool_run *run, int64_t boot)
{
	const json_t *boots = json_object_get(run->meta, "boots");
	const char *id;

	if (boot < 0 || strcmp(run->timing, "counted") == 0)
		return NULL;
	id = xnb_runjson_text(json_array_get(boots, (size_t)boot), "id");
	return id[0] ? id : NULL;
}

static int keep_units(struct xnb_pool *pool, struct xnb_pool_piece *piece,
                      const struct xnb_unit_value *units, size_t n, struct xnb_error *err)
{
	const struct xnb_pool_run *run = &pool->runs[piece->run];

	piece->units = calloc(n + 1, sizeof(*piece->units));
	if (!piece->units)
		return xnb_fail_nomem(err);
	for (size_t i = 0; i < n; i++) {
		const char *id = boot_id(run, units[i].boot);

		if (id && !(id = xnb_compare_keep(pool->out, id, err)))
			return -1;
		piece->units[i] =
		    (struct xnb_pool_unit){id,          units[i].boot, piece->run,
		                           units[i].id, units[i].n,    units[i].mean};
	}
	piece->n_units = n;
	return 0;
}

/* The nodes are what an exact series found, not what it is. */
static int keep_key(struct xnb_pool *pool, struct xnb_compare_key *key,
                    const struct xnb_series *series, struct xnb_error *err)
{
	const struct {
		const char **to, *from;
	} texts[] = {
	    {&key->experiment, series->experiment},
	    {&key->scenario, series->scenario},
	    {&key->item, series->item},
	    {&key->params, series->params},
	    {&key->cpu_node, series->cpu_node},
	    {&key->mem_node, series->mem_node},
	    {&key->metric, series->metric},
	    {&key->unit, series->unit},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		*texts[i].to = xnb_compare_keep(pool->out, texts[i].from, err);
		if (!*texts[i].to)
			return -1;
	}
	return 0;
}

static int keep_piece(struct xnb_pool *pool, struct xnb_pool_piece *piece,
                      const struct xnb_summary *summary, const struct xnb_run *run,
                      struct xnb_error *err)
{
	struct xnb_unit_value *units;
	size_t n;
	int result;

	if (keep_key(pool, &piece->key, summary->series, err))
		return -1;
	piece->rule = xnb_compare_rule_find(run, &piece->key, pool->request);
	if (piece->rule.exact) {
		piece->key.cpu_node = piece->key.mem_node =
		    xnb_compare_keep(pool->out, "", err);
		if (!piece->key.cpu_node)
			return -1;
	}
	piece->within_boot = summary->within_boot;
	piece->subject = summary->subject;
	piece->n_samples = summary->series->n_values;
	piece->n_left_out = summary->series->n_left_out;
	if (xnb_summary_units(&units, &n, summary, summary->within_boot, err))
		return -1;
	result = keep_units(pool, piece, units, n, err);
	free(units);
	return result;
}

static int keep_pieces(struct xnb_pool *pool, const struct xnb_summaries *summaries,
                       const struct xnb_run *run, struct xnb_error *err)
{
	size_t total = pool->n_pieces + summaries->n;
	void *grown = reallocarray(pool->pieces, total + 1, sizeof(*pool->pieces));

	if (!grown)
		return xnb_fail_nomem(err);
	pool->pieces = grown;
	for (size_t i = 0; i < summaries->n; i++) {
		struct xnb_pool_piece *piece = &pool->pieces[pool->n_pieces];

		*piece = (struct xnb_pool_piece){
		    .side = pool->runs[pool->n_runs - 1].side, .run = pool->n_runs - 1};
		pool->n_pieces++;
		if (keep_piece(pool, piece, &summaries->summaries[i], run, err))
			return -1;
	}
	return 0;
}

static bool has_evidence(const struct xnb_pool *pool,
                         const struct xnb_pool_evidence *evidence)
{
	for (size_t i = 0; i < pool->n_evidence; i++)
		if (pool->evidence[i].side == evidence->side &&
		    pool->evidence[i].check == evidence->check &&
		    pool->evidence[i].verdict == evidence->verdict)
			return true;
	return false;
}

static int keep_evidence(struct xnb_pool *pool, const struct xnb_run *run,
                         struct xnb_error *err)
{
	for (size_t i = 0; i < run->n_checks; i++) {
		const struct xnb_check_row *row = &run->checks[i];
		struct xnb_pool_evidence *all,
		    one = {
		        .side = pool->runs[pool->n_runs - 1].side,
		        .check = xnb_compare_keep(pool->out, row->check, err),
		        .verdict = xnb_compare_keep(pool->out, row->verdict, err),
		        .evidence = xnb_compare_keep(pool->out, row->evidence, err),
		    };

		if (!one.check || !one.verdict || !one.evidence)
			return -1;
		if (has_evidence(pool, &one))
			continue;
		all = xnb_grow(pool->evidence, pool->n_evidence, sizeof(*all), err);
		if (!all)
			return -1;
		pool->evidence = all;
		all[pool->n_evidence++] = one;
	}
	return 0;
}

static int keep_warnings(struct xnb_pool *pool, const char *path,
                         const struct xnb_run *run, struct xnb_error *err)
{
	const char *state = xnb_runjson_text(run->meta, "state");

	for (size_t i = 0; i < run->n_warnings; i++)
		if (xnb_compare_warn(pool->out, err, "%s: %s", path, run->warnings[i]))
			return -1;
	if (!run->meta)
		return xnb_compare_warn(
		    pool->out, err,
		    "%s: has no run.json: nothing is known of where "
		    "it was measured, or whether its timings are real",
		    path);
	if (strcmp(state, XNB_STATE_COMPLETE) != 0)
		return xnb_compare_warn(pool->out, err,
		                        "%s: is not complete: it was cut off, or goes on",
		                        path);
	return 0;
}

/* What is judged is what is left: units that failed, values that cannot be. */
static int warn_of_left_out(struct xnb_pool *pool, const char *path,
                            const struct xnb_summaries *summaries, struct xnb_error *err)
{
	size_t n = 0;

	for (size_t i = 0; i < summaries->n; i++)
		n += summaries->summaries[i].series->n_left_out;
	if (n == 0)
		return 0;
	return xnb_compare_warn(pool->out, err,
	                        "%s: %zu of the samples are flagged as no measurement; "
	                        "what is left is judged",
	                        path, n);
}

static int begin_run(struct xnb_pool *pool, enum xnb_compare_side side, const char *path,
                     const struct xnb_run *run, struct xnb_error *err)
{
	struct xnb_pool_run *runs =
	    xnb_grow(pool->runs, pool->n_runs, sizeof(*runs), err);
	struct xnb_buf distances = {0};

	if (!runs)
		return -1;
	pool->runs = runs;
	runs[pool->n_runs] = (struct xnb_pool_run){
	    .side = side,
	    .path = xnb_compare_keep(pool->out, path, err),
	    .meta = json_incref(run->meta),
	    .timing = xnb_compare_keep(pool->out, xnb_run_timing(run), err),
	};
	pool->n_runs++;
	xnb_compare_distances(&distances, path);
	runs[pool->n_runs - 1].distances =
	    xnb_compare_keep_buf(pool->out, &distances, err);
	return runs[pool->n_runs - 1].path && runs[pool->n_runs - 1].timing &&
	               runs[pool->n_runs - 1].distances
	           ? 0
	           : -1;
}

/* Out of its directory a table of emulated timings would pass for one of real ones. */
static int refuse_without_its_run(const char *path, struct xnb_error *err)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char beside[PATH_MAX];

	if (strcmp(name, "samples.csv") != 0 ||
	    snprintf(beside, sizeof(beside), "%.*srun.json", (int)(name - path), path) >=
	        (int)sizeof(beside) ||
	    access(beside, F_OK))
		return 0;
	return xnb_fail(err, XNB_EXIT_USAGE, 0,
	                "%s: the run.json beside it says whether its timings are real; "
	                "give the directory of both",
	                path);
}

static int load(struct xnb_pool *pool, enum xnb_compare_side side, const char *path,
                struct xnb_error *err)
{
	struct xnb_summaries summaries;
	struct xnb_run *run;
	int result = -1;

	if (refuse_without_its_run(path, err))
		return -1;
	if (xnb_summaries_read(&summaries, &run, path, err))
		return -1;
	if (!begin_run(pool, side, path, run, err) &&
	    !keep_pieces(pool, &summaries, run, err) && !keep_evidence(pool, run, err) &&
	    !keep_warnings(pool, path, run, err) &&
	    !warn_of_left_out(pool, path, &summaries, err))
		result = 0;
	xnb_summaries_free(&summaries);
	xnb_run_free(run);
	return result;
}

int xnb_pool_load(struct xnb_pool *pool, struct xnb_error *err)
{
	for (unsigned side = 0; side < XNB_N_SIDES; side++)
		for (size_t i = 0; i < pool->request->arms[side].n; i++)
			if (load(pool, (enum xnb_compare_side)side,
			         pool->request->arms[side].paths[i], err))
				return -1;
	return 0;
}

void xnb_pool_free(struct xnb_pool *pool)
{
	for (size_t i = 0; i < pool->n_pieces; i++)
		free(pool->pieces[i].units);
	for (size_t i = 0; i < pool->n_runs; i++)
		json_decref(pool->runs[i].meta);
	free(pool->pieces);
	free(pool->runs);
	free(pool->evidence);
}

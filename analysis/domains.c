/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/domains.h"

#include "analysis/metadata.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static int compare_numbers(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static int compare_ids(const struct xnb_domain_info *a, const struct xnb_domain_info *b)
{
	int order = compare_numbers(a->boot, b->boot);

	return order ? order : compare_numbers(a->domain, b->domain);
}

static int by_scenario(const void *p, const void *q)
{
	const struct xnb_domain_info *a = p, *b = q;
	int order = (a->rank > b->rank) - (a->rank < b->rank);

	if (!order)
		order = strcmp(a->scenario, b->scenario);
	return order ? order : compare_ids(a, b);
}

static int by_place(const void *p, const void *q)
{
	const struct xnb_extent_row *a = *(const struct xnb_extent_row *const *)p;
	const struct xnb_extent_row *b = *(const struct xnb_extent_row *const *)q;
	int order = compare_numbers(a->boot, b->boot);

	if (!order)
		order = compare_numbers(a->domain, b->domain);
	if (!order)
		order = (a->run.first_gfn > b->run.first_gfn) -
		        (a->run.first_gfn < b->run.first_gfn);
	return order;
}

/* The value of a sample that measures nothing else; NAN for others. */
static double measured_locality(const struct xnb_sample *sample)
{
	return strcmp(sample->metric, "locality") ? NAN : sample->value;
}

/* Whether it says what a domain's affinity is. Other experiments have scenarios of their
 * own ("at-once"); a bare samples.csv does not tell which are which. */
static bool is_affinity_scenario(const struct xnb_run *run, const char *scenario)
{
	return *scenario && (!json_object_get(run->meta, "scenarios") ||
	                     xnb_metadata_scenario_rank(run, scenario) != SIZE_MAX);
}

/* One entry per sample that names a domain and its scenario. */
static size_t collect(struct xnb_domain_info *domains, const struct xnb_run *run)
{
	size_t n = 0;

	for (size_t i = 0; i < run->n_samples; i++) {
		const struct xnb_sample *sample = &run->samples[i];

		if (sample->domain < 0 || !is_affinity_scenario(run, sample->scenario))
			continue;
		domains[n++] = (struct xnb_domain_info){
		    .boot = sample->boot,
		    .domain = sample->domain,
		    .experiment = sample->experiment,
		    .scenario = sample->scenario,
		    .rank = xnb_metadata_scenario_rank(run, sample->scenario),
		    .locality_min = fmin(sample->locality, measured_locality(sample)),
		    .locality_max = fmax(sample->locality, measured_locality(sample)),
		};
	}
	return n;
}

/* Entries of one domain become one; fmin() and fmax() pass over a NAN. */
static size_t merge(struct xnb_domain_info *domains, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		struct xnb_domain_info *last = kept ? &domains[kept - 1] : NULL;

		if (!last || by_scenario(last, &domains[i])) {
			domains[kept++] = domains[i];
			continue;
		}
		last->locality_min = fmin(last->locality_min, domains[i].locality_min);
		last->locality_max = fmax(last->locality_max, domains[i].locality_max);
	}
	return kept;
}

static int row_of_domain(const void *key, const void *element)
{
	const struct xnb_extent_row *row = *(const struct xnb_extent_row *const *)element;
	struct xnb_domain_info of_row = {.boot = row->boot, .domain = row->domain};

	return compare_ids(key, &of_row);
}

static void find_extents(struct xnb_domain_info *domain,
                         const struct xnb_extent_row **rows, size_t n)
{
	const struct xnb_extent_row **end = rows + n;
	const struct xnb_extent_row **first =
	    bsearch(domain, rows, n, sizeof(*rows), row_of_domain);

	if (!first)
		return;
	while (first > rows && !row_of_domain(domain, first - 1))
		first--;
	domain->extents = first;
	while (first < end && !row_of_domain(domain, first)) {
		domain->n_extents++;
		first++;
	}
}

int xnb_domain_infos_build(struct xnb_domain_infos *out, const struct xnb_run *run,
                           struct xnb_error *err)
{
	struct xnb_domain_infos infos = {0};

	infos.domains = calloc(run->n_samples + 1, sizeof(*infos.domains));
	infos.rows = calloc(run->n_extents + 1, sizeof(*infos.rows));
	if (!infos.domains || !infos.rows) {
		xnb_domain_infos_free(&infos);
		return xnb_fail_nomem(err);
	}
	infos.n = collect(infos.domains, run);
	qsort(infos.domains, infos.n, sizeof(*infos.domains), by_scenario);
	infos.n = merge(infos.domains, infos.n);
	for (size_t i = 0; i < run->n_extents; i++)
		infos.rows[i] = &run->extents[i];
	qsort(infos.rows, run->n_extents, sizeof(*infos.rows), by_place);
	for (size_t i = 0; i < infos.n; i++)
		find_extents(&infos.domains[i], infos.rows, run->n_extents);
	*out = infos;
	return 0;
}

void xnb_domain_infos_free(struct xnb_domain_infos *infos)
{
	free(infos->domains);
	free(infos->rows);
	*infos = (struct xnb_domain_infos){0};
}

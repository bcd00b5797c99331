/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/domains.h"

#include "analysis/flags.h"
#include "analysis/metadata.h"
#include "analysis/subject.h"

#include "rundir/params.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
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
	if (!order)
		order = strverscmp(a->shape, b->shape);
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

/* What the sample itself says of the shape. */
static void read_shape(char shape[XNB_SHAPE], const struct xnb_sample *sample)
{
	char order[12], type[12];
	bool has_order = xnb_params_get(sample->params, "order", order, sizeof(order));
	bool has_type = xnb_params_get(sample->params, "type", type, sizeof(type));

	snprintf(shape, XNB_SHAPE, "%s%s%s%s%s", has_order ? "order=" : "",
	         has_order ? order : "", has_order && has_type ? ";" : "",
	         has_type ? "type=" : "", has_type ? type : "");
}

static int refusal(const struct xnb_sample *sample)
{
	bool is_code = strcmp(sample->metric, "errno") == 0 && sample->value >= 0 &&
	               sample->value < 4096;

	return is_code ? (int)sample->value : -1;
}

/* The first flag by which the sample says that the placement is in doubt, or NULL. */
static const char *doubt_of(const struct xnb_sample *sample)
{
	static const struct {
		const char *flag, *meant_by; /* the scenario that is about it */
	} doubts[] = {{"unsettled", "unscrubbed"},
	              {"unknown-placement", ""},
	              {"returned-inexact", ""}};

	for (size_t i = 0; i < sizeof(doubts) / sizeof(doubts[0]); i++)
		if (xnb_has_flag(sample->flags, doubts[i].flag) &&
		    strcmp(sample->scenario, doubts[i].meant_by) != 0)
			return doubts[i].flag;
	return NULL;
}

double xnb_page_grain(const char *params)
{
	char page[24], bytes[24];
	double size;

	if (!xnb_params_get(params, "page", page, sizeof(page)) ||
	    !xnb_params_get(params, "bytes", bytes, sizeof(bytes)))
		return NAN;
	size = strcmp(page, "thp") == 0 ? 0x1p21 : strtod(page, NULL);
	return size / strtod(bytes, NULL);
}

/* One entry per sample that names a domain and its scenario. */
static size_t collect(struct xnb_domain_info *domains, const struct xnb_run *run)
{
	bool is_native = xnb_subject_of(run)->is_native;
	size_t n = 0;

	for (size_t i = 0; i < run->n_samples; i++) {
		const struct xnb_sample *sample = &run->samples[i];

		if (sample->domain < 0 || !is_affinity_scenario(run, sample->scenario))
			continue;
		domains[n] = (struct xnb_domain_info){
		    .boot = sample->boot,
		    .domain = sample->domain,
		    .experiment = sample->experiment,
		    .scenario = sample->scenario,
		    .rank = xnb_metadata_scenario_rank(run, sample->scenario),
		    .locality_min = fmin(sample->locality, measured_locality(sample)),
		    .locality_max = fmax(sample->locality, measured_locality(sample)),
		    .doubt = doubt_of(sample),
		    .grain = is_native ? xnb_page_grain(sample->params) : NAN,
		    .refused = refusal(sample),
		};
		read_shape(domains[n++].shape, sample);
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
		last->grain = fmin(last->grain, domains[i].grain);
		if (!last->doubt)
			last->doubt = domains[i].doubt;
		if (domains[i].refused > last->refused)
			last->refused = domains[i].refused;
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

static int by_id(const void *p, const void *q)
{
	return compare_ids(p, q);
}

/* One shape for all entries of a domain: that of the sample that says most. */
static void share_shapes(struct xnb_domain_info *domains, size_t n)
{
	qsort(domains, n, sizeof(*domains), by_id);
	for (size_t i = 0, next; i < n; i = next) {
		const struct xnb_domain_info *most = &domains[i];

		for (next = i; next < n && !by_id(&domains[i], &domains[next]); next++)
			if (strlen(domains[next].shape) > strlen(most->shape))
				most = &domains[next];
		for (size_t j = i; j < next; j++)
			if (&domains[j] != most)
				strcpy(domains[j].shape, most->shape);
	}
}

static uint64_t largest_order(const struct xnb_domain_info *domain)
{
	uint64_t order = 0;

	for (size_t i = 0; i < domain->n_extents; i++)
		if (domain->extents[i]->run.order > order)
			order = domain->extents[i]->run.order;
	return order;
}

/* Of domains whose samples do not name it. */
static void complete_shapes(struct xnb_domain_info *domains, size_t n)
{
	bool typed = false, ordered = false;
	char order[12], type[12];

	for (size_t i = 0; i < n; i++) {
		typed = typed || strstr(domains[i].shape, "type=");
		ordered = ordered || strstr(domains[i].shape, "order=");
	}
	for (size_t i = 0; i < n; i++) {
		char *shape = domains[i].shape;

		if (!xnb_params_get(shape, "order", order, sizeof(order)))
			snprintf(order, sizeof(order), "%u",
			         (unsigned)(largest_order(&domains[i]) & 0xff));
		if (!xnb_params_get(shape, "type", type, sizeof(type)))
			strcpy(type, "pvh");
		if (typed && ordered && domains[i].n_extents)
			snprintf(shape, XNB_SHAPE, "order=%s;type=%s", order, type);
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
	share_shapes(infos.domains, infos.n);
	qsort(infos.domains, infos.n, sizeof(*infos.domains), by_scenario);
	infos.n = merge(infos.domains, infos.n);
	for (size_t i = 0; i < run->n_extents; i++)
		infos.rows[i] = &run->extents[i];
	qsort(infos.rows, run->n_extents, sizeof(*infos.rows), by_place);
	for (size_t i = 0; i < infos.n; i++)
		find_extents(&infos.domains[i], infos.rows, run->n_extents);
	complete_shapes(infos.domains, infos.n);
	qsort(infos.domains, infos.n, sizeof(*infos.domains), by_scenario);
	*out = infos;
	return 0;
}

void xnb_domain_infos_free(struct xnb_domain_infos *infos)
{
	free(infos->domains);
	free(infos->rows);
	*infos = (struct xnb_domain_infos){0};
}

void xnb_group_labels(struct xnb_param_labels *labels,
                      const struct xnb_domain_infos *infos)
{
	*labels = (struct xnb_param_labels){.n_keys = 0};
	for (size_t i = 0; i < infos->n; i++)
		xnb_param_labels_take(labels, infos->domains[i].shape, NULL);
}

void xnb_group_name(char name[XNB_GROUP_NAME], const struct xnb_param_labels *labels,
                    const struct xnb_domain_info *domain)
{
	struct xnb_buf text = {0};

	xnb_buf_puts(&text, domain->scenario);
	xnb_param_labels_put(&text, labels, domain->shape, " ");
	snprintf(name, XNB_GROUP_NAME, "%s", xnb_buf_text(&text));
	xnb_buf_free(&text);
}

bool xnb_same_group(const struct xnb_domain_info *a, const struct xnb_domain_info *b)
{
	return strcmp(a->scenario, b->scenario) == 0 && strcmp(a->shape, b->shape) == 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/attribute_values.h"

#include "rundir/flags.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MIB 1048576.0

static const struct source {
	int attribute;
	const char *experiment, *item, *metric, *unit;
} sources[] = {
    {XNB_ATTRIBUTE_READ_BANDWIDTH, "bandwidth", "load", "bandwidth", "B/s"},
    {XNB_ATTRIBUTE_WRITE_BANDWIDTH, "bandwidth", "store", "bandwidth", "B/s"},
    {XNB_ATTRIBUTE_WRITE_BANDWIDTH, "bandwidth", "store-nt", "bandwidth", "B/s"},
    {XNB_ATTRIBUTE_LATENCY, "latency", "chase-window", "latency", "ns"},
    {XNB_ATTRIBUTE_LATENCY, "latency", "chase", "latency", "ns"},
};

/* What may differ from cell to cell of one variant. */
static const char *const amounts[] = {"bytes", "threads", "vcpus"};

static const struct source *source_of(const struct xnb_sample *s)
{
	for (size_t i = 0; i < sizeof(sources) / sizeof(sources[0]); i++)
		if (!strcmp(sources[i].item, s->item) &&
		    !strcmp(sources[i].metric, s->metric) &&
		    !strcmp(sources[i].experiment, s->experiment) &&
		    !strcmp(sources[i].unit, s->unit))
			return &sources[i];
	return NULL;
}

/* Index of the one node that a cell like "3" names; -1 for "", "0+1" and the like. */
static int node_of(const struct xnb_host *host, const char *text)
{
	char *end;
	unsigned long id;

	if (text[0] < '0' || text[0] > '9')
		return -1;
	id = strtoul(text, &end, 10);
	return *end || id >= XNB_ABSENT ? -1 : xnb_host_node_index(host, (uint32_t)id);
}

static bool is_amount(const char *word, size_t length)
{
	for (size_t i = 0; i < sizeof(amounts) / sizeof(amounts[0]); i++)
		if (strlen(amounts[i]) < length && word[strlen(amounts[i])] == '=' &&
		    !strncmp(word, amounts[i], strlen(amounts[i])))
			return true;
	return false;
}

/* "load isa=avx512;page=4096": the item, and the parameters but the amounts. */
static void name_variant(char *name, size_t size, const struct xnb_sample *s)
{
	size_t used = (size_t)snprintf(name, size, "%s", s->item), length;
	const char *separator = " ";

	for (const char *at = s->params; *at && used < size;
	     at += length + (at[length] == ';')) {
		length = strcspn(at, ";");
		if (is_amount(at, length))
			continue;
		used += (size_t)snprintf(name + used, size - used, "%s%.*s", separator,
		                         (int)length, at);
		separator = ";";
	}
}

static struct xnb_attribute_group *find_group(struct xnb_attribute_values *values,
                                              const struct xnb_sample *s, size_t cell,
                                              const char *variant)
{
	for (size_t i = values->n_groups; i-- > 0;) {
		struct xnb_attribute_group *group = &values->groups[i];

		if (group->cell == cell && !strcmp(group->params, s->params) &&
		    !strcmp(group->variant, variant))
			return group;
	}
	return NULL;
}

/* Room for one more of `size` bytes each; what there was stays where that fails. */
static int grow(void *list, size_t n, size_t *room, size_t size, struct xnb_error *err)
{
	size_t more = *room ? 2 * *room : 16;
	void **at = list, *bigger;

	if (n < *room)
		return 0;
	bigger = reallocarray(*at, more, size);
	if (!bigger)
		return xnb_fail_nomem(err);
	*at = bigger;
	*room = more;
	return 0;
}

static struct xnb_attribute_group *add_group(struct xnb_attribute_values *values,
                                             const struct xnb_sample *s, size_t cell,
                                             const char *variant, struct xnb_error *err)
{
	struct xnb_attribute_group *group;

	if (grow(&values->groups, values->n_groups, &values->room,
	         sizeof(*values->groups), err))
		return NULL;
	group = &values->groups[values->n_groups++];
	*group = (struct xnb_attribute_group){.attribute = source_of(s)->attribute,
	                                      .cell = cell};
	snprintf(group->variant, sizeof(group->variant), "%s", variant);
	snprintf(group->params, sizeof(group->params), "%s", s->params);
	return group;
}

int xnb_attribute_values_take(void *arg, const struct xnb_sample *s,
                              struct xnb_error *err)
{
	struct xnb_attribute_values *values = arg;
	struct xnb_attribute_group *group;
	char variant[XNB_ATTRIBUTE_SOURCE_TEXT];
	int cpu, mem;
	size_t cell;

	if (!source_of(s) || xnb_has_flag(s->flags, "warmup") ||
	    xnb_is_no_measurement(s->flags) || s->vcpu >= 0)
		return 0;
	cpu = node_of(values->host, s->cpu_node);
	mem = node_of(values->host, s->mem_node);
	if (cpu < 0 || mem < 0)
		return 0;
	cell = (size_t)cpu * values->host->n_nodes + (size_t)mem;
	name_variant(variant, sizeof(variant), s);
	group = find_group(values, s, cell, variant);
	if (!group)
		group = add_group(values, s, cell, variant, err);
	if (!group ||
	    grow(&group->values, group->n, &group->room, sizeof(*group->values), err))
		return -1;
	group->values[group->n++] = s->value;
	return 0;
}

static int by_value(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static bool is_better(int attribute, double x, double y)
{
	return attribute == XNB_ATTRIBUTE_LATENCY ? x < y : x > y;
}

/* The best median of a variant in a cell; NAN where it has none. */
static double best_of(const struct xnb_attribute_values *values, int attribute,
                      const char *variant, size_t cell)
{
	double best = NAN;

	for (size_t i = 0; i < values->n_groups; i++) {
		const struct xnb_attribute_group *group = &values->groups[i];

		if (group->attribute == attribute && group->cell == cell &&
		    !strcmp(group->variant, variant) &&
		    (isnan(best) || is_better(attribute, group->median, best)))
			best = group->median;
	}
	return best;
}

/* How many cells a variant has, and its mean over them. */
struct cover {
	size_t cells;
	double mean;
};

static struct cover cover_of(const struct xnb_attribute_values *values, int attribute,
                             const char *variant)
{
	const size_t n = values->host->n_nodes * values->host->n_nodes;
	struct cover cover = {0};

	for (size_t cell = 0; cell < n; cell++) {
		double best = best_of(values, attribute, variant, cell);

		if (isnan(best))
			continue;
		cover.mean += best;
		cover.cells++;
	}
	cover.mean /= (double)cover.cells;
	return cover;
}

static const char *best_variant(const struct xnb_attribute_values *values, int attribute)
{
	const char *chosen = NULL;
	struct cover most = {0};

	for (size_t i = 0; i < values->n_groups; i++) {
		const struct xnb_attribute_group *group = &values->groups[i];
		struct cover cover;

		if (group->attribute != attribute)
			continue;
		cover = cover_of(values, attribute, group->variant);
		if (cover.cells < most.cells ||
		    (cover.cells == most.cells &&
		     !is_better(attribute, cover.mean, most.mean)))
			continue;
		most = cover;
		chosen = group->variant;
	}
	return chosen;
}

/* Whole numbers of hwloc's unit; what rounds to nothing is not known. */
static uint64_t as_attribute(int attribute, double value)
{
	double in_unit = attribute == XNB_ATTRIBUTE_LATENCY ? value : value / MIB;

	return in_unit >= 0.5 && in_unit < 1e15 ? (uint64_t)llround(in_unit)
	                                        : XNB_NOT_MEASURED;
}

static void choose_cells(struct xnb_attribute_values *values, int attribute)
{
	const size_t n = values->host->n_nodes * values->host->n_nodes;
	const char *variant = best_variant(values, attribute);

	if (!variant)
		return;
	snprintf(values->sources[attribute], sizeof(values->sources[attribute]), "%s",
	         variant);
	for (size_t cell = 0; cell < n; cell++) {
		double best = best_of(values, attribute, variant, cell);

		if (!isnan(best))
			values->cells[attribute][cell] = as_attribute(attribute, best);
	}
}

static void average_bandwidths(struct xnb_attribute_values *values)
{
	const size_t n = values->host->n_nodes * values->host->n_nodes;
	const uint64_t *read = values->cells[XNB_ATTRIBUTE_READ_BANDWIDTH];
	const uint64_t *write = values->cells[XNB_ATTRIBUTE_WRITE_BANDWIDTH];
	bool any = false;

	for (size_t cell = 0; cell < n; cell++) {
		if (read[cell] == XNB_NOT_MEASURED || write[cell] == XNB_NOT_MEASURED)
			continue;
		values->cells[XNB_ATTRIBUTE_BANDWIDTH][cell] =
		    (read[cell] + write[cell]) / 2;
		any = true;
	}
	if (any)
		snprintf(values->sources[XNB_ATTRIBUTE_BANDWIDTH],
		         sizeof(values->sources[0]), "mean of %.*s and %.*s",
		         XNB_ATTRIBUTE_SOURCE_TEXT - 1,
		         values->sources[XNB_ATTRIBUTE_READ_BANDWIDTH],
		         XNB_ATTRIBUTE_SOURCE_TEXT - 1,
		         values->sources[XNB_ATTRIBUTE_WRITE_BANDWIDTH]);
}

/* The static program has no GSL, which stats/quantile.h takes it from. */
static double median_of(const double *sorted, size_t n)
{
	return (sorted[(n - 1) / 2] + sorted[n / 2]) / 2;
}

static void take_medians(struct xnb_attribute_values *values)
{
	for (size_t i = 0; i < values->n_groups; i++) {
		struct xnb_attribute_group *group = &values->groups[i];

		qsort(group->values, group->n, sizeof(*group->values), by_value);
		group->median = median_of(group->values, group->n);
	}
}

int xnb_attribute_values_choose(struct xnb_attribute_values *values,
                                struct xnb_memory_attributes *measured, size_t *n,
                                struct xnb_error *err)
{
	const size_t n_cells = values->host->n_nodes * values->host->n_nodes;

	*n = 0;
	for (int a = 0; a < XNB_N_ATTRIBUTES; a++) {
		values->cells[a] = calloc(n_cells, sizeof(*values->cells[a]));
		if (!values->cells[a])
			return xnb_fail_nomem(err);
	}
	take_medians(values);
	choose_cells(values, XNB_ATTRIBUTE_READ_BANDWIDTH);
	choose_cells(values, XNB_ATTRIBUTE_WRITE_BANDWIDTH);
	choose_cells(values, XNB_ATTRIBUTE_LATENCY);
	average_bandwidths(values);
	for (int a = 0; a < XNB_N_ATTRIBUTES; a++) {
		measured->values[a] = values->cells[a];
		measured->sources[a] = values->sources[a];
		for (size_t cell = 0; cell < n_cells; cell++)
			*n += values->cells[a][cell] != XNB_NOT_MEASURED;
	}
	return 0;
}

void xnb_attribute_values_free(struct xnb_attribute_values *values)
{
	for (size_t i = 0; i < values->n_groups; i++)
		free(values->groups[i].values);
	free(values->groups);
	for (int a = 0; a < XNB_N_ATTRIBUTES; a++)
		free(values->cells[a]);
}

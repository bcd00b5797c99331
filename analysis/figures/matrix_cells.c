/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/matrix.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* False for "", "0+1" and what is no number. */
static bool single_node(const char *text, unsigned long *node)
{
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	*node = strtoul(text, &end, 10);
	return !errno && !*end;
}

/* The scenarios that put vCPUs and pages each on one node of choice. */
static bool belongs(const struct xnb_summary *s, unsigned long *cpu, unsigned long *mem)
{
	const char *scenario = s->series->scenario;

	if (!single_node(s->series->cpu_node, cpu) ||
	    !single_node(s->series->mem_node, mem))
		return false;
	return strcmp(scenario, *cpu == *mem ? "local" : "remote") == 0;
}

static void add_node(struct xnb_matrix *matrix, unsigned long node)
{
	size_t at = 0;

	while (at < matrix->n && matrix->nodes[at] < node)
		at++;
	if (matrix->n == XNB_MATRIX_MOST_NODES ||
	    (at < matrix->n && matrix->nodes[at] == node))
		return;
	memmove(&matrix->nodes[at + 1], &matrix->nodes[at],
	        (matrix->n - at) * sizeof(matrix->nodes[0]));
	matrix->nodes[at] = node;
	matrix->n++;
}

static size_t index_of(const struct xnb_matrix *matrix, unsigned long node)
{
	size_t i = 0;

	while (i < matrix->n && matrix->nodes[i] != node)
		i++;
	return i;
}

static bool is_of(const struct xnb_matrix *matrix, const struct xnb_summary *s)
{
	return matrix->variants.n && s->n_units &&
	       xnb_summary_is(s, matrix->about->experiment, matrix->about->metric) &&
	       xnb_summary_has_variant(s, &matrix->variants.shown[0]);
}

static void fill(struct xnb_matrix *matrix, const struct xnb_report_data *data)
{
	const struct xnb_summaries *all = &data->summaries;
	unsigned long cpu, mem;

	for (size_t i = 0; i < all->n; i++)
		if (is_of(matrix, &all->summaries[i]) &&
		    belongs(&all->summaries[i], &cpu, &mem)) {
			add_node(matrix, cpu);
			add_node(matrix, mem);
		}
	for (size_t i = 0; i < all->n; i++)
		if (is_of(matrix, &all->summaries[i]) &&
		    belongs(&all->summaries[i], &cpu, &mem)) {
			size_t row = index_of(matrix, cpu),
			       column = index_of(matrix, mem);

			if (row < matrix->n && column < matrix->n)
				matrix->cells[row][column] = &all->summaries[i];
		}
}

int xnb_matrix_fill(struct xnb_matrix *matrix, const struct xnb_matrix_quantity *about,
                    const struct xnb_report_data *data, struct xnb_error *err)
{
	matrix->about = about;
	if (xnb_variants_choose(&matrix->variants, data, about->experiment, about->metric,
	                        about->preferred, 1, err))
		return -1;
	fill(matrix, data);
	return 0;
}

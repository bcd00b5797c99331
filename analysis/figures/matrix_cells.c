/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/figures/matrix.h"

#include "rundir/params.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* False for "", "0+1" and what is no number. */
static bool single_number(const char *text, unsigned long *number)
{
	char *end;

	if (text[0] < '0' || text[0] > '9')
		return false;
	errno = 0;
	*number = strtoul(text, &end, 10);
	return !errno && !*end;
}

/* The scenarios that put vCPUs and pages each on one node of choice. */
bool xnb_matrix_by_nodes(const struct xnb_series *series, unsigned long *row,
                         unsigned long *column)
{
	return single_number(series->cpu_node, row) &&
	       single_number(series->mem_node, column) &&
	       strcmp(series->scenario, *row == *column ? "local" : "remote") == 0;
}

bool xnb_matrix_by_cpus(const struct xnb_series *series, unsigned long *row,
                        unsigned long *column)
{
	char from[24], to[24];

	return xnb_params_get(series->params, "from", from, sizeof(from)) &&
	       xnb_params_get(series->params, "to", to, sizeof(to)) &&
	       single_number(from, row) && single_number(to, column);
}

static void add_name(struct xnb_matrix *matrix, unsigned long name)
{
	size_t at = 0;

	while (at < matrix->n && matrix->names[at] < name)
		at++;
	if (matrix->n == XNB_MATRIX_MOST || (at < matrix->n && matrix->names[at] == name))
		return;
	memmove(&matrix->names[at + 1], &matrix->names[at],
	        (matrix->n - at) * sizeof(matrix->names[0]));
	matrix->names[at] = name;
	matrix->n++;
}

static size_t index_of(const struct xnb_matrix *matrix, unsigned long name)
{
	size_t i = 0;

	while (i < matrix->n && matrix->names[i] != name)
		i++;
	return i;
}

static bool is_of(const struct xnb_matrix *matrix, const struct xnb_summary *s)
{
	return matrix->variants.n && s->n_units &&
	       xnb_summary_is(s, matrix->about->experiment, matrix->about->metric) &&
	       xnb_summary_has_variant(s, &matrix->variants.shown[0]);
}

static void take(struct xnb_matrix *matrix, const struct xnb_summary *s,
                 unsigned long row_name, unsigned long column_name)
{
	size_t row = index_of(matrix, row_name), column = index_of(matrix, column_name);

	if (row == matrix->n || column == matrix->n || matrix->cells[row][column])
		matrix->n_left_out++;
	else
		matrix->cells[row][column] = s;
}

static void fill(struct xnb_matrix *matrix, const struct xnb_report_data *data)
{
	const struct xnb_summaries *all = &data->summaries;
	unsigned long row, column;

	for (size_t i = 0; i < all->n; i++)
		if (is_of(matrix, &all->summaries[i]) &&
		    matrix->about->place(all->summaries[i].series, &row, &column)) {
			add_name(matrix, row);
			add_name(matrix, column);
		}
	for (size_t i = 0; i < all->n; i++)
		if (is_of(matrix, &all->summaries[i]) &&
		    matrix->about->place(all->summaries[i].series, &row, &column))
			take(matrix, &all->summaries[i], row, column);
}

static void mirror(struct xnb_matrix *matrix)
{
	for (size_t r = 0; r < matrix->n; r++)
		for (size_t c = 0; c < matrix->n; c++)
			if (!matrix->cells[r][c])
				matrix->cells[r][c] = matrix->cells[c][r];
}

int xnb_matrix_fill(struct xnb_matrix *matrix, const struct xnb_matrix_quantity *about,
                    const struct xnb_report_data *data, struct xnb_error *err)
{
	int result;

	matrix->about = about;
	if (about->all_variants)
		result =
		    xnb_variants_choose_items(&matrix->variants, data, about->experiment,
		                              about->metric, about->preferred, 1, err);
	else
		result = xnb_variants_choose(&matrix->variants, data, about->experiment,
		                             about->metric, about->preferred, 1, err);
	if (result)
		return -1;
	if (about->all_variants) /* a series of each is in a cell */
		matrix->variants.n_left_out = 0;
	fill(matrix, data);
	if (about->both_ways)
		mirror(matrix);
	return 0;
}

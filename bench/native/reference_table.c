/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/native/reference_table.h"

#include "base/grow.h"
#include "rundir/flags.h"
#include "rundir/params.h"
#include "rundir/reader.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct xnb_reference_row *row_of(struct xnb_reference_table *table,
                                        const struct xnb_sample *sample,
                                        struct xnb_error *err)
{
	struct xnb_reference_row new = {.n_shares = 0}, *rows;

	snprintf(new.kernel, sizeof(new.kernel), "%s", sample->item);
	xnb_params_get(sample->params, "threads", new.threads, sizeof(new.threads));
	xnb_params_get(sample->params, "page", new.page, sizeof(new.page));
	for (size_t i = 0; i < table->n_rows; i++) {
		struct xnb_reference_row *row = &table->rows[i];

		if (!strcmp(row->kernel, new.kernel) &&
		    !strcmp(row->threads, new.threads) && !strcmp(row->page, new.page))
			return row;
	}
	rows = xnb_grow(table->rows, table->n_rows, sizeof(*rows), err);
	if (!rows)
		return NULL;
	table->rows = rows;
	rows[table->n_rows] = new;
	return &rows[table->n_rows++];
}

static int add(double **values, size_t *n, double value, struct xnb_error *err)
{
	double *more = xnb_grow(*values, *n, sizeof(*more), err);

	if (!more)
		return -1;
	*values = more;
	more[(*n)++] = value;
	return 0;
}

static int take_share(struct xnb_reference_table *table, const struct xnb_sample *sample,
                      struct xnb_error *err)
{
	struct xnb_reference_row *row = row_of(table, sample, err);
	char reference[sizeof(row->reference)] = "";

	if (!row)
		return -1;
	xnb_params_get(sample->params, "reference", reference, sizeof(reference));
	/* Each session of a resumed run finds the best one anew. */
	if (!row->reference[0] || strcmp(row->reference, reference) == 0)
		snprintf(row->reference, sizeof(row->reference), "%s", reference);
	else
		snprintf(row->reference, sizeof(row->reference), "several");
	row->n_flagged += sample->flags[0] != '\0';
	return add(&row->shares, &row->n_shares, sample->value, err);
}

static int take_bandwidth(struct xnb_reference_table *table,
                          const struct xnb_sample *sample, struct xnb_error *err)
{
	struct xnb_reference_row *row = row_of(table, sample, err);
	char tool[32] = "";

	if (!row)
		return -1;
	xnb_params_get(sample->params, "tool", tool, sizeof(tool));
	if (!strcmp(tool, "ours"))
		return add(&row->ours, &row->n_ours, sample->value, err);
	return add(&row->theirs, &row->n_theirs, sample->value, err);
}

int xnb_reference_take(struct xnb_reference_table *table, const struct xnb_sample *sample,
                       struct xnb_error *err)
{
	if (strcmp(sample->experiment, "reference") ||
	    xnb_is_no_measurement(sample->flags) || xnb_has_flag(sample->flags, "warmup"))
		return 0;
	if (!strcmp(sample->metric, "share"))
		return take_share(table, sample, err);
	if (!strcmp(sample->metric, "bandwidth"))
		return take_bandwidth(table, sample, err);
	return 0;
}

static int take(void *table, const struct xnb_sample *sample, struct xnb_error *err)
{
	return xnb_reference_take(table, sample, err);
}

int xnb_reference_read(struct xnb_reference_table *table, const char *path,
                       struct xnb_error *err)
{
	struct xnb_run *run = NULL;

	if (xnb_run_stream(&run, path, XNB_READ_LENIENT, take, table, err))
		return -1;
	xnb_run_free(run);
	return 0;
}

void xnb_reference_free(struct xnb_reference_table *table)
{
	for (size_t i = 0; i < table->n_rows; i++) {
		free(table->rows[i].shares);
		free(table->rows[i].ours);
		free(table->rows[i].theirs);
	}
	free(table->rows);
	*table = (struct xnb_reference_table){0};
}

struct xnb_interval xnb_reference_share(const struct xnb_reference_row *row)
{
	return xnb_log_interval(row->shares, row->n_shares);
}

/* ---- text ---- */

/* Theirs has pages of 4 KiB whatever ours has, so its speed stands in another row. */
static const struct xnb_reference_row *theirs_of(const struct xnb_reference_table *table,
                                                 const struct xnb_reference_row *row)
{
	for (size_t i = 0; i < table->n_rows; i++) {
		const struct xnb_reference_row *other = &table->rows[i];

		if (other->n_theirs && !strcmp(row->kernel, other->kernel) &&
		    !strcmp(row->threads, other->threads))
			return other;
	}
	return row;
}

static void print_rate(struct xnb_buf *out, const double *values, size_t n)
{
	const struct xnb_interval mean = xnb_log_interval(values, n);

	if (isnan(mean.center))
		xnb_buf_printf(out, "  %11s", "-");
	else
		xnb_buf_printf(out, "  %11.2f", mean.center / 1e9);
}

static const char *page_name(const char *page)
{
	static const struct {
		const char *page, *name;
	} names[] = {{"4096", "4 KiB"}, {"2097152", "2 MiB"}, {"1073741824", "1 GiB"}};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(page, names[i].page))
			return names[i].name;
	return page;
}

static const char *verdict_of(const struct xnb_interval *share, bool means)
{
	if (!means)
		return "timings mean nothing";
	if (isnan(share->low))
		return "too few pairs";
	if (share->low >= XNB_REFERENCE_AIM)
		return "yes";
	return share->high < XNB_REFERENCE_AIM ? "no" : "not shown";
}

static void print_row(const struct xnb_reference_table *table,
                      const struct xnb_reference_row *row, bool means,
                      struct xnb_buf *out)
{
	const struct xnb_interval share = xnb_reference_share(row);
	const struct xnb_reference_row *theirs = theirs_of(table, row);

	xnb_buf_printf(out, "%-11s  %7s  %-5s  %5zu  %7zu", row->kernel, row->threads,
	               page_name(row->page), row->n_shares, row->n_flagged);
	print_rate(out, row->ours, row->n_ours);
	print_rate(out, theirs->theirs, theirs->n_theirs);
	xnb_buf_printf(out, "  %-22s  %6.4f", row->reference, share.center);
	if (isnan(share.low))
		xnb_buf_printf(out, "  %6s  %6s", "-", "-");
	else
		xnb_buf_printf(out, "  %6.4f  %6.4f", share.low, share.high);
	xnb_buf_printf(out, "  %s\n", verdict_of(&share, means));
}

void xnb_reference_print(const struct xnb_reference_table *table, bool means,
                         struct xnb_buf *out)
{
	bool begun = false;

	for (size_t i = 0; i < table->n_rows; i++) {
		if (!table->rows[i].n_shares)
			continue;
		if (!begun)
			xnb_buf_printf(
			    out,
			    "share of likwid-bench: ours / theirs, geometric mean of the "
			    "pairs with its two-sided 95 %% interval;\ntheirs has pages "
			    "of "
			    "4 KiB; disturbed pairs (flagged) count\n"
			    "kernel       threads  pages  pairs  flagged    ours GB/s  "
			    "theirs GB/s  reference               "
			    " share    from      to  from >= %.2f\n",
			    XNB_REFERENCE_AIM);
		begun = true;
		print_row(table, &table->rows[i], means, out);
	}
}

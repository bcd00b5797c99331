/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/export/export.h"
#include "analysis/text/escape.h"
#include "base/version.h"
#include "rundir/number.h"

#include <string.h>

/* benchstat compares only what has the same configuration. */
struct fact {
	const char *key, *path;
};

static const struct fact configuration[] = {
    {"cpu", "environment.cpu_model"},
};

/* What one compares would be refused as another configuration, so these are comments. */
static const struct fact compared[] = {
    {"host", "environment.host"},
    {"Xen", "environment.xen_version"},
    {"Xen changeset", "environment.xen_changeset"},
    {"Xen command line", "environment.xen_command_line"},
    {"microcode", "environment.microcode"},
    {"dom0 kernel", "environment.dom0_kernel"},
};

static void put_fact(struct xnb_buf *text, const struct xnb_report_data *data,
                     const char *before, const struct fact *fact)
{
	static const struct xnb_escape none[] = {{0, NULL}};
	const char *value = xnb_report_meta_text(data, fact->path);

	if (!value[0])
		return;
	xnb_buf_printf(text, "%s%s: ", before, fact->key);
	xnb_escape_text(text, value, none);
	xnb_buf_puts(text, "\n");
}

static void put_head(struct xnb_buf *text, const struct xnb_report_data *data)
{
	const char *timing = xnb_run_timing(data->run);

	xnb_buf_printf(text, "# xen-numabench %s, a line for each unit of analysis\n",
	               xnb_version);
	if (data->timing_sentence)
		xnb_buf_printf(text, "# %s\n", data->timing_sentence);
	for (size_t i = 0; i < sizeof(compared) / sizeof(compared[0]); i++)
		put_fact(text, data, "# ", &compared[i]);
	xnb_buf_printf(text, "timing: ");
	xnb_escape_word(text, timing[0] ? timing : "unknown", "-_");
	xnb_buf_puts(text, "\n");
	for (size_t i = 0; i < sizeof(configuration) / sizeof(configuration[0]); i++)
		put_fact(text, data, "", &configuration[i]);
}

/* benchstat's words for units; it makes seconds of ns by itself. */
static const struct unit {
	const char *unit, *word;
	double factor;
} units[] = {{"s", "sec", 1}, {"ms", "sec", 1e-3}, {"us", "sec", 1e-6}};

/* "1" says nothing at the head of a table: the metric does. A line without a unit would
 * be no line to benchstat. */
static struct unit find_unit(const struct xnb_series *series)
{
	const char *metric = series->metric[0] ? series->metric : "value";

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (strcmp(series->unit, units[i].unit) == 0)
			return units[i];
	if (strcmp(series->unit, "1") == 0 || !series->unit[0])
		return (struct unit){series->unit, metric, 1};
	return (struct unit){series->unit, series->unit, 1};
}

static const char *unit_of(const struct xnb_series *series)
{
	return find_unit(series).word;
}

static void put_unit_name(struct xnb_buf *text, const struct xnb_series *series)
{
	xnb_escape_word(text, unit_of(series), "/_-.+");
}

/* Of all series with this unit, if they agree; else unknown. */
static enum xnb_better better_of(const struct xnb_summaries *all, size_t first)
{
	for (size_t i = first + 1; i < all->n; i++)
		if (strcmp(unit_of(all->summaries[i].series),
		           unit_of(all->summaries[first].series)) == 0 &&
		    all->summaries[i].better != all->summaries[first].better)
			return XNB_BETTER_UNKNOWN;
	return all->summaries[first].better;
}

static bool is_first_of_unit(const struct xnb_summaries *all, size_t i)
{
	for (size_t j = 0; j < i; j++)
		if (strcmp(unit_of(all->summaries[j].series),
		           unit_of(all->summaries[i].series)) == 0)
			return false;
	return true;
}

static void put_units(struct xnb_buf *text, const struct xnb_summaries *all)
{
	static const char *const properties[] = {
	    [XNB_BETTER_UNKNOWN] = NULL,
	    [XNB_BETTER_HIGHER] = "better=higher",
	    [XNB_BETTER_LOWER] = "better=lower",
	    [XNB_BETTER_EXACT] = "assume=exact",
	};

	for (size_t i = 0; i < all->n; i++) {
		const char *property;

		if (!is_first_of_unit(all, i))
			continue;
		property = properties[better_of(all, i)];
		if (!property)
			continue;
		xnb_buf_puts(text, "Unit ");
		put_unit_name(text, all->summaries[i].series);
		xnb_buf_printf(text, " %s\n", property);
	}
}

static void put_part(struct xnb_buf *name, const char *key, const char *value)
{
	if (!value[0])
		return;
	xnb_buf_printf(name, "/%s=", key);
	xnb_escape_word(name, value, "_-.,+:");
}

/* "key=value;key=value": each a part of its own. */
static void put_params(struct xnb_buf *name, const char *params)
{
	if (*params)
		xnb_buf_puts(name, "/");
	for (; *params; params++) {
		const char one[] = {*params, '\0'};

		if (*params == ';')
			xnb_buf_puts(name, "/");
		else
			xnb_escape_word(name, one, "=_-.,+:");
	}
}

/* It ends with the level, for benchstat takes a number at the end for GOMAXPROCS. */
static void put_name(struct xnb_buf *name, const struct xnb_summaries *all, size_t i)
{
	const struct xnb_summary *s = &all->summaries[i];
	const struct xnb_series *series = s->series;

	xnb_buf_puts(name, s->subject->is_native ? "BenchmarkNative" : "BenchmarkXen");
	put_part(name, "experiment", series->experiment);
	put_part(name, "scenario", series->scenario);
	put_part(name, "item", series->item);
	put_params(name, series->params);
	put_part(name, "cpu_node", series->cpu_node);
	put_part(name, "mem_node", series->mem_node);
	put_part(name, "metric", series->metric);
	if (xnb_export_shares_name(all, i))
		put_part(name, "unit", series->unit);
	put_part(name, "per", xnb_unit_level_name(s->subject, s->level));
}

static void put_series(struct xnb_buf *text, const struct xnb_summaries *all, size_t at)
{
	const struct xnb_summary *s = &all->summaries[at];
	struct xnb_buf name = {0};
	double factor = find_unit(s->series).factor;

	put_name(&name, all, at);
	text->failed = text->failed || name.failed;
	for (size_t i = 0; i < s->n_units; i++) {
		char number[XNB_NUMBER_SIZE];

		if (!xnb_number_format(number, s->units[i].mean * factor))
			continue;
		xnb_buf_printf(text, "%s %zu %s ", xnb_buf_text(&name), s->units[i].n,
		               number);
		put_unit_name(text, s->series);
		xnb_buf_puts(text, "\n");
	}
	xnb_buf_free(&name);
}

int xnb_export_benchstat(struct xnb_buf *text, const struct xnb_report_data *data,
                         struct xnb_error *err)
{
	(void)err; /* an allocation that failed is in the buffer */
	put_head(text, data);
	put_units(text, &data->summaries);
	for (size_t i = 0; i < data->summaries.n; i++)
		put_series(text, &data->summaries, i);
	return 0;
}

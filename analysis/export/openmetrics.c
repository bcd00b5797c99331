/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "analysis/export/export.h"
#include "analysis/text/escape.h"
#include "base/version.h"
#include "rundir/number.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

/* What Prometheus calls a unit of samples.csv. Several lines of one name follow each
 * other; "" is the family of all units that are not here. */
static const struct scale {
	const char *unit, *name;
	double factor;
} scales[] = {
    {"s", "seconds", 1},
    {"ms", "seconds", 1e-3},
    {"us", "seconds", 1e-6},
    {"ns", "seconds", 1e-9},
    {"B/s", "bytes_per_second", 1},
    {"B", "bytes", 1},
    {"", "", 1},
};

enum { N_SCALES = sizeof(scales) / sizeof(scales[0]) };

/* One family for each unit that occurs. */
static const struct statistic {
	const char *name, *help;
	size_t offset; /* of a double in struct xnb_summary */
} statistics[] = {
    {"mean", "Mean over the units of analysis, geometric for times and rates above 0.",
     offsetof(struct xnb_summary, center)},
    {"interval_low", "Lower end of the 95 % interval of the mean.",
     offsetof(struct xnb_summary, low)},
    {"interval_high", "Upper end of the 95 % interval of the mean.",
     offsetof(struct xnb_summary, high)},
    {"median", "Median of all values.", offsetof(struct xnb_summary, median)},
    {"min", "Least of all values.", offsetof(struct xnb_summary, min)},
    {"max", "Greatest of all values.", offsetof(struct xnb_summary, max)},
};

static size_t count_units(const struct xnb_summary *s)
{
	return s->n_units;
}

static size_t count_samples(const struct xnb_summary *s)
{
	return s->series->n_values;
}

static size_t count_left_out(const struct xnb_summary *s)
{
	return s->series->n_left_out;
}

static const struct count {
	const char *name, *help;
	size_t (*of)(const struct xnb_summary *s);
} counts[] = {
    {"units", "Independent units of analysis that the mean is over.", count_units},
    {"samples", "Values of the series.", count_samples},
    {"left_out", "Samples flagged as no measurement, which are in no figure.",
     count_left_out},
};

static const struct flag {
	const char *name;
	size_t offset; /* of a bool in struct xnb_summary */
} flags[] = {
    {"drift", offsetof(struct xnb_summary, drift)},
    {"autocorrelated", offsetof(struct xnb_summary, autocorrelated)},
    {"two_modes", offsetof(struct xnb_summary, two_modes)},
    {"moved", offsetof(struct xnb_summary, moved)},
};

/* Label values, as OpenMetrics and the older text format of Prometheus escape them. */
static void put_label(struct xnb_buf *text, const char *before, const char *name,
                      const char *value)
{
	static const struct xnb_escape escapes[] = {
	    {'\\', "\\\\"}, {'"', "\\\""}, {'\n', "\\n"}, {0, NULL}};

	xnb_buf_printf(text, "%s%s=\"", before, name);
	xnb_escape_text(text, value, escapes);
	xnb_buf_puts(text, "\"");
}

/* All of the key, so that no two series have the same labels. */
static void put_key(struct xnb_buf *text, const struct xnb_report_data *data,
                    const struct xnb_summary *s)
{
	const struct xnb_series *series = s->series;
	const char *timing = xnb_run_timing(data->run);

	put_label(text, "", "experiment", series->experiment);
	put_label(text, ",", "scenario", series->scenario);
	put_label(text, ",", "item", series->item);
	put_label(text, ",", "params", series->params);
	put_label(text, ",", "cpu_node", series->cpu_node);
	put_label(text, ",", "mem_node", series->mem_node);
	put_label(text, ",", "metric", series->metric);
	put_label(text, ",", "unit", series->unit);
	if (xnb_metadata_is_timed(series->unit))
		put_label(text, ",", "timing", timing[0] ? timing : "unknown");
}

static const struct scale *scale_of(const char *unit)
{
	for (size_t i = 0; i + 1 < N_SCALES; i++)
		if (strcmp(unit, scales[i].unit) == 0)
			return &scales[i];
	return &scales[N_SCALES - 1];
}

/* "xen_numabench_mean_seconds" */
static void put_name(struct xnb_buf *text, const struct statistic *statistic,
                     const char *unit)
{
	xnb_buf_printf(text, "xen_numabench_%s%s%s", statistic->name, unit[0] ? "_" : "",
	               unit);
}

static void put_head(struct xnb_buf *text, const struct statistic *statistic,
                     const char *unit)
{
	xnb_buf_puts(text, "# TYPE ");
	put_name(text, statistic, unit);
	xnb_buf_puts(text, " gauge\n");
	if (unit[0]) {
		xnb_buf_puts(text, "# UNIT ");
		put_name(text, statistic, unit);
		xnb_buf_printf(text, " %s\n", unit);
	}
	xnb_buf_puts(text, "# HELP ");
	put_name(text, statistic, unit);
	xnb_buf_printf(text, " %s\n", statistic->help);
}

static void put_statistic(struct xnb_buf *text, const struct xnb_report_data *data,
                          const struct statistic *statistic, const char *unit)
{
	bool begun = false;

	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_summary *s = &data->summaries.summaries[i];
		const struct scale *scale = scale_of(s->series->unit);
		char number[XNB_NUMBER_SIZE];
		double value;

		memcpy(&value, (const char *)s + statistic->offset, sizeof(value));
		if (strcmp(scale->name, unit) != 0 ||
		    !xnb_number_format(number, value * scale->factor))
			continue;
		if (!begun)
			put_head(text, statistic, unit);
		begun = true;
		put_name(text, statistic, unit);
		xnb_buf_puts(text, "{");
		put_key(text, data, s);
		xnb_buf_printf(text, "} %s\n", number);
	}
}

static void put_statistics(struct xnb_buf *text, const struct xnb_report_data *data)
{
	for (size_t i = 0; i < sizeof(statistics) / sizeof(statistics[0]); i++)
		for (size_t j = 0; j < N_SCALES; j++)
			if (j == 0 || strcmp(scales[j - 1].name, scales[j].name) != 0)
				put_statistic(text, data, &statistics[i], scales[j].name);
}

static void put_plain_head(struct xnb_buf *text, const char *name, const char *help)
{
	put_head(text, &(struct statistic){name, help, 0}, "");
}

static void put_count(struct xnb_buf *text, const struct xnb_report_data *data,
                      const struct count *count)
{
	put_plain_head(text, count->name, count->help);
	for (size_t i = 0; i < data->summaries.n; i++) {
		const struct xnb_summary *s = &data->summaries.summaries[i];

		xnb_buf_printf(text, "xen_numabench_%s{", count->name);
		put_key(text, data, s);
		put_label(text, ",", "level", xnb_unit_level_name(s->subject, s->level));
		xnb_buf_printf(text, "} %zu\n", count->of(s));
	}
}

static void put_counts(struct xnb_buf *text, const struct xnb_report_data *data)
{
	for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
		put_count(text, data, &counts[i]);
}

static void put_series_flags(struct xnb_buf *text, const struct xnb_report_data *data,
                             const struct xnb_summary *s)
{
	for (size_t i = 0; i < sizeof(flags) / sizeof(flags[0]); i++) {
		bool is_set;

		memcpy(&is_set, (const char *)s + flags[i].offset, sizeof(is_set));
		xnb_buf_puts(text, "xen_numabench_flag{");
		put_key(text, data, s);
		put_label(text, ",", "flag", flags[i].name);
		xnb_buf_printf(text, "} %d\n", is_set);
	}
}

static void put_flags(struct xnb_buf *text, const struct xnb_report_data *data)
{
	put_plain_head(text, "flag",
	               "Whether something is conspicuous about the series.");
	for (size_t i = 0; i < data->summaries.n; i++)
		put_series_flags(text, data, &data->summaries.summaries[i]);
}

static void put_run(struct xnb_buf *text, const struct xnb_report_data *data)
{
	static const struct {
		const char *label, *path;
	} facts[] = {
	    {"state", "state"},
	    {"host", "environment.host"},
	    {"xen_version", "environment.xen_version"},
	    {"xen_changeset", "environment.xen_changeset"},
	    {"dom0_kernel", "environment.dom0_kernel"},
	    {"microcode", "environment.microcode"},
	    {"cpu_model", "environment.cpu_model"},
	};
	const char *timing = xnb_run_timing(data->run);

	put_plain_head(text, "run_info", "What was measured, in its labels; always 1.");
	xnb_buf_puts(text, "xen_numabench_run_info{");
	put_label(text, "", "version", xnb_version);
	put_label(text, ",", "timing", timing[0] ? timing : "unknown");
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		put_label(text, ",", facts[i].label,
		          xnb_report_meta_text(data, facts[i].path));
	xnb_buf_puts(text, "} 1\n");
}

int xnb_export_openmetrics(struct xnb_buf *text, const struct xnb_report_data *data,
                           struct xnb_error *err)
{
	(void)err; /* an allocation that failed is in the buffer */
	put_run(text, data);
	put_statistics(text, data);
	put_counts(text, data);
	put_flags(text, data);
	xnb_buf_puts(text, "# EOF\n");
	return 0;
}

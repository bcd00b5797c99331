/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What depends on a number: hypercalls on the vCPUs, the domains or the callers, a batch
 * of creations on its size, bandwidth on threads, domains that run at once, and the
 * working set. One line of a table each.
 */
#include "analysis/figures/sweeps.h"

#include <stdio.h>

#define CALLS                                                      \
	.experiment = "hypercall", .metrics = {{"latency", NULL}}, \
	.line_keys = {"path"}, .median = true, .scale = 1e-9

static const struct xnb_sweep vcpus = {
    CALLS,
    .key = "vcpus",
    .axes = {"vCPUs of the domain", "time of a call", XNB_AXIS_STEPS, XNB_AXIS_LOG,
             .y_timed = true, .height = 0.75},
    .what = "Time of a hypercall against the vCPUs of the domain that it is about",
};

static const struct xnb_sweep domains = {
    CALLS,
    .key = "domains",
    .axes = {"domains on the host", "time of a call", XNB_AXIS_STEPS, XNB_AXIS_LOG,
             .y_timed = true, .height = 0.75},
    .what = "Time of a hypercall against the number of domains on the host",
};

static const struct xnb_sweep callers = {
    CALLS,
    .key = "callers",
    .axes = {"threads that call at the same time", "time of a call", XNB_AXIS_STEPS,
             XNB_AXIS_LOG, .y_timed = true, .height = 0.75},
    .what = "Time of a hypercall against the number of threads that make it at the same "
            "time",
};

static const struct xnb_sweep batches = {
    .experiment = "builds",
    .metrics = {{"elapsed", NULL}},
    .key = "domains",
    .item_is_line = true,
    .scale = 1,
    .axes = {"domains of the batch", "time of the batch (s)", XNB_AXIS_STEPS,
             XNB_AXIS_LINEAR, .height = 0.85},
    .what = "Time until all domains of a batch are built, at once and in turn",
};

static const struct xnb_sweep rate_threads = {
    .experiment = "threads",
    .metrics = {{"bandwidth", NULL}},
    .scale = 1e-9,
    .key = "threads",
    .axes = {"threads", "bandwidth (GB/s)", XNB_AXIS_STEPS, XNB_AXIS_LINEAR,
             .height = 0.85},
    .what = "Memory bandwidth against the number of threads",
};

#define SIZES                                                                    \
	.experiment = "sizes", .key = "bytes", .line_keys = {"threads", "page"}, \
	.caches = true

static const struct xnb_sweep rate_sizes = {
    SIZES,
    .metrics = {{"bandwidth", NULL}},
    .scale = 1e-9,
    .axes = {"working set of all threads", "bandwidth (GB/s)", XNB_AXIS_BYTES,
             XNB_AXIS_LOG, .height = 0.85},
    .what = "Bandwidth against the working set",
};

static const struct xnb_sweep latency_sizes = {
    SIZES,
    .metrics = {{"latency", NULL}},
    .scale = 1,
    .axes = {"working set", "latency (ns)", XNB_AXIS_BYTES, XNB_AXIS_LOG, .height = 0.85},
    .what = "Latency of a dependent load against the working set",
};

/* The working set is that of a domain, and may follow from its vCPUs. */
#define TOGETHER \
	.experiment = "contention", .key = "domains", .follows = "bytes", .scale = 1e-9

static const struct xnb_sweep contention = {
    TOGETHER,
    .metrics = {{"aggregate-bandwidth", "all, "}, {"worst-bandwidth", "worst, "}},
    .axes = {"domains that run at the same time", "bandwidth (GB/s)", XNB_AXIS_STEPS,
             XNB_AXIS_LOG, .height = 0.85},
    .what = "Memory bandwidth of all domains together, and of the domain that gets the "
            "least, against the number of domains that run at the same time, by where "
            "they and their memory are, and by the vCPUs of all of them together",
};

static const struct xnb_sweep contention_compute = {
    TOGETHER,
    .metrics = {{"aggregate-flops", "all, "}, {"worst-flops", "worst, "}},
    .axes = {"domains that run at the same time", "Gflop/s", XNB_AXIS_STEPS, XNB_AXIS_LOG,
             .height = 0.85},
    .what = "Floating-point operations a second of all domains together, and of the "
            "domain that gets the least, against the number of domains that run at the "
            "same time, by where they and their memory are; the kernel hardly uses "
            "memory",
};

static void describe_value(struct xnb_buf *caption, const struct xnb_sweep_plot *plot)
{
	if (!plot->about->median) {
		xnb_buf_puts(caption, ". Geometric mean of n = ");
		xnb_unit_counts_describe(caption, &plot->units);
		xnb_buf_printf(caption,
		               " a point, with its 95 %% interval (Student's t) where "
		               "there are %d or more.",
		               XNB_LEAST_UNITS);
		return;
	}
	xnb_buf_puts(caption, ". Median of the calls of each unit of analysis, geometric "
	                      "mean over n = ");
	xnb_unit_counts_describe(caption, &plot->units);
	xnb_buf_printf(caption,
	               " a point with its 95 %% interval (Student's t) where there are "
	               "%d or more; else of all calls together, without one.",
	               XNB_LEAST_UNITS);
	if (plot->has_upper)
		xnb_buf_puts(caption, " Open triangles: the 99th percentile, where the "
		                      "calls are enough for one.");
	xnb_buf_puts(caption, " Service time in a closed loop, with the cost of reading "
	                      "the clock in it.");
}

static void describe(struct xnb_buf *caption, const void *of)
{
	const struct xnb_sweep_plot *plot = of;

	xnb_buf_puts(caption, plot->about->what);
	describe_value(caption, plot);
	if (plot->about->axes.x == XNB_AXIS_STEPS)
		xnb_buf_puts(caption, " The values on the horizontal axis are those "
		                      "measured, at equal distances.");
	if (plot->curves.n_marks)
		xnb_buf_puts(caption,
		             " Vertical lines: the sizes of the caches that a CPU "
		             "of the host has.");
	else if (plot->about->caches)
		xnb_buf_puts(caption, " The run does not say how large the caches are.");
	if (plot->n_single)
		xnb_buf_printf(caption,
		               " %zu series with one such value only are in the table.",
		               plot->n_single);
	if (plot->n_too_few)
		xnb_buf_printf(caption, " %zu series have too few calls for a median.",
		               plot->n_too_few);
	xnb_unit_counts_describe_left_out(caption, &plot->units);
	xnb_curves_describe_left_out(caption, &plot->curves);
}

static int draw(struct xnb_drawing *drawing, const struct xnb_figure *figure,
                const struct xnb_report_data *data, struct xnb_error *err)
{
	struct xnb_sweep_plot plot = {.about = figure->about};
	int result = xnb_sweep_collect(&plot, &data->summaries, err);
	char absent[160];

	if (plot.about->caches)
		xnb_sweep_mark_caches(&plot.curves, data);
	snprintf(absent, sizeof(absent),
	         "the run has no samples of experiment %s, metric %s, with two or more "
	         "values of %s",
	         plot.about->experiment, plot.about->metrics[0].metric, plot.about->key);
	return xnb_curves_finish(drawing, figure, data,
	                         &(struct xnb_curve_plot){&plot.curves, &plot.about->axes,
	                                                  describe, &plot, absent},
	                         result);
}

const struct xnb_figure xnb_figure_hypercalls_vcpus = {
    .name = "hypercalls-vcpus",
    .title = "Hypercalls against the number of vCPUs",
    .experiment = "hypercall",
    .timing = true,
    .draw = draw,
    .about = &vcpus,
};

const struct xnb_figure xnb_figure_hypercalls_domains = {
    .name = "hypercalls-domains",
    .title = "Hypercalls against the number of domains",
    .experiment = "hypercall",
    .timing = true,
    .draw = draw,
    .about = &domains,
};

const struct xnb_figure xnb_figure_hypercalls_callers = {
    .name = "hypercalls-callers",
    .title = "Hypercalls against concurrent callers",
    .experiment = "hypercall",
    .timing = true,
    .draw = draw,
    .about = &callers,
};

const struct xnb_figure xnb_figure_bandwidth_threads = {
    .name = "bandwidth-threads",
    .title = "Memory bandwidth against threads",
    .experiment = "threads",
    .timing = true,
    .draw = draw,
    .about = &rate_threads,
};

const struct xnb_figure xnb_figure_bandwidth_sizes = {
    .name = "bandwidth-sizes",
    .title = "Bandwidth from the caches to memory",
    .experiment = "sizes",
    .timing = true,
    .draw = draw,
    .about = &rate_sizes,
};

const struct xnb_figure xnb_figure_latency_sizes = {
    .name = "latency-sizes",
    .title = "Latency from the caches to memory",
    .experiment = "sizes",
    .timing = true,
    .draw = draw,
    .about = &latency_sizes,
};

const struct xnb_figure xnb_figure_contention = {
    .name = "contention",
    .title = "Bandwidth of domains that run at once",
    .experiment = "contention",
    .timing = true,
    .draw = draw,
    .about = &contention,
};

const struct xnb_figure xnb_figure_contention_compute = {
    .name = "contention-compute",
    .title = "Computing in domains that run at once",
    .experiment = "contention",
    .timing = true,
    .draw = draw,
    .about = &contention_compute,
};

const struct xnb_figure xnb_figure_builds = {
    .name = "builds",
    .title = "How long a batch of domains takes",
    .experiment = "builds",
    .timing = true,
    .draw = draw,
    .about = &batches,
};

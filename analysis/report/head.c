/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The top of the page: its head, its title, and what state the run is in. */
#include "analysis/flags.h"
#include "analysis/metadata.h"
#include "analysis/report/page.h"
#include "analysis/text/html.h"
#include "config.h"

#include <string.h>

/* "1790000000-host" of /a/b/1790000000-host. */
static const char *run_name(const struct xnb_report_data *data)
{
	const char *slash = strrchr(data->run->path, '/');

	return slash && slash[1] ? slash + 1 : data->run->path;
}

static void put_head(struct xnb_buf *html, const struct xnb_report_data *data)
{
	xnb_buf_puts(
	    html,
	    "<!DOCTYPE html>\n<html lang=\"en\" "
	    "xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src "
	    "'none'; style-src 'unsafe-inline'\"/>\n"
	    "<meta name=\"viewport\" content=\"width=device-width, "
	    "initial-scale=1\"/>\n" XNB_REPORT_MARK " " XNB_VERSION "\"/>\n"
	    "<title>");
	xnb_html_text(html, run_name(data));
	xnb_buf_puts(html, " \u2013 report of xen-numabench");
	xnb_buf_puts(html, "</title>\n<style>\n");
	xnb_buf_puts(html, xnb_report_style);
	xnb_buf_puts(html, "</style>\n</head>\n<body>\n"
	                   "<a class=\"skip\" href=\"#main\">Skip to the answer</a>\n");
}

static const char *state_of(const struct xnb_report_data *data)
{
	return xnb_report_meta_text(data, "state");
}

static void put_state(struct xnb_buf *html, const struct xnb_report_data *data)
{
	static const struct {
		const char *state, *text;
	} states[] = {
	    {"running", "This run was not finished: it was killed, or is still going on. "
	                "What follows covers the samples that it left."},
	    {"interrupted",
	     "This run was interrupted. What follows covers the samples that "
	     "it took until then; <code>run --resume</code> goes on with it."},
	    {"failed",
	     "This run failed before its end. What follows covers the samples that "
	     "it took until then."},
	};

	for (size_t i = 0; i < sizeof(states) / sizeof(states[0]); i++)
		if (strcmp(state_of(data), states[i].state) == 0)
			xnb_buf_printf(html, "<p class=\"mark\" role=\"note\">%s</p>\n",
			               states[i].text);
}

static void put_timing(struct xnb_buf *html, const struct xnb_report_data *data)
{
	if (!data->timing_sentence)
		return;
	xnb_buf_puts(html, "<p class=\"mark\" role=\"note\">");
	xnb_html_text(html, data->timing_sentence);
	if (data->counted)
		xnb_buf_puts(html, " The counts are exact; how long anything takes, this "
		                   "run cannot tell.</p>\n");
	else
		xnb_buf_printf(html, "%s%s%s</p>\n", data->run->meta ? " " : "",
		               data->run->meta ? data->subject->counted : "",
		               data->timing_without_verdict ? " No timing gets a verdict."
		                                            : "");
}

static bool is_noisy(const struct xnb_sample *sample)
{
	static const char *const signs[] = {"preempted",      "migrated", "stolen",
	                                    "throttled",      "clock",    "neighbour",
	                                    "partial-overlap"};

	for (size_t i = 0; i < sizeof(signs) / sizeof(signs[0]); i++)
		if (xnb_has_flag(sample->flags, signs[i]))
			return true;
	return false;
}

#define NOTABLE 0.1 /* of the samples */

/* Values are as they were taken, and a busy host makes them worse than it is. */
static void put_noise(struct xnb_buf *html, const struct xnb_report_data *data)
{
	size_t n = 0, noisy = 0;

	for (size_t i = 0; i < data->run->n_samples; i++) {
		const struct xnb_sample *sample = &data->run->samples[i];

		if (!xnb_metadata_is_timed(sample->unit) ||
		    xnb_has_flag(sample->flags, "warmup"))
			continue;
		n++;
		noisy += is_noisy(sample);
	}
	if ((double)noisy < NOTABLE * (double)n || noisy == 0)
		return;
	xnb_buf_printf(
	    html,
	    "<p class=\"mark\" role=\"note\">The host was not quiet: %zu of "
	    "%zu timed samples carry a sign of noise, such as a CPU that was "
	    "taken away. They count as they are; see \u201c" XNB_REPORT_WARNINGS
	    "\u201d.</p>\n",
	    noisy, n);
}

void xnb_report_state(struct xnb_buf *html, const struct xnb_report_data *data)
{
	put_state(html, data);
	put_timing(html, data);
	put_noise(html, data);
}

/* Beside the name of the run, so that no part of the page is read as real by mistake. */
static void put_timing_badge(struct xnb_buf *html, const struct xnb_report_data *data)
{
	if (!data->timing_word)
		return;
	xnb_buf_printf(html, " <span class=\"badge %s\">timing: ",
	               data->counted ? "real" : "unreal");
	xnb_html_text(html, data->timing_word);
	xnb_buf_puts(html, "</span>");
}

void xnb_report_top(struct xnb_buf *html, const struct xnb_report_data *data)
{
	put_head(html, data);
	xnb_buf_printf(html,
	               "<header>\n<h1>%s</h1>\n"
	               "<p class=\"quiet\">Report of the run <strong>",
	               data->subject->title);
	xnb_html_text(html, run_name(data));
	xnb_buf_puts(html, "</strong>");
	if (state_of(data)[0]) {
		xnb_buf_puts(html, ", state: ");
		xnb_html_text(html, state_of(data));
	}
	xnb_buf_printf(html, ", %zu samples.", data->run->n_samples);
	put_timing_badge(html, data);
	xnb_buf_puts(html, "</p>\n</header>\n");
}

void xnb_report_bottom(struct xnb_buf *html, const struct xnb_report_data *data)
{
	xnb_buf_puts(
	    html, "<footer>\n<p class=\"quiet\">Made by xen-numabench " XNB_VERSION ".");
	if (data->timing_sentence) {
		xnb_buf_puts(html, " <strong>");
		xnb_html_text(html, data->timing_sentence);
		xnb_buf_puts(html, "</strong>");
	}
	xnb_buf_puts(html, "</p>\n</footer>\n</body>\n</html>\n");
}

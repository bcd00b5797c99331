/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/attributes.h"

#include "base/buf.h"
#include "bench/attribute_values.h"
#include "bench/run_parts.h"
#include "bench/timing.h"
#include "rundir/reader.h"
#include "topology/print.h"

#include <string.h>

#define WHAT "memory attributes in topology.xml"

/* Whether anything of the run could have given an attribute. */
static bool measures_memory(const struct xnb_run_parts *run)
{
	const struct xnb_experiment *const *experiments = run->settings.experiments;

	for (size_t i = 0; experiments[i]; i++)
		if (!strcmp(experiments[i]->name, "bandwidth") ||
		    !strcmp(experiments[i]->name, "latency"))
			return true;
	return false;
}

static int print(struct xnb_run_parts *run, struct xnb_attribute_values *values,
                 struct xnb_error *err)
{
	struct xnb_memory_attributes measured = {.timing = run->timing};
	struct xnb_buf xml = {0};
	int result = -1;
	size_t n;

	if (xnb_attribute_values_choose(values, &measured, &n, err))
		return -1;
	if (n == 0) {
		xnb_absent(&run->warnings, WHAT,
		           "no sample of `load`, `store` or of a chase has its threads "
		           "and its pages on one known node each");
		return 0;
	}
	if (!xnb_host_print_measured_xml(&run->host, &measured, &xml, err))
		result =
		    xnb_run_write_topology(run->out, xnb_buf_text(&xml), xml.length, err);
	xnb_buf_free(&xml);
	return result;
}

static int write_measured(struct xnb_run_parts *run, struct xnb_error *err)
{
	struct xnb_attribute_values values = {.host = &run->host};
	struct xnb_run *samples = NULL;
	int result = -1;

	if (!xnb_run_sync(run->out, err) &&
	    !xnb_run_stream(&samples, run->dir, XNB_READ_LENIENT,
	                    xnb_attribute_values_take, &values, err))
		result = print(run, &values, err);
	xnb_attribute_values_free(&values);
	xnb_run_free(samples);
	return result;
}

void xnb_attributes_write(struct xnb_run_parts *run)
{
	struct xnb_error err;

	if (!measures_memory(run))
		return;
	if (xnb_timing_is_emulated(run->timing)) {
		xnb_absent(&run->warnings, WHAT,
		           "timings here are %s, and say nothing of memory", run->timing);
		return;
	}
	if (write_measured(run, &err))
		xnb_warn(&run->warnings, "%s: %s", WHAT, err.text);
}

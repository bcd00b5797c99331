/* SPDX-License-Identifier: GPL-2.0-or-later */
/* STREAM kernels over a domain's memory, from its vCPUs: from the first one's start to
 * the last one's end. */
#include "bench/domains/tables.h"
#include "bench/domains/workload.h"
#include "bench/warnings.h"

static const struct xnb_metric metrics[] = {
    {"bandwidth", "B/s", XNB_HIGHER_IS_BETTER, "useful bytes, as STREAM counts them"},
    {"bus-bandwidth", "B/s", XNB_HIGHER_IS_BETTER,
     "with the lines that ordinary stores read first (write-allocate)"},
    {"traffic-local", "B/s", XNB_NOT_JUDGED,
     "of the domain to the memory of its sockets, counted by the hardware"},
    {"traffic-total", "B/s", XNB_NOT_JUDGED,
     "of the domain to all memory, counted by the hardware"},
    {"locality", "1", XNB_EXACT, "pages on A / pages of the domain"},
    {"pages", "pages", XNB_EXACT, "pages that came back, where not all were seen"},
    {"duration", "s", XNB_NOT_JUDGED, "how long the unit took, settling included"},
    {"status", "1", XNB_EXACT, "how it ended; not 0 where something failed"},
    {NULL, NULL, XNB_EXACT, NULL},
};

static int set_params(struct xnb_measure *m, struct xnb_error *err)
{
	const struct xnb_job *job = &m->job;

	if (xnb_params_set_u64(&m->params, "bytes", job->bytes, err) ||
	    xnb_params_set(&m->params, "isa", xnb_isa_names[job->isa], err) ||
	    xnb_params_set_u64(&m->params, "page", XNB_WORKLOAD_PAGE_BYTES, err))
		return -1;
	return xnb_params_set_u64(&m->params, "vcpus", job->vcpus, err);
}

static int make_measure(struct xnb_measure *m, const struct xnb_session *session,
                        const struct xnb_shape *shape, const struct xnb_kernel *k,
                        uint32_t isa, struct xnb_error *err)
{
	const struct xnb_amounts *amounts = &session->amounts;
	struct xnb_streams share;

	*m = (struct xnb_measure){
	    .job = {.kind = XNB_JOB_KERNEL,
	            .kernel = xnb_kernel_index(k),
	            .isa = isa,
	            .vcpus = shape->vcpus,
	            .bytes = xnb_workload_bytes(shape->memory_bytes),
	            .iterations = amounts->passes,
	            .samples = amounts->samples,
	            .warmups = amounts->warmups},
	    .item = k->name,
	    .n_figures = 2,
	};
	/* Only addresses are worked out; the payload does the same on its own. */
	if (xnb_streams_split(k, (void *)(uintptr_t)XNB_GPA_BUFFER, m->job.bytes,
	                      shape->vcpus, 0, &share))
		return xnb_fail(err, XNB_EXIT_USAGE, 0,
		                "kernel %s: %lu bytes are too few for %u vCPUs; choose a "
		                "larger --memory",
		                k->name, m->job.bytes, shape->vcpus);
	m->useful = xnb_kernel_useful_bytes(k, share.elements) * amounts->passes;
	m->figures[0] = (struct xnb_figure){"bandwidth", "B/s",
	                                    (double)m->useful * shape->vcpus, false};
	m->figures[1] = (struct xnb_figure){
	    "bus-bandwidth", "B/s",
	    (double)(xnb_kernel_bus_bytes(k, share.elements) * amounts->passes) *
	        shape->vcpus,
	    false};
	return set_params(m, err);
}

static int run(struct xnb_session *session, const struct xnb_unit *unit,
               struct xnb_error *err)
{
	const struct xnb_shape shape = {
	    .memory_bytes = xnb_workload_memory(session),
	    .vcpus = session->amounts.vcpus,
	};
	struct xnb_measure measures[XNB_MOST_KERNELS];
	uint32_t n = 0, isas, isa;

	if (xnb_workload_isas(session, &isas, err))
		return -1;
	for (size_t i = 0; session->amounts.kernels[i]; i++) {
		const struct xnb_kernel *kernel =
		    xnb_kernel_find(session->amounts.kernels[i]);

		if (xnb_kernel_best_isa(kernel, isas, &isa))
			xnb_absent(session->warnings, kernel->name,
			           "no code for any instruction set that the domain has");
		else if (make_measure(&measures[n++], session, &shape, kernel, isa, err))
			return -1;
	}
	return xnb_workload_run(session, unit, &shape, measures, n, err);
}

const struct xnb_experiment xnb_experiment_bandwidth = {
    .name = "bandwidth",
    .summary = "bytes per second that a domain's vCPUs move with STREAM kernels",
    .metrics = metrics,
    .by_scenario = true,
    .applies = xnb_scenario_has_workload,
    .timed = true,
    .counts_traffic = true,
    .matrix = true,
    .run = run,
};

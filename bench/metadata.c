/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/metadata.h"

#include "bench/target.h"
#include "workloads/kernels.h"

#include <string.h>

static json_t *metrics_json(const struct xnb_metric *metrics)
{
	json_t *list = json_array();

	for (const struct xnb_metric *m = metrics; list && m->name; m++) {
		json_t *one = json_pack(
		    "{s:s, s:s, s:s, s:s}", "name", m->name, "unit", m->unit, "direction",
		    xnb_direction_names[m->direction], "summary", m->summary);

		if (json_array_append_new(list, one)) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

json_t *xnb_experiments_json(const struct xnb_target *target)
{
	json_t *list = json_array();

	for (size_t i = 0; list && target->experiments[i]; i++) {
		const struct xnb_experiment *e = target->experiments[i];
		json_t *one = json_pack("{s:s, s:s, s:o}", "name", e->name, "summary",
		                        e->summary, "metrics", metrics_json(e->metrics));

		if (json_array_append_new(list, one)) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

json_t *xnb_scenarios_json(const struct xnb_target *target, size_t n_nodes)
{
	json_t *list = json_array();

	for (const struct xnb_scenario *s = target->scenarios; list && s->name; s++) {
		json_t *one = json_pack("{s:s, s:s, s:s}", "name", s->name, "summary",
		                        s->summary, "expected", s->expected);

		if (one && n_nodes && s->expected_locality)
			json_object_set_new(one, "expected_locality",
			                    json_real(s->expected_locality(n_nodes)));
		if (one && s->expected_errno)
			json_object_set_new(one, "expected_errno",
			                    json_integer(s->expected_errno));
		if (json_array_append_new(list, one)) {
			json_decref(list);
			return NULL;
		}
	}
	return list;
}

static json_t *isas_of(const struct xnb_kernel *kernel)
{
	json_t *isas = json_array();

	for (uint32_t isa = 0; isas && isa < XNB_N_ISAS; isa++)
		if (kernel->run[isa])
			json_array_append_new(isas, json_string(xnb_isa_names[isa]));
	return isas;
}

static json_t *kernel_json(const struct xnb_kernel *k)
{
	return json_pack("{s:s, s:s, s:I, s:I, s:I, s:I, s:I, s:b, s:b, s:o, s:s?}",
	                 "name", k->name, "formula", k->formula, "streams",
	                 (json_int_t)k->streams, "bytes_read", (json_int_t)k->bytes_read,
	                 "bytes_written", (json_int_t)k->bytes_written, "bytes_allocated",
	                 (json_int_t)k->bytes_allocated, "flops", (json_int_t)k->flops,
	                 "non_temporal", (int)k->non_temporal, "compute_bound",
	                 (int)k->compute_bound, "isas", isas_of(k), "likwid", k->likwid);
}

json_t *xnb_kernels_json(void)
{
	json_t *list = json_array();

	for (uint32_t i = 0; list && i < xnb_n_kernels; i++)
		if (json_array_append_new(list, kernel_json(&xnb_kernels[i]))) {
			json_decref(list);
			return NULL;
		}
	return list;
}

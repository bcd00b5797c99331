/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/test.h"

#include "tests/unit/box_run.h"

#include "base/buf.h"
#include "rundir/csv.h"

static FILE *open_in(const char *dir, const char *name, const char *header)
{
	char path[4200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(header, file) >= 0);
	return file;
}

void box_begin(struct box_run *box, const char *dir)
{
	json_t *scenarios;

	simulate_begin(&box->run, dir, 1);
	simulate_boot(&box->run, "only");
	simulate_meta(&box->run, "timing", json_string("counted"));
	simulate_meta(&box->run, "hypercalls",
	              json_pack("[{s:s}, {s:s}]", "name", "set", "name", "get"));
	scenarios = json_object_get(box->run.meta, "scenarios");
	json_array_append_new(scenarios, json_pack("{s:s, s:f}", "name", "unscrubbed",
	                                           "expected_locality", 1.0));
	box->extents = open_in(dir, "extents.csv",
	                       "boot,domain,first_gfn,order,count,node,method\n");
	box->checks = open_in(dir, "checks.csv", "boot,block,check,verdict,evidence\n");
}

void box_domain(struct box_run *box, const char *scenario, int order, int on_a,
                const char *flags)
{
	char params[64];
	struct simulated_series series = {.experiment = "placement",
	                                  .scenario = scenario,
	                                  .item = "populated",
	                                  .params = params,
	                                  .metric = "locality",
	                                  .unit = "1"};

	snprintf(params, sizeof(params), "order=%d;type=pvh", order);
	simulate_domain(&box->run);
	simulate_sample(&box->run, &series, 0, (double)on_a / BOX_EXTENTS, flags);
	if (on_a)
		fprintf(box->extents, "0,%d,0,%d,%d,0,delta\n", (int)box->run.domain,
		        order, on_a);
	if (on_a < BOX_EXTENTS)
		fprintf(box->extents, "0,%d,%d,%d,%d,1,delta\n", (int)box->run.domain,
		        on_a << order, order, BOX_EXTENTS - on_a);
}

void box_claim(struct box_run *box, const char *check, const char *verdict,
               const char *evidence)
{
	struct xnb_buf line = {0};

	xnb_csv_put_cell(&line, check);
	xnb_buf_printf(&line, ",%s,", verdict);
	xnb_csv_put_cell(&line, evidence);
	fprintf(box->checks, "0,0,%s\n", xnb_buf_text(&line));
	xnb_buf_free(&line);
}

void box_path(struct box_run *box, const char *operation, const char *params,
              int instructions)
{
	struct xnb_buf item = {0};
	struct simulated_series series = {.experiment = "hypercall",
	                                  .params = params,
	                                  .metric = "path-mode",
	                                  .unit = "instructions"};

	xnb_csv_put_cell(&item, operation);
	series.item = xnb_buf_text(&item);
	simulate_domain(&box->run);
	simulate_sample(&box->run, &series, 0, instructions, "");
	xnb_buf_free(&item);
}

void box_end(struct box_run *box)
{
	assert_int_equal(fclose(box->extents), 0);
	assert_int_equal(fclose(box->checks), 0);
	simulate_end(&box->run);
}

void box_parts(const char *dir, const char *rows)
{
	FILE *file = open_in(dir, "path_parts.csv",
	                     "experiment,item,params,boot,domain,iteration,block,seq,"
	                     "path,user,kernel,xen,rest,flags,how,why\n");

	assert_true(fputs(rows, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

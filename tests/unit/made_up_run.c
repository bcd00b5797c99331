/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/made_up_run.h"

#include "tests/unit/test.h"

#include "rundir/csv.h"

#include <ftw.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const char * or (const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

static FILE *open_in(const char *folder, const char *name)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	return file;
}

static void write_json(const char *folder, const struct made_up_run *run)
{
	char started[32];
	FILE *file = open_in(folder, "run.json");
	json_t *root;

	snprintf(started, sizeof(started), "2026-01-%02dT%02d:00:00Z",
	         1 + run->number / 24 % 28, run->number % 24);
	root = json_pack(
	    "{s:i, s:s, s:s, s:s, s:i, s:{s:s, s:s, s:i}, s:[{s:s, s:s}], s:[i, i],"
	    " s:[{s:i, s:i}, {s:i, s:i}], s:[{s:s, s:f}]}",
	    "schema", 1, "state", or (run->state, "complete"), "timing",
	    or (run->timing, "real"), "started", started, "seed", run->number,
	    "environment", "host", or (run->host, "alpha"), "xen_changeset",
	    or (run->changeset, "a"), "tsc_khz", 2000000 + run->number, "boots", "id",
	    "b", "start", "2026-01-01T00:00:00Z", "nodes", 0, 1, "node_sizes", "id", 0,
	    "cpus", 2, "id", 1, "cpus", 4, "scenarios", "name", "local",
	    "expected_locality", 1.0);
	assert_non_null(root);
	assert_int_equal(json_dumpf(root, file, JSON_INDENT(1)), 0);
	json_decref(root);
	assert_int_equal(fclose(file), 0);
}

static void write_samples(const char *folder, const struct made_up_run *run)
{
	FILE *file = open_in(folder, "samples.csv");
	struct xnb_buf item = {0};
	int seq = 0;

	xnb_csv_put_cell(&item, or (run->item, "triad"));
	fprintf(file,
	        "experiment,scenario,item,params,boot,domain,iteration,block,seq,vcpu,"
	        "cpu_node,mem_node,locality,metric,unit,value,flags\n");
	for (int d = 0; d < 3; d++)
		fprintf(file,
		        "bandwidth,local,%s,,0,%d,0,%d,%d,,0,0,1,bandwidth,B/s,%.17g,\n",
		        xnb_buf_text(&item), d, d, seq++,
		        run->bandwidth * (0.99 + 0.01 * d));
	for (int d = 0; d < 2; d++)
		fprintf(
		    file,
		    "placement,local,populated,,0,%d,0,%d,%d,,,%s,,locality,1,%.17g,\n",
		    d, d, seq++, run->locality > 0.5 ? "0" : "1", run->locality);
	fprintf(file,
	        "hypercall,,version,path=raw,0,,0,0,%d,,,,,path-mode,instructions,%d,\n",
	        seq, run->instructions);
	if (run->refused)
		fprintf(file, "placement,local,refused,,0,0,0,0,%d,,,,,errno,errno,%d,\n",
		        seq + 1, run->refused);
	xnb_buf_free(&item);
	assert_int_equal(fclose(file), 0);
}

char *make_up_run(const char *folder, const struct made_up_run *run)
{
	char *path;

	assert_true(asprintf(&path, "%s/%d", folder, run->number) > 0);
	assert_int_equal(mkdir(path, 0755), 0);
	write_json(path, run);
	write_samples(path, run);
	return path;
}

char *make_folder(void)
{
	char *folder;

	assert_true(asprintf(&folder, "%s/xen-numabench-XXXXXX",
	                     or (getenv("TMPDIR"), "/tmp")) > 0);
	assert_non_null(mkdtemp(folder));
	return folder;
}

static int remove_one(const char *path, const struct stat *status, int type,
                      struct FTW *at)
{
	(void)status;
	(void)type;
	(void)at;
	return remove(path);
}

void remove_folder(char *folder)
{
	assert_int_equal(nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
	free(folder);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/test.h"

#include "tests/unit/simulated_run.h"

#include "rundir/number.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

static const char run_json[] =
    "{'schema': 1, 'state': 'complete', 'target': 'xen', 'timing': 'real',"
    " 'tool': {'version': 'simulated', 'commit': ''}, 'boots': [],"
    " 'environment': {'host': 'simulated', 'xen_version': '4.17.7',"
    "  'xen_command_line': 'sched=credit2', 'xen_scheduler': 'credit2',"
    "  'cpu_model': 'none', 'microcode': '0x1', 'dom0_kernel': '6.1'},"
    " 'cpu_node': 0, 'mem_node': 1, 'nodes': [0, 1],"
    " 'node_sizes': [{'id': 0, 'cpus': 4, 'memory_bytes': 4294967296},"
    "  {'id': 1, 'cpus': 4, 'memory_bytes': 4294967296}],"
    " 'parameters': {}, 'repetitions': {}, 'warnings': [],"
    " 'scenarios': [{'name': 'local', 'expected_locality': 1.0},"
    "  {'name': 'remote', 'expected_locality': 0.0},"
    "  {'name': 'default', 'expected_locality': 0.5}],"
    " 'experiments': ["
    "  {'name': 'bandwidth', 'metrics': [{'name': 'bandwidth', 'unit': 'B/s',"
    "   'direction': 'higher'}]},"
    "  {'name': 'latency', 'metrics': [{'name': 'latency', 'unit': 'ns',"
    "   'direction': 'lower'}]},"
    "  {'name': 'placement', 'metrics': [{'name': 'locality', 'unit': '1',"
    "   'direction': 'exact'}, {'name': 'errno', 'unit': 'errno',"
    "   'direction': 'exact'}]},"
    "  {'name': 'semantics', 'metrics': [{'name': 'verdict', 'unit': '1',"
    "   'direction': 'exact'}]},"
    "  {'name': 'hypercall', 'metrics': [{'name': 'latency', 'unit': 'ns',"
    "   'direction': 'lower'}, {'name': 'path-mode', 'unit': 'instructions',"
    "   'direction': 'exact'}]}]}";

static json_t *parse_meta(void)
{
	char text[sizeof(run_json)];
	json_t *meta;

	for (size_t i = 0; i < sizeof(run_json); i++)
		text[i] = run_json[i] == '\'' ? '"' : run_json[i];
	meta = json_loads(text, 0, NULL);
	assert_non_null(meta);
	return meta;
}

static FILE *open_in(const char *dir, const char *name)
{
	char path[4200];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	file = fopen(path, "w");
	if (!file)
		fail_msg("%s: cannot be made", path);
	return file;
}

void simulate_begin(struct simulated_run *run, const char *dir, uint64_t seed)
{
	*run = (struct simulated_run){.meta = parse_meta(), .boot = -1, .random = seed};
	assert_true(snprintf(run->dir, sizeof(run->dir), "%s", dir) <
	            (int)sizeof(run->dir));
	assert_int_equal(mkdir(dir, 0777), 0);
	run->csv = open_in(dir, "samples.csv");
	fputs("experiment,scenario,item,params,boot,domain,iteration,block,seq,vcpu,"
	      "cpu_node,mem_node,locality,metric,unit,value,flags\n",
	      run->csv);
}

void simulate_boot(struct simulated_run *run, const char *id)
{
	json_t *boot = json_pack("{s:s, s:s}", "id", id, "start", "2026-01-01T00:00:00Z");

	assert_int_equal(json_array_append_new(json_object_get(run->meta, "boots"), boot),
	                 0);
	run->boot++;
	run->domain = run->block = -1;
}

void simulate_domain(struct simulated_run *run)
{
	run->domain++;
	run->block++;
}

static const char *text(const char *cell)
{
	return cell ? cell : "";
}

void simulate_sample(struct simulated_run *run, const struct simulated_series *series,
                     int iteration, double value, const char *flags)
{
	char number[XNB_NUMBER_SIZE];

	assert_true(xnb_number_format(number, value));
	fprintf(run->csv, "%s,%s,%s,%s,%lld,%lld,%d,%lld,%lld,,%s,%s,,%s,%s,%s,%s\n",
	        text(series->experiment), text(series->scenario), text(series->item),
	        text(series->params), (long long)run->boot, (long long)run->domain,
	        iteration, (long long)run->block, (long long)run->seq++,
	        text(series->cpu_node), text(series->mem_node), text(series->metric),
	        text(series->unit), number, text(flags));
}

/* SplitMix64 (Steele, Lea and Flood 2014), to 0 < x < 1. */
static double uniform(struct simulated_run *run)
{
	uint64_t z = run->random += 0x9e3779b97f4a7c15;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
	z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
	z ^= z >> 31;
	return ((double)(z >> 11) + 0.5) * 0x1p-53;
}

/* Box and Muller 1958. */
double simulate_normal(struct simulated_run *run)
{
	double radius = sqrt(-2 * log(uniform(run)));

	return radius * cos(2 * M_PI * uniform(run));
}

void simulate_boots(struct simulated_run *run, const char *id, int boots, int domains,
                    int iterations, const struct simulated_series *series, double mean,
                    const struct simulated_noise *noise)
{
	for (int boot = 0; boot < boots; boot++) {
		double boot_mean = mean * exp(noise->boot * simulate_normal(run));
		char name[64];

		snprintf(name, sizeof(name), "%s%d", id, boot);
		simulate_boot(run, name);
		for (int domain = 0; domain < domains; domain++) {
			double own =
			    boot_mean * exp(noise->domain * simulate_normal(run));

			simulate_domain(run);
			for (int i = 0; i < iterations; i++)
				simulate_sample(
				    run, series, i,
				    own * exp(noise->iteration * simulate_normal(run)),
				    "");
		}
	}
}

void simulate_exact(struct simulated_run *run, const struct simulated_series *series,
                    int n, const double *values, int n_values)
{
	for (int i = 0; i < n; i++) {
		simulate_domain(run);
		simulate_sample(run, series, 0, values[i % n_values], "");
	}
}

void simulate_meta(struct simulated_run *run, const char *path, json_t *value)
{
	json_t *object = run->meta;
	const char *dot;

	while ((dot = strchr(path, '.'))) {
		char name[64];

		snprintf(name, sizeof(name), "%.*s", (int)(dot - path), path);
		object = json_object_get(object, name);
		assert_non_null(object);
		path = dot + 1;
	}
	assert_int_equal(json_object_set_new(object, path, value), 0);
}

void simulate_end(struct simulated_run *run)
{
	FILE *file = open_in(run->dir, "run.json");

	assert_int_equal(json_dumpf(run->meta, file, JSON_INDENT(1)), 0);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(fclose(run->csv), 0);
	json_decref(run->meta);
}

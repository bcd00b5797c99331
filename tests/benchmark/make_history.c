/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make-history DIR RUNS SERIES: writes so many run directories DIR/0000, ..., an hour
 * apart, each with so many series of three domains. Nothing in them was measured: noise
 * of 2 % between runs and 0.5 % between domains, log-normal, with a fixed seed; one
 * series in ten is 5 % slower from the middle on, where Xen's changeset changes.
 */
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

enum { DOMAINS = 3, SLOWER = 10 };

static FILE *open_in(const char *folder, const char *name)
{
	char *path = NULL;
	FILE *file = NULL;

	if (asprintf(&path, "%s/%s", folder, name) > 0)
		file = fopen(path, "w");
	if (!file) {
		perror(path);
		exit(1);
	}
	free(path);
	return file;
}

static void finish(FILE *file, const char *folder)
{
	if (ferror(file) || fclose(file)) {
		perror(folder);
		exit(1);
	}
}

static void write_json(const char *folder, int run, int changeset)
{
	const time_t started = 1767225600 + 3600 * (time_t)run; /* from 2026 on */
	FILE *file = open_in(folder, "run.json");
	char text[32];
	struct tm utc;

	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&started, &utc));
	fprintf(
	    file,
	    "{\"schema\": 1, \"state\": \"complete\", \"timing\": \"real\", \"seed\": %d,"
	    " \"started\": \"%s\", \"nodes\": [0, 1],"
	    " \"environment\": {\"host\": \"made-up\", \"xen_changeset\": \"%d\"},"
	    " \"boots\": [{\"id\": \"%d\", \"start\": \"%s\"}]}\n",
	    run, text, changeset, run, text);
	finish(file, folder);
}

static void write_samples(const char *folder, int n_series, double factor, gsl_rng *rng)
{
	FILE *file = open_in(folder, "samples.csv");
	int seq = 0;

	fputs("experiment,scenario,item,params,boot,domain,iteration,block,seq,vcpu,"
	      "cpu_node,mem_node,locality,metric,unit,value,flags\n",
	      file);
	for (int s = 0; s < n_series; s++) {
		double level = 1e10 * (s % SLOWER == 0 ? factor : 1) *
		               exp(gsl_ran_gaussian(rng, 0.02));

		for (int d = 0; d < DOMAINS; d++)
			fprintf(
			    file,
			    "bandwidth,local,kernel-%d,,0,%d,0,%d,%d,,0,0,1,bandwidth,"
			    "B/s,%.17g,\n",
			    s, DOMAINS * s + d, d, seq++,
			    level * exp(gsl_ran_gaussian(rng, 0.005)));
	}
	finish(file, folder);
}

int main(int argc, char **argv)
{
	int runs = argc == 4 ? atoi(argv[2]) : 0, series = argc == 4 ? atoi(argv[3]) : 0;
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_mt19937);

	if (runs < 1 || series < 1) {
		fprintf(stderr, "usage: make-history DIR RUNS SERIES\n");
		return 2;
	}
	gsl_rng_set(rng, 1);
	mkdir(argv[1], 0755);
	for (int run = 0; run < runs; run++) {
		int behind = run >= runs / 2;
		char *folder;

		if (asprintf(&folder, "%s/%04d", argv[1], run) < 0)
			return 1;
		mkdir(folder, 0755);
		write_json(folder, run, behind);
		write_samples(folder, series, behind ? 0.95 : 1, rng);
		free(folder);
	}
	gsl_rng_free(rng);
	return 0;
}

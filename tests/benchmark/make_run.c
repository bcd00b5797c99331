/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make-run DIR SAMPLES SEED: writes a run directory with so many samples (a multiple of
 * 4000), as a long run on a host leaves it: 5 boots, 10 rounds in each, one domain for
 * each of 4 scenarios in a round, 20 series in a domain. Nothing in it was measured: what
 * it says about boots and domains is noise of 1, 0.5 and 3 % (boots, domains,
 * iterations), log-normal, from the seed.
 */
#include "base/io.h"
#include "rundir/row.h"
#include "rundir/runjson.h"

#include <fcntl.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <inttypes.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BOOTS = 5, ROUNDS = 10, PIECE = 1 << 20 };

static const struct scenario {
	const char *name, *mem_node;
	double locality, slowness;
} scenarios[] = {
    {"local", "0", 1, 1},
    {"remote", "1", 0, 1.6},
    {"default", "0+1", 0.5, 1.3},
    {"interleaved", "0+1", 0.5, 1.29},
};

static const struct item {
	const char *experiment, *item, *params, *metric, *unit;
	double value;
	int exponent; /* of the scenario's slowness */
} items[] = {
    {"bandwidth", "copy", "bytes=268435456;isa=avx2;vcpus=8", "bandwidth", "B/s", 8e10,
     -1},
    {"bandwidth", "copy", "bytes=268435456;isa=avx2;vcpus=8", "bus-bandwidth", "B/s",
     12e10, -1},
    {"bandwidth", "scale", "bytes=268435456;isa=avx2;vcpus=8", "bandwidth", "B/s", 7.9e10,
     -1},
    {"bandwidth", "scale", "bytes=268435456;isa=avx2;vcpus=8", "bus-bandwidth", "B/s",
     11.9e10, -1},
    {"bandwidth", "add", "bytes=268435456;isa=avx2;vcpus=8", "bandwidth", "B/s", 9e10,
     -1},
    {"bandwidth", "add", "bytes=268435456;isa=avx2;vcpus=8", "bus-bandwidth", "B/s",
     12e10, -1},
    {"bandwidth", "triad", "bytes=268435456;isa=avx2;vcpus=8", "bandwidth", "B/s", 9.1e10,
     -1},
    {"bandwidth", "triad", "bytes=268435456;isa=avx2;vcpus=8", "bus-bandwidth", "B/s",
     12.1e10, -1},
    {"latency", "random", "bytes=32768;page=4096;stride=64", "latency", "ns", 1.4, 0},
    {"latency", "random", "bytes=1048576;page=4096;stride=64", "latency", "ns", 5, 0},
    {"latency", "random", "bytes=33554432;page=4096;stride=64", "latency", "ns", 40, 1},
    {"latency", "random", "bytes=1073741824;page=4096;stride=64", "latency", "ns", 95, 1},
    {"latency", "windowed", "bytes=33554432;page=2097152;stride=64;window=65536",
     "latency", "ns", 30, 1},
    {"latency", "windowed", "bytes=1073741824;page=2097152;stride=64;window=65536",
     "latency", "ns", 80, 1},
    {"hypercall", "xen-version", "path=wrapper", "latency", "ns", 400, 0},
    {"hypercall", "xen-version", "path=raw", "latency", "ns", 150, 0},
    {"hypercall", "get-node-affinity", "path=wrapper", "latency", "ns", 900, 0},
    {"hypercall", "set-node-affinity", "path=wrapper", "latency", "ns", 1500, 0},
    {"hypercall", "populate", "order=0;path=guest", "latency", "ns", 1900, 1},
    {"hypercall", "decrease", "order=9;path=guest", "latency", "ns", 22000, 1},
};

enum {
	N_SCENARIOS = sizeof(scenarios) / sizeof(scenarios[0]),
	N_ITEMS = sizeof(items) / sizeof(items[0]),
	IN_EACH_ITERATION = BOOTS * ROUNDS * N_SCENARIOS * N_ITEMS,
};

struct output {
	int fd;
	char path[PATH_MAX];
	struct xnb_buf text;
	gsl_rng *rng;
	int64_t seq;
};

static int flush(struct output *out, size_t least, struct xnb_error *err)
{
	if (out->text.length <= least)
		return 0;
	if (xnb_write_all(out->fd, out->text.text, out->text.length, out->path, err))
		return -1;
	xnb_buf_clear(&out->text);
	return 0;
}

static int put(struct output *out, struct xnb_sample *sample, const struct item *item,
               double center, struct xnb_error *err)
{
	sample->seq = out->seq++;
	sample->experiment = item->experiment;
	sample->item = item->item;
	sample->params = item->params;
	sample->metric = item->metric;
	sample->unit = item->unit;
	sample->value = center * exp(gsl_ran_gaussian(out->rng, 0.03));
	if (strcmp(item->experiment, "hypercall") == 0) /* those come as hundredths */
		sample->value = round(100 * sample->value) / 100;
	if (xnb_row_put(&out->text, xnb_sample_columns, sample, err))
		return -1;
	return flush(out, PIECE, err);
}

static int put_domain(struct output *out, struct xnb_sample *sample,
                      const struct scenario *scenario, double slowness,
                      int64_t iterations, struct xnb_error *err)
{
	slowness *= exp(gsl_ran_gaussian(out->rng, 0.005));
	sample->scenario = scenario->name;
	sample->mem_node = scenario->mem_node;
	sample->locality = scenario->locality;
	for (sample->iteration = 0; sample->iteration < iterations; sample->iteration++) {
		for (size_t i = 0; i < N_ITEMS; i++) {
			double center = items[i].value * slowness *
			                pow(scenario->slowness, items[i].exponent);

			sample->flags = sample->iteration == 0 ? "warmup" : "";
			if (put(out, sample, &items[i], center, err))
				return -1;
		}
	}
	return 0;
}

static int put_boots(struct output *out, int64_t iterations, struct xnb_error *err)
{
	struct xnb_sample sample = {.vcpu = -1, .cpu_node = "0"};

	xnb_row_put_header(&out->text, xnb_sample_columns);
	for (sample.boot = 0; sample.boot < BOOTS; sample.boot++) {
		double slowness = exp(gsl_ran_gaussian(out->rng, 0.01));

		sample.domain = 0;
		for (sample.block = 0; sample.block < ROUNDS; sample.block++)
			for (size_t i = 0; i < N_SCENARIOS; i++, sample.domain++)
				if (put_domain(out, &sample, &scenarios[i], slowness,
				               iterations, err))
					return -1;
	}
	return flush(out, 0, err);
}

static int write_samples(const char *dir, int64_t iterations, unsigned long seed,
                         struct xnb_error *err)
{
	struct output out = {.rng = gsl_rng_alloc(gsl_rng_mt19937)};
	int result;

	gsl_rng_set(out.rng, seed);
	snprintf(out.path, sizeof(out.path), "%s/samples.csv", dir);
	out.fd = open(out.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
	if (out.fd < 0)
		result = xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno,
		                  "%s: cannot open for writing: %s", out.path,
		                  strerror(errno));
	else
		result = put_boots(&out, iterations, err);
	if (out.fd >= 0 && close(out.fd) && !result)
		result = xnb_fail(err, XNB_EXIT_FAILED, errno, "%s: cannot write: %s",
		                  out.path, strerror(errno));
	xnb_buf_free(&out.text);
	gsl_rng_free(out.rng);
	return result;
}

static int write_meta(const char *dir, unsigned long seed, struct xnb_error *err)
{
	json_t *boots = json_array(), *names = json_array();
	json_t *meta = json_pack("{s:s, s:I, s:o, s:o}", "timing", "real", "seed",
	                         (json_int_t)seed, "boots", boots, "scenarios", names);
	char path[PATH_MAX], id[32];
	int result;

	for (int i = 0; i < BOOTS; i++) {
		snprintf(id, sizeof(id), "%lu-%d", seed, i);
		json_array_append_new(boots, json_pack("{s:s}", "id", id));
	}
	for (size_t i = 0; i < N_SCENARIOS; i++)
		json_array_append_new(names,
		                      json_pack("{s:s}", "name", scenarios[i].name));
	snprintf(path, sizeof(path), "%s/run.json", dir);
	result = xnb_runjson_write(path, meta, XNB_STATE_COMPLETE, err);
	json_decref(meta);
	return result;
}

int main(int argc, char **argv)
{
	struct xnb_error err = {0};
	int64_t samples = argc == 4 ? strtoll(argv[2], NULL, 10) : 0;

	if (samples <= 0 || samples % IN_EACH_ITERATION) {
		fprintf(stderr,
		        "usage: make-run DIR SAMPLES SEED, SAMPLES a multiple of %d\n",
		        IN_EACH_ITERATION);
		return XNB_EXIT_USAGE;
	}
	if (xnb_make_dirs(argv[1], &err) ||
	    write_samples(argv[1], samples / IN_EACH_ITERATION,
	                  strtoul(argv[3], NULL, 10), &err) ||
	    write_meta(argv[1], strtoul(argv[3], NULL, 10), &err)) {
		fprintf(stderr, "make-run: %s\n", err.text);
		return (int)err.exit;
	}
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a run measured between nodes, from its samples to its topology.xml. */
#include "tests/unit/test.h"

#include "bench/attribute_values.h"
#include "bench/attributes.h"
#include "bench/run_parts.h"
#include "rundir/writer.h"
#include "tests/unit/folder.h"
#include "tests/unit/sysctl_text.h"
#include "topology/load.h"

#include <hwloc/memattrs.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MIB 1048576.0

/* One sample of `load`; others differ from it. */
static struct xnb_sample sample_of(const char *cpu_node, const char *mem_node,
                                   double value)
{
	return (struct xnb_sample){
	    .experiment = "bandwidth",
	    .scenario = "local",
	    .item = "load",
	    .params = "bytes=1000;isa=avx2;page=4096;threads=2",
	    .vcpu = -1,
	    .cpu_node = cpu_node,
	    .mem_node = mem_node,
	    .locality = NAN,
	    .metric = "bandwidth",
	    .unit = "B/s",
	    .value = value,
	    .flags = "",
	};
}

struct chosen {
	struct xnb_host host;
	struct xnb_attribute_values values;
	struct xnb_memory_attributes measured;
	size_t n;
};

static void begin(struct chosen *c)
{
	memset(c, 0, sizeof(*c));
	c->host = recorded_host("four-nodes");
	c->values.host = &c->host;
}

static void take(struct chosen *c, const struct xnb_sample *sample)
{
	assert_int_equal(xnb_attribute_values_take(&c->values, sample, NULL), 0);
}

static void choose(struct chosen *c)
{
	assert_int_equal(
	    xnb_attribute_values_choose(&c->values, &c->measured, &c->n, NULL), 0);
}

static uint64_t cell(const struct chosen *c, int attribute, size_t cpu, size_t mem)
{
	return c->measured.values[attribute][cpu * 4 + mem];
}

static void end(struct chosen *c)
{
	xnb_attribute_values_free(&c->values);
	xnb_host_free(&c->host);
}

static void a_cell_is_the_median_of_its_samples(void **state)
{
	static const double values[] = {5000, 100, 300, 200};
	struct chosen c;

	(void)state;
	begin(&c);
	for (size_t i = 0; i < 4; i++) {
		struct xnb_sample s = sample_of("2", "1", values[i] * MIB);

		take(&c, &s);
		if (i > 0) {
			s = sample_of("1", "2", values[i] * MIB + 0.4 * MIB);
			take(&c, &s);
		}
	}
	choose(&c);
	assert_int_equal(cell(&c, XNB_ATTRIBUTE_READ_BANDWIDTH, 2, 1), 250);
	assert_int_equal(cell(&c, XNB_ATTRIBUTE_READ_BANDWIDTH, 1, 2), 200);
	assert_int_equal(c.n, 2);
	assert_string_equal(c.measured.sources[XNB_ATTRIBUTE_READ_BANDWIDTH],
	                    "load isa=avx2;page=4096");
	assert_string_equal(c.measured.sources[XNB_ATTRIBUTE_BANDWIDTH], "");
	end(&c);
}

static void what_is_no_value_of_a_cell_is_left_out(void **state)
{
	struct chosen c;

	(void)state;
	begin(&c);
	for (int i = 0; i < 14; i++) {
		struct xnb_sample s = sample_of("0", "0", 7 * MIB);
		const struct {
			const char **field, *text;
		} changes[] = {
		    {&s.flags, "warmup"},
		    {&s.flags, "clock;wrong-result"},
		    {&s.cpu_node, ""},
		    {&s.mem_node, ""},
		    {&s.cpu_node, "0+1"},
		    {&s.mem_node, "0+3"},
		    {&s.mem_node, "9"},
		    {&s.mem_node, "-1"},
		    {&s.item, "triad"},
		    {&s.metric, "bus-bandwidth"},
		    {&s.experiment, "contention"},
		    {&s.unit, "MB/s"},
		    {&s.mem_node, "99999999999999"},
		    {&s.cpu_node, "0 "},
		};

		*changes[i].field = changes[i].text;
		take(&c, &s);
	}
	choose(&c);
	assert_int_equal(c.n, 0);
	end(&c);
}

static void noise_does_not_exclude(void **state)
{
	struct xnb_sample s = sample_of("0", "0", 7 * MIB);
	struct chosen c;

	(void)state;
	begin(&c);
	s.flags = "neighbour;clock";
	take(&c, &s);
	choose(&c);
	assert_int_equal(cell(&c, XNB_ATTRIBUTE_READ_BANDWIDTH, 0, 0), 7);
	end(&c);
}

/* Local has been measured with huge pages, too, which are faster: not to be compared. */
static void cells_are_of_one_variant(void **state)
{
	struct xnb_sample local = sample_of("0", "0", 100 * MIB);
	struct xnb_sample remote = sample_of("0", "1", 60 * MIB);
	struct xnb_sample huge = sample_of("0", "0", 200 * MIB);
	struct chosen c;

	(void)state;
	begin(&c);
	huge.params = "bytes=1000;isa=avx2;page=2097152;threads=2";
	take(&c, &huge);
	take(&c, &local);
	take(&c, &remote);
	choose(&c);
	assert_int_equal(cell(&c, XNB_ATTRIBUTE_READ_BANDWIDTH, 0, 0), 100);
	assert_int_equal(cell(&c, XNB_ATTRIBUTE_READ_BANDWIDTH, 0, 1), 60);
	end(&c);
	/* Where both have them they are taken. */
	begin(&c);
	take(&c, &huge);
	take(&c, &local);
	take(&c, &remote);
	remote.params = huge.params;
	remote.value = 90 * MIB;
	take(&c, &remote);
	choose(&c);
	assert_int_equal(cell(&c, XNB_ATTRIBUTE_READ_BANDWIDTH, 0, 0), 200);
	assert_int_equal(cell(&c, XNB_ATTRIBUTE_READ_BANDWIDTH, 0, 1), 90);
	end(&c);
}

/* A node of fewer CPUs has fewer threads; the best of several numbers of them counts. */
static void threads_and_bytes_may_differ(void **state)
{
	struct xnb_sample s = sample_of("0", "0", 100 * MIB);
	struct chosen c;

	(void)state;
	begin(&c);
	take(&c, &s);
	s.params = "bytes=500;isa=avx2;page=4096;threads=1";
	s.value = 70 * MIB;
	take(&c, &s);
	s.cpu_node = s.mem_node = "1";
	take(&c, &s);
	choose(&c);
	assert_int_equal(cell(&c, XNB_ATTRIBUTE_READ_BANDWIDTH, 0, 0), 100);
	assert_int_equal(cell(&c, XNB_ATTRIBUTE_READ_BANDWIDTH, 1, 1), 70);
	end(&c);
}

static void bandwidth_is_the_mean_of_read_and_write(void **state)
{
	struct xnb_sample s = sample_of("0", "0", 100 * MIB);
	struct chosen c;

	(void)state;
	begin(&c);
	take(&c, &s);
	s.cpu_node = "1"; /* only read */
	take(&c, &s);
	s = sample_of("0", "0", 40 * MIB);
	s.item = "store";
	take(&c, &s);
	s.item = "store-nt";
	s.value = 60 * MIB;
	take(&c, &s);
	choose(&c);
	assert_int_equal(cell(&c, XNB_ATTRIBUTE_WRITE_BANDWIDTH, 0, 0), 60);
	assert_int_equal(cell(&c, XNB_ATTRIBUTE_BANDWIDTH, 0, 0), 80);
	assert_int_equal(cell(&c, XNB_ATTRIBUTE_READ_BANDWIDTH, 1, 0), 100);
	assert_int_equal(cell(&c, XNB_ATTRIBUTE_BANDWIDTH, 1, 0), XNB_NOT_MEASURED);
	assert_string_equal(
	    c.measured.sources[XNB_ATTRIBUTE_BANDWIDTH],
	    "mean of load isa=avx2;page=4096 and store-nt isa=avx2;page=4096");
	end(&c);
}

/* The lowest latency counts, in whole nanoseconds; one of nothing is none. */
static void latency_is_the_lowest(void **state)
{
	struct xnb_sample s = sample_of("3", "0", 99.6);
	struct chosen c;

	(void)state;
	begin(&c);
	s.experiment = s.metric = "latency";
	s.unit = "ns";
	s.item = "chase";
	take(&c, &s);
	s.item = "chase-window";
	s.value = 88.4;
	take(&c, &s);
	choose(&c);
	assert_int_equal(cell(&c, XNB_ATTRIBUTE_LATENCY, 3, 0), 88);
	end(&c);
	begin(&c);
	s.value = 0.3;
	take(&c, &s);
	choose(&c);
	assert_int_equal(c.n, 0);
	end(&c);
}

/* ---- in a run directory ---- */

static const struct xnb_experiment bandwidth = {.name = "bandwidth"};
static const struct xnb_experiment placement = {.name = "placement"};

/* A run at its end, with these samples in it. */
static void open_run(struct xnb_run_parts *run, const struct xnb_sample *samples,
                     size_t n, const char *timing)
{
	json_t *meta = json_pack("{s:s}", "timing", timing);

	memset(run, 0, sizeof(*run));
	run->host = recorded_host("four-nodes");
	snprintf(run->dir, sizeof(run->dir), "run");
	snprintf(run->timing, sizeof(run->timing), "%s", timing);
	run->settings.experiments[0] = &bandwidth;
	assert_int_equal(xnb_run_create(&run->out, run->dir, meta, NULL), 0);
	for (size_t i = 0; i < n; i++) {
		struct xnb_sample sample = samples[i];

		sample.iteration = (int64_t)i;
		assert_int_equal(xnb_run_add_sample(run->out, &sample, NULL), 0);
	}
	json_decref(meta);
}

static void close_run(struct xnb_run_parts *run)
{
	xnb_run_writer_free(run->out);
	xnb_warnings_free(&run->warnings);
	xnb_host_free(&run->host);
}

static const char *absent_why(const struct xnb_run_parts *run)
{
	const json_t *first = json_array_get(run->warnings.absent, 0);

	return json_string_value(json_object_get(first, "why"));
}

static hwloc_uint64_t read_bandwidth(unsigned cpu, unsigned mem)
{
	struct hwloc_location from = {.type = HWLOC_LOCATION_TYPE_CPUSET};
	hwloc_topology_t topology;
	hwloc_uint64_t value = 0;

	assert_int_equal(xnb_topology_load_file(&topology, "run/topology.xml", NULL), 0);
	from.location.cpuset = hwloc_get_numanode_obj_by_os_index(topology, cpu)->cpuset;
	if (hwloc_memattr_get_value(topology, HWLOC_MEMATTR_ID_READ_BANDWIDTH,
	                            hwloc_get_numanode_obj_by_os_index(topology, mem),
	                            &from, 0, &value))
		value = 0;
	hwloc_topology_destroy(topology);
	return value;
}

static void a_run_ends_with_what_it_measured(void **state)
{
	const struct xnb_sample samples[] = {sample_of("0", "0", 100 * MIB),
	                                     sample_of("0", "1", 60 * MIB)};
	struct xnb_run_parts run;

	(void)state;
	open_run(&run, samples, 2, "virtualized");
	xnb_attributes_write(&run);
	assert_null(run.warnings.absent);
	assert_null(run.warnings.texts);
	assert_int_equal(read_bandwidth(0, 0), 100);
	assert_int_equal(read_bandwidth(0, 1), 60);
	assert_int_equal(read_bandwidth(1, 0), 0);
	close_run(&run);
}

static void emulated_timings_never_get_in(void **state)
{
	const struct xnb_sample sample = sample_of("0", "0", 100 * MIB);
	static const char *const timings[] = {"emulated", "counted"};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct xnb_run_parts run;

		open_run(&run, &sample, 1, timings[i]);
		xnb_attributes_write(&run);
		assert_non_null(strstr(absent_why(&run), timings[i]));
		assert_int_equal(access("run/topology.xml", F_OK), -1);
		close_run(&run);
		assert_int_equal(remove_tree("run"), 0);
	}
}

static void without_a_sample_it_is_absent(void **state)
{
	const struct xnb_sample sample = sample_of("0", "", 100 * MIB);
	struct xnb_run_parts run;

	(void)state;
	open_run(&run, &sample, 1, "real");
	xnb_attributes_write(&run);
	assert_non_null(strstr(absent_why(&run), "known node"));
	assert_int_equal(access("run/topology.xml", F_OK), -1);
	close_run(&run);
}

/* Nobody misses them in a run that was to measure something else. */
static void other_runs_say_nothing(void **state)
{
	struct xnb_run_parts run;

	(void)state;
	open_run(&run, NULL, 0, "emulated");
	run.settings.experiments[0] = &placement;
	xnb_attributes_write(&run);
	assert_null(run.warnings.absent);
	close_run(&run);
}

static void what_cannot_be_written_is_a_warning(void **state)
{
	const struct xnb_sample sample = sample_of("0", "0", 100 * MIB);
	struct xnb_run_parts run;

	(void)state;
	open_run(&run, &sample, 1, "real");
	assert_int_equal(rename("run", "elsewhere"), 0);
	xnb_attributes_write(&run);
	assert_int_equal(json_array_size(run.warnings.texts), 1);
	close_run(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_cell_is_the_median_of_its_samples),
	    cmocka_unit_test(what_is_no_value_of_a_cell_is_left_out),
	    cmocka_unit_test(noise_does_not_exclude),
	    cmocka_unit_test(cells_are_of_one_variant),
	    cmocka_unit_test(threads_and_bytes_may_differ),
	    cmocka_unit_test(bandwidth_is_the_mean_of_read_and_write),
	    cmocka_unit_test(latency_is_the_lowest),
	    in_a_folder(a_run_ends_with_what_it_measured),
	    in_a_folder(emulated_timings_never_get_in),
	    in_a_folder(without_a_sample_it_is_absent),
	    in_a_folder(other_runs_say_nothing),
	    in_a_folder(what_cannot_be_written_is_a_warning),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

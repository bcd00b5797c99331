/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A run in the formats of other programs, read by those programs' parsers (peers.py):
 * python3-jsonschema and python3-prometheus-client. */
#include "tests/unit/spawn.h"
#include "tests/unit/test.h"

#include "analysis/report/format.h"
#include "base/io.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RUNS   XNB_TEST_DATA "/runs/"
#define SCHEMA XNB_TEST_DATA "/../../docs/report.schema.json"
#define PEERS  XNB_TEST_DATA "/../unit/peers.py"

static const char *const runs[] = {
    RUNS "small",   RUNS "report", RUNS "experiments",
    RUNS "hostile", RUNS "lab",    RUNS "small/samples.csv",
};

enum { N_RUNS = sizeof(runs) / sizeof(runs[0]) };

static const char *const documents[N_RUNS] = {"1", "2", "3", "4", "5", "6"};

static char folder[64];

static int setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "/tmp/xnb-export-XXXXXX");
	return mkdtemp(folder) && chdir(folder) == 0 ? 0 : -1;
}

static int teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_RUNS; i++)
		unlink(documents[i]);
	unlink("samples.csv");
	return chdir("/") || rmdir(folder);
}

static void export(struct xnb_buf *text, const char *format, const char *run)
{
	struct xnb_error err = {0};
	const struct xnb_report_format *found = xnb_report_format_find(format);

	assert_non_null(found);
	if (xnb_report_format_write(text, found, run, &err))
		fail_msg("%s of %s: %s", format, run, err.text);
}

/* Into the i-th of the files for other programs. */
static void put_file(const struct xnb_buf *text, size_t i)
{
	struct xnb_error err;

	assert_int_equal(xnb_replace_file(documents[i], text->text, text->length, &err),
	                 0);
}

/* Reads the first n documents with a parser that others use; they take a while to start,
 * so all at once. */
static int read_by_peer(struct xnb_buf *out, const char *how, size_t n)
{
	const char *argv[N_RUNS + 4] = {PEERS, how};
	size_t last = 2;
	struct xnb_buf errors = {0};
	int rc;

	if (strcmp(how, "schema") == 0)
		argv[last++] = SCHEMA;
	for (size_t i = 0; i < n; i++)
		argv[last++] = documents[i];
	rc = spawn((char *const *)(uintptr_t)argv, out, &errors);
	if (rc)
		print_message("%s", xnb_buf_text(&errors));
	xnb_buf_free(&errors);
	return rc;
}

static json_t *load(const struct xnb_buf *text)
{
	json_error_t problem;
	json_t *value = json_loads(xnb_buf_text(text), 0, &problem);

	if (!value)
		fail_msg("line %d: %s", problem.line, problem.text);
	return value;
}

static void json_is_as_its_schema_says(void **state)
{
	static const char wrong[] = "{\"format\": \"xen-numabench report\"}";
	struct xnb_buf out = {0}, text = {0};

	(void)state;
	for (size_t i = 0; i < N_RUNS; i++) {
		xnb_buf_clear(&text);
		export(&text, "json", runs[i]);
		put_file(&text, i);
	}
	assert_int_equal(read_by_peer(&out, "schema", N_RUNS), 0);
	xnb_buf_clear(&text);
	xnb_buf_puts(&text, wrong);
	put_file(&text, 1);
	assert_int_not_equal(read_by_peer(&out, "schema", 2), 0);
	xnb_buf_free(&text);
	xnb_buf_free(&out);
}

static const char *text_at(const json_t *object, const char *a, const char *b)
{
	return json_string_value(json_object_get(json_object_get(object, a), b));
}

static double number_at(const json_t *object, const char *a, const char *b)
{
	const json_t *value = json_object_get(json_object_get(object, a), b);

	return json_is_number(value) ? json_number_value(value) : NAN;
}

static const json_t *find_series(const json_t *document, const char *scenario,
                                 const char *metric)
{
	const json_t *series = json_object_get(document, "series");

	for (size_t i = 0; i < json_array_size(series); i++) {
		const json_t *one = json_array_get(series, i);

		if (strcmp(text_at(one, "key", "scenario"), scenario) == 0 &&
		    strcmp(text_at(one, "key", "metric"), metric) == 0)
			return one;
	}
	fail_msg("no series %s %s", scenario, metric);
	return NULL;
}

static void assert_near(double got, double want, double tolerance)
{
	if (!(fabs(got - want) <= tolerance))
		fail_msg("%.17g is not %.17g +- %g", got, want, tolerance);
}

/* The figures are those of test_summary.c, by hand; R's quantile(c(8, 12, 60, 140, 1000,
 * 1000)) has the quartiles 24 and 785 and the median 100, and mad(..., constant = 1) is
 * 90. */
static void json_has_what_the_summaries_say(void **state)
{
	struct xnb_buf text = {0};
	json_t *document;
	const json_t *local;

	(void)state;
	export(&text, "json", RUNS "small");
	document = load(&text);
	local = find_series(document, "local", "bandwidth");
	assert_near(number_at(local, "values", "mean"), 100, 1e-9);
	assert_string_equal(text_at(local, "values", "mean_kind"), "geometric");
	assert_near(number_at(json_object_get(local, "values"), "interval", "low"),
	            0.327991, 5e-7);
	assert_near(number_at(local, "values", "median"), 100, 1e-12);
	assert_near(number_at(local, "values", "iqr"), 761, 1e-9);
	assert_near(number_at(local, "values", "mad"), 90, 1e-12);
	assert_near(number_at(local, "repetitions", "domains"), 3, 0);
	assert_near(number_at(local, "repetitions", "samples"), 6, 0);
	assert_near(number_at(local, "counts", "warmups"), 3, 0);
	assert_true(
	    json_is_true(json_object_get(json_object_get(local, "flags"), "moved")));
	assert_string_equal(json_string_value(json_object_get(local, "scope")),
	                    "one boot: does not cover boot-to-boot variation");
	assert_string_equal(text_at(document, "timing", "kind"), "emulated");
	assert_true(json_is_false(
	    json_object_get(json_object_get(document, "timing"), "judged")));
	json_decref(document);
	xnb_buf_free(&text);
}

static size_t count_lines(const struct xnb_buf *text, const char *begin)
{
	size_t n = 0;

	for (const char *at = xnb_buf_text(text); *at; at += strcspn(at, "\n") + 1) {
		n += strncmp(at, begin, strlen(begin)) == 0;
		if (!strchr(at, '\n'))
			break;
	}
	return n;
}

static void openmetrics_is_read_by_its_parsers(void **state)
{
	struct xnb_buf text = {0}, out = {0};
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < N_RUNS; i++) {
		xnb_buf_clear(&text);
		export(&text, "openmetrics", runs[i]);
		put_file(&text, i);
		n += count_lines(&text, "xen_numabench_");
		assert_string_equal(text.text + text.length - 6, "# EOF\n");
	}
	assert_int_equal(read_by_peer(&out, "openmetrics", N_RUNS), 0);
	assert_int_equal(count_lines(&out, "["), n);
	xnb_buf_free(&text);
	xnb_buf_free(&out);
}

/* The one sample of a family with this scenario and item, as the parsers understood it.
 */
static json_t *find_sample(const struct xnb_buf *out, const char *name,
                           const char *scenario, const char *item)
{
	const char *at = xnb_buf_text(out);

	for (; *at; at += strcspn(at, "\n") + 1) {
		json_t *one = json_loads(at, JSON_DISABLE_EOF_CHECK, NULL);
		const json_t *labels = json_array_get(one, 1);
		const char *has = json_string_value(json_object_get(labels, "scenario"));
		const char *of = json_string_value(json_object_get(labels, "item"));

		if (strcmp(json_string_value(json_array_get(one, 0)), name) == 0 && has &&
		    of && strcmp(has, scenario) == 0 && strcmp(of, item) == 0)
			return one;
		json_decref(one);
	}
	fail_msg("no sample of %s, %s, %s", name, scenario, item);
	return NULL;
}

/* 80, 40 and 20 ns are 4e-8 s on the geometric mean. */
static void openmetrics_has_base_units_and_says_what_is_emulated(void **state)
{
	static const char csv[] =
	    "experiment,scenario,item,params,boot,domain,iteration,block,seq,vcpu,"
	    "cpu_node,mem_node,locality,metric,unit,value,flags\n"
	    "latency,a,chase,,0,0,0,0,0,,0,0,,latency,ns,80,\n"
	    "latency,a,chase,,0,1,0,0,1,,0,0,,latency,ns,40,\n"
	    "latency,a,chase,,0,2,0,0,2,,0,0,,latency,ns,20,\n";
	struct xnb_buf text = {0}, out = {0};
	struct xnb_error err;
	json_t *one;

	(void)state;
	assert_int_equal(xnb_replace_file("samples.csv", csv, sizeof(csv) - 1, &err), 0);
	export(&text, "openmetrics", "samples.csv");
	put_file(&text, 0);
	assert_int_equal(read_by_peer(&out, "openmetrics", 1), 0);
	one = find_sample(&out, "xen_numabench_mean_seconds", "a", "chase");
	assert_near(json_number_value(json_array_get(one, 2)), 4e-8, 1e-20);
	assert_string_equal(json_string_value(json_array_get(one, 3)), "seconds");
	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(one, 1), "timing")),
	    "unknown");
	json_decref(one);
	xnb_buf_clear(&text);
	xnb_buf_clear(&out);
	export(&text, "openmetrics", RUNS "small");
	put_file(&text, 0);
	assert_int_equal(read_by_peer(&out, "openmetrics", 1), 0);
	one = find_sample(&out, "xen_numabench_mean_bytes_per_second", "local", "triad");
	assert_string_equal(
	    json_string_value(json_object_get(json_array_get(one, 1), "timing")),
	    "emulated");
	json_decref(one);
	xnb_buf_free(&text);
	xnb_buf_free(&out);
}

/* Only the mark that reverses the direction is not shown. */
static void hostile_labels_come_back_as_text(void **state)
{
	static const char name[] = "<script>alert(1)</script>&\"q\"'s' `touch pwned` "
	                           "$(touch pwned) %s %d \\n {/Bold x_y^z} \ufffd#";
	struct xnb_buf text = {0}, out = {0};

	(void)state;
	export(&text, "openmetrics", RUNS "hostile");
	put_file(&text, 0);
	assert_int_equal(read_by_peer(&out, "openmetrics", 1), 0);
	json_decref(
	    find_sample(&out, "xen_numabench_mean_bytes_per_second", "local", name));
	xnb_buf_free(&text);
	xnb_buf_free(&out);
}

/* golang.org/design/14313-benchmark-format: a name that begins with Benchmark and a
 * capital, a count above 0, and pairs of a number and a unit. */
static void check_benchmark_line(const char *line)
{
	char name[4096], unit[256], more;
	size_t samples, length;
	double value;

	if (sscanf(line, "%4095s %zu %lf %255s%c", name, &samples, &value, unit, &more) !=
	        5 ||
	    more != '\n' || strncmp(name, "BenchmarkXen/", 13) != 0 || samples == 0 ||
	    !isfinite(value))
		fail_msg("no line of a benchmark: %.200s", line);
	length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                      "0123456789/=%_-.,+:");
	assert_int_equal(length, strlen(name));
	assert_null(strchr("0123456789", name[length - 1])); /* not GOMAXPROCS */
}

static void benchstat_has_a_line_for_each_unit(void **state)
{
	static const char *const wanted[] = {
	    "timing: emulated\n",
	    "Unit B/s better=higher\n",
	    "Unit locality assume=exact\n",
	    ("/scenario=local/item=triad/bytes=1048576/isa=sse2/cpu_node=0/mem_node=0/"
	     "metric=bandwidth/per=domain 2 10 B/s\n"),
	    "per=domain 2 100 B/s\n",
	    "per=domain 2 1000 B/s\n",
	};
	struct xnb_buf text = {0};

	(void)state;
	export(&text, "benchstat", RUNS "small");
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (!strstr(xnb_buf_text(&text), wanted[i]))
			fail_msg("no \"%s\" in\n%s", wanted[i], xnb_buf_text(&text));
	xnb_buf_free(&text);
}

static void benchstat_lines_are_those_of_go(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_RUNS; i++) {
		struct xnb_buf text = {0};
		size_t n = 0;

		export(&text, "benchstat", runs[i]);
		for (const char *at = xnb_buf_text(&text); *at;
		     at += strcspn(at, "\n") + 1)
			if (strncmp(at, "Benchmark", 9) == 0) {
				check_benchmark_line(at);
				n++;
			}
		assert_true(n > 0);
		xnb_buf_free(&text);
	}
}

/* Of the entries of one direction: all of it, named apart where timings are not real. */
static void check_entries(const char *format, const char *not_unit)
{
	struct xnb_buf text = {0};
	json_t *entries;

	export(&text, format, RUNS "hostile");
	entries = load(&text);
	assert_true(json_array_size(entries) > 0);
	for (size_t i = 0; i < json_array_size(entries); i++) {
		const json_t *one = json_array_get(entries, i);

		assert_string_not_equal(json_string_value(json_object_get(one, "unit")),
		                        not_unit);
		assert_true(json_is_number(json_object_get(one, "value")));
		assert_non_null(json_string_value(json_object_get(one, "range")));
		assert_non_null(strstr(json_string_value(json_object_get(one, "name")),
		                       " (timing emulated)"));
		assert_non_null(strstr(json_string_value(json_object_get(one, "extra")),
		                       "Emulated timing"));
	}
	json_decref(entries);
	xnb_buf_free(&text);
}

static void charts_have_one_direction_each(void **state)
{
	(void)state;
	check_entries("smaller-is-better", "B/s");
	check_entries("bigger-is-better", "ns");
}

#define HEADER                                                                  \
	"experiment,scenario,item,params,boot,domain,iteration,block,seq,vcpu," \
	"cpu_node,mem_node,locality,metric,unit,value,flags\n"

/* benchstat makes seconds of both, and a chart goes by name: they are not one series. */
static void what_differs_in_its_unit_has_it_in_its_name(void **state)
{
	static const char csv[] = HEADER "x,a,b,,0,0,0,0,0,,0,0,,m,ms,11,\n"
	                                 "x,a,b,,0,0,0,0,1,,0,0,,m,us,12,\n"
	                                 "x,a,b,,0,0,0,0,2,,0,1,,m,us,13,\n"
	                                 "x,a,c,,0,0,0,0,3,,,,,,,5,\n";
	static const struct {
		const char *format, *ms, *us, *other;
	} cases[] = {
	    {"smaller-is-better", "0 -> 0: m [ms]", "0 -> 0: m [us]", "0 -> 1: m ("},
	    {"benchstat", "mem_node=0/metric=m/unit=ms/", "mem_node=0/metric=m/unit=us/",
	     "mem_node=1/metric=m/per"},
	    {"benchstat", "/item=c/per=domain 1 5 value\n", "/unit=ms/", "/unit=us/"},
	};
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_replace_file("samples.csv", csv, sizeof(csv) - 1, &err), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct xnb_buf text = {0};

		export(&text, cases[i].format, "samples.csv");
		assert_non_null(strstr(xnb_buf_text(&text), cases[i].ms));
		assert_non_null(strstr(xnb_buf_text(&text), cases[i].us));
		assert_non_null(strstr(xnb_buf_text(&text), cases[i].other));
		xnb_buf_free(&text);
	}
}

/* A spread beyond what a double holds is null, not a number, in JSON, and not there in
 * the others. */
static void what_is_not_finite_is_not_written(void **state)
{
	static const char csv[] = HEADER "x,a,b,,0,0,0,0,0,,0,0,,m,apples,1e308,\n"
	                                 "x,a,b,,0,1,0,0,1,,0,0,,m,apples,-1e308,\n"
	                                 "x,a,b,,0,2,0,0,2,,0,0,,m,apples,1e308,\n"
	                                 "x,a,b,,0,3,0,0,3,,0,0,,m,apples,-1e308,\n";
	static const char *const formats[] = {"json", "openmetrics", "benchstat",
	                                      "smaller-is-better", "bigger-is-better"};
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_replace_file("samples.csv", csv, sizeof(csv) - 1, &err), 0);
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct xnb_buf text = {0}, out = {0};

		export(&text, formats[i], "samples.csv");
		assert_null(strcasestr(xnb_buf_text(&text), " inf"));
		assert_null(strcasestr(xnb_buf_text(&text), "-inf"));
		assert_null(strcasestr(xnb_buf_text(&text), " nan"));
		put_file(&text, i);
		if (i == 0)
			assert_int_equal(read_by_peer(&out, "schema", 1), 0);
		xnb_buf_free(&text);
		xnb_buf_free(&out);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(json_is_as_its_schema_says),
	    cmocka_unit_test(json_has_what_the_summaries_say),
	    cmocka_unit_test(openmetrics_is_read_by_its_parsers),
	    cmocka_unit_test(openmetrics_has_base_units_and_says_what_is_emulated),
	    cmocka_unit_test(hostile_labels_come_back_as_text),
	    cmocka_unit_test(benchstat_has_a_line_for_each_unit),
	    cmocka_unit_test(benchstat_lines_are_those_of_go),
	    cmocka_unit_test(charts_have_one_direction_each),
	    cmocka_unit_test(what_differs_in_its_unit_has_it_in_its_name),
	    cmocka_unit_test(what_is_not_finite_is_not_written),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}

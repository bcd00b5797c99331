/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/test.h"

#include "base/io.h"
#include "rundir/csv.h"
#include "rundir/number.h"
#include "rundir/params.h"
#include "rundir/strings.h"

#include <float.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Writes `text` to a fresh file and opens it. */
static void open_text(struct xnb_csv *csv, char path[32], const char *text, size_t length)
{
	struct xnb_error err = {0};
	int fd;

	strcpy(path, "/tmp/xnb-csv-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(xnb_replace_file(path, text, length, &err), 0);
	assert_int_equal(xnb_csv_open(csv, path, &err), 0);
	unlink(path);
}

/* Reads `text`; cells come back joined with '|', records ended by '/'; at the end E for a
 * whole file, T for a torn one, or the error. */
static const char *parse(const char *text, size_t length)
{
	static char got[4096];
	struct xnb_error err = {0};
	struct xnb_csv csv;
	enum xnb_csv_found found;
	char path[32];
	size_t used = 0;

	open_text(&csv, path, text, length);
	while ((found = xnb_csv_next(&csv, &err)) == XNB_CSV_RECORD) {
		for (size_t i = 0; i < csv.n_cells; i++)
			used += (size_t)snprintf(got + used, sizeof(got) - used, "%s%s",
			                         i ? "|" : "", xnb_csv_cell(&csv, i));
		used += (size_t)snprintf(got + used, sizeof(got) - used, "/");
	}
	snprintf(got + used, sizeof(got) - used, "%s",
	         found == XNB_CSV_END    ? "E"
	         : found == XNB_CSV_TORN ? "T"
	                                 : strchr(err.text, ':'));
	xnb_csv_close(&csv);
	return got;
}

/* Examples of RFC 4180, section 2, and their edges. */
static void reads_rfc_4180(void **state)
{
	static const struct {
		const char *text, *cells;
	} cases[] = {
	    {"aaa,bbb,ccc\nzzz,yyy,xxx\n", "aaa|bbb|ccc/zzz|yyy|xxx/E"},
	    {"aaa,bbb\r\nzzz,yyy\r\n", "aaa|bbb/zzz|yyy/E"},
	    {"\"aaa\",\"b \r\nbb\",\"ccc\"\r\n", "aaa|b \r\nbb|ccc/E"},
	    {"\"aaa\",\"b\"\"bb\",\"\"\n", "aaa|b\"bb|/E"},
	    {"\"a,b\",\"\"\"\"\n", "a,b|\"/E"},
	    {",,\n\n", "||//E"},
	    {" a , b \n", " a | b /E"},
	    {"", "E"},
	    {"\xef\xbb\xbf"
	     "a,b\n",
	     "a|b/E"},
	    {"\xef\xbb\xbf", "E"},
	    {"a,b\nc,d", "a|b/T"},
	    {"a\r", "T"},
	    {"\"a", "T"},
	    {"a\n\"b\nc", "a/T"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_string_equal(parse(cases[i].text, strlen(cases[i].text)),
		                    cases[i].cells);
}

static void names_line_and_cell_of_what_is_wrong(void **state)
{
	static const struct {
		const char *text;
		size_t length;
		const char *error;
	} cases[] = {
	    {"a,b\nc,d\"e\n", 10, "a|b/:2: cell 2: a quote within"},
	    {"\"a\nb\",\"c\"d\n", 11, ":2: cell 2: text behind"},
	    {"a\rb\n", 4, ":1: cell 1: a carriage return"},
	    {"a,b\n\nc\0,d\n", 10, "a|b//:3: cell 1: a NUL byte"},
	    {"\"\0\"\n", 4, ":1: cell 1: a NUL byte"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *got = parse(cases[i].text, cases[i].length);

		if (strncmp(got, cases[i].error, strlen(cases[i].error)))
			fail_msg("%s: does not begin with %s", got, cases[i].error);
	}
}

static void a_record_without_end_is_no_csv(void **state)
{
	size_t length = XNB_CSV_LONGEST_RECORD + 10;
	char *text = malloc(length);

	(void)state;
	assert_non_null(text);
	memset(text, 'x', length);
	assert_non_null(strstr(parse(text, length), "longer than"));
	free(text);
}

/* Records of both kinds that lie across the border of two reads. */
static void chunks_do_not_show(void **state)
{
	struct xnb_buf text = {0};
	struct xnb_error err = {0};
	struct xnb_csv csv;
	char path[32], want[32];
	size_t n = 0;

	(void)state;
	for (int i = 0; i < 40000; i++)
		xnb_buf_printf(&text, i % 3 ? "%d,x:%d\n" : "%d,\"x:%d\"\r\n", i, i);
	open_text(&csv, path, text.text, text.length);
	while (xnb_csv_next(&csv, &err) == XNB_CSV_RECORD) {
		snprintf(want, sizeof(want), "x:%zu", n);
		assert_int_equal(csv.n_cells, 2);
		assert_string_equal(xnb_csv_cell(&csv, 1), want);
		n++;
		assert_int_equal(csv.line, n);
	}
	assert_int_equal(n, 40000);
	xnb_csv_close(&csv);
	xnb_buf_free(&text);
}

static void every_number_reads_back_as_itself(void **state)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
	    {0, "0"},
	    {1, "1"},
	    {0.1, "0.1"},
	    {-2.5, "-2.5"},
	    {1e100, "1e+100"},
	    {0.1 + 0.2, "0.30000000000000004"},
	    {12345678, "12345678"},
	    {9.392, "9.392"},
	    {299792458e3, "299792458000"},
	};
	static const double edges[] = {DBL_MIN, DBL_MAX,   DBL_EPSILON, 5e-324, M_PI,
	                               1.0 / 3, 2.0 / 3e9, 0x1p53 + 2,  -1e-7};
	char text[XNB_NUMBER_SIZE];
	double back;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_true(xnb_number_format(text, cases[i].value));
		assert_string_equal(text, cases[i].text);
	}
	for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
		assert_true(xnb_number_format(text, edges[i]));
		assert_true(xnb_number_parse(&back, text));
		assert_true(back == edges[i]);
	}
	assert_false(xnb_number_format(text, NAN));
	assert_false(xnb_number_format(text, INFINITY));
}

/* The bits of strtod(), which rounds right (glibc's manual, "Parsing of Floats"). */
static void assert_as_strtod(const char *text)
{
	double want = strtod(text, NULL), got = NAN;

	if (!xnb_number_parse(&got, text) || memcmp(&got, &want, sizeof(got)))
		fail_msg("%s is read as %.17g, not %.17g", text, got, want);
}

/* A multiplicative generator: the same numbers every time. */
static uint64_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 11 ^ *state << 40;
}

static void numbers_are_rounded_right(void **state)
{
	/* Halfway between two doubles, and just beside. */
	static const char *const edges[] = {"9007199254740993",
	                                    "9007199254740992.5",
	                                    "9007199254740993.000",
	                                    "4503599627370496.5",
	                                    "4503599627370497.5",
	                                    "450359962737049.65625",
	                                    "0.5000000000000000555",
	                                    "1.0000000000000001110",
	                                    "1.000000000000000111",
	                                    "18446744073709551615",
	                                    "9999999999999999999",
	                                    "0.9999999999999999999",
	                                    "0.0000000000000000001",
	                                    "-0",
	                                    "-0.0",
	                                    "-9007199254740993.1",
	                                    "8.5899345929999999995",
	                                    "1.7976931348623157e308"};
	uint64_t seed = 1;
	char text[64];

	(void)state;
	for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++)
		assert_as_strtod(edges[i]);
	for (int i = 0; i < 200000; i++) {
		uint64_t digits = next_random(&seed) >> next_random(&seed) % 60;
		size_t n = (size_t)snprintf(text, sizeof(text), "%" PRIu64, digits);
		size_t point = next_random(&seed) % (n + 1);

		memmove(text + point + 1, text + point, n - point + 1);
		text[point] = '.';
		assert_as_strtod(text);
	}
}

static void what_is_no_number_is_refused(void **state)
{
	static const char *const bad[] = {"",     " 1",  "1 ",    "nan", "inf",  "-inf",
	                                  "0x10", "1,5", "1e400", "e5",  "--1",  "1e",
	                                  ".",    "+",   "1.2.3", "1-2", "1e5e5"};
	static const char *const bad_counts[] = {
	    "", "-1", "+1", "1.0", "1e3", " 1", "18446744073709551616", "0x1", "1_000"};
	uint64_t count;
	double number;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (xnb_number_parse(&number, bad[i]))
			fail_msg("\"%s\" was read as %g", bad[i], number);
	for (size_t i = 0; i < sizeof(bad_counts) / sizeof(bad_counts[0]); i++)
		if (xnb_count_parse(&count, bad_counts[i], UINT64_MAX))
			fail_msg("\"%s\" was read as a count", bad_counts[i]);
	assert_true(xnb_count_parse(&count, "18446744073709551615", UINT64_MAX));
	assert_true(count == UINT64_MAX);
	assert_false(xnb_count_parse(&count, "9223372036854775808", INT64_MAX));
	assert_true(xnb_number_parse(&number, "+1.5E-3"));
	assert_true(number == 0.0015);
}

static void parameters_stay_sorted(void **state)
{
	struct xnb_params params = {0};
	struct xnb_error err;
	char value[8];

	(void)state;
	assert_int_equal(xnb_params_set_u64(&params, "vcpus", 2, &err), 0);
	assert_string_equal(params.text, "vcpus=2");
	assert_int_equal(xnb_params_set(&params, "bytes", "4096", &err), 0);
	assert_int_equal(xnb_params_set(&params, "path", "raw", &err), 0);
	assert_int_equal(xnb_params_set(&params, "isa", "sse2", &err), 0);
	assert_string_equal(params.text, "bytes=4096;isa=sse2;path=raw;vcpus=2");
	assert_int_equal(xnb_params_set(&params, "vcpus", "16", &err), 0);
	assert_int_equal(xnb_params_set(&params, "bytes", "1", &err), 0);
	assert_int_equal(xnb_params_set(&params, "isa", "avx512", &err), 0);
	assert_string_equal(params.text, "bytes=1;isa=avx512;path=raw;vcpus=16");
	assert_true(xnb_params_get(params.text, "isa", value, sizeof(value)));
	assert_string_equal(value, "avx512");
	assert_true(xnb_params_get(params.text, "vcpus", value, sizeof(value)));
	assert_string_equal(value, "16");
	assert_false(xnb_params_get(params.text, "pat", value, sizeof(value)));
	assert_false(xnb_params_get("", "path", value, sizeof(value)));
}

static void parameters_out_of_the_list_are_refused(void **state)
{
	struct xnb_params params = {.text = "path=raw"};
	struct xnb_error err;
	char endless[300];

	(void)state;
	memset(endless, 'x', sizeof(endless) - 1);
	endless[sizeof(endless) - 1] = '\0';
	assert_int_equal(xnb_params_set(&params, "vcpu", "1", &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_FAILED);
	assert_non_null(strstr(err.text, "did you mean vcpus"));
	assert_int_equal(xnb_params_set(&params, "isa", "", &err), -1);
	assert_int_equal(xnb_params_set(&params, "isa", "a;b", &err), -1);
	assert_int_equal(xnb_params_set(&params, "isa", "a=b", &err), -1);
	assert_int_equal(xnb_params_set(&params, "isa", "a\n", &err), -1);
	assert_int_equal(xnb_params_set(&params, "isa", endless, &err), -1);
	assert_string_equal(params.text, "path=raw");
	for (size_t i = 1; xnb_param_keys[i].key; i++)
		assert_true(strcmp(xnb_param_keys[i - 1].key, xnb_param_keys[i].key) < 0);
}

static void equal_texts_are_one(void **state)
{
	struct xnb_strings strings = {0};
	const char *first[500];
	char text[16];

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (int i = 0; i < 500; i++) {
			const char *got;

			snprintf(text, sizeof(text), "%d", i);
			got = xnb_strings_intern(&strings, text);
			assert_string_equal(got, text);
			if (round)
				assert_ptr_equal(got, first[i]);
			first[i] = got;
		}
	}
	assert_int_equal(strings.n, 500);
	xnb_strings_free(&strings);
}

/* Whatever stands behind the NUL. */
static void an_interned_text_is_known_to_its_end(void **state)
{
	static const char longest[] = "abcdefghijklmnopqrstuvwxyz";
	struct xnb_strings strings = {0};

	(void)state;
	for (size_t n = 0; n < sizeof(longest); n++) {
		char text[sizeof(longest) + 1 + XNB_STRINGS_SLACK];
		const char *interned;

		memset(text, 'X', sizeof(text));
		memcpy(text, longest, n);
		text[n] = '\0';
		interned = xnb_strings_intern(&strings, text);
		assert_true(xnb_strings_is(interned, text, n));
		text[n] = longest[n] ? longest[n] : 'X';
		text[n + 1] = '\0';
		assert_false(xnb_strings_is(interned, text, n + 1));
		if (n == 0)
			continue;
		text[n - 1] = '\0';
		assert_false(xnb_strings_is(interned, text, n - 1));
		text[n] = '\0';
		text[n - 1] = '#';
		assert_false(xnb_strings_is(interned, text, n));
		assert_ptr_equal(xnb_strings_find(&strings, interned, n), interned);
		assert_null(xnb_strings_find(&strings, text, n));
	}
	xnb_strings_free(&strings);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(reads_rfc_4180),
	    cmocka_unit_test(names_line_and_cell_of_what_is_wrong),
	    cmocka_unit_test(a_record_without_end_is_no_csv),
	    cmocka_unit_test(chunks_do_not_show),
	    cmocka_unit_test(every_number_reads_back_as_itself),
	    cmocka_unit_test(numbers_are_rounded_right),
	    cmocka_unit_test(what_is_no_number_is_refused),
	    cmocka_unit_test(parameters_stay_sorted),
	    cmocka_unit_test(parameters_out_of_the_list_are_refused),
	    cmocka_unit_test(equal_texts_are_one),
	    cmocka_unit_test(an_interned_text_is_known_to_its_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

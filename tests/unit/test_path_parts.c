/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Whose instructions a path is made of: which addresses are whose, what is a mark, how
 * marks become calls and calls rows, and that nothing is attributed that does not add up.
 */
#include "tests/unit/test.h"

#include "tests/unit/folder.h"
#include "tests/unit/run_files.h"

#include "base/marks.h"
#include "rundir/path_marks.h"
#include "rundir/path_parts.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DIR "run"

/* ---- addresses and marks ---- */

/* From the memory maps that Xen and Linux document, and from running kernels. */
static void addresses_are_told_apart(void **state)
{
	static const struct {
		uint64_t address;
		enum xnb_space space;
	} known[] = {
	    {0x400000, XNB_SPACE_USER},             /* a static program */
	    {0x7ffff7fc1000, XNB_SPACE_USER},       /* the vDSO */
	    {0x7fffffffffff, XNB_SPACE_USER},       /* the last of userland */
	    {0xffff800000000000, XNB_SPACE_XEN},    /* HYPERVISOR_VIRT_START */
	    {0xffff82c000000000, XNB_SPACE_XEN},    /* ... vmap */
	    {0xffff82d040200000, XNB_SPACE_XEN},    /* ... its text */
	    {0xffff82d07ffffff0, XNB_SPACE_XEN},    /* ... its stubs */
	    {0xffff87ffffffffff, XNB_SPACE_XEN},    /* the last one */
	    {0xffff880000000000, XNB_SPACE_KERNEL}, /* Linux's direct map begins */
	    {0xffffffff81000000, XNB_SPACE_KERNEL}, /* ... its text */
	    {0xffffffffc0200000, XNB_SPACE_KERNEL}, /* ... its modules */
	    {0xffffffffffffffff, XNB_SPACE_KERNEL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_int_equal(xnb_space_of(known[i].address), known[i].space);
}

/* Bytes as an assembler has them: nopl 0x414d554e(%rax,%rax,1) and what is like it. */
static void marks_are_known_by_their_bytes(void **state)
{
	static const struct {
		unsigned char code[9];
		size_t size;
		enum xnb_mark mark;
	} known[] = {
	    {{0x0f, 0x1f, 0x84, 0x00, 0x4e, 0x55, 0x4d, 0x41}, 8, XNB_MARK_SERIES},
	    {{0x0f, 0x1f, 0x84, 0x00, 0x4f, 0x55, 0x4d, 0x41}, 8, XNB_MARK_CALL},
	    {{0x0f, 0x1f, 0x84, 0x00, 0x51, 0x55, 0x4d, 0x41}, 8, XNB_MARK_KEPT},
	    /* The NOPs that fill gaps in any program. */
	    {{0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00}, 8, XNB_N_MARKS},
	    {{0x66, 0x0f, 0x1f, 0x84, 0x00, 0x00, 0x00, 0x00, 0x00}, 9, XNB_N_MARKS},
	    {{0x0f, 0x1f, 0x44, 0x00, 0x00}, 5, XNB_N_MARKS},
	    {{0x90}, 1, XNB_N_MARKS},
	    /* One that is no mark yet, and one that is cut short. */
	    {{0x0f, 0x1f, 0x84, 0x00, 0x52, 0x55, 0x4d, 0x41}, 8, XNB_N_MARKS},
	    {{0x0f, 0x1f, 0x84, 0x00, 0x4e, 0x55, 0x4d}, 7, XNB_N_MARKS},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_int_equal(xnb_mark_of(known[i].code, known[i].size),
		                 known[i].mark);
}

#if defined(__x86_64__)
__attribute__((noinline)) static void passes_a_mark(void)
{
	XNB_MARK(XNB_MARK_RETURN);
}

/* What the compiler makes of it is what is looked for. */
static void a_mark_is_one_instruction(void **state)
{
	const unsigned char *code = (const unsigned char *)(uintptr_t)passes_a_mark;
	size_t found = 0;

	(void)state;
	passes_a_mark();
	for (size_t i = 0; i < 64; i++)
		found += xnb_mark_of(code + i, 8) == XNB_MARK_RETURN;
	assert_int_equal(found, 1);
}
#else
static void a_mark_is_one_instruction(void **state)
{
	(void)state;
	skip();
}
#endif

/* ---- marks to calls ---- */

/* What an emulator would write down. */
struct met {
	struct xnb_mark_record records[64];
	size_t n;
	uint64_t counts[XNB_N_SPACES];
};

static void pass(struct met *met, enum xnb_mark mark)
{
	struct xnb_mark_record *record = &met->records[met->n++];

	record->mark = mark;
	memcpy(record->counts, met->counts, sizeof(met->counts));
}

/* A call of so many instructions, and between two calls some more. */
static void call(struct met *met, uint64_t user, uint64_t kernel, uint64_t xen)
{
	pass(met, XNB_MARK_CALL);
	met->counts[XNB_SPACE_USER] += user;
	met->counts[XNB_SPACE_KERNEL] += kernel;
	met->counts[XNB_SPACE_XEN] += xen;
	pass(met, XNB_MARK_RETURN);
	met->counts[XNB_SPACE_USER] += 1000;
	met->counts[XNB_SPACE_KERNEL] += 2000;
	met->counts[XNB_SPACE_XEN] += 4000;
}

static void calls_lie_between_their_marks(void **state)
{
	struct met met = {.counts = {5, 6, 7}};
	struct xnb_path_calls calls;

	(void)state;
	pass(&met, XNB_MARK_SERIES);
	call(&met, 10, 0, 0);
	call(&met, 11, 22, 33);
	pass(&met, XNB_MARK_KEPT);
	/* One that Xen did not offer after all, and its successor. */
	pass(&met, XNB_MARK_SERIES);
	call(&met, 99, 99, 99);
	pass(&met, XNB_MARK_CALL);
	pass(&met, XNB_MARK_SERIES);
	call(&met, 1, 2, 3);
	pass(&met, XNB_MARK_KEPT);
	/* One that was cut off. */
	pass(&met, XNB_MARK_SERIES);
	call(&met, 99, 99, 99);
	assert_int_equal(xnb_path_calls_find(&calls, met.records, met.n, NULL), 0);
	assert_int_equal(calls.n, 3);
	assert_int_equal(calls.calls[0].user, 10);
	assert_int_equal(calls.calls[0].xen, 0);
	assert_int_equal(calls.calls[1].user, 11);
	assert_int_equal(calls.calls[1].kernel, 22);
	assert_int_equal(calls.calls[1].xen, 33);
	assert_int_equal(calls.calls[1].rest, -1);
	assert_int_equal(calls.calls[2].kernel, 2);
	xnb_path_calls_free(&calls);
}

static void marks_that_cannot_be_are_refused(void **state)
{
	static const struct {
		uint64_t marks[4];
		size_t n;
		const char *what;
	} wrong[] = {
	    {{XNB_MARK_SERIES, XNB_MARK_RETURN}, 2, "ends that has not begun"},
	    {{XNB_MARK_SERIES, XNB_MARK_CALL, XNB_MARK_CALL}, 3, "within another"},
	    {{XNB_MARK_SERIES, XNB_MARK_CALL, XNB_MARK_KEPT}, 3, "within a call"},
	    {{XNB_MARK_SERIES, XNB_N_MARKS}, 2, "is none"},
	    {{UINT64_MAX}, 1, "is none"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct xnb_mark_record records[4] = {0};
		struct xnb_path_calls calls;
		struct xnb_error err = {0};

		for (size_t k = 0; k < wrong[i].n; k++)
			records[k].mark = wrong[i].marks[k];
		assert_int_equal(xnb_path_calls_find(&calls, records, wrong[i].n, &err),
		                 -1);
		assert_non_null(strstr(err.text, wrong[i].what));
		xnb_path_calls_free(&calls);
	}
}

/* ---- calls to rows ---- */

static void add_path(struct xnb_run_writer *run, const char *item, const char *params,
                     int64_t block, int64_t iteration, double value, const char *flags)
{
	struct xnb_sample sample = {.experiment = "hypercall",
	                            .scenario = "",
	                            .item = item,
	                            .params = params,
	                            .block = block,
	                            .iteration = iteration,
	                            .vcpu = -1,
	                            .cpu_node = "",
	                            .mem_node = "",
	                            .locality = NAN,
	                            .metric = "path",
	                            .unit = "instructions",
	                            .value = value,
	                            .flags = flags};

	assert_int_equal(xnb_run_add_sample(run, &sample, NULL), 0);
}

/* `empty`, of 5 instructions beside the marks' own 7, and a call of 100 along two
 * paths; of `version`, raw, the second is hit by something that the path does not have.
 */
static void add_round(struct xnb_run_writer *run, struct met *met, int64_t block)
{
	add_path(run, "empty", "path=raw", block, 0, 9, "cold;warmup");
	add_path(run, "empty", "path=raw", block, 1, 5, "");
	add_path(run, "version", "path=wrapper", block, 0, 108, "");
	add_path(run, "version", "path=raw", block, 0, 100, "");
	add_path(run, "version", "path=raw", block, 1, 100, "");
	if (!met)
		return;
	pass(met, XNB_MARK_SERIES);
	call(met, 12 + 4, 0, 0);
	call(met, 12, 0, 0);
	pass(met, XNB_MARK_KEPT);
	pass(met, XNB_MARK_SERIES);
	call(met, 7 + 38, 30, 40);
	pass(met, XNB_MARK_KEPT);
	pass(met, XNB_MARK_SERIES);
	call(met, 7 + 30, 30, 40);
	call(met, 7 + 30, 31, 40);
	pass(met, XNB_MARK_KEPT);
}

static void make_run(struct met *met)
{
	struct xnb_run_writer *run = run_files_create(DIR);

	add_round(run, met, 0);
	run_files_finish(run, "complete");
}

static void write_parts(const struct met *met, const char *absent,
                        struct xnb_path_parts_told *told)
{
	const struct xnb_path_met counted = {
	    .records = met->records, .n = met->n, .absent = absent};
	struct xnb_error err = {0};

	if (xnb_path_parts_add(DIR, &counted, told, &err) != 0)
		fail_msg("%s", err.text);
}

#define HEADER                                                                         \
	"experiment,item,params,boot,domain,iteration,block,seq,path,user,kernel,xen," \
	"rest,flags,how,why\n"

static void rows_are_the_samples_in_parts(void **state)
{
	struct xnb_path_parts_told told;
	struct met met = {0};

	(void)state;
	make_run(&met);
	write_parts(&met, NULL, &told);
	assert_int_equal(told.samples, 5);
	assert_int_equal(told.by_address, 4);
	assert_int_equal(told.by_difference, 0);
	assert_non_null(strstr(told.why, "+1 instructions off"));
	run_files_assert_text(
	    DIR "/" XNB_PATH_PARTS_FILE,
	    HEADER "hypercall,empty,path=raw,0,0,0,0,0,9,9,0,0,,cold;warmup,addresses,\n"
	           "hypercall,empty,path=raw,0,0,1,0,1,5,5,0,0,,,addresses,\n"
	           "hypercall,version,path=wrapper,0,0,0,0,2,108,38,30,40,,,addresses,\n"
	           "hypercall,version,path=raw,0,0,0,0,3,100,30,30,40,,,addresses,\n"
	           "hypercall,version,path=raw,0,0,1,0,4,100,,,,,,,the parts are +1 "
	           "instructions off the path\n");
}

/* Each must be seen, whatever else fits. */
static void what_does_not_fit_is_not_told_by_address(void **state)
{
	struct xnb_path_parts_told told;
	struct met met = {0};

	(void)state;
	make_run(&met);
	met.n -= 3; /* the last call is missing */
	pass(&met, XNB_MARK_KEPT);
	write_parts(&met, NULL, &told);
	assert_int_equal(told.by_address, 0);
	assert_non_null(strstr(told.why, "met 4 calls, and 5 became samples"));

	unlink(DIR "/" XNB_PATH_PARTS_FILE);
	met = (struct met){0};
	pass(&met, XNB_MARK_RETURN);
	write_parts(&met, NULL, &told);
	assert_int_equal(told.by_address, 0);
	assert_non_null(strstr(told.why, "has not begun"));
}

/* The marks' own instructions cannot be told from calls that differ. */
static void calls_of_empty_must_agree(void **state)
{
	struct xnb_run_writer *run = run_files_create(DIR);
	struct xnb_path_parts_told told;
	struct met met = {0};

	(void)state;
	add_path(run, "empty", "path=raw", 0, 0, 5, "");
	add_path(run, "empty", "path=raw", 0, 1, 5, "");
	run_files_finish(run, "complete");
	pass(&met, XNB_MARK_SERIES);
	call(&met, 12, 0, 0);
	call(&met, 13, 0, 0);
	pass(&met, XNB_MARK_KEPT);
	write_parts(&met, NULL, &told);
	assert_int_equal(told.by_address, 0);
	assert_non_null(strstr(told.why, "`empty' does not tell"));

	unlink(DIR "/" XNB_PATH_PARTS_FILE);
	met = (struct met){0};
	pass(&met, XNB_MARK_SERIES);
	call(&met, 12, 0, 0);
	call(&met, 12, 0, 0);
	pass(&met, XNB_MARK_KEPT);
	write_parts(&met, NULL, &told);
	assert_int_equal(told.by_address, 2);
}

static void without_addresses_differences_tell(void **state)
{
	struct xnb_path_parts_told told;
	struct xnb_run_writer *run = run_files_create(DIR);
	struct met none = {0};

	(void)state;
	add_round(run, NULL, 0);
	add_path(run, "map", "path=wrapper", 0, 0, 70, "");
	run_files_finish(run, "complete");
	write_parts(&none, "QEMU takes no plugin", &told);
	assert_int_equal(told.samples, 6);
	assert_int_equal(told.by_address, 0);
	assert_int_equal(told.by_difference, 5);
	run_files_assert_text(
	    DIR "/" XNB_PATH_PARTS_FILE,
	    HEADER "hypercall,empty,path=raw,0,0,0,0,0,9,5,,,4,cold;warmup,differences,"
	           "QEMU takes no plugin\n"
	           "hypercall,empty,path=raw,0,0,1,0,1,5,5,,,0,,differences,"
	           "QEMU takes no plugin\n"
	           "hypercall,version,path=wrapper,0,0,0,0,2,108,8,,,100,,differences,"
	           "QEMU takes no plugin\n"
	           "hypercall,version,path=raw,0,0,0,0,3,100,5,,,95,,differences,"
	           "QEMU takes no plugin\n"
	           "hypercall,version,path=raw,0,0,1,0,4,100,5,,,95,,differences,"
	           "QEMU takes no plugin\n"
	           "hypercall,map,path=wrapper,0,0,0,0,5,70,,,,,,,"
	           "QEMU takes no plugin; and there is no shorter call to compare\n");
}

/* Of this machine: its names need not be text, and may be longer than there is room. */
static void why_not_is_told_in_text(void **state)
{
	struct xnb_path_parts_told told;
	struct xnb_path_parts_table table;
	struct met none = {0};
	struct xnb_error err;
	char absent[512] = "";

	(void)state;
	for (size_t i = 0; i + 2 < sizeof(absent); i += 2)
		strcat(absent, "\xc3\xa9");
	make_run(&none);
	write_parts(&none, absent, &told);
	assert_int_equal(xnb_path_parts_read(&table, DIR, &err), 0);
	xnb_path_parts_free(&table);
	unlink(DIR "/" XNB_PATH_PARTS_FILE);
	write_parts(&none, "/opt/\xe9: cannot open", &told);
	assert_string_equal(told.why, "/opt/?: cannot open");
	assert_int_equal(xnb_path_parts_read(&table, DIR, &err), 0);
	xnb_path_parts_free(&table);
}

/* A path is a number of instructions, or there are no parts of it. */
static void what_is_no_count_is_refused(void **state)
{
	static const double wrong[] = {1.5, -1, 1e300};
	const struct xnb_path_met met = {.absent = "QEMU takes no plugin"};

	(void)state;
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char dir[] = {'r', (char)('0' + i), '\0'};
		struct xnb_run_writer *run = run_files_create(dir);
		struct xnb_path_parts_told told;
		struct xnb_error err = {0};

		add_path(run, "version", "path=raw", 0, 0, wrong[i], "");
		run_files_finish(run, "complete");
		assert_int_equal(xnb_path_parts_add(dir, &met, &told, &err), -1);
		assert_int_equal(err.exit, XNB_EXIT_FAILED);
		assert_non_null(strstr(err.text, "seq 0"));
	}
}

/* The next boot of the run is another box, with an emulator of its own. */
static void another_box_adds_its_rows(void **state)
{
	struct xnb_path_parts_told told;
	struct xnb_path_parts_table table;
	struct xnb_run_writer *run = NULL;
	struct met first = {0}, second = {.counts = {7, 7, 7}};
	struct xnb_error err = {0};
	json_t *meta = NULL;

	(void)state;
	make_run(&first);
	write_parts(&first, NULL, &told);
	assert_int_equal(xnb_run_extend(&run, DIR, &meta, &err), 0);
	assert_int_equal(xnb_run_scan(run, NULL, NULL, NULL, &err), 0);
	assert_int_equal(xnb_run_go_on(run, meta, &err), 0);
	json_decref(meta);
	add_round(run, &second, 1);
	run_files_finish(run, "complete");
	write_parts(&second, NULL, &told);
	assert_int_equal(told.samples, 5);
	assert_int_equal(told.by_address, 4);
	/* Nothing new: nothing to do. */
	write_parts(&second, NULL, &told);
	assert_int_equal(told.samples, 0);
	assert_int_equal(xnb_path_parts_read(&table, DIR, &err), 0);
	assert_int_equal(table.n, 6);
	assert_non_null(xnb_path_parts_find(&table, "version", "path=wrapper", 0, 1));
	xnb_path_parts_free(&table);
}

static void a_run_without_paths_gets_no_file(void **state)
{
	struct xnb_path_parts_told told;
	struct met none = {0};

	(void)state;
	run_files_finish(run_files_create(DIR), "complete");
	write_parts(&none, NULL, &told);
	assert_int_equal(told.samples, 0);
	assert_int_not_equal(access(DIR "/" XNB_PATH_PARTS_FILE, F_OK), 0);
}

/* ---- reading ---- */

#define FILE_OF(rows) HEADER rows

static void write_file(const char *text)
{
	run_files_write(XNB_PATH_PARTS_FILE, text, strlen(text));
}

static void a_series_is_its_mode(void **state)
{
	struct xnb_path_parts_table table;
	const struct xnb_path_parts *s;
	struct xnb_error err = {0};

	(void)state;
	write_file(FILE_OF(
	    "hypercall,a,path=raw,0,,0,0,0,7,7,0,0,,cold;warmup,addresses,\n"
	    "hypercall,a,path=raw,0,,1,0,1,90,30,30,30,,,addresses,\n"
	    "hypercall,a,path=raw,0,,2,0,2,91,30,30,31,,,addresses,\n"
	    "hypercall,a,path=raw,0,,3,0,3,91,30,30,31,,,addresses,\n"
	    "hypercall,a,path=raw,0,,4,0,4,95,95,0,0,,interrupted,addresses,\n"
	    "hypercall,a,path=raw,0,,5,0,5,95,95,0,0,,interrupted,addresses,\n"
	    "hypercall,a,path=raw,0,,6,0,6,95,95,0,0,,interrupted,addresses,\n"
	    "hypercall,b,path=raw,0,,0,0,7,50,20,20,10,,,addresses,\n"
	    "hypercall,b,path=raw,0,,1,0,8,50,20,10,20,,,addresses,\n"
	    "hypercall,c,path=raw,0,,1,0,9,50,,,,,,,off\n"
	    "hypercall,d,path=raw,0,,1,0,10,50,20,10,20,,interrupted,addresses,\n"));
	assert_int_equal(xnb_path_parts_read(&table, ".", &err), 0);
	assert_int_equal(table.n, 4);
	s = xnb_path_parts_find(&table, "a", "path=raw", 0, 0);
	assert_int_equal(s->path, 91);
	assert_int_equal(s->parts.xen, 31);
	assert_string_equal(s->how, XNB_PARTS_BY_ADDRESS);
	s = xnb_path_parts_find(&table, "b", "path=raw", 0, 0);
	assert_int_equal(s->path, 50);
	assert_string_equal(s->how, "");
	assert_non_null(strstr(s->why, "differ in their parts"));
	s = xnb_path_parts_find(&table, "c", "path=raw", 0, 0);
	assert_string_equal(s->why, "off");
	s = xnb_path_parts_find(&table, "d", "path=raw", 0, 0);
	assert_int_equal(s->path, -1);
	assert_null(xnb_path_parts_find(&table, "a", "path=raw", 0, 1));
	assert_null(xnb_path_parts_find(&table, "a", "path=raw", 1, 0));
	assert_null(xnb_path_parts_find(&table, "a", "path=wrapper", 0, 0));
	xnb_path_parts_free(&table);
}

static void a_run_may_have_none(void **state)
{
	struct xnb_path_parts_table table;
	struct xnb_error err = {0};

	(void)state;
	assert_int_equal(xnb_path_parts_read(&table, ".", &err), 0);
	assert_int_equal(table.n, 0);
	xnb_path_parts_free(&table);
}

static void bad_files_are_named(void **state)
{
	static const struct {
		const char *text, *what;
	} bad[] = {
	    {"", "path_parts.csv"},
	    {"experiment,item\n", "params"},
	    {FILE_OF("hypercall,a,path=raw,0,,0,0,0,x,7,0,0,,,addresses,\n"), ":2"},
	    {FILE_OF("hypercall,a,path=raw,0,,0,0,0,7,7,-1,0,,,addresses,\n"), ":2"},
	    {FILE_OF("hypercall,a,path=raw,0,,0,0,0,7,7,0\n"), ":2"},
	    {FILE_OF("hypercall,a,path=raw,0,,0,0,0,7,7,0,0,,,addresses,\n"
	             "hypercall,a,path=raw,0,,1,0,1,7"),
	     ":3: the file was cut off"},
	    /* What nobody writes, and might get to a terminal. */
	    {FILE_OF("hypercall,a,path=raw,0,,0,0,0,7,7,0,0,,,\33[2J,\n"),
	     ":2: column how: no way to tell parts is called ?[2J"},
	    /* Parts are those that the way tells, and make up the path. */
	    {FILE_OF("hypercall,a,path=raw,0,,0,0,0,8,7,0,0,,,addresses,\n"),
	     ":2: the parts do not make up the path as told by addresses"},
	    {FILE_OF("hypercall,a,path=raw,0,,0,0,0,7,7,1,0,,,addresses,\n"), ":2: the"},
	    {FILE_OF("hypercall,a,path=raw,0,,0,0,0,7,7,0,,,,addresses,\n"), ":2: the"},
	    {FILE_OF("hypercall,a,path=raw,0,,0,0,0,7,7,0,0,0,,addresses,\n"), ":2: the"},
	    {FILE_OF("hypercall,a,path=raw,0,,0,0,0,7,6,0,,1,,differences,\n"),
	     ":2: the"},
	    {FILE_OF("hypercall,a,path=raw,0,,0,0,0,7,6,,,2,,differences,\n"), ":2: the"},
	    {FILE_OF("hypercall,a,path=raw,0,,0,0,0,7,7,,,,,,why\n"),
	     ":2: the parts do not make up the path as told by nothing"},
	    {FILE_OF("hypercall,a,path=raw,0,,0,0,0,9223372036854775807,"
	             "9223372036854775807,9223372036854775807,"
	             "9223372036854775807,,,addresses,\n"),
	     ":2: the"},
	    {FILE_OF("hypercall,a,path=raw,0,,0,0,3,7,7,0,0,,,addresses,\n"
	             "hypercall,a,path=raw,0,,0,0,3,7,7,0,0,,,addresses,\n"),
	     ":3: column seq"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct xnb_path_parts_table table;
		struct xnb_error err = {0};

		write_file(bad[i].text);
		assert_int_equal(xnb_path_parts_read(&table, ".", &err), -1);
		assert_int_equal(err.exit, XNB_EXIT_FAILED);
		assert_non_null(strstr(err.text, XNB_PATH_PARTS_FILE));
		assert_non_null(strstr(err.text, bad[i].what));
		xnb_path_parts_free(&table);
	}
}

/* ---- comparing ---- */

static struct xnb_path_parts parts_of(struct xnb_parts parts, const char *how)
{
	return (struct xnb_path_parts){
	    .item = "a", .params = "", .parts = parts, .how = how, .why = "a reason"};
}

static void assert_change(const struct xnb_path_parts *base,
                          const struct xnb_path_parts *new, const char *expected,
                          const char *how, const char *why)
{
	struct xnb_path_change change;
	char text[160];

	xnb_path_change(&change, base, new);
	xnb_path_change_parts(text, sizeof(text), &change);
	assert_string_equal(text, expected);
	assert_string_equal(change.how, how);
	assert_string_equal(change.why, why);
}

static void changes_are_told_part_by_part(void **state)
{
	const struct xnb_parts small = {10, 20, 30, -1}, large = {10, 18, 71, -1},
	                       left = {10, -1, -1, 50}, more = {13, -1, -1, 90},
	                       none = {-1, -1, -1, -1};
	const struct xnb_path_parts a = parts_of(small, XNB_PARTS_BY_ADDRESS),
	                            b = parts_of(large, XNB_PARTS_BY_ADDRESS),
	                            c = parts_of(left, XNB_PARTS_BY_DIFFERENCE),
	                            d = parts_of(more, XNB_PARTS_BY_DIFFERENCE),
	                            e = parts_of(none, XNB_PARTS_NOT_TOLD);

	(void)state;
	assert_change(&a, &b, "userland +0, dom0 kernel -2, hypervisor +41",
	              XNB_PARTS_BY_ADDRESS, "");
	assert_change(&c, &d, "userland +3, the rest +40", XNB_PARTS_BY_DIFFERENCE, "");
	assert_change(&a, &d, "", "", "the runs tell them in different ways");
	assert_change(&a, &e, "", "", "a reason");
	assert_change(&e, &a, "", "", "a reason");
	assert_change(NULL, &a, "", "", "one of the runs has no parts of this path");
	assert_string_equal(xnb_path_parts_way(XNB_PARTS_BY_ADDRESS),
	                    "by the addresses of the code");
	assert_string_equal(xnb_path_parts_way(XNB_PARTS_BY_DIFFERENCE),
	                    "by the differences between wrapper, raw and empty");
}

/* It is cut off, never written beyond its end. */
static void a_text_without_room_is_cut(void **state)
{
	struct xnb_path_change change;
	const struct xnb_path_parts a =
	    parts_of((struct xnb_parts){10, 20, 30, -1}, XNB_PARTS_BY_ADDRESS);
	char text[16];

	(void)state;
	xnb_path_change(&change, &a, &a);
	for (size_t size = 1; size <= sizeof(text); size++) {
		memset(text, 'x', sizeof(text));
		xnb_path_change_parts(text, size, &change);
		assert_int_equal(strlen(text), size - 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(addresses_are_told_apart),
	    cmocka_unit_test(marks_are_known_by_their_bytes),
	    cmocka_unit_test(a_mark_is_one_instruction),
	    cmocka_unit_test(calls_lie_between_their_marks),
	    cmocka_unit_test(marks_that_cannot_be_are_refused),
	    in_a_folder(rows_are_the_samples_in_parts),
	    in_a_folder(what_does_not_fit_is_not_told_by_address),
	    in_a_folder(calls_of_empty_must_agree),
	    in_a_folder(without_addresses_differences_tell),
	    in_a_folder(why_not_is_told_in_text),
	    in_a_folder(what_is_no_count_is_refused),
	    in_a_folder(another_box_adds_its_rows),
	    in_a_folder(a_run_without_paths_gets_no_file),
	    in_a_folder(a_series_is_its_mode),
	    in_a_folder(a_run_may_have_none),
	    in_a_folder(bad_files_are_named),
	    cmocka_unit_test(changes_are_told_part_by_part),
	    cmocka_unit_test(a_text_without_room_is_cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What `run --target native` refuses: with a clear line, the right exit code, and nothing
 * left behind. */
#include "tests/unit/test.h"

#include "native/cpus.h"
#include "native/memory.h"
#include "tests/native/program.h"
#include "tests/unit/folder.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct refusal {
	const char *words;
	int code;
	const char *text, *more;
} refusals[] = {
    /* working sets */
    {"--memory 63", 2, "--memory: 63 bytes are too few", "choose at least"},
    {"--memory 4K", 2, "--memory", "a page of 4 KiB for each of 3 arrays"},
    {"--memory 1000001", 2, "not a multiple of 4 KiB", "choose 980K"},
    {"--memory 100000G", 3, "--memory: 102400000 MiB", "that can be had"},
    {"--memory 99999999999999T", 2, "--memory 99999999999999T: not a size", NULL},
    {"--memory 0", 2, "not a size", NULL},
    /* kernels and instruction sets */
    {"--kernel tria", 2, "tria: no such kernel", "did you mean triad?"},
    {"--kernel load,load", 2, "--kernel: load is named twice", NULL},
    {"--kernel load,", 2, "--kernel load,: an empty name", NULL},
    {"--isa avx", 2, "avx: no such instruction set", "did you mean avx2?"},
    /* threads and CPUs */
    {"--threads 0", 2, "--threads 0: not a number from 1", NULL},
    {"--threads 2,1,2", 2, "--threads: 2 is named twice", NULL},
    {"--threads 1x", 2, "--threads 1x: not a number from 1", NULL},
    {"--threads 1023", 2, "1023 threads", "cores that may be used"},
    {"--cpus 8191", 2, "--cpus", "8191"},
    {"--cpus 0-", 2, "--cpus", NULL},
    {"--cpus nonsense", 2, "--cpus", NULL},
    /* pages */
    {"--page 3m", 2, "--page", "4k"},
    {"--page thp,thp", 2, "--page: thp is named twice", NULL},
    /* tables */
    {"--experiment placement", 2, "placement: no such experiment", NULL},
    {"--experiment bandwith", 2, "bandwith: no such experiment",
     "did you mean bandwidth?"},
    {"--scenario floating", 2, "floating: no such scenario", NULL},
    {"--preset quik", 2, "quik: no such preset", "did you mean quick?"},
    {"--cpu-node 777", 2, "777", NULL},
    /* what is of domains */
    {"--vcpus 2", 2, "--vcpus: it is of --target xen", "this run is of native"},
    {"--order 9", 2, "--order: it is of --target xen", NULL},
    {"--type pv", 2, "--type: it is of --target xen", NULL},
    {"--debug-keys", 2, "--debug-keys: it is of --target xen", NULL},
};

static void expect(const char *words, int code, const char *text, const char *more)
{
	struct xnb_buf said;
	char line[512];
	int got;

	snprintf(line, sizeof(line), "--out run %s", words);
	got = program_run(line, &said);
	if (got != code || !strstr(xnb_buf_text(&said), text) ||
	    (more && !strstr(xnb_buf_text(&said), more)))
		fail_msg("%s: exit code %d, not %d, or no \"%s\" and \"%s\" in: %s",
		         words, got, code, text, more ? more : "", xnb_buf_text(&said));
	if (access("run", F_OK) == 0)
		fail_msg("%s: left a run directory", words);
	xnb_buf_free(&said);
}

static void wrong_use_leaves_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		expect(refusals[i].words, refusals[i].code, refusals[i].text,
		       refusals[i].more);
}

static void more_threads_than_there_is_room_for_are_refused(void **state)
{
	struct xnb_native_cpus cpus;
	char words[64], text[64];

	(void)state;
	assert_int_equal(xnb_native_cpus_read(&cpus, "", NULL, 0, NULL), 0);
	snprintf(words, sizeof(words), "--threads 2 --cpus %u", cpus.cpus[0].id);
	expect(words, 2, "2 threads on the 1 CPUs of --cpus", NULL);
	if (cpus.n > 1) {
		/* Enough for one thread, and two are what the CPUs amount to. */
		snprintf(words, sizeof(words), "--memory 12K --cpus %u,%u",
		         cpus.cpus[0].id, cpus.cpus[1].id);
		expect(words, 2, "12288 bytes are too few", "each of 2 threads");
	}
	snprintf(words, sizeof(words), "--threads %u", cpus.n_cores + 1);
	snprintf(text, sizeof(text), "%u threads", cpus.n_cores + 1);
	expect(words, 2, text, "cores that may be used");
	xnb_native_cpus_free(&cpus);
}

/* An affinity that leaves a CPU out stands for a cpuset. */
static void a_cpu_outside_of_the_affinity_is_refused(void **state)
{
	struct xnb_native_cpus cpus;
	cpu_set_t old, one;
	char words[32];

	(void)state;
	assert_int_equal(xnb_native_cpus_read(&cpus, "", NULL, 0, NULL), 0);
	if (cpus.n < 2) {
		xnb_native_cpus_free(&cpus);
		skip();
	}
	assert_int_equal(sched_getaffinity(0, sizeof(old), &old), 0);
	CPU_ZERO(&one);
	CPU_SET(cpus.cpus[0].id, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	snprintf(words, sizeof(words), "--cpus %u", cpus.cpus[1].id);
	expect(words, 2, "--cpus", "affinity");
	expect("--threads 2", 2, "2 threads", "1 cores that may be used");
	assert_int_equal(sched_setaffinity(0, sizeof(old), &old), 0);
	xnb_native_cpus_free(&cpus);
}

static void huge_pages_asked_for_alone_must_be_there(void **state)
{
	const struct xnb_native_want want = {.bytes = 8 << 20,
	                                     .page = XNB_NATIVE_PAGE_1G};
	struct xnb_native_memory memory = {0};

	(void)state;
	if (xnb_native_memory_alloc(&memory, &want, "", NULL) == 0) {
		xnb_native_memory_free(&memory);
		skip();
	}
	expect("--page 1g --memory 8M", 3, "--page", "huge");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_a_folder(wrong_use_leaves_nothing),
	    in_a_folder(more_threads_than_there_is_room_for_are_refused),
	    in_a_folder(a_cpu_outside_of_the_affinity_is_refused),
	    in_a_folder(huge_pages_asked_for_alone_must_be_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

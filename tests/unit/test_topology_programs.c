/* SPDX-License-Identifier: GPL-2.0-or-later */
/* lstopo, hwloc-info and hwloc-calc as programs read our XML and answer right. */
#include "tests/unit/test.h"

#include "base/buf.h"
#include "base/io.h"
#include "tests/unit/spawn.h"
#include "tests/unit/sysctl_text.h"
#include "topology/print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Writes the XML of a recording into a new file. */
static void write_xml(const char *name, char *path)
{
	struct xnb_host host = recorded_host(name);
	struct xnb_buf xml = {0};
	int fd = mkstemps(path, 4);

	assert_true(fd >= 0);
	assert_int_equal(xnb_host_print_xml(&host, &xml, NULL), 0);
	assert_int_equal(xnb_write_all(fd, xnb_buf_text(&xml), xml.length, path, NULL),
	                 0);
	close(fd);
	xnb_buf_free(&xml);
	xnb_host_free(&host);
}

#define MOST_WORDS 8

/* A question, and the answer that follows by hand from the recording. */
struct question {
	const char *recording;
	const char *program;
	const char *words[MOST_WORDS]; /* behind "-i FILE" */
	const char *answer;            /* the whole output, or with `part`, some of it */
	bool part;
};

static const struct question questions[] = {
    {"two-nodes", "hwloc-calc", {"--intersect", "PU", "node:1"}, "2,3\n", false},
    {"two-nodes", "hwloc-calc", {"node:1"}, "0x0000000c\n", false},
    {"two-nodes", "hwloc-calc", {"--intersect", "node", "pu:3"}, "1\n", false},
    {"two-nodes", "hwloc-calc", {"--number-of", "core", "all"}, "4\n", false},
    {"four-nodes", "hwloc-calc", {"--intersect", "PU", "node:3"}, "6,7\n", false},
    {"four-nodes", "hwloc-calc", {"--number-of", "node", "all"}, "4\n", false},
    {"eight-nodes", "hwloc-calc", {"--intersect", "PU", "node:7"}, "7\n", false},
    {"offline-cpus", "hwloc-calc", {"all"}, "0x00000005\n", false},
    {"offline-cpus",
     "hwloc-calc",
     {"--pi", "--po", "--intersect", "PU", "node:1"},
     "2\n",
     false},
    {"sparse-nodes",
     "hwloc-calc",
     {"--pi", "--po", "--intersect", "PU", "node:2"},
     "1,5,3,7\n", /* the threads of a core side by side */
     false},
    {"sparse-nodes", "hwloc-calc", {"--pi", "node:2"}, "0x000000aa\n", false},
    {"sparse-nodes",
     "hwloc-calc",
     {"--pi", "--po", "--intersect", "node", "pu:6"},
     "0\n",
     false},
    {"no-memory-no-cpus", "hwloc-calc", {"--intersect", "PU", "node:2"}, "\n", false},
    {"no-memory-no-cpus", "hwloc-calc", {"--intersect", "PU", "node:1"}, "2,3\n", false},
    {"two-packages-per-node",
     "hwloc-calc",
     {"--intersect", "package", "node:1"},
     "2,3\n",
     false},
    {"two-nodes-per-package",
     "hwloc-calc",
     {"--number-of", "node", "package:0"},
     "2\n",
     false},
    {"packages-across-nodes",
     "hwloc-calc",
     {"--pi", "--po", "--intersect", "PU", "node:1"},
     "2,64\n",
     false},
    {"two-nodes", "hwloc-info", {NULL}, "2 Package", true},
    {"two-nodes", "hwloc-info", {NULL}, "4 PU", true},
    {"two-nodes", "hwloc-info", {NULL}, "2 NUMANode", true},
    {"two-nodes", "hwloc-info", {"machine:0"}, "XenVersion = 4.17.7\n", true},
    {"two-nodes", "hwloc-info", {"machine:0"}, "XenScheduler = credit2\n", true},
    {"no-memory-no-cpus", "hwloc-info", {"node:1"}, "local memory = 0\n", true},
    {"sparse-nodes", "hwloc-info", {"node:1"}, "os index = 2\n", true},
    {"two-nodes",
     "lstopo-no-graphics",
     {"--of", "console"},
     "NUMANode L#1 (P#1 1024MB)",
     true},
    {"sparse-nodes",
     "lstopo-no-graphics",
     {"--physical", "--distances"},
     " index     0     2\n     0    10    32\n     2    16    10\n",
     true},
    {"no-memory-no-cpus",
     "lstopo-no-graphics",
     {"--of", "console"},
     "NUMANode L#2 (P#2",
     true},
};

static void ask(const struct question *q)
{
	char path[] = "/tmp/xnb-topology-XXXXXX.xml";
	char *argv[MOST_WORDS + 4] = {(char *)q->program, (char *)"-i", path};
	struct xnb_buf answer = {0};

	for (size_t i = 0; i < MOST_WORDS && q->words[i]; i++)
		argv[i + 3] = (char *)q->words[i];
	write_xml(q->recording, path);
	assert_int_equal(spawn(argv, &answer, NULL), 0);
	unlink(path);
	if (q->part ? !strstr(xnb_buf_text(&answer), q->answer)
	            : strcmp(xnb_buf_text(&answer), q->answer) != 0)
		fail_msg("%s: %s %s %s says\n%s, should say\n%s", q->recording,
		         q->program, q->words[0] ? q->words[0] : "",
		         q->words[1] ? q->words[1] : "", xnb_buf_text(&answer),
		         q->answer);
	xnb_buf_free(&answer);
}

static void programs_answer_right(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++)
		ask(&questions[i]);
}

/* The variable by which hwloc's users point any program at an XML file. */
static void the_environment_points_at_it(void **state)
{
	char path[] = "/tmp/xnb-topology-XXXXXX.xml";
	char *argv[] = {(char *)"hwloc-calc", (char *)"node:1", NULL};
	struct xnb_buf answer = {0};

	(void)state;
	write_xml("two-nodes", path);
	setenv("HWLOC_XMLFILE", path, 1);
	assert_int_equal(spawn(argv, &answer, NULL), 0);
	unsetenv("HWLOC_XMLFILE");
	unlink(path);
	assert_string_equal(xnb_buf_text(&answer), "0x0000000c\n");
	xnb_buf_free(&answer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(programs_answer_right),
	    cmocka_unit_test(the_environment_points_at_it),
	};

	/* no locale and no debugging option of the caller changes the answers */
	setenv("LC_ALL", "C", 1);
	unsetenv("HWLOC_XMLFILE");
	unsetenv("HWLOC_SYNTHETIC");
	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The gate's judgement for people, programs and CI, with texts that try to be more than
 * text. Needs xmllint, python3-junitparser and python3-jsonschema. */
#include "tests/unit/test.h"

#include "tests/unit/box_run.h"
#include "tests/unit/folder.h"
#include "tests/unit/spawn.h"

#include "analysis/check/format.h"
#include "base/io.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PEERS  XNB_TEST_DATA "/../unit/peers.py"
#define SCHEMA XNB_TEST_DATA "/../../docs/check.schema.json"

/* Markup of XML, control characters, an escape sequence, what reverses a line; and, where
 * no reader of ours has refused them before, bytes that are no letters. */
#define IN_A_RUN "]]><b a=\"1\">\x01\x1b[2J\n&amp;'\u202e"
#define HOSTILE  IN_A_RUN "\xff\xfe"

/* Names from outside, and how many more instructions NEW has. */
static void plant_run(const char *dir, const char *name, int local, int longer)
{
	struct box_run box;

	box_begin(&box, dir);
	box_domain(&box, "local", 9, local, "");
	box_domain(&box, "remote", 9, 0, "");
	box_domain(&box, "unscrubbed", 9, 0, "");
	box_claim(&box, "read-back", "holds", "it reads back");
	box_claim(&box, "first-cpu", "does not hold", name);
	box_path(&box, "get", "path=raw", 2400 - longer);
	box_path(&box, name, "path=raw", 2400 + longer);
	for (int vcpus = 0; vcpus < 4; vcpus++) {
		char params[64];

		snprintf(params, sizeof(params), "path=raw;vcpus=%d", vcpus);
		box_path(&box, "set", params, 2500 + vcpus * longer);
	}
	box_end(&box);
	box_parts(dir, longer ? "hypercall,get,path=raw,0,0,0,0,0,2399,100,198,2101,,,"
	                        "addresses,\n"
	                      : "hypercall,get,path=raw,0,0,0,0,0,2400,100,200,2100,,,"
	                        "addresses,\n");
}

static struct xnb_gate *judge(const char *name)
{
	const struct xnb_gate_box boxes[] = {
	    {"nodes-2",
	     1u << XNB_GATE_PLACEMENT | 1u << XNB_GATE_SEMANTICS,
	     {{.dir = "base"}, {.dir = "new"}}},
	    {name,
	     1u << XNB_GATE_PLACEMENT,
	     {{.dir = "base"},
	      {.why = name,
	       .exit = XNB_EXIT_ENVIRONMENT,
	       .console = "(XEN) Panic\n" HOSTILE}}},
	    {"paths", 1u << XNB_GATE_PATHS, {{.dir = "base"}, {.dir = "new"}}},
	};
	const struct xnb_gate_request request = {{name, name},       boxes, 3, 0,
	                                         {[XNB_NEW] = name}, false};
	struct xnb_error err = {0};
	struct xnb_gate *gate;

	if (xnb_gate_judge(&gate, &request, &err))
		fail_msg("%s", err.text);
	return gate;
}

static void write_in(struct xnb_buf *text, const char *format, const char *name)
{
	const struct xnb_gate_format *found = xnb_gate_format_find(format);
	struct xnb_gate *gate = judge(name);
	struct xnb_error err = {0};

	assert_non_null(found);
	if (found->write(text, gate, false, &err) ||
	    xnb_replace_file("document", text->text, text->length, &err))
		fail_msg("%s", err.text);
	xnb_gate_free(gate);
}

static void run_peer(struct xnb_buf *out, const char *const *argv)
{
	struct xnb_buf errors = {0};

	if (spawn((char *const *)(uintptr_t)argv, out, &errors) != 0 || errors.length)
		fail_msg("%s: %s", argv[0], xnb_buf_text(&errors));
	xnb_buf_free(&errors);
}

static void assert_in(const struct xnb_buf *text, const char *part)
{
	if (!strstr(xnb_buf_text(text), part))
		fail_msg("no %s in\n%s", part, xnb_buf_text(text));
}

static void json_is_as_the_schema_says(void **state)
{
	static const char *const argv[] = {PEERS, "schema", SCHEMA, "document", NULL};
	static const struct {
		const char *name, *in_a_run;
	} cases[] = {{"plain", "plain"}, {HOSTILE, IN_A_RUN}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct xnb_buf text = {0}, out = {0};
		json_t *document;

		plant_run("base", cases[i].in_a_run, 32, 0);
		plant_run("new", cases[i].in_a_run, 0, 1);
		write_in(&text, "json", cases[i].name);
		run_peer(&out, argv);
		document = json_loads(xnb_buf_text(&text), 0, NULL);
		assert_int_equal(json_integer_value(json_object_get(document, "exit")),
		                 3);
		assert_int_equal(json_array_size(json_object_get(document, "checks")),
		                 3 + 2 + 6);
		json_decref(document);
		xnb_buf_free(&text);
		xnb_buf_free(&out);
		assert_int_equal(remove_tree("base"), 0);
		assert_int_equal(remove_tree("new"), 0);
	}
}

static void junit_says_what_failed_and_what_was_skipped(void **state)
{
	static const char *const argv[] = {PEERS, "junit", "document", NULL};
	static const char *const lines[] = {
	    "[\"all\", 12, 5, 1]\n",
	    "[\"suite\", \"boxes\", 1, 0, 0]\n",
	    "[\"case\", \"boxes\", \"plain NEW\", [[\"Error\", \"NOT RUN\", \"plain of "
	    "plain (placement): plain\"]]",
	    "[\"suite\", \"nodes-2.placement\", 3, 1, 1]\n",
	    "[\"case\", \"nodes-2.placement\", \"local order=9;type=pvh\", "
	    "[[\"Failure\", "
	    "\"DEVIATES\", \"DEVIATES: 0 of 32 extents on node A, in plain 32 of 32 "
	    "extents on node A; should be 32\"]]",
	    "[\"case\", \"nodes-2.placement\", \"unscrubbed order=9;type=pvh\", "
	    "[[\"Skipped\", null, \"KNOWN: 0 of 32 extents on node A, plain alike; "
	    "should be 32\"]]",
	    "[\"case\", \"paths.paths\", \"get path=raw\", [], \"SHORTER: 2400 -> 2399 "
	    "instructions, -1 (-0.042 %): userland +0, dom0 kernel -2, hypervisor +1; "
	    "told by "
	    "the addresses of the code\"]",
	    "[\"case\", \"paths.paths\", \"set path=raw;vcpus=0\", [], \"HOLDS: 2500 -> "
	    "2500 instructions, +0 (+0 %)\"]",
	    "\"set path=raw;vcpus=3\", [[\"Failure\", \"LONGER\", \"LONGER: 2500 -> 2503 "
	    "instructions, +3 (+0.12 %); where it lies is not told: one of the runs has "
	    "no parts of this path\"]]",
	};
	struct xnb_buf text = {0}, out = {0};

	(void)state;
	plant_run("base", "plain", 32, 0);
	plant_run("new", "plain", 0, 1);
	write_in(&text, "junit", "plain");
	run_peer(&out, argv);
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		assert_in(&out, lines[i]);
	xnb_buf_free(&text);
	xnb_buf_free(&out);
}

static void junit_is_xml_whatever_the_names(void **state)
{
	static const char *const argv[] = {"xmllint", "--noout", "--nonet", "document",
	                                   NULL};
	struct xnb_buf text = {0}, out = {0};

	(void)state;
	plant_run("base", IN_A_RUN, 32, 0);
	plant_run("new", IN_A_RUN, 0, 1);
	write_in(&text, "junit", HOSTILE);
	run_peer(&out, argv);
	assert_in(&text,
	          "]]&gt;&lt;b a=&quot;1&quot;&gt;\ufffd\ufffd[2J\ufffd&amp;amp;&#39;"
	          "\ufffd path=raw\"");
	xnb_buf_free(&text);
	xnb_buf_free(&out);
}

static void text_shows_foreign_text_as_text(void **state)
{
	struct xnb_buf text = {0};

	(void)state;
	plant_run("base", IN_A_RUN, 32, 0);
	plant_run("new", IN_A_RUN, 0, 1);
	write_in(&text, "text", HOSTILE);
	for (const char *at = xnb_buf_text(&text); *at; at++)
		if ((unsigned char)*at < ' ' && *at != '\n')
			fail_msg("a control character in\n%s", xnb_buf_text(&text));
	assert_in(&text, "]]><b a=\"1\">\ufffd\ufffd[2J\ufffd&amp;'\ufffd");
	assert_null(strstr(xnb_buf_text(&text), "\u202e"));
	assert_null(strchr(xnb_buf_text(&text), '\xff'));
	xnb_buf_free(&text);
}

static const char whole[] =
    "NEW   plain (plain)\n"
    "BASE  plain\n"
    "\n"
    "== nodes-2: placement\n"
    "  local             1 deviates\n"
    "  remote            1 holds\n"
    "  unscrubbed        1 known\n"
    "    KNOWN unscrubbed order=9;type=pvh: 0 of 32 extents on node A, plain alike; "
    "should be 32\n"
    "\n"
    "== nodes-2: semantics\n"
    "  claims            1 of 2 holds, 1 known\n"
    "    KNOWN first-cpu: does not hold, plain alike\n"
    "\n"
    "== paths\n"
    "  1 of 6 as long as in BASE\n"
    "  4 of 6 longer\n"
    "  1 of 6 shorter\n"
    "\n"
    "== not run\n"
    "  plain of plain (placement): plain\n"
    "    | (XEN) Panic\n"
    "    | ]]><b a=\"1\">\ufffd\ufffd[2J\n"
    "    | &amp;'\ufffd\ufffd\ufffd\n"
    "\n"
    "== what differs from plain\n"
    "  DEVIATES     nodes-2: local order=9;type=pvh\n"
    "      0 of 32 extents on node A, in plain 32 of 32 extents on node A; should be "
    "32\n"
    "\n"
    "               OPERATION                   PATHS       INSTRUCTIONS\n"
    "  LONGER       set                         3 of 4      +1 to +3\n"
    "      path=raw;vcpus=1: 2500 -> 2501 instructions, +1 (+0.04 %)\n"
    "      path=raw;vcpus=2: 2500 -> 2502 instructions, +2 (+0.08 %)\n"
    "      path=raw;vcpus=3: 2500 -> 2503 instructions, +3 (+0.12 %)\n"
    "  LONGER       plain                       1 of 1      +1\n"
    "      path=raw: 2400 -> 2401 instructions, +1 (+0.042 %)\n"
    "  SHORTER      get                         1 of 1      -1\n"
    "      path=raw: 2400 -> 2399 instructions, -1 (-0.042 %): userland +0, dom0 kernel "
    "-2,\n"
    "      hypervisor +1\n"
    "  whose instructions they are was told by the addresses of the code\n"
    "  of 4 it was not told: one of the runs has no parts of this path, or the like\n"
    "\n"
    "NOT RUN: plain of plain: plain; 1 new deviation, 4 paths are longer, 1 path is "
    "shorter, 2 known deviations\n";

static void text_ends_with_the_verdict(void **state)
{
	struct xnb_buf text = {0};

	(void)state;
	plant_run("base", "plain", 32, 0);
	plant_run("new", "plain", 0, 1);
	write_in(&text, "text", "plain");
	assert_string_equal(xnb_buf_text(&text), whole);
	xnb_buf_free(&text);
}

static void text_names_what_is_not_judged(void **state)
{
	const struct xnb_gate_box boxes = {"nodes-2",
	                                   1u << XNB_GATE_PLACEMENT |
	                                       1u << XNB_GATE_SEMANTICS,
	                                   {{.dir = "base"}, {.dir = "new"}}};
	const struct xnb_gate_request request = {
	    .xens = {"4.17", "4.20"}, .boxes = &boxes, .n_boxes = 1};
	static const char *const dirs[] = {"base", "new"};
	struct xnb_buf text = {0};
	struct xnb_error err = {0};
	struct xnb_gate *gate;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct box_run box;

		box_begin(&box, dirs[i]);
		box_domain(&box, "local", 9, 32, "unknown-placement");
		box_claim(&box, "read-back", "holds", "it reads back");
		box_claim(&box, "libxl", "cannot be told", "xenstored does not answer");
		box_end(&box);
	}
	if (xnb_gate_judge(&gate, &request, &err) ||
	    xnb_gate_write_text(&text, gate, false, &err))
		fail_msg("%s", err.text);
	assert_in(&text, "  claims            1 of 2 holds, 1 not judged\n"
	                 "    NOT JUDGED libxl: cannot be told here, 4.17 alike; Seen: "
	                 "xenstored does not answer\n");
	assert_in(&text, "  local             1 not judged\n"
	                 "    NOT JUDGED local order=9;type=pvh: ");
	xnb_gate_free(gate);
	xnb_buf_free(&text);
}

/* Ten operations of two paths each: those of the i-th are longer by 2 i - 1 and by 2 i.
 */
static void plant_many(const char *dir, bool longer)
{
	struct box_run box;

	box_begin(&box, dir);
	for (int i = 1; i <= 10; i++)
		for (int vcpus = 1; vcpus <= 2; vcpus++) {
			char name[32], params[64];

			snprintf(name, sizeof(name), "call-%d", i);
			snprintf(params, sizeof(params), "path=raw;vcpus=%d", vcpus);
			box_path(&box, name, params, 1000 + longer * (2 * i - 2 + vcpus));
		}
	box_end(&box);
}

static size_t count_in(const struct xnb_buf *text, const char *part)
{
	size_t n = 0;

	for (const char *at = xnb_buf_text(text); (at = strstr(at, part)); at++)
		n++;
	return n;
}

static const char largest[] =
    "               OPERATION                   PATHS       INSTRUCTIONS\n"
    "  LONGER       call-10                     2 of 2      +19 to +20\n"
    "      the most: path=raw;vcpus=2: 1000 -> 1020 instructions, +20 (+2 %)\n"
    "  LONGER       call-9                      2 of 2      +17 to +18\n";
static const char rest[] =
    "  LONGER       call-2                      2 of 2      +3 to +4\n"
    "  LONGER       call-1                      2 of 2      +1 to +2\n"
    "  not every path is shown: --all lists them all\n"
    "\n"
    "REGRESSION: 20 paths are longer\n";

static void text_shows_the_largest_of_many_unless_all_are_wanted(void **state)
{
	const struct xnb_gate_box box = {
	    "paths", 1u << XNB_GATE_PATHS, {{.dir = "base"}, {.dir = "new"}}};
	const struct xnb_gate_request request = {{"4.17", "4.20"}, &box, 1, 0,
	                                         {NULL, NULL},     true};
	struct xnb_buf text = {0}, all = {0};
	struct xnb_error err = {0};
	struct xnb_gate *gate;

	(void)state;
	plant_many("base", false);
	plant_many("new", true);
	if (xnb_gate_judge(&gate, &request, &err) ||
	    xnb_gate_write_text(&text, gate, false, &err) ||
	    xnb_gate_write_text(&all, gate, true, &err))
		fail_msg("%s", err.text);
	assert_in(&text, "NEW   4.20\nBASE  4.17\n  NEW is BASE: 4.20 is judged against "
	                 "itself\n");
	assert_in(&text, largest);
	assert_in(&text, rest);
	assert_int_equal(count_in(&text, "LONGER"), 10);
	assert_int_equal(count_in(&text, "1000 -> "), 6);
	assert_int_equal(count_in(&all, "1000 -> "), 20);
	assert_int_equal(count_in(&all, "LONGER"), 10);
	assert_int_equal(count_in(&all, "--all"), 0);
	xnb_gate_free(gate);
	xnb_buf_free(&text);
	xnb_buf_free(&all);
}

static void all_formats_are_written_beside_the_runs(void **state)
{
	struct xnb_error err = {0};
	struct xnb_gate *gate;

	(void)state;
	plant_run("base", "plain", 32, 0);
	plant_run("new", "plain", 0, 1);
	gate = judge("plain");
	for (const struct xnb_gate_format *f = xnb_gate_formats; f->name; f++) {
		struct xnb_buf text = {0}, file = {0};

		if (xnb_gate_write_files(".", gate, &err) ||
		    f->write(&text, gate, true, &err) ||
		    xnb_read_file(f->file, &file, 0, &err))
			fail_msg("%s", err.text);
		assert_string_equal(xnb_buf_text(&file), xnb_buf_text(&text));
		xnb_buf_free(&text);
		xnb_buf_free(&file);
	}
	assert_int_equal(xnb_gate_write_files("nowhere", gate, &err), -1);
	xnb_gate_free(gate);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_a_folder(json_is_as_the_schema_says),
	    in_a_folder(junit_says_what_failed_and_what_was_skipped),
	    in_a_folder(junit_is_xml_whatever_the_names),
	    in_a_folder(text_shows_foreign_text_as_text),
	    in_a_folder(text_ends_with_the_verdict),
	    in_a_folder(text_names_what_is_not_judged),
	    in_a_folder(text_shows_the_largest_of_many_unless_all_are_wanted),
	    in_a_folder(all_formats_are_written_beside_the_runs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `xen-numabench topology` as a user meets it, where no Xen is needed. */
#include "tests/unit/test.h"

#include "base/io.h"
#include "tests/unit/spawn.h"
#include "topology/load.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MOST_ARGS 8

static int topology(const char *const args[], struct xnb_buf *out, struct xnb_buf *err)
{
	char *argv[MOST_ARGS + 3] = {(char *)XNB_PROGRAM, (char *)"topology"};

	for (size_t i = 0; i < MOST_ARGS && args[i]; i++)
		argv[i + 2] = (char *)args[i];
	return spawn(argv, out, err);
}

static void wrong_use_is_named(void **state)
{
	static const struct {
		const char *args[MOST_ARGS];
		int exit;
		const char *says;
	} cases[] = {
	    {{"--target", "nativ"},
	     2,
	     "--target nativ: no such target; did you mean native?"},
	    {{"--target", "moon"}, 2, "there are xen and native"},
	    {{"--format", "yaml"}, 2, "--format yaml: no such format"},
	    {{"--xml", "-", "--format", "json"}, 2, "holds one document"},
	    {{"something"}, 2, "something: topology takes no arguments"},
	    {{"--target", "native", "--xml", "/nonexistent/x"}, 3, "/nonexistent/x"},
	    {{"--target", "native", "--xml", "/"}, 3, "not a regular file"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct xnb_buf out = {0}, err = {0};
		int rc = topology(cases[i].args, &out, &err);

		if (rc != cases[i].exit || !strstr(xnb_buf_text(&err), cases[i].says))
			fail_msg("case %zu: %d %s", i, rc, xnb_buf_text(&err));
		assert_int_equal(out.length, 0);
		xnb_buf_free(&out);
		xnb_buf_free(&err);
	}
}

static void json_is_one_document(void **state)
{
	static const char *const args[] = {"--target", "native", "--format", "json",
	                                   NULL};
	struct xnb_buf out = {0};
	json_error_t error;
	json_t *root;

	(void)state;
	assert_int_equal(topology(args, &out, NULL), 0);
	root = json_loads(xnb_buf_text(&out), JSON_REJECT_DUPLICATES, &error);
	if (!root)
		fail_msg("%s", error.text);
	assert_true(json_array_size(json_object_get(root, "nodes")) > 0);
	json_decref(root);
	xnb_buf_free(&out);
}

static void assert_is_this_system(const char *xml, size_t length)
{
	hwloc_topology_t loaded = NULL;
	struct xnb_error err;

	if (xnb_topology_load_xml(&loaded, xml, length, "--xml", &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(hwloc_get_nbobjs_by_type(loaded, HWLOC_OBJ_PU),
	                 sysconf(_SC_NPROCESSORS_ONLN));
	hwloc_topology_destroy(loaded);
}

static void xml_goes_where_it_is_told(void **state)
{
	char dir[] = "/tmp/xnb-topology-XXXXXX", path[64];
	const char *const to_stdout[] = {"--target", "native", "--xml", "-", NULL};
	const char *const to_file[] = {"--target", "native", "--xml", path, NULL};
	struct xnb_buf out = {0}, table = {0}, file = {0};

	(void)state;
	assert_non_null(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/host.xml", dir);
	assert_int_equal(topology(to_stdout, &out, NULL), 0);
	assert_is_this_system(xnb_buf_text(&out), out.length);
	assert_int_equal(topology(to_file, &table, NULL), 0);
	assert_non_null(strstr(xnb_buf_text(&table), "CPUs"));
	assert_int_equal(xnb_read_file(path, &file, 0, NULL), 0);
	assert_is_this_system(xnb_buf_text(&file), file.length);
	unlink(path);
	rmdir(dir);
	xnb_buf_free(&out);
	xnb_buf_free(&table);
	xnb_buf_free(&file);
}

static void without_xen_the_remedy_is_named(void **state)
{
	static const char *const args[] = {NULL};
	struct xnb_buf out = {0}, err = {0};

	(void)state;
	if (access("/proc/xen/capabilities", F_OK) == 0)
		skip();
	assert_int_equal(topology(args, &out, &err), 3);
	assert_non_null(strstr(xnb_buf_text(&err), "--target native"));
	assert_int_equal(out.length, 0);
	xnb_buf_free(&out);
	xnb_buf_free(&err);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(wrong_use_is_named),
	    cmocka_unit_test(json_is_one_document),
	    cmocka_unit_test(xml_goes_where_it_is_told),
	    cmocka_unit_test(without_xen_the_remedy_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

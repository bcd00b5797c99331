/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Which Xen a box boots, and what of it a cache has. */
#include "tests/unit/test.h"

#include "base/io.h"
#include "lab/apt.h"
#include "lab/fill.h"
#include "lab/packages.h"
#include "lab/xens.h"
#include "tests/unit/folder.h"
#include "tests/unit/planted.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct xnb_lab_xen_choice none = {0};

static void only_releases_that_are_packaged_are_taken(void **state)
{
	const struct xnb_lab_xen_choice old = {.version = "4.17"},
	                                unknown = {.version = "4.18"},
	                                both = {.version = "4.17", .dir = "/tmp"};
	struct xnb_error err;

	(void)state;
	assert_string_equal(xnb_lab_newest()->version, "4.20");
	assert_string_equal(xnb_lab_newest()->suite, "trixie");
	assert_int_equal(xnb_lab_xen_check(&none, &err), 0);
	assert_int_equal(xnb_lab_xen_check(&old, &err), 0);
	assert_int_equal(xnb_lab_xen_check(&unknown, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	assert_non_null(strstr(err.text, "4.17, 4.20"));
	assert_int_equal(xnb_lab_xen_check(&both, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
}

/* What is not said is what this program was built for; a directory has many names. */
static void the_same_xen_is_known_by_any_name(void **state)
{
	const struct xnb_lab_xen_choice named = {.version = xnb_lab_xen_version(&none)},
	                                other = {.version = "4.99"}, here = {.dir = "."},
	                                tree = {.dir = *state}, gone = {.dir = "gone"};

	assert_true(xnb_lab_xen_same(&none, &named));
	assert_false(xnb_lab_xen_same(&none, &other));
	assert_true(xnb_lab_xen_same(&here, &tree));
	assert_false(xnb_lab_xen_same(&here, &gone));
	assert_false(xnb_lab_xen_same(&here, &none));
	assert_null(xnb_lab_xen_version(&here));
}

/* A cache of an earlier version: with no apt in reach, what it has is enough. */
static void an_earlier_caches_files_are_taken_over(void **state)
{
	const char *version = xnb_lab_xen_version(&none);
	char *old = strdup(getenv("PATH")), name[256], text[512];
	struct xnb_lab_cache cache;
	struct xnb_lab_xen xen;
	struct xnb_error err;

	snprintf(text, sizeof(text),
	         "xen-numabench lab files 2\nlibc6_2_amd64.deb\n"
	         "xen-hypervisor-%s-amd64_1_amd64.deb\n",
	         version);
	plant("cache/files/manifest", text);
	plant("cache/files/xen", "hypervisor");
	plant("cache/files/toolstack/usr/bin/xenstore", "program");
	plant("cache/base.cpio", "image");
	assert_int_equal(xnb_lab_cache_open(&cache, "cache", &err), 0);
	assert_false(xnb_lab_xen_complete(&cache, &none));
	setenv("PATH", "/nonexistent", 1);
	assert_int_equal(xnb_lab_xen_get(&xen, &cache, &none, &err), 0);
	assert_true(xnb_lab_xen_complete(&cache, &none));
	assert_string_equal(xen.id, version);
	assert_string_equal(xen.prefix, "");
	snprintf(name, sizeof(name), "%s/cache/xen/%s/files/hypervisor",
	         (const char *)*state, version);
	assert_string_equal(xen.hypervisor, name);
	assert_int_equal(access(name, R_OK), 0);
	assert_int_not_equal(access("cache/base.cpio", F_OK), 0);
	/* What lacks a file is not complete, and cannot be made so. */
	unlink(name);
	assert_false(xnb_lab_xen_complete(&cache, &none));
	assert_int_equal(xnb_lab_xen_get(&xen, &cache, &none, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	setenv("PATH", old ? old : "/usr/bin:/bin", 1);
	free(old);
	snprintf(name, sizeof(name), "cache/xen/%s/files.new", version);
	assert_int_not_equal(access(name, F_OK), 0);
}

/* More than any disk has: nothing is begun, and nothing stays. */
static void what_does_not_fit_on_the_disk_is_not_begun(void **state)
{
	struct xnb_lab_fill fill;
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_lab_fill_begin(&fill, "files", "layout\n", 1, &err), 0);
	assert_int_equal(access("files.new/debs", W_OK), 0);
	xnb_lab_fill_end(&fill);
	assert_int_not_equal(access("files.new", F_OK), 0);
	assert_int_equal(xnb_lab_fill_begin(&fill, "files", "layout\n", UINT_MAX, &err),
	                 -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_int_equal(err.errnum, ENOSPC);
	assert_non_null(strstr(err.text, "MiB are free"));
	xnb_lab_fill_end(&fill);
	assert_int_not_equal(access("files.new", F_OK), 0);
}

/* A stand-in for apt-cache that writes down what it was asked. */
static void another_suite_is_asked_with_a_configuration_of_its_own(void **state)
{
	static const char script[] = "#!/bin/sh\nfor a; do echo \"$a\"; done >>asked\n"
	                             "echo 'Package: x'\n";
	const struct xnb_lab_apt apt = {
	    .dir = "/a \";b", .suite = "trixie", .remedy = "lab fetch"};
	char *old = strdup(getenv("PATH"));
	struct xnb_args names = {0};
	struct xnb_buf asked = {0};
	struct xnb_error err;

	plant("./apt-cache", script);
	assert_int_equal(chmod("apt-cache", 0755), 0);
	setenv("PATH", *state, 1);
	assert_int_equal(xnb_lab_packages_xen(&names, &apt, "4.20", true, &err), 0);
	setenv("PATH", old ? old : "/usr/bin:/bin", 1);
	free(old);
	assert_string_equal(names.v[0], "xen-hypervisor-4.20-amd64");
	assert_string_equal(names.v[1], "libxen-dev");
	assert_string_equal(names.v[2], "xen-utils-4.20");
	xnb_args_free(&names);
	assert_int_equal(xnb_read_file("asked", &asked, 0, &err), 0);
	assert_int_equal(strncmp(asked.text, "-c\n/a \";b/apt.conf\n", 18), 0);
	assert_non_null(strstr(asked.text, "-oDir::State=/a \";b/state/\n"));
	assert_non_null(strstr(asked.text, "-oDir::Etc::sourcelist=/a \";b/debian."));
	assert_non_null(strstr(asked.text, "-oDir::Etc::sourceparts=/dev/null\n"));
	xnb_buf_free(&asked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_releases_that_are_packaged_are_taken),
	    in_a_folder(the_same_xen_is_known_by_any_name),
	    in_a_folder(an_earlier_caches_files_are_taken_over),
	    in_a_folder(what_does_not_fit_on_the_disk_is_not_begun),
	    in_a_folder(another_suite_is_asked_with_a_configuration_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

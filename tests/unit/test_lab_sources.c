/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is made of this machine's sources of packages, for another suite. The formats are
 * those of sources.list(5), the entries those of Debian's installer, its images, and of
 * vendors' own instructions; apt itself reads the outcome.
 */
#include "tests/unit/test.h"

#include "base/program.h"
#include "lab/packages.h"
#include "lab/sources.h"
#include "tests/unit/folder.h"
#include "tests/unit/planted.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

static const struct xnb_lab_suites suites = {"bookworm", "trixie"};

/* What Debian's images come with. */
static const char image[] =
    "Types: deb deb-src\n"
    "# http://snapshot.debian.org/archive/debian/20250520T000000Z\n"
    "URIs: http://deb.debian.org/debian\n"
    "Suites: bookworm bookworm-updates bookworm-backports\n"
    "Components: main contrib\n"
    "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n"
    "\n"
    "types: deb\n"
    "URIs:\n"
    " http://deb.debian.org/debian-security\n"
    "# a comment in the middle of a field\n"
    "\thttps://mirror.example/debian-security/\n"
    "Suites: bookworm-security\n"
    "Components: main\n";

static void assert_text(struct xnb_buf *out, const char *expected)
{
	assert_false(out->failed);
	assert_string_equal(xnb_buf_text(out), expected);
	xnb_buf_free(out);
}

static void an_images_entries_get_the_other_suite(void **state)
{
	struct xnb_buf out = {0};

	(void)state;
	assert_int_equal(xnb_lab_sources_deb822(&out, image, &suites), 2);
	assert_text(&out, "Suites: trixie trixie-updates\n"
	                  "Types: deb\n"
	                  "Components: main\n"
	                  "Architectures: amd64\n"
	                  "Targets: Packages\n"
	                  "URIs: http://deb.debian.org/debian\n"
	                  "Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg\n"
	                  "\n"
	                  "Suites: trixie-security\n"
	                  "Types: deb\n"
	                  "Components: main\n"
	                  "Architectures: amd64\n"
	                  "Targets: Packages\n"
	                  "URIs: http://deb.debian.org/debian-security "
	                  "https://mirror.example/debian-security/\n"
	                  "\n");
}

static void the_installers_lines_get_the_other_suite(void **state)
{
	static const char lines[] =
	    "#deb cdrom:[Debian GNU/Linux 12.5.0 _Bookworm_ - Official]/ bookworm main\n"
	    "deb cdrom:[Debian GNU/Linux 12.5.0 _Bookworm_ - Official]/ bookworm main\n"
	    "deb-src http://deb.debian.org/debian/ bookworm main\n"
	    "  deb\thttp://deb.debian.org/debian/ bookworm main non-free # the mirror\n"
	    "deb [ arch=amd64,i386 check-valid-until=no "
	    "signed-by=/k/debian-archive-keyring.gpg,/k/debian-archive-removed-keys.gpg "
	    "] "
	    "http://security.debian.org/debian-security bookworm-security main\n";
	struct xnb_buf out = {0};

	(void)state;
	assert_int_equal(xnb_lab_sources_list(&out, lines, &suites), 2);
	assert_text(&out, "Suites: trixie\n"
	                  "Types: deb\n"
	                  "Components: main\n"
	                  "Architectures: amd64\n"
	                  "Targets: Packages\n"
	                  "URIs: http://deb.debian.org/debian/\n"
	                  "\n"
	                  "Suites: trixie-security\n"
	                  "Types: deb\n"
	                  "Components: main\n"
	                  "Architectures: amd64\n"
	                  "Targets: Packages\n"
	                  "URIs: http://security.debian.org/debian-security\n"
	                  "Signed-By: /k/debian-archive-keyring.gpg "
	                  "/k/debian-archive-removed-keys.gpg\n"
	                  "Check-Valid-Until: no\n"
	                  "\n");
}

static void others_entries_are_left_out(void **state)
{
	static const char lines[] =
	    "deb https://packages.cloud.google.com/apt cloud-sdk-bookworm main\n"
	    "deb [arch=amd64 signed-by=/etc/apt/keyrings/docker.gpg] "
	    "https://download.docker.com/linux/debian bookworm stable\n"
	    "deb [signed-by=/usr/share/keyrings/microsoft-prod.gpg] "
	    "https://packages.microsoft.com/debian/12/prod bookworm main\n"
	    "deb https://apt.postgresql.org/pub/repos/apt bookworm-pgdg main\n"
	    "deb http://download.proxmox.com/debian/pve bookworm pve-no-subscription\n"
	    "deb [arch=arm64] http://deb.debian.org/debian bookworm main\n"
	    "deb http://deb.debian.org/debian sid main\n"
	    "deb http://deb.debian.org/debian\n"
	    "deb [arch=amd64 http://deb.debian.org/debian bookworm main\n"
	    "deb\n\n";
	static const char stanzas[] = "Types: deb\n"
	                              "URIs: https://deb.nodesource.com/node_20.x\n"
	                              "Suites: nodistro\n"
	                              "Components: main\n"
	                              "\n"
	                              "Types: deb\n"
	                              "URIs: https://vendor.example/debian\n"
	                              "Suites: bookworm\n"
	                              "Components: main\n"
	                              "Signed-By:\n"
	                              " -----BEGIN PGP PUBLIC KEY BLOCK-----\n"
	                              " .\n"
	                              " mDMEYCQjIxYJKwYBBAHaRw8BAQdAD\n"
	                              " -----END PGP PUBLIC KEY BLOCK-----\n"
	                              "\n"
	                              "Types: deb\n"
	                              "Enabled: no\n"
	                              "URIs: http://deb.debian.org/debian\n"
	                              "Suites: bookworm\n"
	                              "Components: main\n"
	                              "\n"
	                              "Types: deb\n"
	                              "Enabled: Off\n"
	                              "URIs: http://deb.debian.org/debian\n"
	                              "Suites: bookworm\n"
	                              "Components: main\n"
	                              "\n"
	                              "Types: deb\n"
	                              "URIs: cdrom:[Debian]/\n"
	                              "Suites: bookworm\n"
	                              "Components: main\n"
	                              "\n"
	                              "Suites: bookworm\n"
	                              "Components: main\n";
	struct xnb_buf out = {0};

	(void)state;
	assert_int_equal(xnb_lab_sources_list(&out, lines, &suites), 0);
	assert_int_equal(xnb_lab_sources_deb822(&out, stanzas, &suites), 0);
	assert_text(&out, "");
}

/* Neither a shell nor apt finds anything in it that was not a word of the entry. */
static void text_of_a_file_stays_text(void **state)
{
	static const char lines[] =
	    "deb [signed-by=/k/debian-archive-x.gpg\";Dir::Bin::dpkg\"x\"] "
	    "http://a/$(touch${IFS}/tmp/x)`id`;x bookworm main\n"
	    "deb http://a/\001\033[2J bookworm main\n";
	static const char stanza[] = "Types: deb\n"
	                             "URIs: http://a/debian\n"
	                             " Trusted:yes\n"
	                             "Suites: bookworm\n"
	                             "Components: main";
	struct xnb_buf out = {0};

	(void)state;
	assert_int_equal(xnb_lab_sources_list(&out, lines, &suites), 1);
	assert_text(&out, "Suites: trixie\n"
	                  "Types: deb\n"
	                  "Components: main\n"
	                  "Architectures: amd64\n"
	                  "Targets: Packages\n"
	                  "URIs: http://a/$(touch${IFS}/tmp/x)`id`;x\n"
	                  "Signed-By: /k/debian-archive-x.gpg\";Dir::Bin::dpkg\"x\"\n"
	                  "\n");
	assert_int_equal(xnb_lab_sources_deb822(&out, stanza, &suites), 1);
	/* A word of the address, on the address's line: no field of its own. */
	assert_non_null(strstr(out.text, "URIs: http://a/debian Trusted:yes\n"));
	assert_null(strstr(out.text, "\nTrusted"));
	xnb_buf_free(&out);
}

static void the_running_debian_is_named_by_os_release(void **state)
{
	static const struct {
		const char *text, *codename;
	} cases[] = {
	    {"ID=debian\nVERSION_CODENAME=bookworm\n", "bookworm"},
	    {"VERSION_CODENAME=\"trixie\"\nID=debian", "trixie"},
	    {"MY_VERSION_CODENAME=no\nVERSION=\"12 (bookworm)\"\n", ""},
	    {"VERSION_CODENAME=\n", ""},
	    {"", ""},
	};
	char codename[64];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		xnb_lab_codename(codename, sizeof(codename), cases[i].text);
		assert_string_equal(codename, cases[i].codename);
	}
}

/* Of "'URL/InRelease' FILE 0" each URL, a line each; other lines are of lists. */
static void keep_releases(struct xnb_buf *out, const char *uris)
{
	static const char end[] = "/InRelease'";

	for (const char *line = uris; *line; line += line[0] == '\n') {
		size_t length = strcspn(line, "\n");
		const char *found = memmem(line, length, end, strlen(end));

		if (found)
			xnb_buf_printf(out, "%.*s\n", (int)(found - line - 1), line + 1);
		line += length;
	}
}

/* apt reads what was made, and would fetch from just these places. */
static void apt_reads_it_as_it_was_meant(void **state)
{
	static const char *const expected[] = {
	    "http://list.example/debian/dists/trixie\n",
	    "http://deb.debian.org/debian/dists/trixie\n",
	    "http://deb.debian.org/debian/dists/trixie-updates\n",
	    "http://deb.debian.org/debian-security/dists/trixie-security\n",
	    "https://mirror.example/debian-security/dists/trixie-security\n",
	};
	const char *dir = *state;
	char option[PATH_MAX + 40];
	const char *argv[] = {"apt-get",
	                      option,
	                      "-oDir::Etc::sourceparts=/dev/null",
	                      "-oDir::State=/nonexistent",
	                      "--print-uris",
	                      "update",
	                      NULL};
	const struct xnb_program apt = {.argv = argv, .package = "apt", .stdin_fd = -1};
	struct xnb_buf made = {0}, uris = {0}, releases = {0};
	struct xnb_error err;
	size_t length = 0;
	int result;

	plant("./os-release", "VERSION_CODENAME=bookworm\n");
	plant("apt/sources.list", "deb http://list.example/debian bookworm main\n");
	plant("apt/sources.list.d/debian.sources", image);
	plant("apt/sources.list.d/old.list.save", "deb http://old bookworm main\n");
	plant("apt/sources.list.d/b.list", "deb http://vendor.example/ other main\n");
	assert_int_equal(xnb_lab_sources_read(&made, ".", "trixie", &err), 0);
	plant("./made.sources", xnb_buf_text(&made));
	xnb_buf_free(&made);
	snprintf(option, sizeof(option), "-oDir::Etc::sourcelist=%s/made.sources", dir);
	result = xnb_program_run(&apt, &uris, &err);
	keep_releases(&releases, xnb_buf_text(&uris));
	xnb_buf_free(&uris);
	if (result && err.exit == XNB_EXIT_ENVIRONMENT)
		skip(); /* no apt here */
	assert_int_equal(result, 0);
	/* In apt's order. */
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		assert_non_null(strstr(xnb_buf_text(&releases), expected[i]));
		length += strlen(expected[i]);
	}
	assert_int_equal(releases.length, length);
	xnb_buf_free(&releases);
}

static void a_machine_without_debians_entries_is_told_so(void **state)
{
	struct xnb_buf out = {0};
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_lab_sources_read(&out, ".", "trixie", &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	plant("./os-release", "VERSION_CODENAME=noble\n");
	plant("apt/sources.list.d/ubuntu.sources",
	      "Types: deb\nURIs: http://archive.ubuntu.com/ubuntu\nSuites: noble\n"
	      "Components: main\n"
	      "Signed-By: /usr/share/keyrings/ubuntu-archive-keyring.gpg\n");
	assert_int_equal(xnb_lab_sources_read(&out, ".", "trixie", &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, "noble"));
	xnb_buf_free(&out);
}

static void packages_of_two_versions_are_not_mixed(void **state)
{
	static const char same[] = "libc6_2.41-12_amd64.deb\n"
	                           "libxen-dev_4.20.4+63-0_amd64.deb\n"
	                           "libxenmisc4.20_4.20.4+63-0_amd64.deb\n"
	                           "xen-hypervisor-4.20-amd64_4.20.4+63-0_amd64.deb\n"
	                           "xen-utils-4.20_4.20.4+63-0_amd64.deb\n"
	                           "zlib1g_1%3a1.3_amd64.deb\n";
	static const char mixed[] = "libxenmisc4.20_4.20.4+63-0_amd64.deb\n"
	                            "xen-hypervisor-4.20-amd64_4.20.4+6-0_amd64.deb\n";
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_lab_packages_match(same, &err), 0);
	assert_int_equal(xnb_lab_packages_match(mixed, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text,
	                       "libxenmisc4.20_4.20.4+63-0_amd64.deb and "
	                       "xen-hypervisor-4.20-amd64_4.20.4+6-0_amd64.deb"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_images_entries_get_the_other_suite),
	    cmocka_unit_test(the_installers_lines_get_the_other_suite),
	    cmocka_unit_test(others_entries_are_left_out),
	    cmocka_unit_test(text_of_a_file_stays_text),
	    cmocka_unit_test(the_running_debian_is_named_by_os_release),
	    in_a_folder(apt_reads_it_as_it_was_meant),
	    in_a_folder(a_machine_without_debians_entries_is_told_so),
	    cmocka_unit_test(packages_of_two_versions_are_not_mixed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

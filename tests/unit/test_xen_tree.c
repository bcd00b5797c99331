/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Directories as `make dist` of Xen leaves them, made up: the fewest files that a whole
 * one has, packed by gzip and ar themselves, and then one thing wrong with it at a time.
 * The layout, the names and the first lines of the configuration are those that builds of
 * Xen 4.20 and 4.17 left.
 */
#include "tests/unit/test.h"

#include "base/io.h"
#include "lab/elf.h"
#include "lab/files.h"
#include "lab/hypervisor.h"
#include "lab/xen_tree.h"
#include "lab/xens.h"
#include "tests/unit/folder.h"
#include "tests/unit/planted.h"
#include "tests/unit/spawn.h"

#include <elf.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CONFIG(version)                                                       \
	"#\n# Automatically generated file; DO NOT EDIT.\n# Xen/x86 " version \
	" Configuration\n#\nCONFIG_NUMA=y\n"

static const char *const archives[] = {"xenctrl",    "xenforeignmemory", "xencall",
                                       "xenevtchn",  "xengnttab",        "xendevicemodel",
                                       "xentoollog", "xentoolcore",      "xenlight",
                                       "xenguest",   "xenhypfs"};

/* What a made-up tree is made from; the members that are NULL or 0 are left out. */
struct made_up {
	const char *config;  /* inside the hypervisor */
	const char *build;   /* "debug=n" */
	const char *file;    /* its name in boot/ */
	const char *link;    /* where boot/xen.gz leads */
	const char *prefix;  /* "usr/local" */
	const char *library; /* their version */
	uint16_t hypervisor_machine, library_machine;
};

static const struct made_up whole = {
    .config = CONFIG("4.20.3"),
    .build = "debug=n",
    .file = "xen-4.20.3.gz",
    .link = "xen-4.20.3.gz",
    .prefix = "usr/local",
    .library = "4.20.0",
    .hypervisor_machine = EM_386,
    .library_machine = EM_X86_64,
};

static void put(const char *path, const struct xnb_buf *data)
{
	FILE *file;

	plant(path, "");
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(data->text, 1, data->length, file), data->length);
	assert_int_equal(fclose(file), 0);
}

/* Packs it with the program, into PATH.gz. */
static void pack(const char *path)
{
	char *const argv[] = {"gzip", "-n", "-f", (char *)path, NULL};
	struct xnb_buf out = {0}, said = {0};

	assert_int_equal(spawn(argv, &out, &said), 0);
	xnb_buf_free(&out);
	xnb_buf_free(&said);
}

static void elf_header(struct xnb_buf *image, uint16_t machine)
{
	Elf32_Ehdr header = {.e_ident = ELFMAG, .e_machine = machine};

	header.e_ident[EI_CLASS] = ELFCLASS32;
	header.e_ident[EI_DATA] = ELFDATA2LSB;
	xnb_buf_append(image, &header, sizeof(header));
}

/* Other text, and something that only begins like a gzip stream, lie around it. */
static void make_image(struct xnb_buf *image, const struct made_up *from)
{
	struct xnb_error err;

	elf_header(image, from->hypervisor_machine);
	xnb_buf_append(image, "\x1f\x8b\x08 no stream", 13);
	if (from->build)
		xnb_buf_printf(image, "%c%s%c", '\0', from->build, '\0');
	if (from->config) {
		plant("./config", from->config);
		pack("./config");
		assert_int_equal(xnb_read_file("config.gz", image, 0, &err), 0);
	}
	xnb_buf_puts(image, "what follows");
}

static void make_hypervisor(const char *root, const struct made_up *from)
{
	struct xnb_buf image = {0};
	char path[256];

	make_image(&image, from);
	put("./image", &image);
	xnb_buf_free(&image);
	pack("./image");
	snprintf(path, sizeof(path), "%s/boot/%s", root, from->file);
	plant(path, "");
	assert_int_equal(rename("image.gz", path), 0);
	if (!from->link)
		return;
	snprintf(path, sizeof(path), "%s/boot/xen.gz", root);
	assert_int_equal(symlink(from->link, path), 0);
}

static void make_archive(const char *path, uint16_t machine)
{
	char *const argv[] = {"ar", "rc", (char *)path, "object.o", NULL};
	struct xnb_buf object = {0}, out = {0}, said = {0};

	elf_header(&object, machine);
	put("./object.o", &object);
	unlink(path);
	spawn(argv, &out, &said);
	assert_int_equal(access(path, R_OK), 0);
	xnb_buf_free(&object);
	xnb_buf_free(&out);
	xnb_buf_free(&said);
}

static void make_libraries(const char *root, const struct made_up *from)
{
	static const char *const headers[] = {"xenctrl.h", "libxl.h", "xen/domctl.h"};
	char path[256], text[128];

	for (size_t i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s/include/%s", root, from->prefix,
		         headers[i]);
		plant(path, headers[i]);
	}
	snprintf(path, sizeof(path), "%s/%s/lib/pkgconfig/xencontrol.pc", root,
	         from->prefix);
	snprintf(text, sizeof(text),
	         "prefix=/%s\n\nName: Xencontrol\nVersion: %s\nLibs: -lxenctrl\n",
	         from->prefix, from->library);
	plant(path, text);
	make_archive("./any.a", from->library_machine);
	for (size_t i = 0; i < sizeof(archives) / sizeof(archives[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s/lib/lib%s.a", root, from->prefix,
		         archives[i]);
		assert_int_equal(link("./any.a", path), 0);
	}
}

static void make_tree(const char *root, const struct made_up *from)
{
	if (from->file)
		make_hypervisor(root, from);
	if (from->library)
		make_libraries(root, from);
}

static void expect_read(struct xnb_xen_tree *tree, const char *dir)
{
	struct xnb_hypervisor hypervisor;
	struct xnb_error err = {0};

	if (xnb_xen_tree_read(tree, &hypervisor, dir, &err))
		fail_msg("%s", err.text);
	assert_memory_equal(hypervisor.image.text, ELFMAG, SELFMAG);
	xnb_hypervisor_free(&hypervisor);
}

/* It is refused, as something that the environment lacks, with all of these words. */
static void expect_refused(const char *dir, const char *const *words)
{
	struct xnb_hypervisor hypervisor;
	struct xnb_xen_tree tree;
	struct xnb_error err = {0};

	assert_int_equal(xnb_xen_tree_read(&tree, &hypervisor, dir, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_null(strchr(err.text, '\n'));
	for (; *words; words++)
		if (!strstr(err.text, *words))
			fail_msg("no \"%s\" in: %s", *words, err.text);
}

#define refused(dir, ...) expect_refused(dir, (const char *const[]){__VA_ARGS__, NULL})

static void a_whole_tree_is_read(void **state)
{
	struct xnb_xen_tree tree;
	char here[PATH_MAX];

	(void)state;
	make_tree("t", &whole);
	plant("t/boot/xen-4.20.3.config", CONFIG("4.19.9"));
	plant("t/boot/xen-syms-4.20.3", "");
	expect_read(&tree, "t");
	assert_non_null(realpath("t", here));
	assert_string_equal(tree.root, here);
	assert_string_equal(tree.version, "4.20.3");
	assert_string_equal(tree.libraries, "4.20.0");
	assert_string_equal(tree.no_libxl, "");
	assert_false(tree.debug);
	assert_non_null(strstr(tree.hypervisor, "/boot/xen-4.20.3.gz"));
	assert_non_null(strstr(tree.archives, "/usr/local/lib"));
	/* Without the link: the one that is neither symbols nor configuration. */
	uproot("t/boot/xen.gz");
	expect_read(&tree, "t");
	assert_non_null(strstr(tree.hypervisor, "/boot/xen-4.20.3.gz"));
}

static void dist_install_is_found_from_above(void **state)
{
	struct xnb_xen_tree tree;

	(void)state;
	plant("t/xen/Kconfig", "");
	refused("t", "Xen's sources, without dist/install", "make dist");
	make_tree("t/dist/install", &whole);
	expect_read(&tree, "t");
	assert_non_null(strstr(tree.root, "/t/dist/install"));
}

static void other_prefixes_are_found(void **state)
{
	struct made_up from = whole;
	struct xnb_xen_tree tree;

	(void)state;
	from.prefix = "usr";
	make_tree("t", &from);
	expect_read(&tree, "t");
	assert_non_null(strstr(tree.headers, "/t/usr/include"));
}

static void keep_in_cache(struct xnb_lab_xen *xen, const char *dir)
{
	struct xnb_lab_cache cache;
	struct xnb_error err = {0};

	if (xnb_lab_cache_open(&cache, "cache", &err) ||
	    xnb_lab_xen_tree(xen, &cache, dir, &err))
		fail_msg("%s", err.text);
}

/* As a pattern it would match nothing. */
static void letters_of_a_pattern_are_letters_in_a_name(void **state)
{
	struct xnb_xen_tree tree;
	struct xnb_lab_xen xen;

	(void)state;
	make_tree("t[1]*\\", &whole);
	expect_read(&tree, "t[1]*\\");
	keep_in_cache(&xen, "t[1]*\\");
	uproot("t[1]*\\/boot/xen.gz");
	expect_read(&tree, "t[1]*\\");
	assert_non_null(strstr(tree.hypervisor, "t[1]*\\/boot/xen-4.20.3.gz"));
}

static void the_version_is_found_where_it_is(void **state)
{
	struct made_up from = whole;
	struct xnb_xen_tree tree;

	(void)state;
	from.config = NULL;
	make_tree("t", &from);
	expect_read(&tree, "t");
	assert_string_equal(tree.version, "4.20.3");
	plant("t/boot/xen-4.20.3.config", CONFIG("4.20-rc4"));
	expect_read(&tree, "t");
	assert_string_equal(tree.version, "4.20-rc4");
	unlink("t/boot/xen.gz");
	unlink("t/boot/xen-4.20.3.config");
	assert_int_equal(rename("t/boot/xen-4.20.3.gz", "t/boot/xen.gz"), 0);
	expect_read(&tree, "t");
	assert_string_equal(tree.version, "");
}

static void an_unstable_debug_build_says_so(void **state)
{
	struct made_up from = whole;
	struct xnb_xen_tree tree;

	(void)state;
	from.config = CONFIG("4.23-unstable");
	from.build = "debug=y gcov=y";
	from.library = "4.23.0";
	make_tree("t", &from);
	expect_read(&tree, "t");
	assert_string_equal(tree.version, "4.23-unstable");
	assert_true(tree.debug);
}

/* What it says of itself ends on somebody's terminal. */
static void only_what_can_be_shown_is_a_version(void **state)
{
	struct made_up from = whole;
	struct xnb_xen_tree tree;

	(void)state;
	from.config = CONFIG("4.20\033[31m");
	make_tree("t", &from);
	expect_read(&tree, "t");
	assert_string_equal(tree.version, "4.20.3"); /* the file's name */
	from.file = from.link = "xen-4.20\033.gz";
	make_tree("u", &from);
	uproot("u/boot/xen.gz");
	expect_read(&tree, "u");
	assert_string_equal(tree.version, "");
	from = whole;
	from.library = "\0334.20.3";
	make_tree("v", &from);
	refused("v", "xencontrol.pc", "no version");
}

static void what_is_no_tree_is_refused(void **state)
{
	(void)state;
	refused("nowhere", "nowhere", "No such file", "make dist");
	plant("./file", "");
	refused("file", "not a directory", "dist/install");
	assert_int_equal(mkdir("empty", 0777), 0);
	refused("empty", "empty", "make dist");
	plant("other/README", "");
	refused("other", "no hypervisor", "make dist");
}

static void half_a_tree_is_refused(void **state)
{
	struct made_up from = whole;

	(void)state;
	from.file = NULL;
	make_tree("libraries", &from);
	refused("libraries", "half built", "no hypervisor");
	from = whole;
	from.library = NULL;
	make_tree("hypervisor", &from);
	refused("hypervisor", "half built", "libxenctrl.a");
	make_tree("t", &whole);
	unlink("t/usr/local/lib/libxencall.a");
	refused("t", "half built", "libxencall.a");
	unlink("t/usr/local/include/xen/domctl.h");
	refused("t", "half built", "headers");
}

static void without_libxl_something_is_left_out(void **state)
{
	struct xnb_xen_tree tree;

	(void)state;
	make_tree("t", &whole);
	unlink("t/usr/local/lib/libxenguest.a");
	expect_read(&tree, "t");
	assert_string_equal(tree.no_libxl, "no libxenguest.a");
}

static void links_to_nothing_are_refused(void **state)
{
	struct made_up from = whole;

	(void)state;
	from.link = "xen-4.20.4.gz";
	make_tree("t", &from);
	refused("t", "boot/xen.gz", "xen-4.20.4.gz", "leads nowhere");
	unlink("t/boot/xen.gz");
	assert_int_equal(symlink("xen.gz", "t/boot/xen.gz"), 0);
	refused("t", "leads nowhere", "symbolic links");
}

static void one_of_several_hypervisors_must_be_meant(void **state)
{
	struct made_up from = whole;
	struct xnb_xen_tree tree;

	(void)state;
	make_tree("t", &whole);
	from.file = "xen-4.20.2.gz";
	from.link = NULL;
	make_hypervisor("t", &from);
	expect_read(&tree, "t");
	assert_non_null(strstr(tree.hypervisor, "xen-4.20.3.gz"));
	unlink("t/boot/xen.gz");
	refused("t", "several hypervisors", "xen-4.20.2.gz", "xen-4.20.3.gz");
}

static void other_architectures_are_refused(void **state)
{
	struct made_up from = whole;

	(void)state;
	from.hypervisor_machine = EM_AARCH64;
	make_tree("hypervisor", &from);
	refused("hypervisor", "Arm (64 bits)", "x86");
	from = whole;
	from.library_machine = EM_AARCH64;
	make_tree("libraries", &from);
	refused("libraries", "libxenctrl.a", "Arm (64 bits)");
	/* Xen for Arm is a flat image. */
	plant("flat/boot/xen", "MZ, and then what it is");
	refused("flat", "flat/boot/xen", "not an ELF file", "another architecture");
}

static void damaged_files_are_refused(void **state)
{
	(void)state;
	make_tree("t", &whole);
	assert_int_equal(truncate("t/boot/xen-4.20.3.gz", 60), 0);
	refused("t", "xen-4.20.3.gz", "damaged", "unexpected end");
	make_tree("u", &whole);
	uproot("u/usr/local/lib/libxenctrl.a");
	plant("u/usr/local/lib/libxenctrl.a", "!<arch>\nshort");
	refused("u", "libxenctrl.a", "not an archive");
	plant("u/usr/local/lib/libxenctrl.a", "!<thin>\n");
	refused("u", "libxenctrl.a", "not an archive");
	make_tree("v", &whole);
	plant("v/usr/local/lib/pkgconfig/xencontrol.pc", "Name: x\n");
	refused("v", "xencontrol.pc", "no version");
}

/* An index before the objects, one that says it is longer than the file, and one that
 * says it has no length at all. */
static void an_archives_index_is_stepped_over(void **state)
{
	static const char *const sizes[] = {"4", "99999999", "-4", "4294967295"};
	char unknown[32];

	(void)state;
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct xnb_buf file = {0};
		const char *machine;

		xnb_buf_printf(&file, "!<arch>\n%-48s%-10s`\nabcd", "/", sizes[i]);
		xnb_buf_printf(&file, "%-48s%-10s`\n", "x.o/", "52");
		elf_header(&file, EM_386);
		machine = xnb_archive_machine(&file, unknown);
		if (i)
			assert_null(machine);
		else
			assert_string_equal(machine, "x86");
		xnb_buf_free(&file);
	}
}

static void libraries_of_another_version_are_refused(void **state)
{
	struct made_up from = whole;

	(void)state;
	from.library = "4.2.0";
	make_tree("t", &from);
	refused("t", "4.20.3", "4.2.0", "empty dist/install");
	from.library = "4.21.0";
	make_tree("u", &from);
	refused("u", "4.20.3", "4.21.0");
}

static void a_tree_is_known_by_what_is_in_it(void **state)
{
	struct xnb_lab_xen here, there, other;
	struct xnb_buf image = {0}, kept = {0};

	(void)state;
	make_tree("t", &whole);
	make_image(&image, &whole);
	keep_in_cache(&here, "t");
	assert_string_equal(here.name, "4.20.3");
	assert_false(here.debug);
	assert_string_equal(here.toolstack, "");
	assert_int_equal(xnb_read_file(here.hypervisor, &kept, 0, NULL), 0);
	assert_int_equal(kept.length, image.length);
	assert_memory_equal(kept.text, image.text, image.length);
	assert_int_equal(rename("t", "u"), 0);
	keep_in_cache(&there, "u");
	assert_string_equal(here.id, there.id);
	assert_string_equal(here.own, there.own);
	assert_string_not_equal(here.prefix, there.prefix);
	plant("u/usr/local/include/xen/domctl.h", "changed");
	keep_in_cache(&other, "u");
	assert_string_not_equal(here.id, other.id);
	make_archive("u/usr/local/lib/libxencall.a", EM_386);
	keep_in_cache(&here, "u");
	assert_string_not_equal(here.id, other.id);
	xnb_buf_free(&image);
	xnb_buf_free(&kept);
}

static void use_ago(const char *path, long seconds)
{
	const struct timespec when = {.tv_sec = time(NULL) - seconds};

	assert_int_equal(
	    utimensat(AT_FDCWD, path, (const struct timespec[]){when, when}, 0), 0);
}

/* Twenty others, the first used longest ago, the last two today. */
static void trees_of_long_ago_leave_the_cache(void **state)
{
	struct xnb_lab_xen xen;
	char path[64];

	(void)state;
	for (int i = 0; i < 20; i++) {
		snprintf(path, sizeof(path), "cache/xen/tree-%02d/hypervisor", i);
		plant(path, "");
		snprintf(path, sizeof(path), "cache/xen/tree-%02d", i);
		use_ago(path, i < 18 ? 100000 - i : 60);
	}
	plant("cache/xen/4.20/files", "");
	use_ago("cache/xen/4.20", 1000000);
	make_tree("t", &whole);
	keep_in_cache(&xen, "t");
	for (int i = 0; i < 20; i++) {
		snprintf(path, sizeof(path), "cache/xen/tree-%02d", i);
		assert_int_equal(access(path, F_OK), i < 5 ? -1 : 0);
	}
	assert_int_equal(access("cache/xen/4.20/files", F_OK), 0);
	assert_int_equal(access(xen.hypervisor, R_OK), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    in_a_folder(a_whole_tree_is_read),
	    in_a_folder(dist_install_is_found_from_above),
	    in_a_folder(other_prefixes_are_found),
	    in_a_folder(letters_of_a_pattern_are_letters_in_a_name),
	    in_a_folder(the_version_is_found_where_it_is),
	    in_a_folder(an_unstable_debug_build_says_so),
	    in_a_folder(only_what_can_be_shown_is_a_version),
	    in_a_folder(what_is_no_tree_is_refused),
	    in_a_folder(half_a_tree_is_refused),
	    in_a_folder(without_libxl_something_is_left_out),
	    in_a_folder(links_to_nothing_are_refused),
	    in_a_folder(one_of_several_hypervisors_must_be_meant),
	    in_a_folder(other_architectures_are_refused),
	    in_a_folder(damaged_files_are_refused),
	    cmocka_unit_test(an_archives_index_is_stepped_over),
	    in_a_folder(libraries_of_another_version_are_refused),
	    in_a_folder(a_tree_is_known_by_what_is_in_it),
	    in_a_folder(trees_of_long_ago_leave_the_cache),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

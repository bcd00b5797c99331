/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lab without a box. The consoles in tests/data/lab were recorded from Xen 4.17.7
 * under QEMU: a boot that went well, one with dom0=pvh on a host without an IOMMU, and
 * one whose dom0 was crashed through /proc/sysrq-trigger. The expected arguments of QEMU
 * are those of a command line that was seen to boot by hand.
 */
#include "tests/unit/test.h"

#include "base/io.h"
#include "base/program.h"
#include "lab/accel.h"
#include "lab/console.h"
#include "lab/cpio.h"
#include "lab/files.h"
#include "lab/host.h"
#include "lab/kernel.h"
#include "lab/packages.h"
#include "lab/qemu.h"
#include "lab/xens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define GIB (UINT64_C(1) << 30)

static void sizes_are_whole_and_have_a_unit(void **state)
{
	static const char *const bad[] = {"",    "2",   "2K",   "-2G", "2.5G",
	                                  "0G",  "G",   "2 G",  "2GB", "17592186044416G",
	                                  " 2G", "+2G", "0x2G", NULL};
	struct xnb_error err;
	uint64_t bytes;

	(void)state;
	assert_int_equal(xnb_lab_parse_size("512M", &bytes, &err), 0);
	assert_int_equal(bytes, GIB / 2);
	assert_int_equal(xnb_lab_parse_size("3GiB", &bytes, &err), 0);
	assert_int_equal(bytes, 3 * GIB);
	for (size_t i = 0; bad[i]; i++) {
		assert_int_equal(xnb_lab_parse_size(bad[i], &bytes, &err), -1);
		assert_int_equal(err.exit, XNB_EXIT_USAGE);
	}
}

static void a_distance_matrix_is_checked_cell_by_cell(void **state)
{
	static const char *const bad[] = {
	    "",
	    "10,21",
	    "10,21;21",
	    "10,21;21,10;",
	    "10,21;21,10,31",
	    "10,21,21,10",
	    "11,21;21,10",
	    "10,10;21,10",
	    "10,255;21,10",
	    "10,9;21,10",
	    "10,x;21,10",
	    "10, 21;21,10",
	    NULL,
	};
	struct xnb_lab_host host;
	struct xnb_error err;

	(void)state;
	xnb_lab_host_default(&host);
	assert_int_equal(xnb_lab_parse_distances("10,254;11,10", &host, &err), 0);
	assert_int_equal(host.distance[0][1], 254);
	assert_int_equal(host.distance[1][0], 11);
	for (size_t i = 0; bad[i]; i++) {
		assert_int_equal(xnb_lab_parse_distances(bad[i], &host, &err), -1);
		assert_int_equal(err.exit, XNB_EXIT_USAGE);
	}
	assert_int_equal(xnb_lab_parse_distances("10,21;21,1x", &host, &err), -1);
	assert_non_null(strstr(err.text, "character 10"));
}

static void one_distance_fills_the_matrix(void **state)
{
	struct xnb_lab_host host;
	struct xnb_error err;

	(void)state;
	xnb_lab_host_default(&host);
	assert_int_equal(xnb_lab_parse_distance("40", &host, &err), 0);
	assert_int_equal(host.distance[0][1], 40);
	assert_int_equal(host.distance[63][0], 40);
	assert_int_equal(host.distance[5][5], 10);
	assert_int_equal(xnb_lab_parse_distance("10", &host, &err), -1);
	assert_int_equal(xnb_lab_parse_distance("255", &host, &err), -1);
}

static void a_host_that_cannot_be_is_refused(void **state)
{
	struct xnb_lab_host fine, host;
	struct xnb_error err;
	char longest[900];

	(void)state;
	xnb_lab_host_default(&fine);
	assert_int_equal(xnb_lab_host_check(&fine, &err), 0);

	host = fine;
	host.nodes = 64; /* 3 CPUs take 4 APIC ids: 256 */
	host.cpus_per_node = 3;
	assert_int_equal(xnb_lab_host_check(&host, &err), -1);
	host.cpus_per_node = 2;
	assert_int_equal(xnb_lab_host_check(&host, &err), 0);

	host = fine;
	host.memory_per_node = GIB / 2; /* 1 GiB in all, dom0 and Xen need more */
	assert_int_equal(xnb_lab_host_check(&host, &err), -1);

	host = fine;
	host.dom0_vcpus = 5;
	assert_int_equal(xnb_lab_host_check(&host, &err), -1);

	host = fine;
	memset(longest, 'x', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	host.xen_options = longest;
	assert_int_equal(xnb_lab_host_check(&host, &err), -1);
}

/* Whether `option` is followed by `value`. */
static bool has(const struct xnb_args *argv, const char *option, const char *value)
{
	for (size_t i = 0; i + 1 < argv->n; i++)
		if (!strcmp(argv->v[i], option) && !strcmp(argv->v[i + 1], value))
			return true;
	return false;
}

static const char *value_of(const struct xnb_args *argv, const char *option)
{
	for (size_t i = 0; i + 1 < argv->n; i++)
		if (!strcmp(argv->v[i], option))
			return argv->v[i + 1];
	return "";
}

static const struct xnb_qemu_files files = {
    .xen = 10, .kernel = 11, .initrd = 12, .console = 13, .ports = {0, 21, 22, 23, 24}};

/* Word for word, so that a record of today is read tomorrow. */
static void a_host_is_told_by_its_options(void **state)
{
	static const char *const expected[] = {
	    "--nodes=2",      "--cpus-per-node=3", "--memory-per-node=2048M",
	    "--dom0-vcpus=1", "--xen-options=a b", "--distances=10,31;41,10"};
	struct xnb_lab_host host, other;
	struct xnb_args options = {0};
	struct xnb_error err;

	(void)state;
	xnb_lab_host_default(&host);
	host.cpus_per_node = 3;
	host.xen_options = "a b";
	assert_int_equal(xnb_lab_parse_distances("10,31;41,10", &host, &err), 0);
	xnb_lab_host_options(&host, &options);
	assert_int_equal(options.n, 6);
	for (size_t i = 0; i < 6; i++)
		assert_string_equal(options.v[i], expected[i]);
	xnb_args_free(&options);
	other = host;
	other.distance[2][0] = 99; /* of a node that is not there */
	assert_true(xnb_lab_host_equal(&host, &other));
	other.distance[1][0] = 99;
	assert_false(xnb_lab_host_equal(&host, &other));
	other = host;
	other.xen_options = NULL;
	assert_false(xnb_lab_host_equal(&host, &other));
	other = host;
	other.memory_per_node /= 2;
	assert_false(xnb_lab_host_equal(&host, &other));
}

static void qemu_gets_the_host_that_was_asked_for(void **state)
{
	struct xnb_lab_host host;
	struct xnb_args argv;
	struct xnb_error err;

	(void)state;
	xnb_lab_host_default(&host);
	assert_int_equal(xnb_qemu_argv(&argv, &host, XNB_ACCEL_TCG, &files, &err), 0);
	assert_string_equal(argv.v[0], "qemu-system-x86_64");
	assert_null(argv.v[argv.n]);
	assert_true(has(&argv, "-accel", "tcg,thread=multi"));
	assert_string_equal(value_of(&argv, "-icount"), "");
	assert_true(has(&argv, "-cpu", "EPYC,-smap,-smep,-monitor"));
	assert_true(has(&argv, "-smp", "4,sockets=2,cores=2,threads=1"));
	assert_true(has(&argv, "-m", "4096M"));
	assert_true(has(&argv, "-object", "memory-backend-ram,id=m1,size=2048M"));
	assert_true(has(&argv, "-numa", "node,nodeid=0,cpus=0-1,memdev=m0"));
	assert_true(has(&argv, "-numa", "node,nodeid=1,cpus=2-3,memdev=m1"));
	assert_true(has(&argv, "-numa", "dist,src=0,dst=1,val=21"));
	assert_true(has(&argv, "-numa", "dist,src=1,dst=0,val=21"));
	assert_false(has(&argv, "-numa", "dist,src=0,dst=0,val=10"));
	assert_true(has(&argv, "-device", "isa-debug-exit,iobase=0xf4,iosize=4"));
	assert_true(has(&argv, "-chardev", "socket,id=port4,fd=24"));
	assert_true(has(&argv, "-kernel", "/proc/self/fd/10"));
	assert_true(has(&argv, "-initrd",
	                "/proc/self/fd/11 console=hvc0 panic=1 quiet "
	                "cryptomgr.notests,/proc/self/fd/12"));
	assert_non_null(strstr(value_of(&argv, "-append"), "dma_bits=20"));
	xnb_args_free(&argv);
}

static void a_node_may_have_memory_alone(void **state)
{
	struct xnb_lab_host host, other;
	struct xnb_args argv = {0};
	struct xnb_error err;

	(void)state;
	xnb_lab_host_default(&host);
	other = host;
	host.nodes = 3;
	host.cpu_nodes = 1;
	assert_int_equal(xnb_lab_host_cpus(&host), 2);
	assert_int_equal(xnb_lab_host_cpus(&other), 4);
	assert_int_equal(xnb_lab_host_check(&host, &err), 0);
	assert_int_equal(xnb_qemu_argv(&argv, &host, XNB_ACCEL_TCG, &files, &err), 0);
	assert_true(has(&argv, "-smp", "2,sockets=1,cores=2,threads=1"));
	assert_true(has(&argv, "-numa", "node,nodeid=0,cpus=0-1,memdev=m0"));
	assert_true(has(&argv, "-numa", "node,nodeid=2,memdev=m2"));
	xnb_args_free(&argv);
	host.dom0_vcpus = 3;
	assert_int_equal(xnb_lab_host_check(&host, &err), -1);
	assert_non_null(strstr(err.text, "has 2 CPUs"));
	host.dom0_vcpus = 1;
	host.cpu_nodes = 4;
	assert_int_equal(xnb_lab_host_check(&host, &err), -1);
	assert_non_null(strstr(err.text, "--cpu-nodes: 4"));
	/* A record of today is read tomorrow; all nodes are all nodes, said or not. */
	xnb_lab_host_options(&host, &argv);
	assert_string_equal(argv.v[2], "--cpu-nodes=4");
	xnb_args_free(&argv);
	other.cpu_nodes = 1;
	host = other;
	host.cpu_nodes = 0;
	assert_false(xnb_lab_host_equal(&host, &other));
	other.cpu_nodes = 2;
	assert_true(xnb_lab_host_equal(&host, &other));
}

static void xen_options_come_last_and_unchanged(void **state)
{
	static const char options[] = "dom0=pvh,verbose \"; rm -rf / $(x)";
	struct xnb_lab_host host;
	struct xnb_args argv;
	struct xnb_error err;
	const char *append;

	(void)state;
	xnb_lab_host_default(&host);
	host.xen_options = options;
	host.dom0_vcpus = 3;
	assert_int_equal(xnb_qemu_argv(&argv, &host, XNB_ACCEL_KVM, &files, &err), 0);
	append = value_of(&argv, "-append");
	assert_non_null(strstr(append, "dom0_max_vcpus=3"));
	assert_string_equal(append + strlen(append) - strlen(options), options);
	assert_true(has(&argv, "-accel", "kvm"));
	assert_true(has(&argv, "-cpu", "host"));
	xnb_args_free(&argv);
}

static void counted_instructions_are_the_clock(void **state)
{
	struct xnb_lab_host host;
	struct xnb_args argv;
	struct xnb_error err;
	enum xnb_accel accel = XNB_ACCEL_COUNTED;

	(void)state;
	xnb_lab_host_default(&host);
	assert_int_equal(xnb_qemu_argv(&argv, &host, accel, &files, &err), 0);
	assert_true(has(&argv, "-accel", "tcg,thread=single"));
	assert_true(has(&argv, "-icount", "shift=0,align=off,sleep=off"));
	assert_true(has(&argv, "-rtc", "base=2026-01-01T00:00:00,clock=vm"));
	assert_true(has(&argv, "-seed", "1"));
	assert_true(has(&argv, "-global", "virtio-pci.ioeventfd=off"));
	/* No socket: it takes some 270 bytes one by one, and then QEMU waits. */
	assert_true(has(&argv, "-chardev", "file,id=console,path=/proc/self/fd/13"));
	assert_non_null(strstr(value_of(&argv, "-initrd"), " norandmaps nokaslr,"));
	xnb_args_free(&argv);
	assert_string_equal(xnb_accel_timing(accel), "counted");
	/* It is chosen by its own option, and nothing is tried out for it. */
	assert_int_equal(xnb_accel_choose(&accel, &err), 0);
	assert_int_equal(accel, XNB_ACCEL_COUNTED);
	assert_int_equal(xnb_accel_parse("counted", &accel, &err), -1);
	assert_string_equal(xnb_accel_option(accel), "--count-instructions");
}

/* In pieces of `step` bytes, as a socket may deliver it. */
static void feed_file(struct xnb_console *console, const char *name, size_t step)
{
	char path[PATH_MAX];
	struct xnb_buf text = {0};
	struct xnb_error err;

	snprintf(path, sizeof(path), "%s/lab/%s", XNB_TEST_DATA, name);
	assert_int_equal(xnb_read_file(path, &text, 0, &err), 0);
	memset(console, 0, sizeof(*console));
	for (size_t at = 0; at < text.length; at += step)
		xnb_console_feed(console, text.text + at,
		                 text.length - at < step ? text.length - at : step);
	xnb_buf_free(&text);
}

static void a_crash_is_recognized_on_the_console(void **state)
{
	static const size_t steps[] = {1, 7, 4096, 1 << 20};
	struct xnb_console console;

	(void)state;
	for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
		feed_file(&console, "fine.console", steps[i]);
		assert_int_equal(console.cause, XNB_CONSOLE_FINE);
		assert_true(console.n_lines > 50);
		assert_int_equal(console.stage, XNB_CONSOLE_DOM0);

		feed_file(&console, "xen-panic.console", steps[i]);
		assert_int_equal(console.cause, XNB_CONSOLE_XEN_PANIC);
		assert_string_equal(
		    console.what,
		    "Presently, iommu must be enabled for PVH hardware domain");
		assert_int_equal(console.stage, XNB_CONSOLE_XEN);

		feed_file(&console, "dom0-panic.console", steps[i]);
		assert_int_equal(console.cause, XNB_CONSOLE_DOM0_PANIC);
		assert_string_equal(console.what,
		                    "Kernel panic - not syncing: sysrq triggered crash");
	}
}

static void only_the_hypervisor_can_say_that_it_panicked(void **state)
{
	static const char lines[] = "Panic on CPU 0: said a program\r\n"
	                            "(XEN) Hardware Dom0 crashed: 'noreboot' set - not "
	                            "rebooting.\r\n(XEN) Panic on CPU 1:\n";
	struct xnb_console console = {0};

	(void)state;
	xnb_console_feed(&console, lines, sizeof(lines) - 1);
	assert_int_equal(console.cause, XNB_CONSOLE_DOM0_CRASH);
}

static void who_hangs_is_told_by_the_console(void **state)
{
	static const char boots[] = "(XEN) Xen version 4.20\r\n(XEN) \r\n"
	                            "(XEN) ******\r\n",
	                  hands_over[] = "(XEN) *** Serial input to DOM0 (type\r\n";
	struct xnb_console console = {0};

	(void)state;
	assert_string_equal(xnb_console_last_line(&console), "");
	assert_string_equal(xnb_console_hang_text(console.stage),
	                    "the hypervisor does not start");
	xnb_console_feed(&console, boots, sizeof(boots) - 1);
	assert_string_equal(xnb_console_last_line(&console), "(XEN) Xen version 4.20");
	assert_string_equal(xnb_console_hang_text(console.stage), "the hypervisor hangs");
	xnb_console_feed(&console, hands_over, sizeof(hands_over) - 1);
	assert_string_equal(xnb_console_hang_text(console.stage), "dom0 hangs");
	assert_string_equal(xnb_console_turn_text(console.stage), "dom0");
	for (size_t i = 0; i < 2 * (size_t)XNB_CONSOLE_LINES; i++)
		xnb_console_feed(&console, "(XEN) \n", 7);
	assert_string_equal(xnb_console_last_line(&console), "");
}

static void a_hypervisor_says_that_it_does_without_numa(void **state)
{
	static const char text[] =
	    "NUMA turned off, said a program\n(XEN) NUMA turned off\n"
	    "(XEN) Faking a node at 0-1000\n";
	struct xnb_console console = {0};
	char *printed;
	size_t size;
	FILE *out;

	(void)state;
	xnb_console_feed(&console, text, sizeof(text) - 1);
	for (size_t i = 0; i < (size_t)XNB_CONSOLE_LINES; i++)
		xnb_console_feed(&console, "more\n", 5);
	out = open_memstream(&printed, &size);
	assert_non_null(out);
	xnb_console_print_last(&console, out);
	fclose(out);
	assert_int_equal(
	    strncmp(printed, "  | (XEN) NUMA turned off\n  | ...\n  | more\n",
	            strlen("  | (XEN) NUMA turned off\n  | ...\n  | more\n")),
	    0);
	free(printed);
}

static void a_line_without_end_does_no_harm(void **state)
{
	struct xnb_console console = {0};
	char many[3000];

	(void)state;
	memset(many, 'x', sizeof(many));
	xnb_console_feed(&console, many, sizeof(many));
	xnb_console_feed(&console, "\n", 1);
	assert_int_equal(console.n_lines, 1);
	assert_int_equal(strlen(console.lines[0]), XNB_CONSOLE_LINE - 1);
}

/* A stand-in for apt, as it answers on a Debian that offers two hypervisors. */
static void the_hypervisor_is_that_of_libxenctrl(void **state)
{
	static const char script[] =
	    "#!/bin/sh\n"
	    "case \"$*\" in\n"
	    "*linux-image-amd64*) echo 'Depends: linux-image-6.1.0-9-amd64' ;;\n"
	    "*xen-hypervisor-4.17-amd64*) echo 'Package: xen-hypervisor-4.17-amd64' ;;\n"
	    "*search*) echo xen-hypervisor-4.17-amd64; echo xen-hypervisor-4.20-amd64 "
	    ";;\n"
	    "*xen-utils-4.17*) echo 'Package: xen-utils-4.17' ;;\n"
	    "*) echo 'E: No packages found' >&2; exit 100 ;;\n"
	    "esac\n";
	char dir[] = "/tmp/xnb-test-lab-XXXXXX", path[PATH_MAX];
	char *old = strdup(getenv("PATH"));
	const struct xnb_lab_apt apt = {.remedy = "apt-get update"};
	const struct xnb_lab_xen_choice none = {0};
	struct xnb_args common = {0}, names = {0};
	struct xnb_error err;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_int_equal(xnb_path(path, &err, "%s/apt-cache", dir), 0);
	assert_int_equal(xnb_replace_file(path, script, sizeof(script) - 1, &err), 0);
	assert_int_equal(chmod(path, 0755), 0);
	setenv("PATH", dir, 1);
	assert_int_equal(xnb_lab_packages_common(&common, &apt, &err), 0);
	assert_int_equal(
	    xnb_lab_packages_xen(&names, &apt, xnb_lab_xen_version(&none), false, &err),
	    0);
	setenv("PATH", old ? old : "/usr/bin:/bin", 1);
	assert_string_equal(common.v[0], "linux-image-6.1.0-9-amd64");
	assert_string_equal(names.v[0], "xen-hypervisor-4.17-amd64");
	assert_string_equal(names.v[1], "xen-utils-4.17");
	xnb_args_free(&common);
	xnb_args_free(&names);
	xnb_remove_tree(dir, &err);
	free(old);
}

static void dependencies_are_read_as_apt_writes_them(void **state)
{
	static const char show[] = "Package: xen-utils-4.17\n"
	                           "Pre-Depends: libpre1\n"
	                           "Depends: libc6 (>= 2.35), libncurses6 (>= 6), "
	                           "python3:any, liba:any | libb,\n"
	                           "Description: Depends: libnot\n"
	                           "\n"
	                           "Package: other\n"
	                           "Depends: libc6 (>= 2.34), libz1\n";
	static const char *const expected[] = {"libpre1", "libc6", "libncurses6", "liba",
	                                       "libz1"};
	struct xnb_args names = {0};

	(void)state;
	xnb_add_depends(&names, show, "lib");
	assert_int_equal(names.n, 5);
	for (size_t i = 0; i < 5; i++)
		assert_string_equal(names.v[i], expected[i]);
	xnb_args_free(&names);
}

/* The bytes of one small file as the kernel's buffer-format.rst lays them out. */
static void cpio_has_the_layout_that_linux_reads(void **state)
{
	static const char expected[] = "070701"   /* magic */
	                               "00000001" /* inode */
	                               "000081ED" /* mode 0100755 */
	                               "00000000"
	                               "00000000" /* owner */
	                               "00000001" /* links */
	                               "00000000" /* mtime */
	                               "00000005" /* size */
	                               "00000000"
	                               "00000000" /* device */
	                               "00000000"
	                               "00000000"  /* special file's device */
	                               "00000004"  /* name with its NUL */
	                               "00000000"  /* no checksum */
	                               "a/b\0\0\0" /* to a multiple of 4: 116 */
	                               "hello\0\0\0";
	char *text = NULL;
	size_t length = 0;
	FILE *out = open_memstream(&text, &length);
	struct xnb_cpio cpio = {.out = out, .name = "test"};
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_cpio_data(&cpio, "a/b", 0755, "hello", 5, &err), 0);
	fflush(out);
	assert_int_equal(length, sizeof(expected) - 1);
	assert_memory_equal(text, expected, length);
	assert_int_equal(xnb_cpio_end(&cpio, &err), 0);
	fclose(out);
	assert_int_equal(length % 512, 0);
	free(text);
}

static void cpio_refuses_what_is_no_file(void **state)
{
	FILE *out = fopen("/dev/null", "w");
	struct xnb_cpio cpio = {.out = out, .name = "test"};
	struct xnb_error err;

	(void)state;
	assert_int_equal(xnb_cpio_file(&cpio, "x", "/nonexistent", &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_int_equal(xnb_cpio_file(&cpio, "x", "/dev", &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_USAGE);
	fclose(out);
	cpio.out = out = fopen("/dev/full", "w");
	assert_int_equal(xnb_cpio_file(&cpio, "x", "/proc/self/exe", &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_FAILED);
	fclose(out);
}

/* A header as Linux's boot.rst has it: one setup sector, the payload 16 bytes behind it.
 */
static void make_bzimage(struct xnb_buf *image, const char *payload, uint32_t length)
{
	static const uint32_t offset = 16;
	char *text;

	xnb_buf_clear(image);
	for (int i = 0; i < 1024 + 16; i++)
		xnb_buf_append(image, "", 1);
	text = image->text;
	text[0x1f1] = 1;
	memcpy(text + 0x202, "HdrS", 4);
	memcpy(text + 0x206, "\x0f\x02", 2);
	memcpy(text + 0x248, &offset, 4);
	memcpy(text + 0x24c, &length, 4);
	xnb_buf_append(image, payload, length);
}

static void the_kernel_is_found_in_a_bzimage(void **state)
{
	struct xnb_buf text = {0};
	struct xnb_bzimage image;
	struct xnb_error err;

	(void)state;
	make_bzimage(&text,
	             "\xfd"
	             "7zXZ......size",
	             15);
	assert_int_equal(xnb_bzimage_read(&image, &text, &err), 0);
	assert_int_equal(image.offset, 1040);
	assert_int_equal(image.length, 11);
	assert_string_equal(image.argv[0], "xz");

	text.length--; /* cut off */
	assert_int_equal(xnb_bzimage_read(&image, &text, &err), -1);
	make_bzimage(&text, "unheard of", 10);
	assert_int_equal(xnb_bzimage_read(&image, &text, &err), -1);
	make_bzimage(&text, "\x1f\x8b", 2);
	assert_int_equal(xnb_bzimage_read(&image, &text, &err), 0);
	text.text[0x202] = 'x';
	assert_int_equal(xnb_bzimage_read(&image, &text, &err), -1);
	xnb_buf_free(&text);
}

static int run(const char *const *argv, struct xnb_buf *out, struct xnb_error *err)
{
	const struct xnb_program program = {
	    .argv = argv, .package = "some-package", .stdin_fd = -1};

	return xnb_program_run(&program, out, err);
}

static void a_program_is_run_and_judged(void **state)
{
	static const char *const fine[] = {"sh", "-c", "echo out; echo err >&2", NULL};
	static const char *const bad[] = {"sh", "-c", "echo a >&2; echo b >&2; exit 3",
	                                  NULL};
	static const char *const missing[] = {"xnb-no-such-program", NULL};
	struct xnb_buf out = {0};
	struct xnb_error err;

	(void)state;
	assert_int_equal(run(fine, &out, &err), 0);
	assert_string_equal(xnb_buf_text(&out), "out\n");
	xnb_buf_free(&out);
	assert_int_equal(run(bad, NULL, &err), -1);
	assert_string_equal(err.text, "sh: failed with status 3: b");
	assert_int_equal(run(missing, NULL, &err), -1);
	assert_int_equal(err.exit, XNB_EXIT_ENVIRONMENT);
	assert_non_null(strstr(err.text, "apt-get install some-package"));
}

static void a_tree_is_removed_without_following_links(void **state)
{
	static const char *const none[] = {NULL}, *const tree[] = {"tree", NULL};
	char dir[] = "/tmp/xnb-test-lab-XXXXXX", path[PATH_MAX];
	struct xnb_error err;

	(void)state;
	assert_non_null(mkdtemp(dir));
	assert_true(xnb_is_free(dir, none));
	assert_int_equal(xnb_path(path, &err, "%s/tree/sub", dir), 0);
	assert_int_equal(xnb_make_dirs(path, &err), 0);
	assert_false(xnb_is_free(dir, none));
	assert_true(xnb_is_free(dir, tree));
	assert_int_equal(xnb_path(path, &err, "%s/kept", dir), 0);
	assert_int_equal(xnb_replace_file(path, "x", 1, &err), 0);
	assert_false(xnb_is_free(path, none));
	assert_false(xnb_is_free(dir, tree));
	assert_int_equal(xnb_path(path, &err, "%s/tree/link", dir), 0);
	assert_int_equal(symlink("..", path), 0);
	assert_int_equal(xnb_path(path, &err, "%s/tree", dir), 0);
	assert_int_equal(xnb_remove_tree(path, &err), 0);
	assert_true(xnb_is_free(path, none));
	assert_int_equal(xnb_path(path, &err, "%s/kept", dir), 0);
	assert_int_equal(access(path, F_OK), 0);
	assert_int_equal(xnb_remove_tree(dir, &err), 0);
	assert_int_equal(xnb_remove_tree(dir, &err), 0);
}

static void write_text(const char *dir, const char *name, const char *text)
{
	char path[64];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_int_equal(xnb_replace_file(path, text, strlen(text), NULL), 0);
}

static void assert_text(const char *dir, const char *name, const char *text)
{
	char path[64], line[64];

	snprintf(path, sizeof(path), "%s/%s", dir, name);
	assert_true(xnb_read_line(path, line, sizeof(line)));
	assert_string_equal(line, text);
}

/* What a box sends back replaces what is there, and leaves the rest. */
static void files_are_moved_over_what_is_there(void **state)
{
	static const char *const none[] = {NULL};
	char from[] = "/tmp/xnb-from-XXXXXX", to[] = "/tmp/xnb-to-XXXXXX";
	struct xnb_error err;

	(void)state;
	assert_non_null(mkdtemp(from));
	assert_non_null(mkdtemp(to));
	write_text(from, "samples.csv", "new");
	write_text(from, "run.json", "complete");
	write_text(to, "samples.csv", "old");
	write_text(to, "lab-console.log", "console");
	assert_int_equal(xnb_move_files(from, to, NULL, &err), 0);
	assert_text(to, "samples.csv", "new");
	assert_text(to, "run.json", "complete");
	assert_text(to, "lab-console.log", "console");
	assert_true(xnb_is_free(from, none));
	write_text(from, "samples.csv", "newer");
	assert_int_equal(xnb_remove_tree(to, &err), 0);
	assert_int_equal(xnb_move_files(from, to, NULL, &err), -1);
	assert_non_null(strstr(err.text, to));
	assert_text(from, "samples.csv", "newer");
	assert_int_equal(xnb_remove_tree(from, &err), 0);
	assert_int_equal(xnb_move_files(from, to, NULL, &err), -1);
}

/* Where one of the others cannot be put in place, in whatever order they are read. */
static void the_file_that_vouches_is_moved_last(void **state)
{
	struct xnb_error err;

	(void)state;
	for (unsigned i = 0; i < 16; i++) {
		char from[] = "/tmp/xnb-from-XXXXXX", to[] = "/tmp/xnb-to-XXXXXX";
		char name[32], in_the_way[64];

		assert_non_null(mkdtemp(from));
		assert_non_null(mkdtemp(to));
		snprintf(name, sizeof(name), "samples%u.csv", i);
		snprintf(in_the_way, sizeof(in_the_way), "%s/%s", to, name);
		assert_int_equal(mkdir(in_the_way, 0700), 0);
		write_text(to, "run.json", "old");
		write_text(from, "run.json", "new");
		write_text(from, name, "new");
		assert_int_equal(xnb_move_files(from, to, "run.json", &err), -1);
		assert_text(to, "run.json", "old");
		assert_int_equal(rmdir(in_the_way), 0);
		assert_int_equal(xnb_move_files(from, to, "run.json", &err), 0);
		assert_text(to, "run.json", "new");
		assert_text(to, name, "new");
		write_text(from, name, "newer");
		assert_int_equal(xnb_move_files(from, to, "run.json", &err), 0);
		assert_text(to, "run.json", "new");
		assert_int_equal(xnb_remove_tree(from, &err), 0);
		assert_int_equal(xnb_remove_tree(to, &err), 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sizes_are_whole_and_have_a_unit),
	    cmocka_unit_test(a_distance_matrix_is_checked_cell_by_cell),
	    cmocka_unit_test(one_distance_fills_the_matrix),
	    cmocka_unit_test(a_host_that_cannot_be_is_refused),
	    cmocka_unit_test(a_host_is_told_by_its_options),
	    cmocka_unit_test(qemu_gets_the_host_that_was_asked_for),
	    cmocka_unit_test(a_node_may_have_memory_alone),
	    cmocka_unit_test(xen_options_come_last_and_unchanged),
	    cmocka_unit_test(counted_instructions_are_the_clock),
	    cmocka_unit_test(a_crash_is_recognized_on_the_console),
	    cmocka_unit_test(who_hangs_is_told_by_the_console),
	    cmocka_unit_test(a_hypervisor_says_that_it_does_without_numa),
	    cmocka_unit_test(only_the_hypervisor_can_say_that_it_panicked),
	    cmocka_unit_test(a_line_without_end_does_no_harm),
	    cmocka_unit_test(the_hypervisor_is_that_of_libxenctrl),
	    cmocka_unit_test(dependencies_are_read_as_apt_writes_them),
	    cmocka_unit_test(cpio_has_the_layout_that_linux_reads),
	    cmocka_unit_test(cpio_refuses_what_is_no_file),
	    cmocka_unit_test(the_kernel_is_found_in_a_bzimage),
	    cmocka_unit_test(a_program_is_run_and_judged),
	    cmocka_unit_test(files_are_moved_over_what_is_there),
	    cmocka_unit_test(the_file_that_vouches_is_moved_last),
	    cmocka_unit_test(a_tree_is_removed_without_following_links),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

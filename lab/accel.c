/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/accel.h"

#include "base/io.h"
#include "base/program.h"
#include "lab/probe.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Without -smap,-smep dom0 dies, without -monitor Xen's idle loop does, and simpler CPU
 * models have no XSAVE; see docs/design.md. */
#define TCG_CPU "EPYC,-smap,-smep,-monitor"

static const struct {
	const char *name; /* for --accel; NULL: it has an option of its own */
	const char *option;
	const char *qemu; /* what QEMU's -accel takes */
	const char *cpu;
	const char *timing;
} accels[] = {
    [XNB_ACCEL_AUTO] = {"auto", "--accel=auto", NULL, NULL, NULL},
    [XNB_ACCEL_TCG] = {"tcg", "--accel=tcg", "tcg,thread=multi", TCG_CPU, "emulated"},
    [XNB_ACCEL_KVM] = {"kvm", "--accel=kvm", "kvm", "host", "virtualized"},
    [XNB_ACCEL_COUNTED] = {NULL, "--count-instructions", "tcg,thread=single", TCG_CPU,
                           "counted"},
};

int xnb_accel_parse(const char *text, enum xnb_accel *accel, struct xnb_error *err)
{
	for (size_t i = 0; i < sizeof(accels) / sizeof(accels[0]); i++) {
		if (accels[i].name && strcmp(text, accels[i].name) == 0) {
			*accel = (enum xnb_accel)i;
			return 0;
		}
	}
	return xnb_fail(err, XNB_EXIT_USAGE, EINVAL,
	                "--accel: %s: no such accelerator; take auto, tcg or kvm", text);
}

const char *xnb_accel_option(enum xnb_accel accel)
{
	return accels[accel].option;
}

const char *xnb_accel_qemu(enum xnb_accel accel)
{
	return accels[accel].qemu;
}

const char *xnb_accel_cpu(enum xnb_accel accel)
{
	return accels[accel].cpu;
}

const char *xnb_accel_timing(enum xnb_accel accel)
{
	return accels[accel].timing;
}

/* QEMU's exit status with isa-debug-exit. */
static int status_of(int answer)
{
	return 2 * answer + 1;
}

static int judge(enum xnb_accel accel, const struct xnb_program_end *end,
                 struct xnb_error *err)
{
	const char *name = accels[accel].name;

	if (end->status == status_of(XNB_PROBE_SVM) ||
	    end->status == status_of(XNB_PROBE_VMX))
		return 0;
	if (end->status == status_of(XNB_PROBE_NONE))
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "%s offers no nested virtualization (kvm_amd.nested=1 or "
		                "kvm_intel.nested=1 on this machine)",
		                name);
	if (end->signal == SIGALRM)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "with %s a machine runs no instruction", name);
	if (end->signal)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "QEMU crashes with it (signal %d; `" XNB_QEMU
		                " -accel %s' by hand says more)",
		                end->signal, name);
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0, "QEMU refuses %s (%.200s)", name,
	                end->last_line);
}

static int run_probe(enum xnb_accel accel, const char *plugin, int firmware,
                     struct xnb_error *err)
{
	struct xnb_args argv = {0};
	struct xnb_program qemu = {
	    .package = XNB_QEMU_PACKAGE, .stdin_fd = -1, .seconds = 20};
	struct xnb_program_end end;
	int result;

	xnb_args_add(&argv, XNB_QEMU);
	xnb_args_add(&argv, "-accel");
	xnb_args_add(&argv, "%s", accels[accel].name);
	xnb_args_add(&argv, "-cpu");
	xnb_args_add(&argv, "%s", accels[accel].cpu);
	if (plugin) {
		xnb_args_add(&argv, "-plugin");
		xnb_args_add(&argv, "%s", plugin);
	}
	for (const char *const *arg =
	         (const char *const[]){"-m", "64M", "-nodefaults", "-no-user-config",
	                               "-display", "none", "-monitor", "none", "-device",
	                               "isa-debug-exit,iobase=0xf4,iosize=4", "-bios",
	                               NULL};
	     *arg; arg++)
		xnb_args_add(&argv, "%s", *arg);
	xnb_args_add(&argv, "/proc/self/fd/%d", firmware);
	qemu.argv = (const char *const *)argv.v;
	result =
	    argv.failed ? xnb_fail_nomem(err) : xnb_program_end(&qemu, NULL, &end, err);
	xnb_args_free(&argv);
	return result ? result : judge(accel, &end, err);
}

int xnb_accel_probe(enum xnb_accel accel, const char *plugin, struct xnb_error *err)
{
	int firmware = memfd_create("xen-numabench-probe", 0);
	int result;

	if (firmware < 0)
		return xnb_fail(err, XNB_EXIT_FAILED, errno, "probe: %s",
		                strerror(errno));
	result =
	    xnb_write_all(firmware, xnb_probe_firmware, XNB_PROBE_SIZE, "probe", err);
	if (!result)
		result = run_probe(accel, plugin, firmware, err);
	close(firmware);
	return result;
}

int xnb_accel_choose(enum xnb_accel *accel, struct xnb_error *err)
{
	struct xnb_error why;

	if (*accel == XNB_ACCEL_TCG || *accel == XNB_ACCEL_COUNTED)
		return 0;
	if (access("/dev/kvm", R_OK | W_OK))
		xnb_fail(&why, XNB_EXIT_ENVIRONMENT, errno, "/dev/kvm: %s",
		         strerror(errno));
	else if (xnb_accel_probe(XNB_ACCEL_KVM, NULL, &why) == 0) {
		*accel = XNB_ACCEL_KVM;
		return 0;
	}
	if (*accel == XNB_ACCEL_KVM)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0,
		                "--accel kvm: %s; take --accel tcg", why.text);
	fprintf(stderr,
	        "xen-numabench: lab: emulating, timings are not real: no KVM: %s\n",
	        why.text);
	*accel = XNB_ACCEL_TCG;
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "xen/calls.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* The public headers have the numbers; the names are those of Xen's `sched=' option. */
static const char *const schedulers[] = {
    [XEN_SCHEDULER_CREDIT] = "credit",     [XEN_SCHEDULER_CREDIT2] = "credit2",
    [XEN_SCHEDULER_ARINC653] = "arinc653", [XEN_SCHEDULER_RTDS] = "rtds",
    [XEN_SCHEDULER_NULL] = "null",
};

static const char *scheduler_name(int id)
{
	const size_t n = sizeof(schedulers) / sizeof(schedulers[0]);

	return id >= 0 && (size_t)id < n && schedulers[id] ? schedulers[id] : "unknown";
}

static void copy(char *out, size_t room, const char *text, size_t length)
{
	snprintf(out, room, "%.*s", (int)strnlen(text, length), text);
}

/* What xc_version() writes, by command. */
union answer {
	xen_extraversion_t extra;
	xen_changeset_info_t changeset;
	xen_capabilities_info_t capabilities;
	xen_commandline_t command_line;
};

static int read_texts(struct xnb_xen *xen, struct xnb_xen_version *out)
{
	const struct {
		int command;
		size_t length;
		char *out;
		size_t room;
	} texts[] = {
	    {XENVER_extraversion, sizeof(xen_extraversion_t), out->extra,
	     sizeof(out->extra)},
	    {XENVER_changeset, sizeof(xen_changeset_info_t), out->changeset,
	     sizeof(out->changeset)},
	    {XENVER_capabilities, sizeof(xen_capabilities_info_t), out->capabilities,
	     sizeof(out->capabilities)},
	    {XENVER_commandline, sizeof(xen_commandline_t), out->command_line,
	     sizeof(out->command_line)},
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		union answer answer = {{0}};

		if (xnb_call_version(xen, texts[i].command, &answer) < 0)
			return -1;
		copy(texts[i].out, texts[i].room, (const char *)&answer, texts[i].length);
	}
	return 0;
}

static int read_build(struct xnb_xen *xen, struct xnb_xen_version *out)
{
	struct xen_compile_info info = {0};
	int version = xnb_call_version(xen, XENVER_version, NULL);

	if (version < 0 || xnb_call_version(xen, XENVER_compile_info, &info) < 0)
		return -1;
	out->major = (unsigned)version >> 16;
	out->minor = (unsigned)version & 0xffff;
	copy(out->compiler, sizeof(out->compiler), info.compiler, sizeof(info.compiler));
	copy(out->compile_date, sizeof(out->compile_date), info.compile_date,
	     sizeof(info.compile_date));
	return 0;
}

static int read_host(struct xnb_xen *xen, struct xnb_xen_version *out)
{
	xc_physinfo_t physinfo = {0};
	int scheduler;

	if (xnb_call_physinfo(xen, &physinfo))
		return -1;
	/* A build of Xen may not answer that; all else can be measured without it. */
	if (xnb_call_sched_id(xen, &scheduler))
		scheduler = -1;
	out->cpu_khz = physinfo.cpu_khz;
	snprintf(out->scheduler, sizeof(out->scheduler), "%s", scheduler_name(scheduler));
	return 0;
}

int xnb_xen_read_version(struct xnb_xen *xen, struct xnb_xen_version *out,
                         struct xnb_error *err)
{
	*out = (struct xnb_xen_version){0};
	if (read_build(xen, out) || read_texts(xen, out) || read_host(xen, out))
		return xnb_xen_fail(xen, err, "run in dom0 as root, see `xl info'",
		                    "the hypervisor: cannot tell its version");
	return 0;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/domains/environment.h"

#include "bench/environment.h"
#include "xen/dom0.h"
#include "xen/power.h"

#include <stdio.h>
#include <sys/utsname.h>

static void set_xen(json_t *out, const struct xnb_xen_version *version)
{
	char number[128];

	snprintf(number, sizeof(number), "%u.%u%s", version->major, version->minor,
	         version->extra);
	xnb_environment_text(out, "xen_version", number);
	xnb_environment_text(out, "xen_changeset", version->changeset);
	xnb_environment_text(out, "xen_compiler", version->compiler);
	xnb_environment_text(out, "xen_command_line", version->command_line);
	xnb_environment_text(out, "xen_scheduler", version->scheduler);
}

static int set_power(json_t *out, struct xnb_xen *xen, struct xnb_error *err)
{
	struct xnb_power power;

	if (xnb_xen_read_power(xen, &power, err))
		return -1;
	xnb_environment_text(out, "governor", power.known ? power.governor : "");
	xnb_environment_text(out, "frequency_driver", power.known ? power.driver : "");
	json_object_set_new(out, "turbo",
	                    power.known ? json_boolean(power.turbo) : json_null());
	return 0;
}

static int set_dom0(json_t *out, struct xnb_xen *xen, struct xnb_error *err)
{
	struct utsname kernel;
	struct xnb_dom0 dom0;

	if (xnb_xen_read_dom0(xen, &dom0, err))
		return -1;
	json_object_set_new(out, "dom0_vcpus", json_integer(dom0.online_vcpus));
	json_object_set_new(out, "dom0_pinned_vcpus", json_integer(dom0.pinned_vcpus));
	json_object_set_new(out, "dom0_pages", json_integer((json_int_t)dom0.pages));
	xnb_environment_text(out, "dom0_kernel", uname(&kernel) ? "" : kernel.release);
	return 0;
}

int xnb_environment_json(json_t **out, struct xnb_xen *xen,
                         const struct xnb_xen_version *version,
                         const struct xnb_host *host, struct xnb_error *err)
{
	if (xnb_environment_machine(out, host, err))
		return -1;
	json_object_del(*out, "kernel"); /* recorded as dom0's */
	set_xen(*out, version);
	json_object_set_new(*out, "tsc_khz", json_integer((json_int_t)version->cpu_khz));
	if (set_power(*out, xen, err) || set_dom0(*out, xen, err)) {
		json_decref(*out);
		*out = NULL;
		return -1;
	}
	return 0;
}

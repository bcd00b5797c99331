/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bench/doctor/doctor.h"

#include "base/io.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const char *const xnb_doctor_verdict_names[XNB_N_DOCTOR_VERDICTS] = {
    [XNB_DOCTOR_OK] = "ok",
    [XNB_DOCTOR_UNKNOWN] = "unknown",
    [XNB_DOCTOR_WARNING] = "warning",
    [XNB_DOCTOR_PROBLEM] = "problem",
};

void xnb_find(struct xnb_finding *finding, enum xnb_doctor_verdict verdict,
              const char *format, ...)
{
	va_list args;

	finding->verdict = verdict;
	va_start(args, format);
	vsnprintf(finding->text, sizeof(finding->text), format, args);
	va_end(args);
	/* Neither a terminal nor JSON takes any byte. */
	for (char *at = finding->text; *at; at++)
		if (*at < ' ' || *at > '~')
			*at = '?';
}

void xnb_doctor_judge(const struct xnb_doctor *doctor,
                      const struct xnb_doctor_check *check, const void *facts,
                      struct xnb_finding *finding)
{
	if (check->needs_connection && !doctor->connected(facts))
		xnb_find(finding, XNB_DOCTOR_UNKNOWN, "%s", doctor->unconnected);
	else
		check->judge(facts, finding);
}

bool xnb_doctor_run_is_possible(const struct xnb_doctor *doctor, const void *facts)
{
	for (const struct xnb_doctor_check *c = doctor->checks; c->name; c++) {
		struct xnb_finding finding;

		xnb_doctor_judge(doctor, c, facts, &finding);
		if (finding.verdict == XNB_DOCTOR_PROBLEM)
			return false;
	}
	return true;
}

bool xnb_runs_on_xen(const char *root)
{
	char path[256], type[16];

	snprintf(path, sizeof(path), "%s/sys/hypervisor/type", root);
	xnb_read_line(path, type, sizeof(type));
	snprintf(path, sizeof(path), "%s/proc/xen/capabilities", root);
	return strcmp(type, "xen") == 0 || access(path, F_OK) == 0;
}

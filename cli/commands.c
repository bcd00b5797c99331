/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/command.h"

#include "config.h"

#include <stddef.h>

const struct xnb_command xnb_commands[] = {
    {"run", "measure Xen domains, or threads of this system", xnb_cmd_run},
    {"list", "print what there is to measure and to choose from", xnb_cmd_list},
    {"doctor", "what of the host helps or hurts a measurement", xnb_cmd_doctor},
#if XNB_WITH_XEN
    {"cleanup", "destroy domains that a killed run left behind", xnb_cmd_cleanup},
    {"check", "the gate for a build of Xen", xnb_cmd_check},
    {"lab", "run, or any command, in a Xen host under QEMU", xnb_cmd_lab},
#endif
    {"report", "make figures and a page of a run", xnb_cmd_report},
    {"compare", "judge runs against others, series by series", xnb_cmd_compare},
    {"history", "runs over time, and where they changed", xnb_cmd_history},
    {"topology", "print the host's nodes, CPUs, memory and distances", xnb_cmd_topology},
    {NULL, NULL, NULL},
};

/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The commands of xen-numabench-dom0: those that measure, and nothing that needs a
 * library which a dom0 lacks. */
#include "cli/command.h"

#include <stddef.h>

const struct xnb_command xnb_commands[] = {
    {"run", "measure domains on this Xen host", xnb_cmd_run},
    {"list", "print what there is to measure and to choose from", xnb_cmd_list},
    {"doctor", "what of the host helps or hurts a measurement", xnb_cmd_doctor},
    {"cleanup", "destroy domains that a killed run left behind", xnb_cmd_cleanup},
    {"topology", "print the host's nodes, CPUs, memory and distances", xnb_cmd_topology},
    {NULL, NULL, NULL},
};

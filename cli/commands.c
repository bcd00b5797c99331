/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/command.h"

#include "config.h"

#include <stddef.h>

const struct xnb_command xnb_commands[] = {
#if XNB_WITH_XEN
#endif
    {"topology", "print the host's nodes, CPUs, memory and distances", xnb_cmd_topology},
    {NULL, NULL, NULL},
};

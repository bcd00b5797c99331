/* SPDX-License-Identifier: GPL-2.0-or-later */
/* `lab run': the command `run' in the box. */
#ifndef XNB_CLI_LAB_RUN_H
#define XNB_CLI_LAB_RUN_H

int xnb_cmd_lab_run(int argc, char **argv);

#endif

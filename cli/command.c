/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "cli/command.h"

#include <argp.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int xnb_report(const struct xnb_error *err)
{
	fprintf(stderr, "xen-numabench: %s\n", err->text);
	return (int)err->exit;
}

/* Opened the wrong way, so that using one that was closed fails as before. */
static void hold_standard_files(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) < 0)
			open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

void xnb_cli_setup(void)
{
	hold_standard_files();
	argp_err_exit_status = XNB_EXIT_USAGE;
}

int xnb_cli_finish(int code)
{
	if (fflush(stdout) == 0 && !ferror(stdout))
		return code;
	fprintf(stderr, "xen-numabench: standard output: cannot write: %s\n",
	        strerror(errno));
	return code == XNB_EXIT_OK ? XNB_EXIT_FAILED : code;
}

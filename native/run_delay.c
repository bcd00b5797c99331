/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "native/run_delay.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

int xnb_run_delay_open(void)
{
	return open("/proc/thread-self/schedstat", O_RDONLY | O_CLOEXEC);
}

bool xnb_run_delay_read(int fd, uint64_t *ns)
{
	char text[96];
	ssize_t length;

	if (fd < 0)
		return false;
	do
		length = pread(fd, text, sizeof(text) - 1, 0);
	while (length < 0 && errno == EINTR);
	if (length <= 0)
		return false;
	text[length] = '\0';
	return sscanf(text, "%*u %" SCNu64, ns) == 1;
}

/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/folder.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

int remove_tree(const char *path)
{
	return nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

int enter_folder(void **state)
{
	char dir[] = "/tmp/xnb-test-XXXXXX";

	if (!mkdtemp(dir) || chdir(dir))
		return -1;
	*state = strdup(dir);
	return *state ? 0 : -1;
}

int leave_folder(void **state)
{
	int result = chdir("/") || remove_tree(*state);

	free(*state);
	return result;
}

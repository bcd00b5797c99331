/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/planted.h"

#include "base/io.h"
#include "tests/unit/test.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

void plant(const char *path, const char *text)
{
	struct xnb_error err;
	char folder[512];
	FILE *file;

	snprintf(folder, sizeof(folder), "%s", path);
	*strrchr(folder, '/') = '\0';
	assert_int_equal(xnb_make_dirs(folder, &err), 0);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

void uproot(const char *path)
{
	assert_int_equal(unlink(path), 0);
}

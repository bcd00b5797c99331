/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/dom0_program.h"

#include "base/buf.h"
#include "base/io.h"
#include "base/version.h"
#include "lab/dom0_build.h"
#include "lab/dom0_store.h"
#include "lab/files.h"
#include "lab/image.h"
#include "lab/xens.h"

#include "dom0_recipe.h"

#include <errno.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Installed beside the running program, else the build tree's. */
static int find_sources(char path[PATH_MAX], struct xnb_error *err)
{
	char file[PATH_MAX];

	if (xnb_lab_own_program(file, "../share/xen-numabench/src/CMakeLists.txt",
	                        NULL) == 0 &&
	    realpath(file, path)) {
		dirname(path);
		return 0;
	}
	if (access(XNB_SOURCE_DIR "/CMakeLists.txt", R_OK) == 0)
		return xnb_path(path, err, "%s", XNB_SOURCE_DIR);
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
	                XNB_SOURCE_DIR ": the sources that this program was built from "
	                               "are gone; `cmake --install' installs a copy");
}

int xnb_lab_dom0_program(char path[PATH_MAX], const struct xnb_lab_cache *cache,
                         const struct xnb_lab_xen *xen, struct xnb_error *err)
{
	char sources[PATH_MAX], dir[PATH_MAX];
	const struct xnb_dom0_recipe recipe = {
	    .name = xen->name,
	    .sources = sources,
	    .prefix = xen->prefix,
	    .compiler = access(XNB_C_COMPILER, X_OK) ? "cc" : XNB_C_COMPILER,
	    .build_type = XNB_BUILD_TYPE,
	    .flags = XNB_C_FLAGS,
	    .version = xnb_version,
	    .commit = xnb_commit,
	};

	if (!xen->prefix[0])
		return xnb_lab_own_program(path, XNB_DOM0_PROGRAM, err);
	if (!find_sources(sources, err) && !xnb_path(dir, err, "%s/dom0", cache->dir) &&
	    !xnb_dom0_get(path, dir, &recipe, err))
		return 0;
	return xnb_fail_prefix(err, XNB_DOM0_PROGRAM " for Xen %s", xen->name);
}

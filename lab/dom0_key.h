/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What decides how an xen-numabench-dom0 comes out, and a name for all of it. */
#ifndef XNB_LAB_DOM0_KEY_H
#define XNB_LAB_DOM0_KEY_H

#include "base/error.h"
#include "base/sha256.h"

struct xnb_dom0_recipe {
	const char *name;       /* of the Xen, for people; not hashed */
	const char *sources;    /* the directory with this project's CMakeLists.txt */
	const char *prefix;     /* root of Xen's headers and archives */
	const char *compiler;   /* a program */
	const char *build_type; /* CMake's */
	const char *flags;      /* for the compiler, beside those of the build type */
	const char *version;    /* of this program */
	const char *commit;     /* of this program */
};

/*
 * A hash of the recipe: names and contents of the sources (those of
 * cmake/Dom0Sources.cmake), and of the headers and archives below the prefix; what the
 * compiler says of its version; the words above. Where the directories lie, and when
 * their files were changed, does not count.
 *
 * XNB_EXIT_ENVIRONMENT: no such compiler, no sources, no headers, or one of these cannot
 * be read.
 */
int xnb_dom0_key(char key[XNB_SHA256_SIZE], const struct xnb_dom0_recipe *recipe,
                 struct xnb_error *err);

#endif

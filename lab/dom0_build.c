/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "lab/dom0_build.h"

#include "base/io.h"
#include "base/program.h"
#include "base/utf8.h"
#include "lab/files.h"
#include "lab/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

/* What else must be there, and its package; the compiler is asked for its version before.
 */
static const char *const needed[][2] = {
    {"cmake", "cmake"}, {"ninja", "ninja-build"}, {"pkg-config", "pkg-config"},
    {"ld", "binutils"}, {"objcopy", "binutils"},
};

/* What would change the program behind the key's back. */
static const char *const not_inherited[] = {
    "CFLAGS",
    "CPPFLAGS",
    "LDFLAGS",
    "CC",
    "ASM",
    "ASMFLAGS",
    "CPATH",
    "C_INCLUDE_PATH",
    "LIBRARY_PATH",
    "PKG_CONFIG_PATH",
    "PKG_CONFIG_LIBDIR",
    "PKG_CONFIG_SYSROOT_DIR",
    "DESTDIR",
    "CMAKE_PREFIX_PATH",
    "CMAKE_GENERATOR",
    "CMAKE_BUILD_TYPE",
    "CMAKE_TOOLCHAIN_FILE",
    "CMAKE_C_COMPILER_LAUNCHER",
    "CMAKE_BUILD_PARALLEL_LEVEL",
    "NINJA_STATUS",
};

static int check_programs(struct xnb_error *err)
{
	for (size_t i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!xnb_program_exists(needed[i][0]))
			return xnb_fail(err, XNB_EXIT_ENVIRONMENT, ENOENT,
			                "%s: not found; install it with: apt-get install "
			                "%s",
			                needed[i][0], needed[i][1]);
	return 0;
}

/* In the child. */
static int prepare(const void *arg)
{
	const int *lock = arg;

	for (size_t i = 0; i < sizeof(not_inherited) / sizeof(not_inherited[0]); i++)
		unsetenv(not_inherited[i]);
	/* Ends its own children; SIGKILL would leave them alone. */
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	return *lock >= 0 ? fcntl(*lock, F_SETFD, 0) : 0;
}

/* The first line of the log that says why, else its last one. */
static const char *find_reason(const char *log)
{
	static const char *const signs[] = {"No space left on device",
	                                    "error: ", "undefined reference"};
	const char *found = strstr(log, "CMake Error");

	/* CMake says where in that line, and what in the next. */
	if (found)
		found = strchr(found, '\n');
	if (found)
		return found + strspn(found, " \n");
	for (size_t i = 0; !found && i < sizeof(signs) / sizeof(signs[0]); i++)
		found = strstr(log, signs[i]);
	if (!found)
		found = log + strlen(log);
	while (found > log && (!*found || *found == '\n'))
		found--;
	while (found > log && found[-1] != '\n')
		found--;
	return found;
}

static int run(const struct xnb_args *argv, int lock, struct xnb_buf *log,
               struct xnb_error *err)
{
	const struct xnb_program program = {.argv = (const char *const *)argv->v,
	                                    .package = argv->failed ? "" : argv->v[0],
	                                    .stdin_fd = -1,
	                                    .together = true,
	                                    .prepare = prepare,
	                                    .arg = &lock,
	                                    .stopped = xnb_lab_interrupted,
	                                    .stop_signal = SIGTERM};
	struct xnb_program_end end;
	char line[512], shown[sizeof(line)];
	const char *reason;

	if (argv->failed)
		return xnb_fail_nomem(err);
	if (xnb_program_end(&program, log, &end, err))
		return -1;
	if (xnb_lab_interrupted())
		return xnb_fail(err, XNB_EXIT_FAILED, EINTR, "interrupted");
	if (!end.signal && !end.status)
		return 0;
	if (end.signal)
		return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0, "%s: ended by signal %d",
		                argv->v[0], end.signal);
	reason = find_reason(xnb_buf_text(log));
	snprintf(line, sizeof(line), "%.*s", (int)strcspn(reason, "\n"), reason);
	xnb_utf8_show(shown, sizeof(shown), line);
	return xnb_fail(err, XNB_EXIT_ENVIRONMENT, 0, "%s", shown);
}

/* A name for the Xen's directory in which no letter means something to CMake, be it a
 * semicolon or a bracket. */
#define PREFIX "build/prefix"

static int link_prefix(const char *prefix, const char *work, struct xnb_error *err)
{
	char path[PATH_MAX];

	if (xnb_path(path, err, "%s/build", work) || xnb_make_dirs(path, err) ||
	    xnb_path(path, err, "%s/" PREFIX, work))
		return -1;
	return symlink(prefix, path)
	           ? xnb_fail(err, XNB_EXIT_ENVIRONMENT, errno, "%s: cannot create: %s",
	                      path, strerror(errno))
	           : 0;
}

static int configure(const struct xnb_dom0_recipe *recipe, const char *work, int lock,
                     struct xnb_buf *log, struct xnb_error *err)
{
	struct xnb_args argv = {0};
	int result;

	xnb_args_add(&argv, "cmake");
	xnb_args_add(&argv, "-GNinja");
	xnb_args_add(&argv, "-S%s", recipe->sources);
	xnb_args_add(&argv, "-B%s/build", work);
	xnb_args_add(&argv, "-DXEN_PREFIX=%s/" PREFIX, work);
	xnb_args_add(&argv, "-DCMAKE_C_COMPILER=%s", recipe->compiler);
	xnb_args_add(&argv, "-DCMAKE_BUILD_TYPE=%s", recipe->build_type);
	xnb_args_add(&argv, "-DCMAKE_C_FLAGS=%s", recipe->flags);
	xnb_args_add(&argv, "-DCOMMIT=%s", recipe->commit);
	result = run(&argv, lock, log, err);
	xnb_args_free(&argv);
	return result;
}

static int compile(const char *work, int lock, struct xnb_buf *log, struct xnb_error *err)
{
	struct xnb_args argv = {0};
	int result;

	xnb_args_add(&argv, "ninja");
	xnb_args_add(&argv, "-C%s/build", work);
	xnb_args_add(&argv, XNB_DOM0_PROGRAM);
	result = run(&argv, lock, log, err);
	xnb_args_free(&argv);
	return result;
}

int xnb_dom0_build(const struct xnb_dom0_recipe *recipe, const char *work, int lock,
                   struct xnb_buf *log, struct xnb_error *err)
{
	if (check_programs(err) || link_prefix(recipe->prefix, work, err) ||
	    configure(recipe, work, lock, log, err))
		return -1;
	return compile(work, lock, log, err);
}

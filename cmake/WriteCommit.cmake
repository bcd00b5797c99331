# SPDX-License-Identifier: GPL-2.0-or-later
# cmake -DSOURCE=DIR -DCOMMIT=NAME -DHEADER=FILE -P WriteCommit.cmake: the commit that is
# being built, which every run records: NAME outside of a git checkout. Written only when it
# changed.
set(commit ${COMMIT})
if(EXISTS ${SOURCE}/.git)
  find_package(Git QUIET)
endif()
if(GIT_FOUND)
  execute_process(COMMAND ${GIT_EXECUTABLE} describe --always --dirty --abbrev=12
    WORKING_DIRECTORY ${SOURCE} OUTPUT_VARIABLE described
    OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
  if(NOT failed)
    set(commit ${described})
  endif()
endif()
file(CONFIGURE OUTPUT ${HEADER} CONTENT "#define XNB_COMMIT \"${commit}\"\n")

# SPDX-License-Identifier: GPL-2.0-or-later
configure_file(${PROJECT_SOURCE_DIR}/cmake/config.h.in ${PROJECT_BINARY_DIR}/config.h)

set(COMMIT unknown CACHE STRING "The commit, where the sources are not a git checkout")

# At every build, not when it is configured: a run must name the commit that it is.
add_custom_target(xnb_commit
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DCOMMIT=${COMMIT}
    -DHEADER=${PROJECT_BINARY_DIR}/commit.h -P ${PROJECT_SOURCE_DIR}/cmake/WriteCommit.cmake
  BYPRODUCTS ${PROJECT_BINARY_DIR}/commit.h
  COMMENT "Looking up the commit")

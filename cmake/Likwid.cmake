# SPDX-License-Identifier: GPL-2.0-or-later
# likwid's header, where LIKWID=AUTO finds it or LIKWID=ON demands it: sets XNB_WITH_LIKWID.
# The library itself is opened at run time (bench/native/counters_likwid.c), so it is not
# linked. Debian's package has a CMake file and no pkg-config file; that file also looks for
# the programs, which need not be there.
set(XNB_WITH_LIKWID OFF)
if(LIKWID STREQUAL "OFF")
  return()
endif()
find_package(likwid CONFIG QUIET)
if(likwid_FOUND)
  set(XNB_WITH_LIKWID ON)
  add_library(xnb_likwid INTERFACE)
  target_include_directories(xnb_likwid SYSTEM INTERFACE ${LIKWID_INCLUDE_DIR})
elseif(LIKWID STREQUAL "ON")
  message(FATAL_ERROR "Missing: likwid. Run scripts/install build")
endif()

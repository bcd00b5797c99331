# SPDX-License-Identifier: GPL-2.0-or-later
# Libraries from outside, each as one imported target; those of Xen are in Xen.cmake.
find_package(PkgConfig REQUIRED)

# xnb_need(NAME GROUP MODULE...): PkgConfig::NAME, or the command that brings it.
function(xnb_need name group)
  pkg_check_modules(${name} QUIET IMPORTED_TARGET GLOBAL ${ARGN})
  if(NOT ${name}_FOUND)
    message(FATAL_ERROR "Missing: ${ARGN}. Run scripts/install ${group}")
  endif()
endfunction()

xnb_need(JANSSON build jansson>=2.13)
set(XNB_WITH_LIKWID OFF)
if(NOT ONLY_DOM0)
  xnb_need(GSL build gsl>=2.7)
  xnb_need(HWLOC build hwloc>=2.9)
  # STRICT tables.
  xnb_need(SQLITE build sqlite3>=3.37)
  include(Likwid)
endif()

include(Xen)
message(STATUS "Measuring Xen domains: ${XNB_WITH_XEN}; xen-numabench-dom0: "
  "${XNB_WITH_STATIC}, with libxl: ${XNB_WITH_LIBXL}; counters of LIKWID: ${XNB_WITH_LIKWID}")

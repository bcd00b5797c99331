# SPDX-License-Identifier: GPL-2.0-or-later
# Libraries from outside, each as one imported target. A static variant (…_static) exists
# where xen-numabench-dom0 needs it.
find_package(PkgConfig REQUIRED)

# xnb_need(NAME GROUP MODULE...): PkgConfig::NAME, or the command that brings it.
function(xnb_need name group)
  pkg_check_modules(${name} QUIET IMPORTED_TARGET GLOBAL ${ARGN})
  if(NOT ${name}_FOUND)
    message(FATAL_ERROR "Missing: ${ARGN}. Run scripts/install ${group}")
  endif()
endfunction()

xnb_need(JANSSON build jansson>=2.13)
xnb_need(GSL build gsl>=2.7)
xnb_need(HWLOC build hwloc>=2.9)
# STRICT tables.
xnb_need(SQLITE build sqlite3>=3.37)

set(XNB_WITH_XEN OFF)
if(NOT XEN STREQUAL "OFF")
  set(xen_modules xencontrol xenforeignmemory xencall xentoollog)
  if(XEN STREQUAL "ON")
    xnb_need(XENLIBS build ${xen_modules})
  else()
    pkg_check_modules(XENLIBS QUIET IMPORTED_TARGET ${xen_modules})
  endif()
  if(TARGET PkgConfig::XENLIBS)
    set(XNB_WITH_XEN ON)
  endif()
endif()

include(Likwid)

set(XNB_WITH_STATIC OFF)
if(XNB_WITH_XEN AND STATIC AND NOT SANITIZE)
  set(XNB_WITH_STATIC ON)
  # The whole transitive list: Debian's .pc files name it under Requires.private.
  add_library(xnb_xenlibs_static INTERFACE)
  pkg_get_variable(XNB_XEN_LIBDIR xencontrol libdir)
  foreach(lib xenctrl xenforeignmemory xencall xenevtchn xengnttab xendevicemodel
          xentoollog xentoolcore)
    find_library(XNB_STATIC_${lib} lib${lib}.a HINTS ${XNB_XEN_LIBDIR} REQUIRED)
    target_link_libraries(xnb_xenlibs_static INTERFACE ${XNB_STATIC_${lib}})
  endforeach()
  find_library(XNB_STATIC_jansson libjansson.a REQUIRED)
endif()

set(XNB_WITH_LIBXL OFF)
if(XNB_WITH_STATIC)
  include(Libxl)
endif()

message(STATUS "Measuring Xen domains: ${XNB_WITH_XEN}; xen-numabench-dom0: "
  "${XNB_WITH_STATIC}, with libxl: ${XNB_WITH_LIBXL}; counters of LIKWID: ${XNB_WITH_LIKWID}")

# SPDX-License-Identifier: GPL-2.0-or-later
# Xen's libraries: xnb_xen_headers, and the static archives for xen-numabench-dom0 in
# xnb_xenlibs_static. They are those of this machine, or with XEN_PREFIX those below a
# directory: of an unpacked libxen-dev, or of what `make dist` leaves in dist/install of a
# Xen tree. Never some of each.
set(XNB_WITH_XEN OFF)
set(XNB_WITH_STATIC OFF)
set(XNB_WITH_LIBXL OFF)
add_library(xnb_xen_headers INTERFACE)

# xnb_find_xen_header(NAME OUT): the directory below the prefix that has it, or FALSE.
function(xnb_find_xen_header name out)
  string(MAKE_C_IDENTIFIER XNB_HEADER_${name} found)
  find_path(${found} ${name} NO_DEFAULT_PATH
    PATHS ${XEN_PREFIX}/usr/local/include ${XEN_PREFIX}/usr/include)
  set(${out} ${${found}} PARENT_SCOPE)
endfunction()

# What is below the prefix: sets XNB_XEN_LIBDIRS.
function(xnb_use_prefix)
  if(DEFINED CACHE{XNB_PREFIX} AND NOT XNB_PREFIX STREQUAL XEN_PREFIX)
    message(FATAL_ERROR "This build folder is one for XEN_PREFIX=${XNB_PREFIX}. "
      "Another prefix needs another one")
  endif()
  set(XNB_PREFIX ${XEN_PREFIX} CACHE INTERNAL "")
  # A header that is not below the prefix would be this machine's.
  foreach(header xenctrl.h xencall.h xenforeignmemory.h xentoollog.h xen/xen.h
      xen/domctl.h xen/sysctl.h xen/memory.h)
    xnb_find_xen_header(${header} found)
    if(NOT found)
      message(FATAL_ERROR
        "Missing: ${header} in usr/{,local/}include of XEN_PREFIX.\n"
        "XEN_PREFIX is an unpacked libxen-dev, or dist/install of a built Xen: ${XEN_PREFIX}")
    endif()
    target_include_directories(xnb_xen_headers INTERFACE ${found})
  endforeach()
  # The prefix is no pattern, whatever letters it has.
  string(REGEX REPLACE "([[*?])" "[\\1]" root "${XEN_PREFIX}")
  file(GLOB libdirs LIST_DIRECTORIES true "${root}/usr/local/lib" "${root}/usr/local/lib64"
    "${root}/usr/lib" "${root}/usr/lib64" "${root}/usr/lib/*-linux-gnu"
    "${root}/usr/local/lib/*-linux-gnu")
  set(XNB_XEN_LIBDIRS ${libdirs} PARENT_SCOPE)
endfunction()

# xnb_find_xen_archive(LIB [REQUIRED]): XNB_STATIC_LIB.
macro(xnb_find_xen_archive lib)
  if(XEN_PREFIX)
    find_library(XNB_STATIC_${lib} lib${lib}.a PATHS ${XNB_XEN_LIBDIRS} NO_DEFAULT_PATH
      ${ARGN})
  else()
    find_library(XNB_STATIC_${lib} lib${lib}.a HINTS ${XNB_XEN_LIBDIRS} ${ARGN})
  endif()
endmacro()

if(XEN_PREFIX)
  xnb_use_prefix()
  set(XNB_WITH_XEN ON)
elseif(NOT XEN STREQUAL "OFF")
  set(xen_modules xencontrol xenforeignmemory xencall xentoollog)
  if(XEN STREQUAL "ON")
    xnb_need(XENLIBS build ${xen_modules})
  else()
    pkg_check_modules(XENLIBS QUIET IMPORTED_TARGET ${xen_modules})
  endif()
  if(TARGET PkgConfig::XENLIBS)
    set(XNB_WITH_XEN ON)
    target_include_directories(xnb_xen_headers INTERFACE
      $<TARGET_PROPERTY:PkgConfig::XENLIBS,INTERFACE_INCLUDE_DIRECTORIES>)
    pkg_get_variable(XNB_XEN_LIBDIRS xencontrol libdir)
  endif()
endif()

if(XNB_WITH_XEN AND STATIC AND NOT SANITIZE)
  set(XNB_WITH_STATIC ON)
  # The whole transitive list: .pc files name it under Requires.private.
  add_library(xnb_xenlibs_static INTERFACE)
  foreach(lib xenctrl xenforeignmemory xencall xenevtchn xengnttab xendevicemodel
      xentoollog xentoolcore)
    xnb_find_xen_archive(${lib} REQUIRED)
    target_link_libraries(xnb_xenlibs_static INTERFACE ${XNB_STATIC_${lib}})
  endforeach()
  find_library(XNB_STATIC_jansson libjansson.a REQUIRED)
  include(Libxl)
endif()

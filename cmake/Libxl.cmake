# SPDX-License-Identifier: GPL-2.0-or-later
# libxl for xen-numabench-dom0 only, where all of its static archives are there: sets
# XNB_WITH_LIBXL, and xnb_libxl_static is what to link.
#
# libxl's calls are to pass xen/libxl_steps.c, and our own calls of the same functions are
# not. So they are renamed in copies of the two archives that make them; the table of
# xen/libxl_table.h says which. Of libxenstore there is no use: see xen/xenstore_wire.h.
set(missing)
foreach(lib xenlight xenguest xenhypfs)
  xnb_find_xen_archive(${lib})
  if(NOT XNB_STATIC_${lib})
    list(APPEND missing lib${lib}.a)
  endif()
endforeach()
if(XEN_PREFIX)
  foreach(header libxl.h xenguest.h xenstore.h)
    xnb_find_xen_header(${header} found)
    if(NOT found)
      list(APPEND missing ${header})
    endif()
  endforeach()
endif()

# What they need of other projects depends on their version and on how they were built.
set(needs yajl_s:yajl_alloc json-c:json_object_put uuid:uuid_generate z:inflate
  bz2:BZ2_bzDecompress lzma:lzma_code lzo2:lzo1x_decompress zstd:ZSTD_)
set(outside)
if(NOT missing)
  execute_process(COMMAND ${CMAKE_NM} -u ${XNB_STATIC_xenlight} ${XNB_STATIC_xenguest}
    OUTPUT_VARIABLE undefined ERROR_QUIET COMMAND_ERROR_IS_FATAL ANY)
  foreach(need ${needs})
    string(REGEX MATCH "^(.*):(.*)$" need ${need})
    set(lib ${CMAKE_MATCH_1})
    if(undefined MATCHES " U ${CMAKE_MATCH_2}")
      find_library(XNB_STATIC_${lib} lib${lib}.a)
      list(APPEND outside ${lib})
      if(NOT XNB_STATIC_${lib})
        list(APPEND missing lib${lib}.a)
      endif()
    endif()
  endforeach()
endif()
if(missing)
  list(JOIN missing " " missing)
  message(STATUS "libxl: no, for lack of ${missing}; scripts/install brings them")
  return()
endif()
set(XNB_WITH_LIBXL ON)
find_program(XNB_OBJCOPY NAMES objcopy llvm-objcopy REQUIRED)

set(table ${PROJECT_SOURCE_DIR}/xen/libxl_table.h)
set_property(DIRECTORY ${PROJECT_SOURCE_DIR} APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${table})

# xnb_rename(LIB PATTERN [NAME...]): libLIB_steps.a, where calls of the functions in the
# table's entries that begin so, and of those named, are renamed.
function(xnb_rename lib pattern)
  set(copy ${PROJECT_BINARY_DIR}/lib${lib}_steps.a)
  set(renames ${PROJECT_BINARY_DIR}/lib${lib}_steps.txt)
  file(READ ${table} text)
  string(REGEX REPLACE "\n[ \t]+" " " text "${text}") # an entry's further lines
  string(REGEX MATCHALL "\nXNB_(${pattern})\\([^\n]*" entries "${text}")
  set(names ${ARGN})
  foreach(entry ${entries})
    # Behind the step and the result stands the function, before its parameters.
    string(REGEX MATCH "((xc|xs)_[a-z_]+|poll), \\(|\\((xc_[a-z_]+)\\)" found "${entry}")
    string(REGEX MATCH "[a-z_]+" name "${found}")
    list(APPEND names ${name})
  endforeach()
  list(TRANSFORM names REPLACE "(.+)" "\\1 xnb_step_\\1\n")
  list(JOIN names "" text)
  file(CONFIGURE OUTPUT ${renames} CONTENT "${text}" @ONLY)
  add_custom_command(OUTPUT ${copy}
    COMMAND ${XNB_OBJCOPY} --redefine-syms=${renames} ${XNB_STATIC_${lib}} ${copy}
    DEPENDS ${renames} ${XNB_STATIC_${lib}} VERBATIM)
  add_custom_target(xnb_${lib}_steps DEPENDS ${copy})
endfunction()

# json-c defines names that libjansson, which is ours, defines as well.
set(taken)
set(copies xenlight xenguest)
if(json-c IN_LIST outside)
  foreach(lib json-c jansson)
    execute_process(COMMAND ${CMAKE_NM} -g --defined-only ${XNB_STATIC_${lib}}
      OUTPUT_VARIABLE text ERROR_QUIET COMMAND_ERROR_IS_FATAL ANY)
    string(REGEX MATCHALL " [BDRT] [A-Za-z0-9_]+" names_of_${lib} "${text}")
    list(TRANSFORM names_of_${lib} REPLACE " . " "")
  endforeach()
  foreach(name ${names_of_json-c})
    if(name IN_LIST names_of_jansson)
      list(APPEND taken ${name})
    endif()
  endforeach()
  xnb_rename(json-c "NONE" ${taken})
  set(XNB_STATIC_json-c ${PROJECT_BINARY_DIR}/libjson-c_steps.a)
  list(APPEND copies json-c)
endif()
xnb_rename(xenlight "CALL|GUEST|WATCHED" getpwnam_r getpwuid_r ${taken})
xnb_rename(xenguest "CALL|WATCHED")

set(group ${PROJECT_BINARY_DIR}/libxenlight_steps.a)
foreach(lib xenhypfs xenctrl xenforeignmemory xencall xenevtchn xengnttab
    xendevicemodel xentoollog xentoolcore ${outside})
  list(APPEND group ${XNB_STATIC_${lib}})
endforeach()
list(JOIN group "," group)
add_library(xnb_libxl_static INTERFACE)
list(TRANSFORM copies REPLACE "(.+)" "xnb_\\1_steps")
add_dependencies(xnb_libxl_static ${copies})
target_link_libraries(xnb_libxl_static INTERFACE
  # Whole: its loaders of images make themselves known, nobody refers to them.
  $<LINK_LIBRARY:WHOLE_ARCHIVE,${PROJECT_BINARY_DIR}/libxenguest_steps.a>
  $<LINK_GROUP:RESCAN,${group}> m)

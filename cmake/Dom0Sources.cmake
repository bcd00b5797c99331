# SPDX-License-Identifier: GPL-2.0-or-later
# What xen-numabench-dom0 is built from: the lab builds it for another Xen, from here or
# from the copy that is installed. The lab knows these patterns, too (lab/dom0_key.h): what
# is not among them is not there in an installed copy.
set(XNB_DOM0_SOURCES CMakeLists.txt cmake/*.cmake cmake/*.in stats/CMakeLists.txt stats/*.h
  stats/moments.c stats/serial.c stats/stopping.c stats/student.c
  cli/CMakeLists.txt cli/*.h cli/main.c cli/command.c cli/commands_dom0.c cli/cmd_cleanup.c
  cli/cmd_doctor.c cli/cmd_list.c cli/cmd_run.c cli/cmd_topology.c cli/option_values.c
  cli/run_options.c bench/native/settings.h native/memory.h)
foreach(folder base rundir topology workloads workloads/payload xen xen/hypercalls bench
    bench/doctor bench/domains bench/experiments bench/semantics)
  list(APPEND XNB_DOM0_SOURCES ${folder}/CMakeLists.txt ${folder}/*.[chS] ${folder}/*.ld)
endforeach()

file(GLOB files RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS ${XNB_DOM0_SOURCES})
foreach(file ${files})
  get_filename_component(folder ${file} DIRECTORY)
  install(FILES ${file} DESTINATION ${CMAKE_INSTALL_DATADIR}/xen-numabench/src/${folder})
endforeach()

# How this program is compiled itself, so that programs for two Xens differ in Xen alone.
list(JOIN XNB_DOM0_SOURCES "\", \"" patterns)
string(REGEX REPLACE "([\\\\\"])" "\\\\\\1" flags "${CMAKE_C_FLAGS}")
file(CONFIGURE OUTPUT ${PROJECT_BINARY_DIR}/dom0_recipe.h CONTENT
"#define XNB_DOM0_SOURCES \"@patterns@\"
#define XNB_SOURCE_DIR   \"@PROJECT_SOURCE_DIR@\"
#define XNB_C_COMPILER   \"@CMAKE_C_COMPILER@\"
#define XNB_C_FLAGS      \"@flags@\"
#define XNB_BUILD_TYPE   \"@CMAKE_BUILD_TYPE@\"
" @ONLY)

# find_package(opaygo) gives
#   opaygo::opaygo   the archive for the compiler's core, and its header
#   opaygo::compat   the same with the published C code's header names
# The header tells the family from the compiler and CMAKE_C_FLAGS, where a toolchain file puts -mcpu, -mmcu or -march.
# Where it cannot, set OPAYGO_FAMILY to a directory of lib/; the wrong one does not link.
get_filename_component(_opaygo_root "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
if(NOT OPAYGO_FAMILY)
  separate_arguments(_opaygo_flags UNIX_COMMAND "${CMAKE_C_FLAGS}")
  execute_process(
    COMMAND ${CMAKE_C_COMPILER} ${_opaygo_flags} -ffreestanding -I${_opaygo_root}/include -include opaygo.h -dM -E -x c /dev/null
    OUTPUT_VARIABLE _opaygo_macros ERROR_VARIABLE _opaygo_said RESULT_VARIABLE _opaygo_result)
  if(NOT _opaygo_result EQUAL 0)
    message(FATAL_ERROR "opaygo: ${CMAKE_C_COMPILER} does not take opaygo.h: ${_opaygo_said}")
  endif()
  if(_opaygo_macros MATCHES "#define OPAYGO_FAMILY ([a-z0-9_]+)")
    string(REPLACE _ - OPAYGO_FAMILY "${CMAKE_MATCH_1}")
  else()
    set(OPAYGO_FAMILY host)
  endif()
endif()
if(NOT EXISTS "${_opaygo_root}/lib/${OPAYGO_FAMILY}/libopaygo.a")
  message(FATAL_ERROR "opaygo: there is no archive for \"${OPAYGO_FAMILY}\" in ${_opaygo_root}/lib")
endif()
if(NOT TARGET opaygo::opaygo)
  # The archive is one object: what a program does not call is left out by the linker, or not at all.
  add_library(opaygo::opaygo STATIC IMPORTED)
  set_target_properties(opaygo::opaygo PROPERTIES
    IMPORTED_LOCATION "${_opaygo_root}/lib/${OPAYGO_FAMILY}/libopaygo.a"
    INTERFACE_INCLUDE_DIRECTORIES "${_opaygo_root}/include"
    INTERFACE_LINK_OPTIONS -Wl,--gc-sections)
  add_library(opaygo::compat INTERFACE IMPORTED)
  set_target_properties(opaygo::compat PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "${_opaygo_root}/compat"
    INTERFACE_LINK_LIBRARIES opaygo::opaygo)
endif()

# Fails if PROGRAM loads LibTorch, directly or through another library.
execute_process(COMMAND ldd ${PROGRAM} OUTPUT_VARIABLE libraries RESULT_VARIABLE failed)
if(failed OR NOT libraries MATCHES "libc\\.so")
  message(FATAL_ERROR "ldd ${PROGRAM} failed: ${libraries}")
endif()
if(libraries MATCHES "lib(torch|c10)[^ ]*")
  message(FATAL_ERROR "${PROGRAM} loads ${CMAKE_MATCH_0}")
endif()

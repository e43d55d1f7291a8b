# The kernel stays small enough to be read in an evening: whatever is not loading, wiring and the lives
# of plugins belongs into another room.
#   cmake -DROOT=<source folder> -P kernel_size.cmake
set(limit 1500)  # lines of code

execute_process(COMMAND ${ROOT}/scripts/count-lines kernel OUTPUT_VARIABLE line
    COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCH "[0-9]+" lines "${line}")
if(lines GREATER limit)
    message(FATAL_ERROR "kernel/ has ${lines} lines of code, and may have ${limit}")
endif()
message(STATUS "kernel/ has ${lines} lines of code of ${limit}")

# The library of the kernel knows neither command line nor log sinks.
#   cmake -DLIBRARY=<libplexus_kernel> -DNM=<nm> -DREADELF=<readelf> -P link_line.cmake

execute_process(COMMAND ${READELF} -d ${LIBRARY} OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
foreach(library boost_program_options boost_log_setup)
    if(dynamic MATCHES "NEEDED[^\n]*${library}")
        message(SEND_ERROR "${LIBRARY} is linked with ${library}, which is the program's")
    endif()
endforeach()
# Sinks live in libboost_log itself, which the api logs through.
execute_process(COMMAND ${NM} -DC --undefined-only ${LIBRARY}
    OUTPUT_VARIABLE symbols COMMAND_ERROR_IS_FATAL ANY)
if(symbols MATCHES "boost::log::[a-z0-9_]+::sinks::")
    message(SEND_ERROR "${LIBRARY} uses a log sink: the program decides where lines go")
endif()

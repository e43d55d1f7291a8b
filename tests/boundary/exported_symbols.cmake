# Every plugin exports its descriptor and nothing else, and its code stays mapped.
#   cmake -DFOLDER=<plugins> -DNM=<nm> -DREADELF=<readelf> -P exported_symbols.cmake

file(GLOB plugins ${FOLDER}/*.so)
if(NOT plugins)
    message(FATAL_ERROR "no plugins in ${FOLDER}: build them first")
endif()
foreach(plugin ${plugins})
    execute_process(COMMAND ${NM} -D --defined-only --format=just-symbols ${plugin}
        OUTPUT_VARIABLE symbols OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
    if(NOT symbols STREQUAL "plexus_plugin_v1")
        string(REPLACE "\n" " " symbols "${symbols}")
        message(SEND_ERROR "${plugin} exports: ${symbols}")
    endif()
    execute_process(COMMAND ${READELF} -d ${plugin}
        OUTPUT_VARIABLE dynamic COMMAND_ERROR_IS_FATAL ANY)
    if(NOT dynamic MATCHES "NODELETE")
        message(SEND_ERROR "${plugin} can be unmapped: link it with -z nodelete")
    endif()
endforeach()

# plexus_add_test(<name> SOURCES <files>... [LINK <targets>...] [LABELS <labels>...])
#   one Boost.Test executable, one ctest entry; PLEXUS_VECTORS names tests/vectors for its sources.
# plexus_add_bench(<name> SOURCES <files>... [LINK <targets>...])

# Test programs are compiled in a hurry: what they test is optimised as the preset says.
set(PLEXUS_TEST_FLAGS -O0)

function(plexus_add_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK;LABELS")
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE plexus::api ${arg_LINK} plexus_test_main)
    target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR})  # <tests/...>, <plugins/...>
    target_compile_options(${name} PRIVATE ${PLEXUS_TEST_FLAGS})
    target_precompile_headers(${name} REUSE_FROM plexus_test_pch)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin/tests)
    add_test(NAME ${name} COMMAND ${name})
    if(NOT arg_LABELS)
        set(arg_LABELS unit)
    endif()
    if(name IN_LIST PLEXUS_SANITIZED_TESTS)
        list(APPEND arg_LABELS sanitized)
    endif()
    if(name IN_LIST PLEXUS_THREADED_TESTS)
        list(APPEND arg_LABELS threaded)
    endif()
    # Under a sanitizer, beside other tests, some take ten times as long.
    set(seconds 120)
    if(PLEXUS_SANITIZE)
        set(seconds 900)
    endif()
    set_tests_properties(${name} PROPERTIES LABELS "${arg_LABELS}" TIMEOUT ${seconds})
endfunction()

function(plexus_add_bench name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE plexus::api ${arg_LINK} benchmark::benchmark_main)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin/bench)
endfunction()

# plexus_add_plugin(<name> SOURCES <files>... [LINK <targets>...])
#
# Builds <name>.so, loadable by the kernel, and (for tests) the object library <name>_objects with the
# same code. Used alike in this tree and, through find_package(plexus), outside it.
#
# plexus_add_plugin_test(<name> SOURCES <files>... [LINK <targets>...])
#
# Builds a Boost.Test program with the kernel's TestHost, and enters it for ctest. Where Boost.Test or one
# of the targets is not installed, it is left out, and the configuration says so. The caller has called
# enable_testing().

set(PLEXUS_PLUGIN_MAP ${CMAKE_CURRENT_LIST_DIR}/plugin.map)

function(plexus_add_plugin name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
    if(NOT arg_SOURCES)
        message(FATAL_ERROR "plexus_add_plugin(${name}): SOURCES is empty")
    endif()

    add_library(${name}_objects OBJECT ${arg_SOURCES})
    target_link_libraries(${name}_objects PUBLIC plexus::api ${arg_LINK})
    target_compile_options(${name}_objects PRIVATE -fPIC)
    # What a plugin may give PLEXUS_PLUGIN as its version, instead of a number of its own.
    target_compile_definitions(${name}_objects PRIVATE PLEXUS_PLUGIN_VERSION="${PROJECT_VERSION}")
    set_target_properties(${name}_objects PROPERTIES
        CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON)

    add_library(${name} MODULE)
    target_link_libraries(${name} PRIVATE ${name}_objects)
    set_target_properties(${name} PROPERTIES PREFIX "" LINKER_LANGUAGE CXX
        LINK_DEPENDS ${PLEXUS_PLUGIN_MAP})
    if(PROJECT_NAME STREQUAL "plexus")
        plexus_use_pch(${name}_objects)
        target_include_directories(${name}_objects PRIVATE ${PROJECT_SOURCE_DIR})  # <plugins/...>
        set_target_properties(${name} PROPERTIES
            LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib/plexus/plugins
            INSTALL_RPATH "$ORIGIN/../..")
    endif()
    # One exported symbol; code that stays mapped; nothing unresolved, now or later.
    target_link_options(${name} PRIVATE
        -Wl,--version-script=${PLEXUS_PLUGIN_MAP} -Wl,-z,nodelete -Wl,-z,now)
    if(NOT PLEXUS_SANITIZE)  # whose symbols come from the executable
        target_link_options(${name} PRIVATE -Wl,--no-undefined)
    endif()
endfunction()

function(plexus_add_plugin_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINK")
    find_package(Boost 1.81 QUIET COMPONENTS unit_test_framework)
    foreach(target IN ITEMS Boost::unit_test_framework LISTS arg_LINK)
        if(NOT TARGET ${target})
            message(STATUS "${name} is left out: ${target} was not found")
            return()
        endif()
    endforeach()
    add_executable(${name} ${arg_SOURCES})
    target_compile_definitions(${name} PRIVATE BOOST_TEST_DYN_LINK)
    target_link_libraries(${name} PRIVATE
        ${arg_LINK} plexus::kernel Boost::unit_test_framework)
    add_test(NAME ${name} COMMAND ${name})
endfunction()

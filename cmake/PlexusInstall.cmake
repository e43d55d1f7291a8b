# The installed package: find_package(plexus) gives plexus::api, plexus::kernel, plexus::kit_<part>,
# plexus::<plugin> where a plugin publishes interfaces, plexus_add_plugin() and plexus_add_plugin_test().
# Nothing in it names a folder of this machine: it may be moved as a whole.
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/plexus)

# What each part needs, as plexus_add_kit() was told: the config file finds as much.
get_property(parts GLOBAL PROPERTY PLEXUS_PARTS)
set(needs_of_parts "")
foreach(part ${parts})
    get_property(needs GLOBAL PROPERTY PLEXUS_NEEDS_${part})
    list(TRANSFORM needs REPLACE "^kit::" "plexus::kit_")
    string(APPEND needs_of_parts "set(_plexus_${part}_needs ${needs})\n")
    install(EXPORT plexus-${part} NAMESPACE plexus:: DESTINATION ${package_dir}
            COMPONENT libplexus-dev)
endforeach()
install(EXPORT plexus NAMESPACE plexus:: FILE plexus-api.cmake DESTINATION ${package_dir}
        COMPONENT libplexus-dev)

configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/plexusConfig.cmake.in
    ${CMAKE_BINARY_DIR}/plexusConfig.cmake INSTALL_DESTINATION ${package_dir})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/plexusConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/plexusConfig.cmake ${CMAKE_BINARY_DIR}/plexusConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/PlexusPlugin.cmake ${CMAKE_CURRENT_LIST_DIR}/plugin.map
        DESTINATION ${package_dir} COMPONENT libplexus-dev)

install(DIRECTORY ${PROJECT_SOURCE_DIR}/sdk/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/plexus
        COMPONENT libplexus-dev FILES_MATCHING PATTERN "*.hpp" PATTERN "pch.hpp" EXCLUDE
        PATTERN "keccak_rounds.hpp" EXCLUDE)  # a part of one source
# Which libraries the package needs, and of which version the ones are that it was built with.
set(sbom "execute_process(COMMAND ${PROJECT_SOURCE_DIR}/scripts/sbom \$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}")
install(CODE "${sbom} plexus ${PROJECT_VERSION} COMMAND_ERROR_IS_FATAL ANY)" COMPONENT plexus)
# An installation of everything has the one above.
install(CODE "if(CMAKE_INSTALL_COMPONENT STREQUAL plexus-web)
    ${sbom} plexus-web ${PROJECT_VERSION} COMMAND_ERROR_IS_FATAL ANY)\nendif()" COMPONENT plexus-web)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR}
        COMPONENT plexus)

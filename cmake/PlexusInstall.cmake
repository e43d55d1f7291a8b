# The installed package: `find_package(plexus)` gives plexus::api, plexus::kit_* and plexus_add_plugin().
include(CMakePackageConfigHelpers)

set(PLEXUS_PACKAGE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/plexus)
configure_package_config_file(${CMAKE_CURRENT_LIST_DIR}/plexusConfig.cmake.in
    ${CMAKE_BINARY_DIR}/plexusConfig.cmake INSTALL_DESTINATION ${PLEXUS_PACKAGE_DIR})
write_basic_package_version_file(${CMAKE_BINARY_DIR}/plexusConfigVersion.cmake
    COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/plexusConfig.cmake ${CMAKE_BINARY_DIR}/plexusConfigVersion.cmake
              ${CMAKE_CURRENT_LIST_DIR}/PlexusPlugin.cmake ${CMAKE_CURRENT_LIST_DIR}/plugin.map
        DESTINATION ${PLEXUS_PACKAGE_DIR})
install(EXPORT plexus NAMESPACE plexus:: DESTINATION ${PLEXUS_PACKAGE_DIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/sdk/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/plexus
        FILES_MATCHING PATTERN "*.hpp")
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

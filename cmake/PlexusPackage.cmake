# Debian packages, by `cpack -G DEB` in a build folder: plexus (what an operator needs), plexus-web (the
# page), libplexus-dev (what an author of plugins needs). Nothing is installed outside the prefix; the
# file in /etc is made when the package is configured.
set(package_files ${PROJECT_SOURCE_DIR}/deploy)
install(FILES ${package_files}/systemd/plexus.service DESTINATION lib/systemd/system COMPONENT plexus)
install(FILES ${package_files}/debian/plexus.ini DESTINATION ${CMAKE_INSTALL_DATADIR}/plexus
        COMPONENT plexus)
install(FILES ${package_files}/man/plexus.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 COMPONENT plexus)
install(FILES ${package_files}/completion/plexus.bash
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME plexus COMPONENT plexus)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME plexus)
set(CPACK_PACKAGE_VENDOR "the authors of Plexus")
set(CPACK_PACKAGE_CONTACT "the authors of Plexus <plexus@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_COMPONENTS_ALL plexus plexus-web libplexus-dev)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${CMAKE_BINARY_DIR}/lib)

set(CPACK_DEBIAN_PLEXUS_PACKAGE_NAME plexus)
set(CPACK_COMPONENT_PLEXUS_DESCRIPTION "Modular peer-to-peer node for EVM chains")
get_property(left_out GLOBAL PROPERTY PLEXUS_LEFT_OUT)
if(left_out)
    list(JOIN left_out ", " left_out)
    string(APPEND CPACK_COMPONENT_PLEXUS_DESCRIPTION "\nBuilt without: ${left_out}.")
endif()
set(CPACK_DEBIAN_PLEXUS_PACKAGE_DEPENDS passwd)
set(CPACK_DEBIAN_PLEXUS_PACKAGE_CONTROL_EXTRA
    "${package_files}/debian/postinst;${package_files}/debian/prerm;${package_files}/debian/postrm")

set(CPACK_DEBIAN_PLEXUS-WEB_PACKAGE_NAME plexus-web)
set(CPACK_COMPONENT_PLEXUS-WEB_DESCRIPTION "Page that shows a running Plexus node in a browser")
set(CPACK_COMPONENT_PLEXUS-WEB_DEPENDS plexus)

set(CPACK_DEBIAN_LIBPLEXUS-DEV_PACKAGE_NAME libplexus-dev)
set(CPACK_DEBIAN_LIBPLEXUS-DEV_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_LIBPLEXUS-DEV_DESCRIPTION "Interfaces and kit for plugins of Plexus")
set(CPACK_COMPONENT_LIBPLEXUS-DEV_DEPENDS plexus)
set(CPACK_DEBIAN_LIBPLEXUS-DEV_PACKAGE_DEPENDS
    "libboost1.81-dev, libboost-log1.81-dev, libboost-json1.81-dev, libssl-dev, libsecp256k1-dev, libsnappy-dev, zlib1g-dev")
include(CPack)

# What every target of this build shares. Out-of-tree plugins do not see this file: what they need
# travels with plexus::api.

option(PLEXUS_BUILD_TESTS "Build the tests" ON)
option(PLEXUS_BUILD_BENCH "Build the benchmarks" OFF)
set(PLEXUS_SANITIZE "" CACHE STRING "Sanitizers, as -fsanitize takes them: address,undefined or thread")

if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()

# -O3 makes coroutines larger and slower to compile, and nothing that bench/ measures faster.
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG" CACHE STRING "Flags of a release build" FORCE)

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# One place for everything that runs, so that the kernel finds its plugins beside itself in the
# build tree exactly as it does when installed.
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/lib)

include(GNUInstallDirs)
set(CMAKE_INSTALL_RPATH "$ORIGIN/../${CMAKE_INSTALL_LIBDIR}")

# Everything alike, executables too, so that one precompiled header fits all.
add_compile_options(-fPIC)
add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast)
# False alarms of GCC 12 in optimised std::string concatenation (GCC bug 105651); clang and the
# sanitizers watch the same ground.
add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-array-bounds> $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>
                    $<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow>)
# Likewise of coroutines, whose frames come from an operator new that is inlined and go by an operator delete
# that is not.
add_compile_options($<$<CXX_COMPILER_ID:GNU>:-Wno-mismatched-new-delete>)
# Several sources at once (CMAKE_UNITY_BUILD) share what they include, which halves the work. Each is then
# "included", and one's own constants precede the next one's parameters: these warnings are for the
# other builds.
if(CMAKE_UNITY_BUILD)
    add_compile_options(-Wno-shadow $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)
endif()
if(CMAKE_COMPILE_WARNING_AS_ERROR)
    add_link_options(-Wl,--fatal-warnings)
endif()
if(PLEXUS_SANITIZE)
    add_compile_options(-fsanitize=${PLEXUS_SANITIZE} -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${PLEXUS_SANITIZE})
    if(PLEXUS_SANITIZE MATCHES thread AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        add_compile_options(-Wno-tsan)  # GCC warns that TSan does not model fences; Asio has some
    endif()
endif()

find_program(CCACHE ccache)
if(CCACHE AND CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
        ${CMAKE_CURRENT_LIST_DIR}/ccache-launcher)
    add_compile_options(-fpch-preprocess)  # without it ccache refuses precompiled headers
elseif(CCACHE)
    set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR}
        CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

# plexus_use_pch(<target>): for targets of this tree whose sources include Asio.
function(plexus_use_pch target)
    target_precompile_headers(${target} REUSE_FROM plexus_pch)
endfunction()

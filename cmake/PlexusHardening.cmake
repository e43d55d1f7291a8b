# What makes a fault in code that reads strangers' bytes hard to use. In optimised builds only: the
# checks of _FORTIFY_SOURCE need the optimiser, and a debug build has sanitizers. tests/package/hardening
# looks at every object that is installed.
set(optimised $<CONFIG:Release,RelWithDebInfo,MinSizeRel>)

add_compile_options(
    $<${optimised}:-U_FORTIFY_SOURCE> $<${optimised}:-D_FORTIFY_SOURCE=2>
    $<${optimised}:-fstack-protector-strong> $<${optimised}:-fstack-clash-protection>
    # It also marks system calls whose results should be looked at: a matter of style, not of a build.
    $<${optimised}:-Wno-error=unused-result>
    # What says where a file lies: two folders give the same bytes, and no package names a home folder.
    $<${optimised}:-ffile-prefix-map=${PROJECT_SOURCE_DIR}/=>)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "x86_64|AMD64")
    add_compile_options($<${optimised}:-fcf-protection=full>)
endif()

# Every function is bound at the start, so that the table of their addresses can be read-only (full RELRO).
add_link_options($<${optimised}:-Wl,-z,relro> $<${optimised}:-Wl,-z,now> $<${optimised}:-Wl,-z,noexecstack>
    $<$<AND:${optimised},$<STREQUAL:$<TARGET_PROPERTY:TYPE>,EXECUTABLE>>:-pie>)

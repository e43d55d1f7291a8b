# Who may include what, as house-style.md §1 has it.
#   cmake -DROOT=<source tree> -P include_rules.cmake

# A header beside the file; the standard library, POSIX, Boost; and what kit and plugins link.
set(beside "^\"[a-z0-9_]+\\.hpp$")
set(system "^<[a-z0-9_]+(\\.h)?$" "^<(boost|sys|netinet|arpa|net)/")
set(third_party "^<openssl/" "^<(secp256k1[a-z0-9_]*|snappy[a-z-]*|lmdb)\\.h$")

# is_allowed(<file> <what is included, with its opening mark> <patterns>...) -> allowed
function(is_allowed file what)
    set(allowed FALSE PARENT_SCOPE)
    foreach(pattern ${ARGN})
        if(what MATCHES "${pattern}")
            set(allowed TRUE PARENT_SCOPE)
        endif()
    endforeach()
    get_filename_component(folder ${ROOT}/${file} DIRECTORY)
    string(SUBSTRING "${what}" 1 -1 name)
    if(what MATCHES "^\"" AND NOT EXISTS ${folder}/${name})
        set(allowed FALSE PARENT_SCOPE)  # found by an include path that reaches into another room
    endif()
endfunction()

# Every #include in a folder must match one of the patterns; adds the others to `breaches`.
function(allow folder)
    file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/${folder}/*.hpp ${ROOT}/${folder}/*.cpp)
    foreach(file ${files})
        file(STRINGS ${ROOT}/${file} lines REGEX "^[ \t]*#[ \t]*include[ \t]*[<\"]")
        foreach(line ${lines})
            string(REGEX REPLACE "^[^<\"]*([<\"][^>\"]*)[>\"].*" "\\1" what ${line})
            is_allowed(${file} ${what} ${ARGN})
            if(NOT allowed)
                list(APPEND breaches "${file}: ${line}")
            endif()
        endforeach()
    endforeach()
    set(breaches ${breaches} PARENT_SCOPE)
endfunction()

# The floors of the api: each stands on those before it.
allow(sdk/api/core ${beside} ${system} "^<api/core/")
allow(sdk/api/plugin ${beside} ${system} "^<api/(core|plugin)/")
allow(sdk/api/async ${beside} ${system} "^<api/(core|plugin|async)/")
allow(sdk/api/net ${beside} ${system} "^<api/(core|plugin|async|net)/")
allow(sdk/api/chain ${beside} ${system} "^<api/(core|plugin|async|net|chain)/")
allow(sdk/api/eth ${beside} ${system} "^<api/(core|plugin|async|net|chain|eth)/")
allow(sdk/api/bsc ${beside} ${system} "^<api/(core|plugin|async|net|chain|eth|bsc)/")

allow(sdk/kit ${beside} ${system} ${third_party} "^<(api|kit)/")
allow(kernel ${beside} ${system} "^<(api|kernel)/")
allow(app ${beside} ${system} "^<(api|kernel|app)/")
allow(plugins ${beside} ${system} ${third_party} "^<(api|kit)/")

if(breaches)
    list(JOIN breaches "\n  " text)
    message(FATAL_ERROR "includes that house-style.md §1 does not allow:\n  ${text}")
endif()

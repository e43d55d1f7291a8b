# Who may include what, as "Rooms" of docs/architecture.md has it.
#   cmake -DROOT=<source tree> -P include_rules.cmake

# A header beside the file; the standard library, POSIX, Boost; and what kit and plugins link.
set(beside "^\"[a-z0-9_]+\\.hpp$")
set(system "^<[a-z0-9_]+(\\.h)?$" "^<(boost|sys|netinet|arpa|net)/")
set(third_party "^<openssl/" "^<(secp256k1[a-z0-9_]*|snappy[a-z-]*|lmdb|zlib|zstd|ares|nats/nats|librdkafka/rdkafka|miniupnpc/[a-z]+)\\.h$" "^<grpcpp/"
    "^<proto/sentry(\\.grpc)?\\.pb\\.h$")

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

# stack(<folder> <prefix> <also> <floors>...): each floor of a folder stands on those before it.
function(stack folder prefix also)
    set(below "")
    foreach(floor ${ARGN})
        list(APPEND below ${floor})
        list(JOIN below "|" names)
        allow(${folder}/${floor} ${beside} ${system} ${${also}} "^<${prefix}/(${names})/")
    endforeach()
    set(breaches ${breaches} PARENT_SCOPE)
endfunction()

stack(sdk/api api none core plugin async rpc net chain eth)

# The kit uses all of the api, libraries, and of itself the floors below: formats first, then
# tools that know no chain, the types of eth, what identifies a chain, the messages that carry both,
# and the engines.
set(api_and_libraries ${third_party} "^<api/")
stack(sdk/kit kit api_and_libraries
    rlp snappy_block crypto enr trie era net discovery terminal eth/types chain handlers eth/messages eth/session eth/client
    http jsonrpc nats serial testing)

# Plans are made of metadata alone: no loop, no system call.
allow(resolve ${beside} "^<[a-z0-9_]+$" "^<api/(core/words|plugin/(config_error|metadata|plugins))\\.hpp$")
allow(kernel ${beside} ${system} "^<(api|resolve|kernel)/")
allow(node ${beside} ${system} "^<(api|resolve|kernel|node)/")
allow(test_host ${beside} ${system} "^<(api|resolve|kernel)/")
allow(embed ${beside} ${system} "^<(api|resolve|kernel|node|embed)/")
allow(app ${beside} ${system} "^<(api|resolve|kernel|node|embed|app)/" "^<kit/jsonrpc/")

# What a plugin publishes is compiled by strangers, who may have no kit: the api alone.
file(GLOB published RELATIVE ${ROOT}/plugins ${ROOT}/plugins/*/public/*)
foreach(folder ${published})
    get_filename_component(prefix ${folder} NAME)
    allow(plugins/${folder} ${beside} ${system} "^<api/" "^<${prefix}/")
endforeach()

# A plugin uses the sdk and its own folders, which include what it publishes. What another plugin
# publishes is for those outside of this tree.
file(GLOB plugins RELATIVE ${ROOT}/plugins ${ROOT}/plugins/*)
foreach(plugin ${plugins})
    if(IS_DIRECTORY ${ROOT}/plugins/${plugin})
        allow(plugins/${plugin} ${beside} ${system} ${third_party}
            "^<(api|kit)/" "^<plugins/${plugin}/" "^<${plugin}/")
    endif()
endforeach()

if(breaches)
    list(JOIN breaches "\n  " text)
    message(FATAL_ERROR "includes that 'Rooms' of docs/architecture.md does not allow:\n  ${text}")
endif()

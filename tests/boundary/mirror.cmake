# tests/ mirrors the tree, so that the tests of a folder are found where the folder is.
#   cmake -DROOT=<source tree> -P mirror.cmake

cmake_minimum_required(VERSION 3.25)  # IN_LIST
set(mirrored sdk resolve kernel node test_host embed app plugins)
set(strays "")
foreach(room ${mirrored})
    file(GLOB_RECURSE found LIST_DIRECTORIES true RELATIVE ${ROOT}/tests ${ROOT}/tests/${room}/*)
    foreach(path ${room} ${found})
        if(IS_DIRECTORY ${ROOT}/tests/${path} AND NOT path MATCHES "/__pycache__$"
           AND NOT IS_DIRECTORY ${ROOT}/${path})
            list(APPEND strays "tests/${path}")
        endif()
    endforeach()
endforeach()

# A room that is new to the list above, or a folder of tests that belongs into a room.
set(of_their_own attacks boundary chaos data deploy fuzz interface interop package simulation soak toy_plugins
    vectors)
file(GLOB rooms RELATIVE ${ROOT}/tests ${ROOT}/tests/*)
foreach(room ${rooms})
    if(IS_DIRECTORY ${ROOT}/tests/${room} AND NOT room IN_LIST mirrored AND NOT room IN_LIST of_their_own)
        list(APPEND strays "tests/${room}")
    endif()
endforeach()

if(strays)
    list(JOIN strays "\n  " text)
    message(FATAL_ERROR "folders of tests without a counterpart in the tree:\n  ${text}")
endif()

# With CMAKE_UNITY_BUILD a dozen sources of a target are compiled at once, which shares the cost of the
# headers: less than half the work for a whole build, more for one changed file.
#
# Sources whose private names occur in a neighbour too are compiled apart. One that the compiler complains
# about ("redefinition", "ambiguous") gets either a better name or a line here. Tests keep what is private in the
# namespace of their suite.
function(plexus_compile_apart target folder)
    if(NOT TARGET ${target})
        return()  # see PLEXUS_PLUGINS
    endif()
    list(TRANSFORM ARGN PREPEND ${PROJECT_SOURCE_DIR}/${folder}/)
    set_source_files_properties(${ARGN} TARGET_DIRECTORY ${target}
        PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
endfunction()

plexus_compile_apart(plexus_api sdk/api core/log_entry.cpp plugin/metric_rules.cpp)
plexus_compile_apart(kit_rlp sdk/kit/rlp writer.cpp)
plexus_compile_apart(kit_net sdk/kit/net endpoint_predictor.cpp)
plexus_compile_apart(kit_eth_client sdk/kit/eth/client parts.cpp)
plexus_compile_apart(kit_eth_messages sdk/kit/eth/messages request.cpp)
plexus_compile_apart(kit_http sdk/kit/http virtual_hosts.cpp)
plexus_compile_apart(kit_jsonrpc sdk/kit/jsonrpc ipc_server.cpp message.cpp value_splitter.cpp)
plexus_compile_apart(nat_objects plugins/nat router/upnp_router.cpp)
plexus_compile_apart(peers_objects plugins/peers pool/watch.cpp)
plexus_compile_apart(discv5_objects plugins/discv5 wire/message.cpp wire/packet.cpp)
plexus_compile_apart(bsc_objects plugins/bsc network/mainnet.cpp protocol/vote_check.cpp)
plexus_compile_apart(chainstore_objects plugins/chainstore commands/export.cpp commands/verify.cpp
                     store/following.cpp)
plexus_compile_apart(relay_objects plugins/relay blocks/orphans.cpp transactions/send_method.cpp)
plexus_compile_apart(rpc_objects plugins/rpc feeds/filters.cpp)
plexus_compile_apart(sync_objects plugins/sync
                     fetch/fetcher.cpp fetch/block_repair.cpp follow/branch.cpp gossip/gossip_receiver.cpp headers/ancestor.cpp headers/candidates.cpp start/checkpoint_sync.cpp)
plexus_compile_apart(control_objects plugins/control methods.cpp)
plexus_compile_apart(stream_objects plugins/stream sinks/kafka_sink.cpp)
plexus_compile_apart(app_objects app status_request.cpp)

# Generated code is compiled as it is generated.
if(TARGET sentry_protocol)
    set_target_properties(sentry_protocol PROPERTIES UNITY_BUILD OFF)
endif()

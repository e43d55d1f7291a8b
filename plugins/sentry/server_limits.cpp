#include "server_limits.hpp"

#include "protocol.hpp"

namespace plexus::sentry {

void limit(grpc::ServerBuilder& builder) {
    builder.SetMaxReceiveMessageSize(largest_message);
    builder.SetMaxSendMessageSize(largest_message);
    builder.SetResourceQuota(
        grpc::ResourceQuota().Resize(receive_memory).SetMaxThreads(most_threads));
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, most_calls);
    // Otherwise a second server shares a port that is taken, without a word.
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                               shortest_ping_ms);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, ping_interval_ms);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, ping_limit_ms);
}

}  // namespace plexus::sentry

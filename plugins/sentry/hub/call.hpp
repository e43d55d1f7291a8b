#pragma once

#include <chrono>

#include <grpcpp/grpcpp.h>

#include "link.hpp"

namespace plexus::sentry {

/// How long a sentry may take for a call: they respond at once, from memory. One that does not is
/// given up, so that it costs the client one wait.
inline constexpr auto call_limit = std::chrono::seconds(5);

template <class Reply>
struct Called {
    grpc::Status status;
    Reply reply;
};

/// Calls a sentry, and waits.
/// @param link    the sentry
/// @param method  `grpc::Status(grpc::ClientContext* context, Reply* reply)`
template <class Reply, class Method>
Called<Reply> call(Link& link, Method method) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + call_limit);
    Called<Reply> called;
    called.status = method(&context, &called.reply);
    if (called.status.error_code() == grpc::StatusCode::DEADLINE_EXCEEDED) link.give_up();
    return called;
}

}  // namespace plexus::sentry

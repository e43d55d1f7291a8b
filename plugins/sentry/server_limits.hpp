#pragma once

#include <grpcpp/grpcpp.h>

namespace plexus::sentry {

/// What clients of a server may do.
void limit(grpc::ServerBuilder& builder);

}  // namespace plexus::sentry

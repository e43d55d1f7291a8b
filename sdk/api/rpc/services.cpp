#include "method_provider.hpp"

namespace plexus::inline v1::rpc {

MethodProvider::~MethodProvider() = default;
RpcError::~RpcError() = default;

}  // namespace plexus::inline v1::rpc

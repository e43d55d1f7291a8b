#pragma once

#include <memory>
#include <string>

#include "core.hpp"

namespace plexus::sentry {

/// The gRPC server. Its calls come on threads of the library; each is handled on the strand.
class Server {
public:
    /// Listens, unless the address is empty.
    /// @errors ConfigError: the address is taken or makes no sense
    Server(Core& core, Executor strand, const std::string& address);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Serves a client on a socket that is connected to it already, and closes it.
    void adopt(int descriptor);

    /// Ends all calls; to be called when the core has ended its streams. It blocks, for about a
    /// second at most.
    void stop();

private:
    class Service;

    std::unique_ptr<Service> service_;
    std::unique_ptr<grpc::Server> server_;
};

}  // namespace plexus::sentry

#pragma once

#include <api/core/asio.hpp>

namespace plexus::inline v1 {

/// The serialising executor that state belongs to; see `make_strand`.
using Strand = asio::strand<asio::any_io_executor>;

/// The node's threads, and the way to stop the node.
///
/// @thread  any
class PLEXUS_API Runtime {
public:
    virtual ~Runtime();

    /// The loop for the strands of peers, served by all threads, so that a peer whose messages take
    /// long holds up no other. Nothing that runs on it may block.
    virtual Executor executor() = 0;

    /// A small pool for files, databases and heavy computation.
    virtual Executor blocking() = 0;

    /// Ends the node gracefully; the first call's code becomes the exit code of the process.
    virtual void request_stop(int exit_code) = 0;

    /// A loop for the strand of a plugin, served by one thread: what waits for a socket on it needs
    /// no change of threads between one datagram or request and the next. Nothing that runs on it
    /// may block. The same as executor(), where a runtime has but one loop.
    virtual Executor plugin_executor();
};

}  // namespace plexus::inline v1

#pragma once

#include <memory>
#include <mutex>
#include <string>

#include <api/net/talk.hpp>

#include "prober.hpp"

namespace plexus::discv5 {

/// The protocols whose handlers respond to TALKREQ.
/// @thread any
class TalkHandlers {
public:
    /// See net::Talk::add_handler.
    std::shared_ptr<void> add(std::string protocol, net::Talk::Handler handler);

    /// @returns nothing if no handler has the protocol
    Bytes respond(const net::Node& from, BytesView protocol, BytesView request) const;

private:
    struct Entry {
        std::string protocol;
        net::Talk::Handler handler;
    };
    struct List {
        std::mutex mutex;
        std::list<Entry> entries;
    };
    std::shared_ptr<List> list_ = std::make_shared<List>();
};

/// Takes datagrams, and responds to the requests in them.
///
/// Whoever has no session gets a challenge, which is no longer than what came in; all else needs a
/// session, and a session needs a proof that its node receives what is sent to its address.
///
/// @thread  the state's strand
class Responder {
public:
    Responder(State& state, Requests& requests, Prober& prober, const TalkHandlers& handlers,
              Metrics& metrics);

    void take(const net::Datagram& datagram);

    /// Nodes that come to us are examined from now on; before, they could crowd out those that the
    /// first lookups find.
    void welcome_all() noexcept { welcoming_ = true; }

private:
    void on(const net::Datagram& datagram, const Codec::Unreadable& unreadable);
    void on(const net::Datagram& datagram, const Codec::Challenged& challenged);
    void on(const net::Datagram& datagram, const Codec::Opened& opened);
    void respond(const Codec::Opened& opened, const net::Datagram& datagram,
                 const Message& message);
    void respond_to_find_node(const Contact& to, const net::Datagram& datagram,
                              const FindNode& request);
    std::vector<Bytes> records_for(const Contact& to, const FindNode& request) const;

    State& state_;
    Requests& requests_;
    Prober& prober_;
    const TalkHandlers& handlers_;
    net::AddressLimit talk_limit_;
    bool welcoming_ = false;
    Counter& received_;
    Counter& malformed_;
    Counter& over_limit_;
    Counter& unsolicited_;
    Gauge& sessions_;
};

}  // namespace plexus::discv5

#pragma once

#include <atomic>
#include <boost/asio/ip/udp.hpp>
#include <functional>
#include <memory>
#include <mutex>

#include <api/core/log.hpp>
#include <api/net/datagram_port.hpp>
#include <api/plugin/metrics.hpp>
#include <kit/net/datagram_receivers.hpp>

#include "datagram_filter.hpp"
#include "packet_info.hpp"

namespace plexus::udp {

/// What the port counts; the metrics belong to the node.
struct Counters {
    explicit Counters(Metrics& metrics);

    Counter& received;
    Counter& received_bytes;
    Counter& sent;
    Counter& sent_bytes;
    Counter& unrecognised;   ///< dropped: no protocol's
    Counter& over_limit;     ///< dropped: too many from one host
    Counter& over_budget;    ///< dropped: too many from all hosts together
    Counter& repeated;       ///< dropped: the same bytes as a moment before
    Counter& receiver_busy;  ///< dropped: its protocol has too many waiting
    Counter& queue_full;     ///< not sent: too many wait
    Counter& send_failed;    ///< not sent: the system says why
};

/// One socket that several protocols share.
///
/// @thread  open, run, close: the strand; the service: any
class UdpPort final : public net::DatagramPort {
public:
    /// As many datagrams wait to be sent while the system's buffer is full.
    static constexpr std::size_t max_unsent = 1024;

    /// The system's way to send a datagram: send_now(). Tests have others.
    using Transmit = std::function<decltype(send_now)>;

    UdpPort(const Executor& strand, Metrics& metrics, Logger logger, Transmit transmit = send_now);
    ~UdpPort() override;

    /// @param wish  the port to try first if `port` is 0, which means any
    /// @errors ConfigError if the port is taken
    void open(const Address& address, std::uint16_t port, std::uint16_t wish);

    /// Receives and sends until cancelled.
    awaitable<void> run();

    void close() noexcept;

    // What discovery plugins call, as a DatagramPort.
    std::shared_ptr<void> add_receiver(net::DatagramReceiver receiver) override;
    Result<void> send(Bytes datagram, const Endpoint& to, const Address& from) override;
    std::uint16_t port() const noexcept override { return port_; }
    void note_proof(const Address& host) override;
    void note_request(const Address& host, unsigned datagrams) override;

private:
    struct Outbox;

    ErrorCode bind(const Endpoint& endpoint);
    awaitable<void> receive_all();
    bool receive_batches();
    void take(const ReceivedDatagram& received);
    Counter* reason_to_drop(BytesView datagram, const Address& sender);
    Result<void> transmit(BytesView datagram, const Endpoint& to, const Address& from);
    awaitable<void> send_all();

    Executor strand_;
    Logger log_;
    Clock& clock_;
    Transmit transmit_;
    Socket socket_;
    bool six_ = false;    ///< the socket is one of IPv6
    std::mutex closing_;  ///< held while the socket is closed, and while a datagram is sent
    std::atomic<std::uint16_t> port_{0};
    net::DatagramReceivers receivers_;
    std::shared_ptr<Outbox> outbox_;
    DatagramFilter filter_;
    Counters counters_;

    DatagramBatch batch_;
    bool flooded_ = false;  ///< a datagram of the last batch was over a budget, and no more wait
};

}  // namespace plexus::udp

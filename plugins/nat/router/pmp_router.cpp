#include "pmp_router.hpp"

#include <natpmp.h>
#include <poll.h>

#include <algorithm>
#include <optional>

namespace plexus::nat {
namespace {

using SteadyClock = std::chrono::steady_clock;

/// A gateway in the same house responds within milliseconds. The nine tries of the RFC take two
/// minutes, for which a gateway that does not speak the protocol would hold a thread.
/// @spec go-ethereum p2p/nat/natpmp.go, which waits as long
constexpr std::chrono::seconds timeout{1};

ErrorCode error_of(int code) {
    switch (code) {
        case NATPMP_ERR_NOGATEWAYSUPPORT:
        case NATPMP_ERR_RECVFROM:
        case NATPMP_ERR_SENDERR:
            return make_error_code(Errc::timed_out);
        case NATPMP_ERR_WRONGPACKETSOURCE:
            return make_error_code(Errc::malformed);
        default:
            return make_error_code(Errc::refused);
    }
}

class PmpRouter final : public Router {
public:
    PmpRouter() : opened_(initnatpmp(&client_, 0, 0) == 0) {}
    PmpRouter(const PmpRouter&) = delete;
    PmpRouter& operator=(const PmpRouter&) = delete;
    ~PmpRouter() override {
        if (opened_) closenatpmp(&client_);
    }

    /// False if this machine has no default gateway.
    bool opened() const noexcept { return opened_; }

    std::string_view name() const noexcept override { return "NAT-PMP"; }

    Result<asio::ip::address> external_address() override {
        const int sent = sendpublicaddressrequest(&client_);
        if (sent < 0) return error_of(sent);
        const Result<natpmpresp_t> response = await(NATPMP_RESPTYPE_PUBLICADDRESS);
        if (!response) return response.error();
        const in_addr address = response->pnu.publicaddress.addr;
        return asio::ip::address{asio::ip::address_v4{ntohl(address.s_addr)}};
    }

    Result<std::uint16_t> map(Protocol protocol, std::uint16_t internal, std::uint16_t wish,
                              std::chrono::seconds lifetime) override {
        const auto seconds = static_cast<std::uint32_t>(lifetime.count());
        const Result<natpmpresp_t> response = request(protocol, internal, wish, seconds);
        if (!response) return response.error();
        return response->pnu.newportmapping.mappedpublicport;
    }

    Result<void> unmap(Protocol protocol, std::uint16_t internal, std::uint16_t) override {
        const Result<natpmpresp_t> response = request(protocol, internal, 0, 0);
        if (!response) return response.error();
        return {};
    }

private:
    Result<natpmpresp_t> request(Protocol protocol, std::uint16_t internal, std::uint16_t wish,
                                 std::uint32_t lifetime) {
        const bool tcp = protocol == Protocol::tcp;
        const int sent = sendnewportmappingrequest(
            &client_, tcp ? NATPMP_PROTOCOL_TCP : NATPMP_PROTOCOL_UDP, internal, wish, lifetime);
        if (sent < 0) return error_of(sent);
        return await(tcp ? NATPMP_RESPTYPE_TCPPORTMAPPING : NATPMP_RESPTYPE_UDPPORTMAPPING);
    }

    /// Waits for the response to the last request. The library sends it again when it is time to.
    Result<natpmpresp_t> await(std::uint16_t type) {
        const SteadyClock::time_point deadline = SteadyClock::now() + timeout;
        while (SteadyClock::now() < deadline) {
            wait_until(deadline);
            natpmpresp_t response{};
            const int code = readnatpmpresponseorretry(&client_, &response);
            if (code == NATPMP_TRYAGAIN) continue;
            if (code != 0) return error_of(code);
            if (response.type == type) return response;
        }
        return make_error_code(Errc::timed_out);
    }

    void wait_until(SteadyClock::time_point deadline) {
        using std::chrono::milliseconds;
        auto wait = std::chrono::ceil<milliseconds>(deadline - SteadyClock::now());
        timeval next{};
        if (getnatpmprequesttimeout(&client_, &next) == 0) {
            wait = std::min(wait, milliseconds{next.tv_sec * 1000 + next.tv_usec / 1000});
        }
        pollfd readable{client_.s, POLLIN, 0};
        poll(&readable, 1, static_cast<int>(std::max<milliseconds::rep>(wait.count(), 0)));
    }

    natpmp_t client_{};
    bool opened_;
};

}  // namespace

std::shared_ptr<Router> find_pmp_router() {
    auto router = std::make_shared<PmpRouter>();
    if (!router->opened() || !router->external_address()) return nullptr;
    return router;
}

}  // namespace plexus::nat

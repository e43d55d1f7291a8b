#include "upnp_router.hpp"

#include <miniupnpc/miniupnpc.h>
#include <miniupnpc/upnpcommands.h>

#include <array>
#include <string>

#include <kit/crypto/random.hpp>

namespace plexus::nat {
namespace {

/// Devices may take so long for their response. @spec UPnP Device Architecture 1.0, 1.2.2: MX
constexpr int discovery_ms = 2000;
constexpr unsigned char multicast_hops = 2;

/// What the router shows its owner beside the port.
constexpr const char* description = "plexus";

// UPnP Forum, WANIPConnection:2, table 2-24: errors of AddPortMapping.
constexpr int only_permanent_leases = 725;
constexpr int conflict_in_mapping_entry = 718;

/// Another machine of the house may have the port already.
constexpr int random_tries = 3;
constexpr std::uint16_t lowest_random_port = 10'000;

struct FreeDevices {
    void operator()(UPNPDev* devices) const { freeUPNPDevlist(devices); }
};
using Devices = std::unique_ptr<UPNPDev, FreeDevices>;

std::uint16_t random_port() {
    constexpr std::uint64_t range = 65'536 - lowest_random_port;
    return static_cast<std::uint16_t>(lowest_random_port + crypto::random_u64() % range);
}

const char* word(Protocol protocol) { return protocol == Protocol::tcp ? "TCP" : "UDP"; }

/// @param code  of the library: positive ones are the router's
ErrorCode error_of(int code) { return make_error_code(code > 0 ? Errc::refused : Errc::timed_out); }

class UpnpRouter final : public Router {
public:
    UpnpRouter() = default;
    UpnpRouter(const UpnpRouter&) = delete;
    UpnpRouter& operator=(const UpnpRouter&) = delete;
    ~UpnpRouter() override { FreeUPNPUrls(&urls_); }

    /// Takes the first device of the list that is a gateway with a connection.
    bool choose(UPNPDev* devices) {
        const auto room = static_cast<int>(own_.size());
#if MINIUPNPC_API_VERSION >= 18
        std::array<char, 64> wan{};
        return UPNP_GetValidIGD(devices, &urls_, &data_, own_.data(), room, wan.data(),
                                static_cast<int>(wan.size())) == 1;
#else
        return UPNP_GetValidIGD(devices, &urls_, &data_, own_.data(), room) == 1;
#endif
    }

    std::string_view name() const noexcept override { return "UPnP"; }

    Result<asio::ip::address> external_address() override {
        std::array<char, 40> text{};
        const int code = UPNP_GetExternalIPAddress(urls_.controlURL, service(), text.data());
        if (code != UPNPCOMMAND_SUCCESS) return error_of(code);
        ErrorCode malformed;
        const asio::ip::address address = asio::ip::make_address(text.data(), malformed);
        if (malformed) return make_error_code(Errc::malformed);
        return address;
    }

    Result<std::uint16_t> map(Protocol protocol, std::uint16_t internal, std::uint16_t wish,
                              std::chrono::seconds lifetime) override {
        std::uint16_t external = wish;
        int code = add(protocol, internal, external, lifetime.count());
        for (int i = 0; i < random_tries && code == conflict_in_mapping_entry; ++i) {
            external = random_port();
            code = add(protocol, internal, external, lifetime.count());
        }
        if (code != UPNPCOMMAND_SUCCESS) return error_of(code);
        return external;
    }

    Result<void> unmap(Protocol protocol, std::uint16_t, std::uint16_t external) override {
        const std::string port = std::to_string(external);
        const int code = UPNP_DeletePortMapping(urls_.controlURL, service(), port.c_str(),
                                                word(protocol), nullptr);
        if (code != UPNPCOMMAND_SUCCESS) return error_of(code);
        return {};
    }

private:
    const char* service() const { return data_.first.servicetype; }

    int add(Protocol protocol, std::uint16_t internal, std::uint16_t external,
            std::chrono::seconds::rep seconds) {
        const int code = add_for(protocol, internal, external, std::to_string(seconds));
        if (code != only_permanent_leases) return code;
        return add_for(protocol, internal, external, "0");
    }

    int add_for(Protocol protocol, std::uint16_t internal, std::uint16_t external,
                const std::string& seconds) {
        const std::string inside = std::to_string(internal);
        const std::string outside = std::to_string(external);
        return UPNP_AddPortMapping(urls_.controlURL, service(), outside.c_str(), inside.c_str(),
                                   own_.data(), description, word(protocol), nullptr,
                                   seconds.c_str());
    }

    UPNPUrls urls_{};
    IGDdatas data_{};
    std::array<char, 64> own_{};  ///< the address of this machine that the router knows
};

}  // namespace

std::shared_ptr<Router> find_upnp_router(const asio::ip::address& from) {
    int error = 0;
    const bool one_network = from.is_v4() && !from.is_unspecified();
    const std::string network = from.to_string();
    const Devices devices{upnpDiscover(discovery_ms, one_network ? network.c_str() : nullptr,
                                       nullptr, UPNP_LOCAL_PORT_ANY, 0, multicast_hops, &error)};
    auto router = std::make_shared<UpnpRouter>();
    if (!devices || !router->choose(devices.get())) return nullptr;
    return router;
}

}  // namespace plexus::nat

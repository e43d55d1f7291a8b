#include "heartbeat.hpp"

#include <kit/rlp/reader.hpp>
#include <kit/rlp/writer.hpp>

namespace plexus::fleet {
namespace {

constexpr std::uint64_t format = 1;
constexpr std::size_t v4_bytes = 4;
constexpr std::size_t v6_bytes = 16;
/// An id, a time, an address and a port, each with its header.
constexpr std::size_t claim_bytes = 100;

void write(rlp::Writer& out, const asio::ip::address& address) {
    if (address.is_unspecified()) return out.bytes({});
    if (address.is_v4()) return out.bytes(address.to_v4().to_bytes());
    out.bytes(address.to_v6().to_bytes());
}

void write(rlp::Writer& out, const Claim& claim) {
    out.list([&] {
        out.fixed(claim.id);
        out.u64(claim.since_us);
        write(out, claim.endpoint.address);
        out.u64(claim.endpoint.tcp_port);
    });
}

void write(rlp::Writer& out, const Offer& offer) {
    out.list([&] {
        out.fixed(offer.peer);
        out.fixed(offer.to);
    });
}

asio::ip::address read_address(rlp::Reader& in) {
    const BytesView bytes = in.bytes(v6_bytes);
    if (bytes.size() == v4_bytes) {
        asio::ip::address_v4::bytes_type digits{};
        std::ranges::copy(bytes, digits.begin());
        return asio::ip::address_v4(digits);
    }
    if (bytes.size() == v6_bytes) {
        asio::ip::address_v6::bytes_type digits{};
        std::ranges::copy(bytes, digits.begin());
        return asio::ip::address_v6(digits);
    }
    if (!bytes.empty()) in.fail(Errc::malformed);
    return {};
}

Claim read_claim(rlp::Reader& list) {
    Claim claim;
    rlp::Reader in = list.list();
    claim.id = in.fixed<net::NodeId::size_bytes>();
    claim.since_us = in.u64();
    claim.endpoint.address = read_address(in);
    claim.endpoint.tcp_port = in.number<std::uint16_t>();
    in.expect_end(rlp::Extra::ignored);
    return claim;
}

Offer read_offer(rlp::Reader& list) {
    Offer offer;
    rlp::Reader in = list.list();
    offer.peer = in.fixed<net::NodeId::size_bytes>();
    offer.to = in.fixed<net::NodeId::size_bytes>();
    in.expect_end(rlp::Extra::ignored);
    return offer;
}

}  // namespace

Bytes encode(const Heartbeat& heartbeat) {
    rlp::Writer out(heartbeat.claims.size() * claim_bytes);
    out.list([&] {
        out.u64(format);
        out.fixed(heartbeat.member);
        out.u64(heartbeat.boot);
        out.boolean(heartbeat.leaving);
        out.list([&] {
            for (const Claim& claim : heartbeat.claims) write(out, claim);
        });
        out.list([&] {
            for (const Offer& offer : heartbeat.offers) write(out, offer);
        });
    });
    return out.take();
}

Result<Heartbeat> decode(BytesView message) {
    Heartbeat heartbeat;
    rlp::Reader in(message);
    if (in.u64() != format && in.ok()) return make_error_code(Errc::unsupported);
    heartbeat.member = in.fixed<net::NodeId::size_bytes>();
    heartbeat.boot = in.u64();
    heartbeat.leaving = in.boolean();
    rlp::Reader claims = in.list();
    heartbeat.claims.reserve(claims.count(most_claims));
    while (claims.more()) heartbeat.claims.push_back(read_claim(claims));
    rlp::Reader offers = in.list();
    heartbeat.offers.reserve(offers.count(most_offers));
    while (offers.more()) heartbeat.offers.push_back(read_offer(offers));
    const Result<void> read = in.finish(rlp::Extra::ignored);
    if (!read) return read.error();
    return heartbeat;
}

}  // namespace plexus::fleet

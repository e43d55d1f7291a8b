#include <boost/test/unit_test.hpp>

#include <kit/crypto/keccak.hpp>
#include <kit/testing/fake_local_node.hpp>

#include <plugins/discv4/wire/datagram.hpp>
#include <tests/plugins/discv4/vectors.hpp>

using namespace plexus;
using namespace plexus::discv4;

BOOST_AUTO_TEST_SUITE(datagram)

namespace {

Bytes sealed(const Packet& packet) {
    const testing::FakeLocalNode self{1};
    return seal(packet, self).value().datagram;
}

/// Makes the hash in front good again.
Bytes rehashed(Bytes datagram) {
    const Hash256 hash = crypto::keccak256(BytesView{datagram}.subspan(32));
    std::ranges::copy(hash, datagram.begin());
    return datagram;
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_was_sealed_is_opened) {
    const testing::FakeLocalNode self{1};
    const Result<Sealed> packet = seal(EnrRequest{77}, self);

    const Result<Opened> opened = open(packet.value().datagram);

    BOOST_TEST((opened.value().sender == self.id()));
    BOOST_TEST((opened.value().hash == packet.value().hash));
    BOOST_TEST((opened.value().type == PacketType::enr_request));
    BOOST_TEST(std::get<EnrRequest>(decode(opened->type, opened->body).value()).expiration == 77U);
}

BOOST_AUTO_TEST_CASE(a_changed_byte_anywhere_is_noticed) {
    const Bytes good = sealed(EnrRequest{77});
    for (std::size_t at = 0; at < good.size(); ++at) {
        Bytes bad = good;
        bad[at] ^= 1;

        BOOST_TEST(!open(bad).has_value(), "byte " << at);
    }
}

BOOST_AUTO_TEST_CASE(a_datagram_without_a_body_is_malformed) {
    const Bytes good = sealed(EnrRequest{77});
    for (std::size_t size = 0; size <= 98; ++size) {
        BOOST_TEST(
            (open(rehashed(Bytes(98 < size ? 98 : std::max<std::size_t>(size, 33)))).error() ==
             Errc::malformed));
        BOOST_TEST((open(BytesView{good}.first(size)).error() == Errc::malformed));
    }
}

BOOST_AUTO_TEST_CASE(a_signature_that_recovers_no_key_is_refused) {
    Bytes bad = sealed(EnrRequest{77});
    bad[32 + 64] = 4;  // recovery ids end at 3

    BOOST_TEST((open(rehashed(bad)).error() == Errc::bad_signature));
}

BOOST_AUTO_TEST_CASE(an_unknown_type_is_refused_before_the_signature_is_looked_at) {
    Bytes bad = sealed(EnrRequest{77});
    bad[97] = 7;

    BOOST_TEST((inspect(rehashed(bad)).error() == Errc::unsupported));
    bad[97] = 0;
    BOOST_TEST((inspect(rehashed(bad)).error() == Errc::unsupported));
}

BOOST_AUTO_TEST_CASE(bytes_after_the_list_are_accepted_up_to_1280_in_all) {
    Bytes datagram = sealed(EnrRequest{77});
    datagram.resize(max_datagram_bytes);
    BOOST_TEST(inspect(rehashed(datagram)).has_value());

    datagram.resize(max_datagram_bytes + 1);
    BOOST_TEST((inspect(rehashed(datagram)).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(neighbors_of_ethereumjs_may_be_larger_than_1280_bytes) {
    Bytes datagram = sealed(Neighbors{});
    datagram.resize(1373);
    BOOST_TEST(inspect(rehashed(datagram)).has_value());

    datagram.resize(max_received_bytes + 1);
    BOOST_TEST((inspect(rehashed(datagram)).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(twelve_neighbors_fit_into_a_packet_whatever_their_addresses) {
    net::Node node;
    node.set({asio::ip::make_address("2a00::1"), 65535, 65535});
    Neighbors response;
    response.nodes.assign(nodes_per_packet, node);
    response.expiration = UINT64_MAX;
    const testing::FakeLocalNode self{1};

    BOOST_TEST(seal(response, self).has_value());
    response.nodes.assign(16, node);
    BOOST_TEST((seal(response, self).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_SUITE_END()

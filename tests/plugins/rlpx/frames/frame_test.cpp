#include <boost/test/unit_test.hpp>

#include <plugins/rlpx/frames/frame_buffer.hpp>
#include <plugins/rlpx/handshake/handshake.hpp>

#include <tests/plugins/rlpx/vectors.hpp>

using namespace plexus;
using namespace plexus::rlpx;
using tests::fixed;
using tests::hex;

namespace {

/// Both ends of one direction.
struct Direction {
    Hash256 aes = crypto::random_fixed<32>();
    Hash256 mac = crypto::random_fixed<32>();
    FrameSealer sealer{aes, FrameMac(mac, {})};
    FrameBuffer frames{FrameOpener(aes, FrameMac(mac, {}))};

    Bytes seal(std::uint64_t code, const Bytes& payload) {
        Bytes out;
        sealer.seal(code, payload, out);
        return out;
    }

    /// Puts the bytes in as the wire would, at most `step` at a time.
    void feed(BytesView bytes, std::size_t step = read_chunk) {
        while (!bytes.empty()) {
            const std::span<std::uint8_t> room = frames.room();
            const std::size_t count = std::min({bytes.size(), step, room.size()});
            std::copy_n(bytes.begin(), count, room.begin());
            frames.commit(count);
            bytes = bytes.subspan(count);
            if (!bytes.empty()) BOOST_TEST_REQUIRE(!frames.next().value().has_value());
        }
    }

    Frame expect() { return frames.next().value().value(); }
};

Bytes copy(BytesView view) { return {view.begin(), view.end()}; }

}  // namespace

BOOST_AUTO_TEST_SUITE(frames)

BOOST_AUTO_TEST_CASE(the_published_frame_has_the_published_ciphertext) {
    // The vector's MAC state is a stub that always says 01..01; the ciphertext around it is real.
    const auto vectors = tests::load_vectors("rlpx_eip8.json");
    const boost::json::value& vector = vectors.at("frame_fixed_mac");
    const Bytes expected = hex(vector.at("frame"));
    FrameSealer sealer(fixed<32>(vector.at("aes_key")),
                       FrameMac(fixed<32>(vector.at("mac_key")), {}));
    Bytes frame;

    sealer.seal(static_cast<std::uint64_t>(vector.at("code").as_int64()),
                hex(vector.at("payload_rlp")), frame);

    BOOST_TEST_REQUIRE(frame.size() == expected.size());
    BOOST_TEST(std::equal(frame.begin(), frame.begin() + 16, expected.begin()));
    BOOST_TEST(std::equal(frame.begin() + 32, frame.begin() + 48, expected.begin() + 32));
}

BOOST_AUTO_TEST_CASE(the_published_session_is_reproduced_byte_for_byte) {
    const auto vectors = tests::load_vectors("rlpx_eip8.json");
    const boost::json::value& keys = vectors.at("keys");
    const boost::json::value& derived = vectors.at("derived");
    const Bytes auth = hex(vectors.at("messages").at(0).at("packet"));
    const Bytes ack = hex(vectors.at("messages").at(2).at("packet"));
    const Transcript transcript{fixed<32>(keys.at("nonce_A")), fixed<32>(keys.at("nonce_B")), auth,
                                ack};
    const Hash256 agreed = fixed<32>(derived.at("ecdhe_secret"));
    const Secrets ours = derive_secrets(Role::initiator, agreed, transcript);
    FrameSealer sealer(ours.aes, FrameMac(ours.mac, ours.egress));
    FrameBuffer frames(FrameOpener(ours.aes, FrameMac(ours.mac, ours.ingress)));

    for (const boost::json::value& vector :
         vectors.at("computed_session").at("frames").as_array()) {
        const auto code = static_cast<std::uint64_t>(vector.at("code").as_int64());
        const Bytes payload = hex(vector.at("frame_payload_after_code"));
        const Bytes bytes = hex(vector.at("frame"));
        if (vector.at("dir").as_string() == "initiator->recipient") {
            Bytes frame;
            sealer.seal(code, payload, frame);
            BOOST_TEST(frame == bytes, boost::test_tools::per_element());
        } else {
            std::copy(bytes.begin(), bytes.end(), frames.room().begin());
            frames.commit(bytes.size());
            const Frame frame = frames.next().value().value();
            BOOST_TEST(frame.code == code);
            BOOST_TEST((copy(frame.payload) == payload));
        }
    }
}

BOOST_AUTO_TEST_CASE(frames_of_all_sizes_come_out_as_they_went_in) {
    Direction wire;
    for (const std::size_t size : {0U, 1U, 14U, 15U, 16U, 17U, 4095U, 65536U, 1048576U}) {
        const Bytes payload(size, 0xab);
        wire.feed(wire.seal(size, payload));
        const Frame frame = wire.expect();
        BOOST_TEST(frame.code == size);
        BOOST_TEST((copy(frame.payload) == payload));
        BOOST_TEST(!wire.frames.next().value().has_value());
    }
}

BOOST_AUTO_TEST_CASE(bytes_may_come_one_by_one) {
    Direction wire;
    wire.feed(wire.seal(17, Bytes(100, 1)), 1);
    BOOST_TEST(wire.expect().code == 17U);
}

BOOST_AUTO_TEST_CASE(many_frames_may_come_in_one_read) {
    Direction wire;
    Bytes bytes = wire.seal(100, Bytes(2000));
    for (std::uint64_t code = 0; code < 100; ++code) wire.sealer.seal(code, Bytes(40, 2), bytes);
    wire.feed(BytesView{bytes}.first(1500));  // makes the buffer large enough
    const BytesView rest = BytesView{bytes}.subspan(1500);

    std::copy(rest.begin(), rest.end(), wire.frames.room().begin());
    wire.frames.commit(rest.size());

    BOOST_TEST(wire.expect().code == 100U);
    for (std::uint64_t code = 0; code < 100; ++code) BOOST_TEST(wire.expect().code == code);
}

BOOST_AUTO_TEST_CASE(the_largest_frame_passes) {
    Direction wire;
    const Bytes payload(max_frame - 1, 7);
    wire.feed(wire.seal(16, payload));
    BOOST_TEST(wire.expect().payload.size() == payload.size());
}

BOOST_AUTO_TEST_CASE(a_frame_above_the_limit_is_refused_by_its_header) {
    Direction wire;
    const Bytes frame = wire.seal(0, Bytes(2048, 7));
    wire.feed(BytesView{frame}.first(frame_header_bytes));
    BOOST_TEST((wire.frames.next(2048).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(memory_follows_what_has_arrived_and_not_the_header) {
    Direction wire;
    const Bytes frame = wire.seal(16, Bytes(max_frame - 1, 7));
    wire.feed(BytesView{frame}.first(frame_header_bytes + 100));
    BOOST_TEST(wire.frames.capacity() < read_chunk);

    wire.feed(BytesView{frame}.subspan(frame_header_bytes + 100, 1'000'000));
    BOOST_TEST(wire.frames.capacity() < 3'000'000U);
}

BOOST_AUTO_TEST_CASE(memory_is_given_back_after_a_large_frame) {
    Direction wire;
    wire.feed(wire.seal(16, Bytes(max_frame - 1, 7)));
    wire.expect();
    BOOST_TEST(!wire.frames.next().value().has_value());

    wire.frames.room();

    BOOST_TEST(wire.frames.capacity() == idle_buffer);
}

BOOST_AUTO_TEST_CASE(a_part_of_a_frame_keeps_no_large_buffer) {
    Direction wire;
    Bytes bytes = wire.seal(16, Bytes(max_frame - 1, 7));
    wire.sealer.seal(17, Bytes(100), bytes);
    wire.feed(BytesView{bytes}.first(bytes.size() - 1));
    wire.expect();
    BOOST_TEST(!wire.frames.next().value().has_value());

    wire.frames.room();

    BOOST_TEST(wire.frames.capacity() < read_chunk);
}

BOOST_AUTO_TEST_CASE(a_quiet_link_has_a_small_buffer_before_the_first_byte) {
    Direction wire;

    wire.frames.room();

    BOOST_TEST(wire.frames.capacity() == idle_buffer);
}

BOOST_AUTO_TEST_CASE(every_flipped_bit_is_noticed) {
    for (std::size_t place = 0; place < 96; ++place) {
        Direction wire;
        Bytes frame = wire.seal(16, Bytes(20, 7));
        BOOST_TEST_REQUIRE(frame.size() == 80U);
        if (place >= frame.size()) break;
        frame[place] ^= 0x04;
        std::copy(frame.begin(), frame.end(), wire.frames.room().begin());
        wire.frames.commit(frame.size());
        BOOST_TEST((wire.frames.next().error() == Errc::bad_signature));
    }
}

BOOST_AUTO_TEST_CASE(what_the_header_says_besides_the_size_is_ignored) {
    const Hash256 key = crypto::random_fixed<32>();
    FrameMac mac(key, {});
    crypto::AesCtr cipher(key);
    FrameBuffer frames(FrameOpener(key, FrameMac(key, {})));
    Bytes frame{0, 0, 2, 0xff, 0xff, 0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    cipher.apply(frame);
    const crypto::AesBytes header_mac = mac.header(frame);
    frame.insert(frame.end(), header_mac.begin(), header_mac.end());
    Bytes body(16);
    body[0] = 16;
    body[1] = 0xc0;
    cipher.apply(body);
    const crypto::AesBytes body_mac = mac.body(body);
    frame.insert(frame.end(), body.begin(), body.end());
    frame.insert(frame.end(), body_mac.begin(), body_mac.end());

    std::copy(frame.begin(), frame.end(), frames.room().begin());
    frames.commit(frame.size());

    BOOST_TEST(frames.next().value().value().code == 16U);
}

BOOST_AUTO_TEST_SUITE_END()

#include <boost/test/unit_test.hpp>

#include <kit/rlp/writer.hpp>
#include <plugins/rlpx/frames/snappy.hpp>
#include <plugins/rlpx/handshake/limits.hpp>
#include <plugins/rlpx/link/base_protocol.hpp>

#include <tests/plugins/rlpx/vectors.hpp>

using namespace plexus;
using namespace plexus::rlpx;
using tests::fixed;
using tests::hex;

namespace {

net::Hello sample_hello() {
    net::Hello hello;
    hello.client = "plexus/test";
    hello.capabilities = {{"bsc", 2}, {"eth", 68}};
    hello.listen_port = 30311;
    hello.id.bytes.fill(0x11);
    return hello;
}

/// A Hello with whatever capabilities and id `fill` writes.
template <class Capabilities, class Id>
Bytes hello_with(Capabilities&& capabilities, Id&& id) {
    rlp::Writer out;
    out.list([&] {
        out.u64(5);
        out.text("somebody");
        out.list([&] { capabilities(out); });
        out.u64(0);
        id(out);
    });
    return out.take();
}

void good_id(rlp::Writer& out) { out.bytes(Bytes(64, 0x22)); }
void no_capabilities(rlp::Writer&) {}

Bytes hello_with_id(const Bytes& id) {
    return hello_with(no_capabilities, [&](rlp::Writer& out) { out.bytes(id); });
}

void write_capability(rlp::Writer& out, std::string_view name, std::uint64_t version) {
    out.list([&] {
        out.text(name);
        out.u64(version);
    });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(hello)

BOOST_AUTO_TEST_CASE(the_published_hello_is_read) {
    const auto vectors = tests::load_vectors("p2p_base.json");
    const boost::json::value& vector = vectors.at("eip8_hello");

    const Result<net::Hello> decoded = decode_hello(hex(vector.at("payload")));

    BOOST_TEST_REQUIRE(decoded.has_value());
    BOOST_TEST(decoded->p2p_version == 55U);
    BOOST_TEST(decoded->client == std::string_view{vector.at("name").as_string()});
    BOOST_TEST(decoded->listen_port == 9999U);
    BOOST_TEST((decoded->id == fixed<64>(vector.at("id"))));
    BOOST_TEST_REQUIRE(decoded->capabilities.size() == 2U);
    BOOST_TEST((decoded->capabilities[0] == net::HelloCapability{"eth", 61}));
    BOOST_TEST((decoded->capabilities[1] == net::HelloCapability{"mork", 22}));
}

BOOST_AUTO_TEST_CASE(the_published_session_opens_with_readable_hellos) {
    const auto vectors = tests::load_vectors("rlpx_eip8.json");
    for (const std::size_t index : {0U, 1U}) {
        const boost::json::value& frame = vectors.at("computed_session").at("frames").at(index);
        const Bytes payload = hex(frame.at("frame_payload_after_code"));

        const Result<net::Hello> decoded = decode_hello(payload);

        BOOST_TEST_REQUIRE(decoded.has_value());
        BOOST_TEST((encode_hello(*decoded) == payload));
    }
}

BOOST_AUTO_TEST_CASE(what_is_written_is_read) {
    const net::Hello decoded = decode_hello(encode_hello(sample_hello())).value();

    BOOST_TEST(decoded.p2p_version == 5U);
    BOOST_TEST(decoded.client == "plexus/test");
    BOOST_TEST((decoded.capabilities == sample_hello().capabilities));
    BOOST_TEST(decoded.listen_port == 30311U);
    BOOST_TEST((decoded.id == sample_hello().id));
}

BOOST_AUTO_TEST_CASE(an_id_of_zeros_or_of_another_length_is_no_identity) {
    for (const std::size_t size : {0U, 1U, 32U, 63U, 65U, 128U}) {
        BOOST_TEST((decode_hello(hello_with_id(Bytes(size, 1))).error() == Errc::bad_key));
    }
    BOOST_TEST((decode_hello(hello_with_id(Bytes(64, 0))).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_CASE(odd_capabilities_are_taken_as_they_are) {
    const Bytes payload = hello_with(
        [](rlp::Writer& out) {
            write_capability(out, "eth", 68);
            write_capability(out, "eth", 68);
            write_capability(out, "eth", 1);
            write_capability(out, std::string(255, 'x'), 1);
            write_capability(out, "", 0);
        },
        good_id);

    const net::Hello decoded = decode_hello(payload).value();

    BOOST_TEST(decoded.capabilities.size() == 5U);
    BOOST_TEST(decoded.capabilities[3].name.size() == 255U);
}

BOOST_AUTO_TEST_CASE(a_version_that_nobody_can_have_is_ignored_and_not_truncated) {
    const Bytes payload = hello_with(
        [](rlp::Writer& out) {
            write_capability(out, "eth", ~std::uint64_t{0});
            write_capability(out, "eth", (std::uint64_t{1} << 32) + 68);
            write_capability(out, "eth", 67);
        },
        good_id);

    const net::Hello decoded = decode_hello(payload).value();

    BOOST_TEST_REQUIRE(decoded.capabilities.size() == 1U);
    BOOST_TEST(decoded.capabilities[0].version == 67U);
}

BOOST_AUTO_TEST_CASE(further_elements_are_ignored_everywhere) {
    const Bytes payload = hello_with(
        [](rlp::Writer& out) {
            out.list([&] {
                out.text("eth");
                out.u64(68);
                out.text("what is this");
            });
        },
        [](rlp::Writer& out) {
            good_id(out);
            out.u64(77);
            out.list([] {});
        });
    BOOST_TEST(decode_hello(payload).has_value());
}

BOOST_AUTO_TEST_CASE(a_hello_above_two_kibibytes_is_refused) {
    const Bytes payload = hello_with(
        [](rlp::Writer& out) {
            for (std::uint64_t i = 0; i < 10'000; ++i) write_capability(out, "c", i % 100);
        },
        good_id);
    BOOST_TEST((decode_hello(payload).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(every_truncation_is_refused) {
    const Bytes payload = encode_hello(sample_hello());
    for (std::size_t size = 0; size < payload.size(); ++size) {
        BOOST_TEST(decode_hello(BytesView{payload}.first(size)).has_error());
    }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(disconnect)

BOOST_AUTO_TEST_CASE(the_published_forms_are_read_and_the_list_is_written) {
    const auto vectors = tests::load_vectors("p2p_base.json");
    const boost::json::value& forms = vectors.at("disconnect_payload");

    for (const char* form : {"list_form_too_many", "bare_form_too_many"}) {
        BOOST_TEST((decode_disconnect(hex(forms.at(form))) == net::Reason::too_many_peers));
    }
    BOOST_TEST(
        (encode_disconnect(net::Reason::too_many_peers) == hex(forms.at("list_form_too_many"))));
}

BOOST_AUTO_TEST_CASE(every_published_reason_is_understood_in_every_form) {
    const auto vectors = tests::load_vectors("p2p_base.json");
    for (const boost::json::value& row : vectors.at("disconnect_reasons").as_array()) {
        const auto reason = static_cast<net::Reason>(row.at(0).as_int64());
        const Bytes list = encode_disconnect(reason);
        const Bytes bare(list.begin() + 1, list.end());
        for (const Bytes& form : {list, bare, compress(list), compress(bare)}) {
            BOOST_TEST((decode_disconnect(form) == reason));
        }
    }
}

BOOST_AUTO_TEST_CASE(all_forms_of_nothing_mean_requested) {
    const std::vector<Bytes> forms{{}, {0x00}, {0x80}, {0xc0}, {0xc1, 0x80}, {0xc1, 0x00}};
    for (const Bytes& form : forms) {
        BOOST_TEST((decode_disconnect(form) == net::Reason::requested));
        BOOST_TEST((decode_disconnect(compress(form)) == net::Reason::requested));
    }
}

BOOST_AUTO_TEST_CASE(garbage_is_a_disconnect_without_a_reason) {
    const std::vector<Bytes> forms{{0xff, 0xff},       {0xb8},       {0xf9, 0xff, 0xff},
                                   {0x82, 0x01, 0x00}, {0xc1, 0xc0}, Bytes(3000, 0xc1)};
    for (const Bytes& form : forms) {
        BOOST_TEST((decode_disconnect(form) == net::Reason::requested));
    }
}

BOOST_AUTO_TEST_CASE(more_after_the_reason_does_not_matter) {
    BOOST_TEST((decode_disconnect(Bytes{0xc3, 0x04, 0x01, 0x02}) == net::Reason::too_many_peers));
}

BOOST_AUTO_TEST_SUITE_END()

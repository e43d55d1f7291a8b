#include <boost/test/unit_test.hpp>

#include <kit/crypto/secp256k1.hpp>
#include <kit/enr/builder.hpp>
#include <kit/rlp/writer.hpp>

using namespace plexus;

namespace {

/// The key of the example in EIP-778.
crypto::SecretKey key() {
    const auto bytes =
        fixed_from_hex<32>("b71c71a67e1177ad4e901695e1b4b9ee17ae16c6668d313eac2f96dbcda3f291");
    return crypto::SecretKey::from(bytes.value()).value();
}

enr::Signer signer() {
    return
        [](const Hash256& digest) { return Result<FixedBytes<65>>(crypto::sign(key(), digest)); };
}

enr::Builder builder() { return enr::Builder::make(crypto::public_key(key())).value(); }

}  // namespace

BOOST_AUTO_TEST_SUITE(builder_of_records)

BOOST_AUTO_TEST_CASE(the_example_of_eip_778_is_made_byte_for_byte) {
    enr::Builder made = builder();
    net::Node node;
    node.set({asio::ip::make_address("127.0.0.1"), 0, 30303});
    made.set_endpoints(node);

    const Result<enr::Record> record = made.sign(1, signer());

    BOOST_TEST(
        record.value().text() ==
        "enr:-IS4QHCYrYZbAKWCBRlAy5zzaDZXJBGkcnh4MHcBFZntXNFrdvJjX04jRzjzCBOonrkTfj499SZuOh8R33"
        "Ls8RRcy5wBgmlkgnY0gmlwhH8AAAGJc2VjcDI1NmsxoQPKY0yuDUmstAHYpMa2_oxVtw0RW_QAdpzBQA8yWM0xOI"
        "N1ZHCCdl8");
}

BOOST_AUTO_TEST_CASE(an_address_of_ip_version_6_has_keys_of_its_own) {
    enr::Builder made = builder();
    net::Node node;
    node.set({asio::ip::make_address("2001:db8::1"), 30311, 30312});
    made.set_endpoints(node);

    const enr::Record record = made.sign(UINT64_MAX, signer()).value();

    BOOST_TEST(record.ip6().value().to_string() == "2001:db8::1");
    BOOST_TEST(record.tcp6_port().value() == 30311);
    BOOST_TEST(record.udp6_port().value() == 30312);
    BOOST_TEST(!record.ip4());
    BOOST_TEST(record.sequence() == UINT64_MAX);
}

BOOST_AUTO_TEST_CASE(ports_are_told_without_an_address) {
    enr::Builder made = builder();
    net::Node node;
    node.ip4.tcp_port = 30311;
    node.ip4.udp_port = 30312;
    made.set_endpoints(node);

    const enr::Record record = made.sign(1, signer()).value();

    BOOST_TEST(!record.ip4());
    BOOST_TEST(record.tcp_port().value() == 30311);
    BOOST_TEST(record.udp_port().value() == 30312);
    BOOST_TEST(record.node().endpoints().empty());
}

BOOST_AUTO_TEST_CASE(a_list_is_kept_as_it_is) {
    const Bytes fork{0xc7, 0xc6, 0x84, 0x21, 0x6c, 0x4f, 0xbd, 0x80};
    enr::Builder made = builder();
    made.set("eth", fork);

    const enr::Record record = made.sign(1, signer()).value();

    BOOST_TEST(to_hex(record.value("eth").value()) == to_hex(fork));
    BOOST_TEST(!record.value("snap"));
}

BOOST_AUTO_TEST_CASE(entries_of_the_wrong_kind_count_as_absent) {
    enr::Builder made = builder();
    made.set("ip", Bytes{0xc0});
    made.set("tcp", Bytes{0x83, 1, 0, 0});
    made.set("udp", Bytes{0x80});

    const enr::Record record = made.sign(1, signer()).value();

    BOOST_TEST(!record.ip4());
    BOOST_TEST(!record.tcp_port());
    BOOST_TEST(!record.udp_port());
}

BOOST_AUTO_TEST_CASE(a_record_that_others_would_refuse_is_not_made) {
    enr::Builder made = builder();
    rlp::Writer large;
    large.bytes(Bytes(300, 7));
    made.set("note", large.view());

    BOOST_TEST((made.sign(1, signer()).error() == Errc::limit_exceeded));
}

BOOST_AUTO_TEST_CASE(a_refusing_signer_is_passed_on) {
    const enr::Signer refusing = [](const Hash256&) {
        return Result<FixedBytes<65>>(make_error_code(Errc::bad_key));
    };

    BOOST_TEST((builder().sign(1, refusing).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_CASE(an_id_that_is_no_point_has_no_record) {
    BOOST_TEST((enr::Builder::make(net::NodeId{}).error() == Errc::bad_key));
}

BOOST_AUTO_TEST_SUITE_END()

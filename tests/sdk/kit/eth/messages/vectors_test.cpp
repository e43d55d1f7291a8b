#include <boost/test/unit_test.hpp>

#include <functional>
#include <map>
#include <set>

#include <kit/eth/messages/messages.hpp>

#include <tests/sdk/kit/eth/vectors.hpp>

using namespace plexus;
using namespace plexus::testing;
namespace json = boost::json;

// Every payload of tests/vectors/eth_messages.json, as every version that has it: what is read is
// written as it was. The files beside this one look at what is in them.

namespace {

using Rewrite = std::function<Result<Bytes>(const SharedBytes&)>;

constexpr std::size_t plenty = 64;

template <class Encode, class Decode>
Rewrite enveloped(Encode encode, Decode decode) {
    return [=](const SharedBytes& payload) -> Result<Bytes> {
        const auto read = decode(payload);
        if (!read) return read.error();
        return encode(read->id, read->content);
    };
}

template <class Encode, class Decode>
Rewrite plain(Encode encode, Decode decode) {
    return [=](const SharedBytes& payload) -> Result<Bytes> {
        const auto read = decode(payload);
        if (!read) return read.error();
        return encode(*read);
    };
}

template <class Encode, class Decode>
Rewrite response(Encode encode, Decode decode) {
    return enveloped(encode, [=](const SharedBytes& payload) { return decode(payload, plenty); });
}

Rewrite by_hash() {
    return enveloped(
        [](std::uint64_t id, const std::vector<Hash256>& hashes) {
            return eth::encode_get_by_hash(id, hashes);
        },
        [](const SharedBytes& payload) { return eth::decode_get_by_hash(payload); });
}

/// The messages whose layout no version changes.
std::map<std::uint64_t, Rewrite> constant_messages() {
    using namespace eth;
    return {
        {code::new_block_hashes, plain(encode_new_block_hashes, decode_new_block_hashes)},
        {code::get_block_headers, enveloped(encode_get_block_headers, decode_get_block_headers)},
        {code::block_headers, response(encode_response, decode_block_headers)},
        {code::get_block_bodies, by_hash()},
        {code::block_bodies, response(encode_response, decode_block_bodies)},
        {code::get_node_data, by_hash()},
        {code::node_data, response(encode_node_data, decode_node_data)},
        {code::get_pooled_transactions, by_hash()},
        {code::pooled_transactions,
         response(encode_pooled_transactions, decode_pooled_transactions)},
        {code::block_range_update, plain(encode_block_range_update, decode_block_range_update)},
    };
}

/// All messages as a version has them.
std::map<std::uint64_t, Rewrite> messages_of(std::uint64_t version) {
    using namespace eth;
    std::map<std::uint64_t, Rewrite> messages = constant_messages();
    messages[code::new_pooled_transaction_hashes] =
        version < 68 ? plain(encode_announcement_v1, decode_announcement_v1)
                     : plain(encode_announcement_v2, decode_announcement_v2);
    messages[code::get_receipts] = version < 70
                                       ? enveloped(encode_get_receipts_v1, decode_get_receipts_v1)
                                       : enveloped(encode_get_receipts_v3, decode_get_receipts_v3);
    messages[code::receipts] = version < 70
                                   ? response(encode_receipts_v1, decode_receipts_response_v1)
                                   : response(encode_receipts_v3, decode_receipts_response_v3);
    return messages;
}

void check(const std::map<std::uint64_t, Rewrite>& messages, const json::value& entry) {
    const SharedBytes payload = shared(entry.at("payload"));

    const Result<Bytes> written = messages.at(number(entry.at("code")))(payload);

    BOOST_TEST_REQUIRE(written.has_value());
    BOOST_TEST(to_hex(*written) == to_hex(payload));
}

/// The version that a computed payload is named after: "eth/68+", "(69+)", "eth/66-67".
std::uint64_t version_in(std::string_view what) {
    for (const std::uint64_t version : {70U, 69U, 68U, 66U}) {
        if (what.find(std::to_string(version)) != std::string_view::npos) return version;
    }
    return 66;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(published_messages)

BOOST_AUTO_TEST_CASE(every_message_of_every_version_is_written_as_it_was_read) {
    const json::value file = vectors("eth_messages.json");
    std::set<std::uint64_t> codes;
    for (const json::value& entry : file.at("messages").as_array()) {
        for (const json::value& version : entry.at("versions").as_array()) {
            check(messages_of(number(version)), entry);
        }
        codes.insert(number(entry.at("code")));
    }

    BOOST_TEST(codes.size() == 10U);
}

BOOST_AUTO_TEST_CASE(every_computed_payload_is_written_as_it_was_read) {
    const json::value file = vectors("eth_messages.json");
    std::size_t seen = 0;
    for (const json::value& entry : file.at("computed_other").as_array()) {
        check(messages_of(version_in(std::string_view{entry.at("what").as_string()})), entry);
        ++seen;
    }

    BOOST_TEST(seen == 8U);
}

BOOST_AUTO_TEST_SUITE_END()

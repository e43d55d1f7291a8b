#include <boost/test/unit_test.hpp>
#include <random>

#include <tests/vectors/vectors.hpp>
#include "hex.hpp"
#include "transcode.hpp"

using namespace plexus;
using namespace plexus::rlp;
using testing::transcode;

namespace {

// Printed with every failure; fixed, so that a failure repeats.
constexpr std::uint32_t seed = 20260101;

class Source {
public:
    std::size_t below(std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>{0, limit - 1}(engine_);
    }

    Bytes bytes(std::size_t size) {
        Bytes result(size);
        for (std::uint8_t& byte : result) byte = static_cast<std::uint8_t>(below(256));
        return result;
    }

    /// A tree of items; sizes lie around the places where the form of a header changes.
    void item(Writer& out, std::size_t depth) {
        constexpr std::array<std::size_t, 9> sizes{0, 1, 1, 2, 32, 55, 56, 255, 300};
        if (depth == 0 || below(2) == 0) return out.bytes(bytes(sizes[below(sizes.size())]));
        out.list([&] {
            for (std::size_t count = below(6); count > 0; --count) item(out, depth - 1);
        });
    }

private:
    std::mt19937 engine_{seed};
};

/// Every string of hexadecimal digits in a vector file that is a list from its first byte to its
/// last.
void collect_lists(const boost::json::value& value, std::vector<Bytes>& found) {
    if (const auto* object = value.if_object())
        for (const auto& member : *object) collect_lists(member.value(), found);
    if (const auto* array = value.if_array())
        for (const auto& element : *array) collect_lists(element, found);
    if (const auto* text = value.if_string(); text && text->starts_with("0x")) {
        Bytes bytes = from_hex(*text).value_or(Bytes{});
        BytesView rest{bytes};
        const Result<Item> item = first(rest);
        if (item && item->is_list && rest.empty()) found.push_back(std::move(bytes));
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(rlp_round_trip)

BOOST_AUTO_TEST_CASE(what_was_written_is_read_and_written_again_as_it_was) {
    BOOST_TEST_CONTEXT("seed " << seed) {
        Source source;
        for (int i = 0; i < 2000; ++i) {
            Writer out;
            source.item(out, 5);
            const Bytes encoded = out.take();
            const Result<Bytes> again = transcode(encoded);
            BOOST_TEST((again && *again == encoded), "round " << i << ": " << to_hex(encoded));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_changed_encoding_is_refused_or_is_the_only_one_of_another_value) {
    BOOST_TEST_CONTEXT("seed " << seed) {
        Source source;
        for (int i = 0; i < 20000; ++i) {
            Writer out;
            source.item(out, 3);
            Bytes bytes = out.take();
            bytes[source.below(std::min<std::size_t>(bytes.size(), 8))] =
                static_cast<std::uint8_t>(source.below(256));
            BytesView rest{bytes};
            const Result<Item> item = first(rest);
            if (!item) continue;
            const Result<Bytes> again = transcode(item->raw);
            if (!again) continue;
            BOOST_TEST(to_hex(*again) == to_hex(item->raw), "round " << i);
        }
    }
}

BOOST_AUTO_TEST_CASE(bytes_at_random_are_refused_or_the_only_encoding_of_their_value) {
    BOOST_TEST_CONTEXT("seed " << seed) {
        Source source;
        for (int i = 0; i < 20000; ++i) {
            const Bytes bytes = source.bytes(1 + source.below(80));
            BytesView rest{bytes};
            const Result<Item> item = first(rest);
            if (!item) continue;
            const Result<Bytes> again = transcode(item->raw);
            if (!again) continue;
            BOOST_TEST(to_hex(*again) == to_hex(item->raw), "round " << i);
        }
    }
}

BOOST_AUTO_TEST_CASE(published_messages_and_blocks_are_written_again_as_they_were) {
    for (const char* name : {"eth_messages", "real_bsc_blocks", "bsc_protocol", "enr_eip778"}) {
        std::vector<Bytes> lists;
        collect_lists(testing::vectors(name), lists);
        BOOST_TEST(!lists.empty(), name);
        for (const Bytes& list : lists) {
            const Result<Bytes> again = transcode(list);
            BOOST_TEST((again && *again == list), name << ": " << to_hex(list).substr(0, 64));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()

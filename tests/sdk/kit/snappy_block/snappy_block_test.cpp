#include <boost/test/unit_test.hpp>

#include <kit/snappy_block/snappy_block.hpp>

using namespace plexus;

namespace {

/// Bytes that repeat themselves, so that copies are made, at all sizes.
Bytes bytes_of_size(std::size_t size, std::uint8_t first) {
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<std::uint8_t>(first + i % 97);
    return bytes;
}

Bytes block_of(BytesView literal) {
    Bytes block;
    snappy_block::append_size(literal.size(), block);
    snappy_block::append_literal(literal, block);
    return block;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(snappy_block_parts)

BOOST_AUTO_TEST_CASE(the_front_of_a_block_is_the_one_of_the_specification) {
    Bytes front;
    snappy_block::append_size(64, front);
    snappy_block::append_size(2097150, front);

    BOOST_TEST(to_hex(front) == "40feff7f");  // the examples of format_description.txt
}

BOOST_AUTO_TEST_CASE(the_length_of_a_literal_takes_as_few_bytes_as_it_can) {
    BOOST_TEST(to_hex(block_of(Bytes(60))).substr(0, 4) == "3cec");
    BOOST_TEST(to_hex(block_of(Bytes(61))).substr(0, 6) == "3df03c");
    BOOST_TEST(to_hex(block_of(Bytes(256))).substr(0, 8) == "8002f0ff");
    BOOST_TEST(to_hex(block_of(Bytes(257))).substr(0, 10) == "8102f40001");
    BOOST_TEST(to_hex(block_of(Bytes(65537))).substr(0, 14) == "818004f8000001");
    BOOST_TEST(to_hex(block_of(Bytes{})) == "00");
}

BOOST_AUTO_TEST_CASE(a_literal_of_every_length_decodes) {
    for (const std::size_t size :
         {0U, 1U, 59U, 60U, 61U, 255U, 256U, 257U, 65535U, 65536U, 65537U, 1U << 24U}) {
        const Bytes bytes = bytes_of_size(size, 1);

        BOOST_TEST((snappy_block::uncompress(block_of(bytes)) == bytes));
    }
}

BOOST_AUTO_TEST_CASE(blocks_joined_with_a_literal_between_decode_as_one) {
    Bytes elements;
    Bytes plain;
    for (const std::size_t size : {100U, 70'000U, 3U, 200'000U}) {
        const Bytes bytes = bytes_of_size(size, static_cast<std::uint8_t>(size));
        snappy_block::append_compressed(bytes, elements);
        snappy_block::append_literal(bytes_of("between"), elements);
        plain.insert(plain.end(), bytes.begin(), bytes.end());
        for (const std::uint8_t byte : bytes_of("between")) plain.push_back(byte);
    }
    Bytes joined;
    snappy_block::append_size(plain.size(), joined);
    joined.insert(joined.end(), elements.begin(), elements.end());

    BOOST_TEST((snappy_block::uncompress(joined) == plain));
    BOOST_TEST(joined.size() < plain.size() / 4);
}

BOOST_AUTO_TEST_CASE(what_resembles_the_bytes_before_it_becomes_copies_and_decodes) {
    for (const std::size_t size : {0U, 1U, 7U, 8U, 9U, 63U, 64U, 65U, 530U, 65'535U, 65'536U}) {
        for (const std::size_t changed : {0U, 1U, 7U, 8U, 100U, 529U, 65'535U}) {
            for (const std::size_t more : {0U, 20U}) {
                const Bytes before = bytes_of_size(size, 1);
                Bytes bytes = before;
                if (changed < size) bytes[changed] ^= 0xff;
                bytes.resize(size + more, 0x77);
                Bytes block;
                snappy_block::append_size(before.size() + bytes.size(), block);
                snappy_block::append_literal(before, block);
                const std::size_t front = block.size();
                snappy_block::append_resembling(before, bytes, block);
                Bytes both = before;
                both.insert(both.end(), bytes.begin(), bytes.end());

                BOOST_TEST((snappy_block::uncompress(block) == both));
                const bool copied = size >= 63 && bytes.size() <= 65'535;
                if (copied) BOOST_TEST(block.size() - front <= size / 16 + more + 20);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(what_does_not_resemble_the_bytes_before_it_is_one_literal) {
    Bytes block;
    snappy_block::append_resembling(Bytes(100, 1), Bytes(100, 2), block);

    Bytes literal;
    snappy_block::append_literal(Bytes(100, 2), literal);
    BOOST_TEST(to_hex(block) == to_hex(literal));
}

BOOST_AUTO_TEST_CASE(a_block_splits_behind_its_size) {
    const Bytes block = block_of(bytes_of("abc"));

    const Result<snappy_block::Parts> parts = snappy_block::split(block);

    BOOST_TEST(parts->size == 3U);
    BOOST_TEST(to_hex(parts->elements) == "08616263");
}

BOOST_AUTO_TEST_CASE(what_is_no_block_is_refused) {
    BOOST_TEST(!snappy_block::split(Bytes{}));
    BOOST_TEST(!snappy_block::split(Bytes{0x80}));
    BOOST_TEST(!snappy_block::split(Bytes{0xff, 0xff, 0xff, 0xff, 0xff, 0x01}));
    BOOST_TEST(snappy_block::uncompress(Bytes{0x03, 0x08, 0x61}).empty());
}

BOOST_AUTO_TEST_SUITE_END()

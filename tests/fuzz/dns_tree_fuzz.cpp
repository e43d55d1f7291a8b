#include <api/core/assert.hpp>

#include <plugins/dnsdisc/tree/base32.hpp>
#include <plugins/dnsdisc/tree/entry.hpp>

using namespace plexus;

/// The input as every text that a name of a list may hold; lines are several TXT records.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    static const crypto::PublicKey key = crypto::public_key(crypto::SecretKey::generate());
    const std::optional<Bytes> bytes = dnsdisc::from_base32(text);
    if (bytes) PLEXUS_ASSERT(dnsdisc::from_base32(dnsdisc::to_base32(*bytes)) == bytes);
    void(dnsdisc::parse_link(text));
    void(dnsdisc::parse_root(text, key));
    void(dnsdisc::parse_entry(text));
    std::vector<std::string> texts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        texts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    void(dnsdisc::newest_root(texts, key));
    void(dnsdisc::select_text(texts.front(), texts));
    return 0;
}

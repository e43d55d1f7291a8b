#include "entry.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include <kit/crypto/keccak.hpp>
#include <kit/enr/base64url.hpp>

#include <plugins/dnsdisc/limits.hpp>

#include "base32.hpp"

namespace plexus::dnsdisc {
namespace {

constexpr std::string_view root_prefix = "enrtree-root:v1";
constexpr std::string_view branch_prefix = "enrtree-branch:";
constexpr std::string_view link_prefix = "enrtree://";
constexpr std::string_view record_prefix = "enr:";
constexpr std::size_t signed_bytes = 64;  // r and s
constexpr std::size_t signature_bytes = 65;

/// The bytes of a name, if it is one: 12 to 32 bytes in base32.
std::optional<Bytes> read_hash(std::string_view text) {
    std::optional<Bytes> hash = from_base32(text);
    if (hash && (hash->size() < min_hash || hash->size() > max_hash)) hash.reset();
    return hash;
}

bool is_domain(std::string_view text) {
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-' || c == '_' || c == '.';
    };
    return !text.empty() && text.size() <= max_domain && std::ranges::all_of(text, allowed);
}

/// Cuts `prefix` and what follows it up to the next blank off the front of `rest`.
std::optional<std::string_view> take_field(std::string_view& rest, std::string_view prefix) {
    if (!rest.starts_with(prefix)) return std::nullopt;
    rest.remove_prefix(prefix.size());
    const std::string_view value = rest.substr(0, rest.find(' '));
    rest.remove_prefix(value.size());
    return value;
}

std::optional<std::uint64_t> read_number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

Result<void> check_signature(std::string_view signed_text, std::string_view signature,
                             const crypto::PublicKey& key) {
    const std::optional<Bytes> bytes = enr::from_base64url(signature);
    if (!bytes || bytes->size() != signature_bytes) return make_error_code(Errc::bad_signature);
    const Hash256 hash = crypto::keccak256(bytes_of(signed_text));
    return crypto::verify(key, BytesView{*bytes}.first(signed_bytes), hash);
}

Result<Entry> parse_branch(std::string_view list) {
    Branch branch;
    while (!list.empty()) {
        const std::size_t comma = list.find(',');
        const std::string_view child = list.substr(0, comma);
        if (!read_hash(child)) return make_error_code(Errc::malformed);
        if (branch.children.size() == max_children) return make_error_code(Errc::limit_exceeded);
        branch.children.emplace_back(child);
        if (comma == std::string_view::npos) break;
        list.remove_prefix(comma + 1);
        if (list.empty()) return make_error_code(Errc::malformed);
    }
    return Entry{std::move(branch)};
}

bool is_root(std::string_view text) { return text.starts_with(root_prefix); }

bool is_entry(std::string_view text) {
    return text.starts_with(branch_prefix) || text.starts_with(link_prefix) ||
           text.starts_with(record_prefix);
}

}  // namespace

Result<Link> parse_link(std::string_view url) {
    if (url.size() > max_text) return make_error_code(Errc::limit_exceeded);
    if (!url.starts_with(link_prefix)) return make_error_code(Errc::malformed);
    const std::string_view rest = url.substr(link_prefix.size());
    const std::size_t at = rest.find('@');
    if (at == std::string_view::npos) return make_error_code(Errc::malformed);
    const std::string_view domain = rest.substr(at + 1);
    const std::optional<Bytes> bytes = from_base32(rest.substr(0, at));
    if (!bytes || !is_domain(domain)) return make_error_code(Errc::malformed);
    const Result<crypto::PublicKey> key = crypto::decompress(*bytes);
    if (!key) return key.error();
    // Names differ in no more than case; one list has one text.
    std::string name{domain};
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    std::string text{url.substr(0, url.size() - domain.size())};
    text += name;
    return Link{*key, std::move(name), std::move(text)};
}

Result<Root> parse_root(std::string_view text, const crypto::PublicKey& key) {
    if (text.size() > max_text) return make_error_code(Errc::limit_exceeded);
    std::string_view rest = text;
    if (!is_root(rest)) return make_error_code(Errc::malformed);
    rest.remove_prefix(root_prefix.size());
    const auto nodes = take_field(rest, " e=");
    const auto links = nodes ? take_field(rest, " l=") : std::nullopt;
    const auto sequence = links ? take_field(rest, " seq=") : std::nullopt;
    const std::string_view signed_text = text.substr(0, text.size() - rest.size());
    const auto signature = sequence ? take_field(rest, " sig=") : std::nullopt;
    if (!signature || !rest.empty()) return make_error_code(Errc::malformed);
    const std::optional<std::uint64_t> number = read_number(*sequence);
    if (!read_hash(*nodes) || !read_hash(*links) || !number) {
        return make_error_code(Errc::malformed);
    }
    const Result<void> checked = check_signature(signed_text, *signature, key);
    if (!checked) return checked.error();
    return Root{std::string{*nodes}, std::string{*links}, *number};
}

Result<Root> newest_root(const std::vector<std::string>& texts, const crypto::PublicKey& key) {
    Result<Root> newest = make_error_code(Errc::not_found);
    for (std::size_t i = 0; i < std::min(texts.size(), max_texts); ++i) {
        if (!is_root(texts[i])) continue;
        Result<Root> root = parse_root(texts[i], key);
        const bool better = root && (!newest || newest->sequence < root->sequence);
        const bool first_fault = !newest && newest.error() == Errc::not_found;
        if (better || first_fault) newest = std::move(root);
    }
    return newest;
}

Result<Entry> parse_entry(std::string_view text) {
    if (text.starts_with(branch_prefix)) {
        if (text.size() > max_branch_text) return make_error_code(Errc::limit_exceeded);
        return parse_branch(text.substr(branch_prefix.size()));
    }
    if (text.size() > max_text) return make_error_code(Errc::limit_exceeded);
    if (text.starts_with(link_prefix)) {
        Result<Link> link = parse_link(text);
        if (!link) return link.error();
        return Entry{std::move(*link)};
    }
    if (!text.starts_with(record_prefix)) return make_error_code(Errc::unsupported);
    Result<enr::Record> record = enr::Record::from_text(text);
    if (!record) return record.error();
    return Entry{std::move(*record)};
}

Result<std::string> select_text(std::string_view hash, const std::vector<std::string>& texts) {
    const std::optional<Bytes> wanted = read_hash(hash);
    if (!wanted) return make_error_code(Errc::malformed);
    bool entries = false;
    for (std::size_t i = 0; i < std::min(texts.size(), max_texts); ++i) {
        if (!is_entry(texts[i])) continue;
        entries = true;
        const Hash256 found = crypto::keccak256(bytes_of(texts[i]));
        if (std::equal(wanted->begin(), wanted->end(), found.begin())) return texts[i];
    }
    return make_error_code(entries ? Errc::invalid_data : Errc::not_found);
}

}  // namespace plexus::dnsdisc

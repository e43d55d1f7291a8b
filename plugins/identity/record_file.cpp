#include "record_file.hpp"

#include <fstream>
#include <string>

namespace plexus::identity {
namespace {

/// One address of each, of IPv4 and IPv6.
constexpr std::size_t families = 2;

}  // namespace

std::optional<LastRecord> load_record(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string line;
    if (!std::getline(stream, line)) return std::nullopt;
    const Result<enr::Record> record = enr::Record::from_text(line);
    if (!record) return std::nullopt;
    LastRecord last{*record};
    while (stream >> line && last.stated.size() < families) {
        boost::system::error_code malformed;
        const asio::ip::address address = asio::ip::make_address(line, malformed);
        if (!malformed) last.stated.push_back(address);
    }
    return last;
}

Result<void> store_record(const std::filesystem::path& file, const LastRecord& last) {
    std::filesystem::path draft = file;
    draft += ".new";
    std::ofstream stream(draft, std::ios::trunc);
    stream << last.record.text() << '\n';
    for (const asio::ip::address& address : last.stated) stream << address.to_string() << ' ';
    if (!last.stated.empty()) stream << '\n';
    stream.close();
    std::error_code error;
    if (stream) std::filesystem::rename(draft, file, error);
    if (!stream || error) return make_error_code(Errc::storage_failed);
    return {};
}

}  // namespace plexus::identity

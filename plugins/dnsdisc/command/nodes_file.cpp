#include "nodes_file.hpp"

#include <boost/json.hpp>
#include <sstream>
#include <stdexcept>

#include <api/core/printable.hpp>

namespace plexus::dnsdisc {
namespace {

constexpr std::size_t shown = 80;

enr::Record record_of(const std::string& text) {
    const Result<enr::Record> record = enr::Record::from_text(text);
    if (record) return *record;
    throw std::runtime_error("'" + printable(text, shown) +
                             "' is no signed node record (enr:...): " + record.error().message());
}

/// @spec go-ethereum cmd/devp2p/nodeset.go
std::vector<enr::Record> read_json(const std::string& content) {
    boost::system::error_code error;
    const boost::json::value whole = boost::json::parse(content, error);
    if (error || !whole.is_object()) throw std::runtime_error("it is no JSON object of nodes");
    std::vector<enr::Record> records;
    for (const auto& [id, node] : whole.as_object()) {
        const boost::json::object* const fields = node.if_object();
        const boost::json::value* const text =
            fields != nullptr ? fields->if_contains("record") : nullptr;
        if (text == nullptr || !text->is_string()) {
            throw std::runtime_error("node " + printable(std::string{id}, shown) +
                                     " has no record");
        }
        records.push_back(record_of(std::string{text->as_string()}));
    }
    return records;
}

}  // namespace

std::vector<enr::Record> read_nodes(const std::string& content) {
    const std::size_t first = content.find_first_not_of(" \t\r\n");
    if (first != std::string::npos && content[first] == '{') return read_json(content);
    std::istringstream lines(content);
    std::vector<enr::Record> records;
    for (std::string line; lines >> line;) records.push_back(record_of(line));
    return records;
}

}  // namespace plexus::dnsdisc

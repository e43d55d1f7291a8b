#include "record_file.hpp"

#include <fstream>
#include <string>

namespace plexus::identity {

std::optional<enr::Record> load_record(const std::filesystem::path& file) {
    std::ifstream stream(file);
    std::string line;
    if (!std::getline(stream, line)) return std::nullopt;
    const Result<enr::Record> record = enr::Record::from_text(line);
    return record ? std::optional{*record} : std::nullopt;
}

Result<void> store_record(const std::filesystem::path& file, const enr::Record& record) {
    std::filesystem::path draft = file;
    draft += ".new";
    std::ofstream stream(draft, std::ios::trunc);
    stream << record.text() << '\n';
    stream.close();
    std::error_code error;
    if (stream) std::filesystem::rename(draft, file, error);
    if (!stream || error) return make_error_code(Errc::storage_failed);
    return {};
}

}  // namespace plexus::identity

#include "data_dir.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include <api/plugin/config_error.hpp>

namespace plexus::node {
namespace {

namespace fs = std::filesystem;

void make(const fs::path& folder) {
    if (folder.empty()) {
        throw ConfigError(
            "there is no data folder: --data-dir is empty, or HOME is not set; choose a "
            "--data-dir");
    }
    std::error_code error;
    if (fs::is_directory(folder, error)) return;
    if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
    // Private from its first moment: the node's key will lie in it.
    if (::mkdir(folder.c_str(), S_IRWXU) == 0) return;
    throw ConfigError("cannot make the data folder " + folder.string() + ": " +
                      std::strerror(errno) + "; choose another with --data-dir");
}

}  // namespace

DataDir::DataDir(fs::path path, FolderUse use)
    : path_(path.empty() ? path : fs::absolute(path).lexically_normal()) {
    make(path_);
    if (use == FolderUse::shared) return;
    const fs::path file = path_ / "lock";
    lock_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (lock_ < 0) {
        throw ConfigError("cannot use the data folder " + path_.string() + ": " +
                          std::strerror(errno) + "; choose another with --data-dir");
    }
    if (::flock(lock_, LOCK_EX | LOCK_NB) != 0) {
        ::close(lock_);
        throw ConfigError("the data folder " + path_.string() +
                          " is in use by another node; stop that one, or choose another folder "
                          "with --data-dir");
    }
}

DataDir::~DataDir() {
    if (lock_ >= 0) ::close(lock_);
}

}  // namespace plexus::node

#include "control_socket.hpp"

#include <sys/stat.h>
#include <sys/un.h>

#include <api/plugin/config_error.hpp>

namespace plexus::control {
namespace {

namespace fs = std::filesystem;

/// With the zero behind it.
constexpr std::size_t longest_path = sizeof(sockaddr_un::sun_path) - 1;

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
    throw ConfigError("cannot listen at " + path.string() + ": " + why);
}

void check(const fs::path& path) {
    if (path.native().size() > longest_path) {
        refuse(path, "a socket's path has at most " + std::to_string(longest_path) +
                         " letters; choose a shorter --data-dir, or --control=false");
    }
    std::error_code error;
    const fs::file_status status = fs::symlink_status(path, error);
    if (fs::exists(status) && !fs::is_socket(status)) {
        refuse(path, "something else lies there; move it away, or choose --control=false");
    }
}

}  // namespace

ControlSocket::ControlSocket(const Executor& executor, const fs::path& folder)
    : path_(folder / "control.sock"), acceptor_(executor) {
    check(path_);
    // Created under another name and renamed, so that under its own name there is either a socket
    // that listens or none.
    const fs::path draft = folder / "control.new";
    std::error_code error;
    fs::remove(draft, error);
    try {
        acceptor_.open();
        // Before it has its name, so that at no moment other users may connect.
        if (::fchmod(acceptor_.native_handle(), S_IRUSR | S_IWUSR) != 0) {
            throw std::system_error(errno, std::generic_category());
        }
        acceptor_.bind(draft.string());
        acceptor_.listen();
        fs::rename(draft, path_);
    } catch (const std::system_error& problem) {
        refuse(path_, problem.what());
    }
}

ControlSocket::~ControlSocket() {
    std::error_code ignored;  // if it stays behind, the next node replaces it
    fs::remove(path_, ignored);
}

}  // namespace plexus::control

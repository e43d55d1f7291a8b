#include "unix_listener.hpp"

#include <sys/stat.h>

namespace plexus::jsonrpc {
namespace {

namespace fs = std::filesystem;

bool has_listener(const fs::path& path, const Executor& executor) {
    asio::local::stream_protocol::socket probe(executor);
    boost::system::error_code error;
    probe.connect(asio::local::stream_protocol::endpoint(path.string()), error);
    return !error;
}

}  // namespace

void UnixListener::refuse(const std::string& why) const { net::refuse_socket_path(path_, why); }

void UnixListener::check() {
    net::check_socket_path(path_, remedy_);
    std::error_code error;
    const fs::file_status status = fs::symlink_status(path_, error);
    if (!fs::exists(status)) return;
    if (!fs::is_socket(status)) {
        refuse("something else lies there; move it away, or choose " + remedy_.other);
    }
    if (has_listener(path_, acceptor_.get_executor())) {
        refuse("another process listens there; choose " + remedy_.other);
    }
}

UnixListener::UnixListener(const Executor& executor, fs::path path, net::SocketRemedy remedy)
    : path_(std::move(path)), remedy_(std::move(remedy)), acceptor_(executor) {
    check();
    // Created under another name and renamed, so that under its own name there is either a socket
    // that listens or none.
    fs::path draft = path_;
    draft.replace_extension(".new");
    std::error_code error;
    const fs::file_status left = fs::symlink_status(draft, error);
    if (fs::is_socket(left)) {  // of a node that was killed
        fs::remove(draft, error);
    } else if (fs::exists(left)) {
        refuse(draft.string() + " is in the way; move it away, or choose " + remedy_.other);
    }
    try {
        acceptor_.open();
        // Before it has its name, so that at no moment other users may connect.
        if (::fchmod(acceptor_.native_handle(), S_IRUSR | S_IWUSR) != 0) {
            throw std::system_error(errno, std::generic_category());
        }
        acceptor_.bind(draft.string());
        acceptor_.listen();
        fs::rename(draft, path_);
    } catch (const boost::system::system_error& problem) {  // Asio's
        refuse(problem.code().message() + "; choose " + remedy_.other);
    } catch (const std::system_error& problem) {
        refuse(problem.code().message() + "; choose " + remedy_.other);
    }
}

UnixListener::~UnixListener() {
    std::error_code ignored;  // if it stays behind, the next node replaces it
    fs::remove(path_, ignored);
}

}  // namespace plexus::jsonrpc

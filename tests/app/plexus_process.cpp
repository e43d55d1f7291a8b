#include "plexus_process.hpp"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

#include <tests/kernel/temporary_folder.hpp>

namespace plexus::app {
namespace {

struct Pipe {
    Pipe() {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    }
    std::array<int, 2> ends{};
};

/// @returns false at the end of the stream, which is then closed
bool read_into(std::string& text, int& stream) {
    std::array<char, 4096> buffer;
    const ssize_t count = ::read(stream, buffer.data(), buffer.size());
    if (count > 0) {
        text.append(buffer.data(), static_cast<std::size_t>(count));
        return true;
    }
    ::close(stream);
    stream = -1;
    return false;
}

}  // namespace

Process::Process(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), PLEXUS_BINARY);
    std::vector<char*> pointers;
    for (std::string& argument : arguments) pointers.push_back(argument.data());
    pointers.push_back(nullptr);

    const Pipe out, err;
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, err.ends[1], STDERR_FILENO);
    const int error =
        ::posix_spawn(&pid_, PLEXUS_BINARY, &actions, nullptr, pointers.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    ::close(out.ends[1]);
    ::close(err.ends[1]);
    out_fd_ = out.ends[0];
    err_fd_ = err.ends[0];
    if (error != 0) throw std::runtime_error("cannot start " PLEXUS_BINARY);
}

Process::~Process() {
    if (is_alive()) {
        signal(SIGKILL);
        ::waitpid(pid_, &status_, 0);
    }
    for (const int stream : {out_fd_, err_fd_}) {
        if (stream >= 0) ::close(stream);
    }
}

bool Process::prints(const std::string& text) {
    while (out_.find(text) == std::string::npos && err_.find(text) == std::string::npos) {
        if (!read_some()) return false;
    }
    return true;
}

bool Process::prints_to_stdout(const std::string& text) {
    while (out_.find(text) == std::string::npos) {
        if (out_fd_ < 0 || !read_into(out_, out_fd_)) return false;
    }
    return true;
}

int Process::wait() {
    if (!ended_) ::waitpid(pid_, &status_, 0);
    ended_ = true;
    return WIFEXITED(status_) ? WEXITSTATUS(status_) : -WTERMSIG(status_);
}

bool Process::read_some() {
    std::array<pollfd, 2> streams{{{out_fd_, POLLIN, 0}, {err_fd_, POLLIN, 0}}};
    if (out_fd_ < 0 && err_fd_ < 0) return false;
    constexpr int forever = -1;  // the test program has a limit of its own
    ::poll(streams.data(), streams.size(), forever);
    if (streams[0].revents != 0) read_into(out_, out_fd_);
    if (streams[1].revents != 0) read_into(err_, err_fd_);
    return true;
}

void Process::signal(int number) const { ::kill(pid_, number); }

bool Process::is_alive() {
    if (!ended_) ended_ = ::waitpid(pid_, &status_, WNOHANG) == pid_;
    return !ended_;
}

Process::Outcome Process::finish() {
    while (read_some()) continue;
    return {wait(), out_, err_};
}

Process::Outcome run_plexus(std::vector<std::string> arguments) {
    const kernel::TemporaryFolder folder;
    arguments.insert(arguments.end(),
                     {"--plugin-dir", GOOD_PLUGINS, "--data-dir", folder.path().string()});
    return Process(std::move(arguments)).finish();
}

}  // namespace plexus::app

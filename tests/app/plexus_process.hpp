#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

namespace plexus::app {

/// The real program, run as an operator runs it.
class Process {
public:
    struct Outcome {
        int exit_code;  ///< minus the signal's number if one ended it
        std::string out;
        std::string err;
    };

    explicit Process(std::vector<std::string> arguments);
    ~Process();  ///< kills it, if it still lives
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    /// Reads until `text` has been printed to either stream.
    /// @returns false if the process closed both before
    bool prints(const std::string& text);

    /// The same, of standard output alone: standard error is left unread.
    bool prints_to_stdout(const std::string& text);

    /// Waits for the end, and reads nothing meanwhile.
    /// @returns the exit code, or minus the signal's number
    int wait();

    void signal(int number) const;
    bool is_alive();
    Outcome finish();

private:
    bool read_some();

    pid_t pid_ = -1;
    int status_ = 0;
    bool ended_ = false;
    int out_fd_ = -1, err_fd_ = -1;
    std::string out_, err_;
};

/// Runs plexus with the toy plugins and a data folder of its own until it ends.
Process::Outcome run_plexus(std::vector<std::string> arguments);

}  // namespace plexus::app

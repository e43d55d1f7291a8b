#include "exit_status.hpp"

namespace plexus::kernel {

void ExitStatus::propose(int exit_code) {
    const std::scoped_lock lock(mutex_);
    if (!proposed_) proposed_ = exit_code;
}

void ExitStatus::forbid_success() {
    const std::scoped_lock lock(mutex_);
    if (!failure_ && proposed_.value_or(0) == 0) failure_ = ExitCode::failure;
}

void ExitStatus::add(ExitCode code, std::string problem) {
    const std::scoped_lock lock(mutex_);
    if (!failure_) failure_ = code;
    problems_.push_back(std::move(problem));
}

int ExitStatus::exit_code() const {
    const std::scoped_lock lock(mutex_);
    return failure_ ? static_cast<int>(*failure_) : proposed_.value_or(0);
}

resolve::Problems ExitStatus::problems() const {
    const std::scoped_lock lock(mutex_);
    return problems_;
}

}  // namespace plexus::kernel

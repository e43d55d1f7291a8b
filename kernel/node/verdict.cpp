#include "verdict.hpp"

namespace plexus::kernel {

void Verdict::propose(int exit_code) {
    const std::scoped_lock lock(mutex_);
    if (!proposed_) proposed_ = exit_code;
}

void Verdict::forbid_success() {
    const std::scoped_lock lock(mutex_);
    if (!failure_ && proposed_.value_or(0) == 0) failure_ = ExitCode::failure;
}

void Verdict::add(ExitCode code, std::string problem) {
    const std::scoped_lock lock(mutex_);
    if (!failure_) failure_ = code;
    problems_.push_back(std::move(problem));
}

int Verdict::exit_code() const {
    const std::scoped_lock lock(mutex_);
    return failure_ ? static_cast<int>(*failure_) : proposed_.value_or(0);
}

Problems Verdict::problems() const {
    const std::scoped_lock lock(mutex_);
    return problems_;
}

}  // namespace plexus::kernel

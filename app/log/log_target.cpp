#include "log_target.hpp"

namespace plexus::app {

bool LineOutput::write(int descriptor, std::string_view line, const Interrupt& interrupt) {
    if (torn_ && write_text(descriptor, "\n", interrupt) != Written::all) return false;
    const Written written = write_text(descriptor, line, interrupt);
    torn_ = written == Written::part;
    return written == Written::all;
}

}  // namespace plexus::app

#include "handler_call.hpp"

#include <boost/core/demangle.hpp>

#include "exception_text.hpp"

namespace plexus::handlers {
namespace {

Counter& failures(Host& host, const char* reason) {
    const MetricSpec spec{"plexus_handler_failures_total",
                          "Calls of other plugins' handlers that went wrong, by the plugin that "
                          "called and the reason"};
    return host.metrics().counter(spec, {{"plugin", host.name()}, {"reason", reason}});
}

}  // namespace

HandlerFailures::HandlerFailures(Host& host)
    : exceptions(failures(host, "exception")),
      timeouts(failures(host, "timeout")),
      log(host.logger()) {}

std::string HandlerName::text() const {
    return type_ == nullptr ? std::string{name_} : boost::core::demangle(type_->name());
}

void note(const HandlerFailures& handler_failures, const HandlerName& handler,
          const std::exception_ptr& problem) {
    const std::string name = handler.text();
    if (!problem) {
        handler_failures.timeouts.add();
        PLEXUS_LOG(handler_failures.log, warn)
            << "handler took too long and was ended" << kv("handler", name);
        return;
    }
    handler_failures.exceptions.add();
    PLEXUS_LOG(handler_failures.log, warn)
        << "handler failed" << kv("handler", name) << kv("error", text_of(problem));
}

}  // namespace plexus::handlers

#include "failure.hpp"

#include <boost/system/system_error.hpp>

#include <api/core/asio.hpp>
#include <api/plugin/config_error.hpp>

namespace plexus::kernel {

std::string sentence_of(const std::string& plugin, const char* what,
                        const std::exception_ptr& failure) {
    const std::string problem = "plugin '" + plugin + "' " + what + ": ";
    try {
        std::rethrow_exception(failure);
    } catch (const ConfigError& error) {
        return plugin + ": " + error.what();
    } catch (const std::exception& error) {
        return problem + error.what();
    } catch (...) {
        return problem + "an exception of unknown type";
    }
}

bool is_misconfiguration(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const ConfigError&) {
        return true;
    } catch (...) {  // any other exception is by that very fact something else
        return false;
    }
}

bool is_cancellation(const std::exception_ptr& failure) {
    try {
        std::rethrow_exception(failure);
    } catch (const boost::system::system_error& error) {
        return error.code() == asio::error::operation_aborted;
    } catch (...) {  // no other exception tells of a cancellation
        return false;
    }
}

}  // namespace plexus::kernel

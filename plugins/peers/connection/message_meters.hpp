#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include <api/net/capability.hpp>
#include <api/plugin/metrics.hpp>

#include "capability_record.hpp"

namespace plexus::peers {

/// Metrics of the messages that sessions send and receive, by protocol, code and direction. The
/// protocols are those that the node's plugins announce and their codes are few, so the series are
/// too; what goes beyond that is counted as "other".
///
/// @thread any
class MessageMeters {
public:
    explicit MessageMeters(Metrics& metrics) : metrics_(metrics) {}

    /// Makes the metrics of a protocol before any peer speaks it, so that they show with the value
    /// 0.
    void prepare(const net::CapabilityInfo& info) { (void)meter_of(info); }

    /// Makes the record count its messages here, too.
    void attach(CapabilityRecord& record);

private:
    std::shared_ptr<const MessageMeter> meter_of(const net::CapabilityInfo& info);

    Metrics& metrics_;
    std::mutex mutex_;
    std::map<std::string, std::shared_ptr<const MessageMeter>> by_protocol_;
};

}  // namespace plexus::peers

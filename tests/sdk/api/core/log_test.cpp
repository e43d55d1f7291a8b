#include <api/core/log_entry.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <boost/log/attributes/value_extraction.hpp>
#include <boost/log/core.hpp>
#include <boost/log/sinks/basic_sink_backend.hpp>
#include <boost/log/sinks/sync_frontend.hpp>
#include <boost/log/sources/record_ostream.hpp>
#include <boost/make_shared.hpp>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <ctime>
#include <limits>

#include <api/core/log_threshold.hpp>

namespace {

using namespace plexus;

namespace logging = boost::log;

class Backend final
    : public logging::sinks::basic_sink_backend<logging::sinks::synchronized_feeding> {
public:
    void consume(const logging::record_view& record) {
        records.push_back(record);
        entries.push_back(log_entry(record));
    }

    std::vector<logging::record_view> records;
    std::vector<LogEntry> entries;
};

/// Has the process's log for a test.
struct Capture {
    Capture() { logging::core::get()->add_sink(sink); }
    ~Capture() {
        logging::core::get()->remove_sink(sink);
        logging::core::get()->reset_filter();
        set_log_threshold(Severity::debug);
    }

    const LogEntry& last() const { return backend->entries.back(); }

    boost::shared_ptr<Backend> backend = boost::make_shared<Backend>();
    boost::shared_ptr<logging::sinks::synchronous_sink<Backend>> sink =
        boost::make_shared<logging::sinks::synchronous_sink<Backend>>(backend);
    Logger log = make_logger("test");
};

LogEntry entry_of(std::string message) {
    LogEntry entry;
    entry.time = std::chrono::sys_days{std::chrono::year{2025} / 1 / 31} + std::chrono::hours{12} +
                 std::chrono::microseconds{45};
    entry.severity = Severity::warn;
    entry.channel = "peers";
    entry.message = std::move(message);
    return entry;
}

std::string text_of(const std::string& value) {
    LogEntry entry = entry_of("a sentence");
    entry.attributes = {{"client", value}};
    return log_sentence(entry);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(log_lines, Capture)

BOOST_AUTO_TEST_CASE(below_the_threshold_no_record_is_made) {
    unsigned filtered = 0;
    unsigned evaluated = 0;
    logging::core::get()->set_filter([&filtered](const logging::attribute_value_set&) {
        ++filtered;
        return true;
    });

    set_log_threshold(Severity::warn);
    PLEXUS_LOG(log, info) << "below" << kv("count", ++evaluated);
    BOOST_TEST(filtered == 0U);
    BOOST_TEST(evaluated == 0U);
    PLEXUS_LOG(log, warn) << "at";
    set_log_threshold(Severity::debug);
    PLEXUS_LOG(log, debug) << "all";

    BOOST_TEST(filtered == 2U);
    BOOST_REQUIRE(backend->entries.size() == 2U);
    BOOST_TEST(backend->entries[0].message == "at");
    BOOST_TEST(backend->entries[1].message == "all");
}

BOOST_AUTO_TEST_CASE(what_varies_is_an_attribute_of_the_record) {
    PLEXUS_LOG(log, info) << "peer joined" << kv("client", "Geth") << kv("slots", 3);

    const logging::record_view& record = backend->records.at(0);
    BOOST_TEST(*logging::extract<std::string>("Message", record) == "peer joined");
    BOOST_TEST(*logging::extract<std::string>("Channel", record) == "test");
    BOOST_TEST(*logging::extract<Severity>("Severity", record) == Severity::info);
    BOOST_TEST(*logging::extract<std::string>("client", record) == "Geth");
    BOOST_TEST(*logging::extract<std::int64_t>("slots", record) == 3);
}

BOOST_AUTO_TEST_CASE(attributes_keep_their_order_and_their_type) {
    PLEXUS_LOG(log, warn) << "all" << kv("zeta", true) << kv("alpha", -1) << kv("mid", 7U)
                          << kv("ratio", 0.5) << kv("name", std::string_view("x"))
                          << kv("level", Severity::error);

    BOOST_TEST(log_sentence(last()) == "all zeta=true alpha=-1 mid=7 ratio=0.5 name=x level=error");
    BOOST_TEST(std::holds_alternative<bool>(last().attributes.at(0).second));
    BOOST_TEST(std::holds_alternative<std::int64_t>(last().attributes.at(1).second));
    BOOST_TEST(std::holds_alternative<std::uint64_t>(last().attributes.at(2).second));
    BOOST_TEST(std::holds_alternative<double>(last().attributes.at(3).second));
    BOOST_TEST(std::holds_alternative<std::string>(last().attributes.at(5).second));
}

BOOST_AUTO_TEST_CASE(a_disabled_level_evaluates_no_argument) {
    int evaluated = 0;
    const auto argument = [&evaluated] { return ++evaluated; };
    logging::core::get()->set_filter([](const logging::attribute_value_set& values) {
        return logging::extract<Severity>("Severity", values) != Severity::debug;
    });

    PLEXUS_LOG(log, debug) << "never" << kv("argument", argument());
    PLEXUS_LOG(log, info) << "always" << kv("argument", argument());

    BOOST_TEST(evaluated == 1);
    BOOST_TEST(backend->entries.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_level_may_be_decided_late) {
    for (const Severity severity : {Severity::debug, Severity::error}) {
        PLEXUS_LOG_AT(log, severity) << "row" << never_limited;
    }

    BOOST_TEST(last().severity == Severity::error);
    BOOST_TEST(last().never_limited);
}

BOOST_AUTO_TEST_CASE(a_huge_text_is_cut) {
    PLEXUS_LOG(log, info) << "long" << kv("text", std::string(1 << 20, 'a'));

    const auto& text = std::get<std::string>(last().attributes.at(0).second);
    BOOST_TEST(text.size() == LogLine::longest_text);
    BOOST_TEST(text.ends_with("a..."));
}

BOOST_AUTO_TEST_CASE(an_attribute_written_twice_counts_once) {
    PLEXUS_LOG(log, info) << "twice" << kv("text", 1) << kv("text", 2);

    BOOST_TEST(log_sentence(last()) == "twice text=1");
}

BOOST_AUTO_TEST_CASE(a_plain_record_of_boost_log_is_read_too) {
    BOOST_LOG_SEV(log, Severity::warn) << "free text " << 1;

    BOOST_TEST(log_sentence(last()) == "free text 1");
    BOOST_TEST(last().channel == "test");
}

BOOST_AUTO_TEST_CASE(the_text_has_local_time_level_channel_and_sentence) {
    const char* const zone = std::getenv("TZ");
    const std::string before = zone == nullptr ? "" : zone;
    ::setenv("TZ", "UTC-2", 1);
    ::tzset();

    const std::string line = log_text(entry_of("peer joined"));

    zone == nullptr ? ::unsetenv("TZ") : ::setenv("TZ", before.c_str(), 1);
    ::tzset();
    BOOST_TEST(line == "2025-01-31 14:00:00.000 warn  peers: peer joined");
}

BOOST_AUTO_TEST_CASE(a_stranger_adds_neither_lines_nor_attributes_to_the_text) {
    BOOST_TEST(text_of("client quitting") == "a sentence client=client quitting");
    BOOST_TEST(text_of("enode://1@[::1]:1?discport=0") ==
               "a sentence client=enode://1@[::1]:1?discport=0");
    BOOST_TEST(text_of("x by=us") == "a sentence client=\"x by=us\"");
    BOOST_TEST(text_of("x\" by=us \\") == "a sentence client=\"x\\\" by=us \\\\\"");
    BOOST_TEST(text_of("x\ninfo peer \x1b[2J\xff") ==
               "a sentence client=x\\x0ainfo peer \\x1b[2J\\xff");
}

BOOST_AUTO_TEST_CASE(json_has_each_attribute_as_a_member_of_its_type) {
    LogEntry entry = entry_of("peer joined");
    entry.attributes = {{"ok", true},
                        {"low", std::numeric_limits<std::int64_t>::min()},
                        {"high", std::numeric_limits<std::uint64_t>::max()},
                        {"ratio", 0.25},
                        {"none", std::numeric_limits<double>::infinity()},
                        {"hash", std::string("00ff")}};

    BOOST_TEST(log_json(entry) ==
               R"({"time":"2025-01-31T12:00:00.000045Z","severity":"warn","channel":"peers",)"
               R"("message":"peer joined","ok":true,"low":-9223372036854775808,)"
               R"("high":18446744073709551615,"ratio":0.25,"none":null,"hash":"00ff"})");
}

BOOST_AUTO_TEST_CASE(json_survives_every_byte_of_a_stranger) {
    std::string every_byte;
    for (int byte = 0; byte < 256; ++byte) every_byte += static_cast<char>(byte);
    LogEntry entry = entry_of("a \"sentence\"\n");
    entry.attributes = {{"client", every_byte + "\"}\\"}};

    const std::string line = log_json(entry);

    const boost::json::value parsed = boost::json::parse(line);
    BOOST_TEST(parsed.at("message").as_string() == "a \"sentence\"\\x0a");
    BOOST_TEST(parsed.at("client").as_string().starts_with("\\x00\\x01"));
    BOOST_TEST(parsed.at("client").as_string().ends_with("\\xff\"}\\"));
    BOOST_TEST(line.find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

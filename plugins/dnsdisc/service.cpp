#include "service.hpp"

#include <algorithm>
#include <boost/system/system_error.hpp>
#include <utility>

#include <api/async/await_on.hpp>
#include <api/async/strand.hpp>
#include <api/async/within.hpp>
#include <kit/crypto/random.hpp>
#include <kit/net/address_class.hpp>

namespace plexus::dnsdisc {
namespace {

std::string explain(const ErrorCode& error) {
    if (error == Errc::not_found) return "there is no root";
    if (error == Errc::bad_signature) return "the root is not signed by the key of the list";
    if (error == Errc::malformed) return "the root cannot be read";
    if (error == Errc::limit_exceeded) return "the root is too long";
    return error.message();
}

Fault fault_of(const ErrorCode& error) {
    return error == Errc::invalid_data ? Fault::other_content : Fault::unresolved;
}

}  // namespace

Service::Service(const Executor& executor, const Context& around, Parameters parameters)
    : executor_{executor},
      clock_{Clock::of(executor)},
      resolver_{around.resolver},
      sequences_{around.sequences},
      log_{around.logger},
      parameters_{std::move(parameters)},
      chain_{around.chain, around.head},
      candidates_{executor, clock_},
      lists_{parameters_.lists},
      rate_{{.per_second = lookups_per_second, .burst = lookup_burst}},
      cache_{cache_capacity},
      lookups_{around.metrics.counter(
          {"plexus_dnsdisc_lookups_total", "TXT records that were queried"})},
      failures_{around.metrics.counter(
          {"plexus_dnsdisc_failures_total", "TXT records that could not be had, or were wrong"})},
      foreign_{around.metrics.counter(
          {"plexus_dnsdisc_other_chain_nodes_total", "Nodes whose record names another chain"})} {}

awaitable<void> Service::run() {
    PLEXUS_ON_STRAND(executor_);
    PLEXUS_LOG(log_, info) << "reading node lists" << kv("lists", lists_.all().size());
    try {
        co_await walk();
    } catch (const boost::system::system_error&) {
        candidates_.close();  // ends all waits in next()
        throw;
    }
}

awaitable<Result<net::Node>> Service::next() {
    // The caller may be on any executor; the candidates belong to the service's strand.
    co_return co_await await_on(executor_, candidates_.next());
}

awaitable<void> Service::walk() {
    while (true) {
        co_await candidates_.until_wanted();
        ListPtr list = choose();
        if (list) {
            co_await step(std::move(list));
        } else {
            co_await sleep_until_work();
        }
    }
}

Service::ListPtr Service::choose() {
    const SteadyTime now = clock_.now();
    std::vector<ListPtr> able;
    for (const ListPtr& list : lists_.all()) {
        if (list->task(now) != List::Task::none) able.push_back(list);
    }
    return able.empty() ? nullptr : able[crypto::random_u64() % able.size()];
}

awaitable<void> Service::sleep_until_work() {
    SteadyTime earliest = clock_.now() + root_interval;
    for (const ListPtr& list : lists_.all()) earliest = std::min(earliest, list->wakes());
    co_await sleep_for(earliest - clock_.now());
}

awaitable<void> Service::step(ListPtr list) {
    const List::Task task = list->task(clock_.now());
    if (task == List::Task::root) {
        co_await fetch_root(list);
    } else {
        co_await fetch_entry(list, task);
    }
    if (list->links_ended()) lists_.follow_links();
    report(*list);
}

// Counted before the cache is read: otherwise a list that is wholly in it would be walked without
// a pause.
awaitable<void> Service::pace() {
    while (!rate_.take(clock_.now())) {
        const double missing = 1 - rate_.available(clock_.now());
        const std::chrono::duration<double> wait{missing / lookups_per_second};
        // Rounded up, so that the token is there when the wait ends.
        co_await sleep_for(std::chrono::ceil<std::chrono::milliseconds>(wait));
    }
}

awaitable<Result<Service::Texts>> Service::look_up(std::string name) {
    PLEXUS_ON_STRAND(executor_);
    lookups_.add();
    auto lookup = resolver_.txt(std::move(name));
    Result<Texts> texts = co_await within(lookup_timeout, std::move(lookup));
    if (!texts) failures_.add();
    co_return texts;
}

awaitable<void> Service::fetch_root(ListPtr list) {
    co_await pace();
    const Link link = list->link();
    const Result<Texts> texts = co_await look_up(link.domain);
    Result<Root> root = texts ? newest_root(*texts, link.key) : Result<Root>{texts.error()};
    if (!root) {
        refuse(*list, explain(root.error()));
        co_return;
    }
    const std::uint64_t highest = sequences_.highest(link);
    if (root->sequence < highest) {
        refuse(*list, "the root is an older one: its sequence number is " +
                          std::to_string(root->sequence) + ", and was " + std::to_string(highest));
        co_return;
    }
    const std::uint64_t sequence = root->sequence;
    list->adopt(std::move(*root), clock_.now());
    co_await sequences_.raise(link, sequence);
}

void Service::refuse(List& list, const std::string& why) {
    if (!list.root_failed(why, clock_.now())) return;
    PLEXUS_LOG(log_, warn) << "node list refused, trying again" << kv("list", list.link().domain)
                           << kv("why", why);
}

awaitable<Result<std::string>> Service::entry_text(std::string hash, std::string domain) {
    co_await pace();
    if (const std::string* known = cache_.find(hash)) co_return *known;
    std::string name = hash + '.' + domain;
    const Result<Texts> texts = co_await look_up(std::move(name));
    if (!texts) co_return texts.error();
    Result<std::string> text = select_text(hash, *texts);
    if (!text) {
        failures_.add();
    } else if (text->size() <= max_branch_text) {
        cache_.put(hash, *text);
    }
    co_return text;
}

awaitable<void> Service::fetch_entry(ListPtr list, List::Task task) {
    const Walk::Step step = list->next(task, crypto::random_u64(), clock_.now());
    std::string hash = step.hash;
    std::string domain = list->link().domain;
    const Result<std::string> text = co_await entry_text(std::move(hash), std::move(domain));
    if (!text) {
        list->fail(task, step, fault_of(text.error()), clock_.now());
        co_return;
    }
    const std::optional<enr::Record> record = list->take(task, step, *text, clock_.now());
    if (record) judge(*record);
}

void Service::report(List& list) {
    const std::optional<List::Report> report = list.report();
    if (!report) return;
    if (report->faults.empty()) {
        PLEXUS_LOG(log_, info) << "node list read" << kv("list", list.link().domain)
                               << kv("nodes", report->nodes) << kv("links", report->links);
        return;
    }
    PLEXUS_LOG(log_, warn) << "node list has faults" << kv("list", list.link().domain)
                           << kv("nodes", report->nodes) << kv("links", report->links)
                           << kv("faults", report->faults);
}

bool Service::may_dial(const asio::ip::address& address) const {
    if (parameters_.restricted) return parameters_.restrict.allows(address);
    return net::class_of(address) == net::AddressClass::global;
}

// A list may name any address: no endpoint proof shows that the node is there.
void Service::judge(const enr::Record& record) {
    net::Node node = record.node();
    for (net::Endpoint* endpoint : {&node.ip4, &node.ip6}) {
        if (endpoint->tcp_port == 0 || !may_dial(endpoint->address)) *endpoint = net::Endpoint{};
    }
    if (!node.endpoint().known()) return;
    const std::optional<BytesView> fork = record.value("eth");
    if (fork && !chain_.accepts(*fork)) {
        foreign_.add();
        return;
    }
    candidates_.offer(node, fork ? discovery::Promise::same_chain : discovery::Promise::unknown);
}

}  // namespace plexus::dnsdisc

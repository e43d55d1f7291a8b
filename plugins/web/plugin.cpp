#include <algorithm>
#include <boost/json/serialize.hpp>
#include <optional>

#include <api/async/task_scope.hpp>
#include <api/net/local_node.hpp>
#include <api/net/node_store.hpp>
#include <api/plugin/config_error.hpp>
#include <api/plugin/export.hpp>
#include <kit/http/server.hpp>
#include <kit/http/virtual_hosts.hpp>

#include <plugins/web/server/actions.hpp>
#include <plugins/web/server/assets.hpp>
#include <plugins/web/server/live_page.hpp>
#include <plugins/web/state/log_tail.hpp>
#include <plugins/web/state/node_table.hpp>
#include <plugins/web/state/recent_blocks.hpp>
#include <plugins/web/state/snapshot.hpp>
#include <plugins/web/state/texts.hpp>

namespace {

using namespace plexus;
using namespace plexus::web;
using namespace std::chrono_literals;

/// Open pages, and the requests for the files of some more.
constexpr std::size_t most_connections = 2 * LivePage::most_viewers;
constexpr Duration picture_interval = 1s;
/// The table of nodes is made from the node store this often, while a page is open.
constexpr Duration table_interval = 10s;
/// Nodes that the table is made from.
constexpr std::size_t most_nodes = 10'000;

/// Nothing but the files of this server; no frames, no forms, no scripts within the page.
constexpr const char* content_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/// Shows the running node in a browser.
class WebPage final : public Plugin {
public:
    static constexpr std::array provides{eth::BlockHandler::key};
    static constexpr std::array needs{one<Plugins>,
                                      one<net::PeerPool>,
                                      maybe<net::LocalNode, When::any_time>,
                                      maybe<net::NodeStore, When::any_time>,
                                      maybe<chain::ChainProfile, When::any_time>,
                                      maybe<chain::HeadTracker, When::any_time>};

    static constexpr Option<std::string> addr{
        .name = "http-addr",
        .fallback = "127.0.0.1",
        .help = "IP address to serve the page on; it is for the operator, not for the public"};
    static constexpr Option<std::uint16_t> port{
        .name = "http-port",
        .fallback = 8080,
        .help = "TCP port to serve the page on; 0: any free one"};
    static constexpr Option<bool> actions_on{
        .name = "actions",
        .fallback = false,
        .help = "let the page disconnect and ban peers; it needs the token in web-token"};
    static constexpr OptionList options{addr, port, http::vhosts, actions_on};

    explicit WebPage(Host& host)
        : host_(host),
          log_(host.logger()),
          plugins_(host.get<Plugins>()),
          pool_(host.get<net::PeerPool>()),
          names_(host[http::vhosts]),
          endpoint_(http::address_of(host[addr], "web.http-addr"), host[port]),
          page_(host.strand()),
          server_(host.strand(), host.logger(), http::operator_limits(most_connections),
                  [this](http::Request request) { return respond(std::move(request)); }),
          tasks_(host.strand()) {
        host.publish<eth::BlockHandler>(blocks_);
    }

    awaitable<void> start() override {
        if (host_.purpose() != Purpose::node) co_return;
        server_.listen(endpoint_, "web", "web.http-addr or web.http-port");
        if (host_[actions_on]) actions_.emplace(&pool_, host_.data_dir());
        started_ = Clock::of(host_.strand()).wall();
        PLEXUS_LOG(log_, info) << "serving the page" << kv("endpoint", server_.endpoint());
    }

    awaitable<void> run() override {
        if (host_.purpose() != Purpose::node) co_return;
        tasks_.spawn("web page", keep_showing());
        tasks_.spawn("web server", server_.serve());
        tasks_.spawn("web nodes", keep_counting());
        co_await tasks_.serve();
    }

private:
    awaitable<http::Response> respond(http::Request request) {
        http::Response response = http::host_refusal(names_, request);
        if (response.status == 0) response = route(request);
        response.fields.emplace_back("Cache-Control", "no-store");
        response.fields.emplace_back("Content-Security-Policy", content_policy);
        response.fields.emplace_back("Referrer-Policy", "no-referrer");
        co_return response;
    }

    http::Response route(const http::Request& request) {
        if (request.path == "/actions" && request.method == "POST") {
            if (!actions_) return http::text_response(403, "turned off; see --web.actions\n");
            return actions_->respond(request, Clock::of(host_.strand()).wall());
        }
        if (request.method != "GET" && request.method != "HEAD") {
            return http::text_response(405, "method not allowed\n");
        }
        if (request.path == "/events") {
            return page_.open(LivePage::event("history", serialize(history_.to_json())));
        }
        for (const Asset& asset : assets) {
            if (request.path == asset.path) return file(asset);
        }
        return http::text_response(404, "there is one page, at /\n");
    }

    static http::Response file(const Asset& asset) {
        http::Response response;
        response.fields.emplace_back("Content-Type", std::string(asset.type));
        response.fields.emplace_back("X-Content-Type-Options", "nosniff");
        response.body = asset.text;
        return response;
    }

    awaitable<void> keep_showing() {
        while (true) {
            co_await sleep_for(picture_interval);
            const net::PoolStats pool = pool_.stats();
            const WallTime now = Clock::of(host_.strand()).wall();
            const Lease<chain::HeadTracker> heads = host_.lease<chain::HeadTracker>();
            const Sample sample = sample_of(pool, heads.get(), now);
            history_.add(sample);
            if (page_.has_viewers()) page_.show(serialize(picture(pool, sample, now)));
        }
    }

    boost::json::object picture(const net::PoolStats& pool, const Sample& sample,
                                WallTime now) const {
        boost::json::array peers;
        for (const net::PeerStats& peer : pool.peers) peers.push_back(peer_json(peer));
        boost::json::object picture{{"now", unix_ms(now)},
                                    {"started", unix_ms(started_)},
                                    {"version", PLEXUS_PLUGIN_VERSION},
                                    {"actions", actions_.has_value()},
                                    {"sample", to_json(sample)},
                                    {"connected", pool.connected},
                                    {"inbound", pool.inbound},
                                    {"pending", pool.pending},
                                    {"peers", std::move(peers)},
                                    {"blocks", blocks_.to_json()},
                                    {"log", log_tail_.to_json()},
                                    {"nodes", node_table_},
                                    {"plugins", plugins_json(plugins_)}};
        const Lease<chain::ChainProfile> profile = host_.lease<chain::ChainProfile>();
        const Lease<chain::HeadTracker> heads = host_.lease<chain::HeadTracker>();
        if (heads != nullptr && profile != nullptr) picture["head"] = head_json(*profile, *heads);
        return picture;
    }

    awaitable<void> keep_counting() {
        while (true) {
            if (page_.has_viewers() || node_table_.empty()) co_await count_nodes();
            co_await sleep_for(table_interval);
        }
    }

    /// The leases end with it, so the providers can leave between two counts.
    awaitable<void> count_nodes() {
        const Lease<net::NodeStore> nodes = host_.lease<net::NodeStore>();
        const Lease<net::LocalNode> own = host_.lease<net::LocalNode>();
        if (nodes == nullptr || own == nullptr) {
            node_table_ = {};
            co_return;
        }
        net::NodeQuery query;
        query.count = most_nodes;
        const std::vector<net::NodeEntry> known = co_await nodes->select(std::move(query));
        node_table_ = node_table(known, own->id(), Clock::of(host_.strand()).wall());
    }

    Host& host_;
    Logger log_;
    Plugins& plugins_;
    net::PeerPool& pool_;  // the rest of what the page shows is leased: it may join and leave
    http::VirtualHosts names_;
    asio::ip::tcp::endpoint endpoint_;
    LogTail log_tail_;
    RecentBlocks blocks_;
    History history_;
    boost::json::object node_table_;
    LivePage page_;
    std::optional<Actions> actions_;
    WallTime started_{};
    http::Server server_;
    TaskScope tasks_;
};

}  // namespace

PLEXUS_PLUGIN(WebPage, "web", PLEXUS_PLUGIN_VERSION, "a page that shows the running node");

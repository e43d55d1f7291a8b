#include "dns_command.hpp"

#include <boost/system/system_error.hpp>
#include <charconv>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include <plugins/dnsdisc/tree/walk.hpp>

#include "nodes_file.hpp"
#include "tree_builder.hpp"

namespace plexus::dnsdisc {
namespace {

constexpr int wrong_usage = 2;

constexpr const char* usage =
    "plexus dns: expected\n"
    "  sign KEY-FILE DOMAIN SEQUENCE NODES [LIST-URL...]   print a signed list as a zone file\n"
    "  verify LIST-URL                                     read a published list, and check it\n"
    "  print LIST-URL                                      print its node records\n"
    "KEY-FILE has 64 hexadecimal digits; NODES is a file of enr: lines, or a nodes.json\n";

/// Larger than any list may be.
constexpr std::size_t longest_file = std::size_t{64} << 20U;

std::string content_of(const std::string& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) throw std::runtime_error(file + ": cannot be read");
    std::string content(longest_file + 1, '\0');
    stream.read(content.data(), static_cast<std::streamsize>(content.size()));
    content.resize(static_cast<std::size_t>(stream.gcount()));
    if (content.size() > longest_file) throw std::runtime_error(file + ": is too large");
    return content;
}

crypto::SecretKey read_key(const std::string& file) {
    std::istringstream words(content_of(file));
    std::string digits;
    words >> digits;
    const std::optional<Bytes> bytes = from_hex(digits);
    if (bytes) {
        const Result<crypto::SecretKey> key = crypto::SecretKey::from(*bytes);
        if (key) return *key;
    }
    throw std::runtime_error(file + ": holds no key of 64 hexadecimal digits");
}

std::uint64_t read_sequence(const std::string& text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc{} && end == text.data() + text.size()) return number;
    throw std::runtime_error("'" + text +
                             "' is no sequence number: it is a whole number, and one " +
                             "more than that of the list's last version");
}

int sign(const std::vector<std::string>& arguments) {
    const crypto::SecretKey key = read_key(arguments[1]);
    const std::string& domain = arguments[2];
    const std::uint64_t sequence = read_sequence(arguments[3]);
    std::vector<enr::Record> nodes;
    try {
        nodes = read_nodes(content_of(arguments[4]));
    } catch (const std::runtime_error& problem) {
        throw std::runtime_error(arguments[4] + ": " + problem.what());
    }
    const std::vector<std::string> links(arguments.begin() + 5, arguments.end());
    const std::size_t count = nodes.size();
    const Result<SignedTree> tree = make_tree(key, domain, sequence, std::move(nodes), links);
    if (!tree) {
        throw std::runtime_error("no list can be made of this: " + tree.error().message() +
                                 " (a domain, a link, or too many nodes)");
    }
    std::cout << zone_file(*tree, domain) << std::flush;
    std::cerr << tree->url << '\n'
              << count << " nodes, " << links.size() << " links, " << tree->entries.size() + 1
              << " TXT records\n";
    return 0;
}

/// Resolves a whole subtree.
awaitable<void> read_subtree(Resolver& resolver, std::string domain, Walk& walk,
                             std::vector<std::string>& leaves) {
    while (!walk.done()) {
        const Walk::Step step = walk.next(0);
        std::string name = step.hash + '.' + domain;
        const Result<std::vector<std::string>> texts = co_await resolver.txt(std::move(name));
        if (!texts) {
            walk.fail(step, Fault::unresolved);
            continue;
        }
        const Result<std::string> text = select_text(step.hash, *texts);
        if (!text) {
            walk.fail(step, Fault::other_content);
        } else if (walk.take(step, *text)) {
            leaves.push_back(*text);
        }
    }
}

struct ReadList {
    Root root{};
    std::vector<std::string> nodes{};
    std::vector<std::string> links{};
    std::string faults{};
};

awaitable<ReadList> read_list(Resolver& resolver, std::string url) {
    const Result<Link> link = parse_link(url);
    if (!link) throw std::runtime_error("'" + url + "' is no list: enrtree://<key>@<domain>");
    std::string domain = link->domain;
    const Result<std::vector<std::string>> texts = co_await resolver.txt(std::move(domain));
    if (!texts) throw std::runtime_error(link->domain + ": " + texts.error().message());
    const Result<Root> root = newest_root(*texts, link->key);
    if (!root) throw std::runtime_error(link->domain + ": no good root: " + root.error().message());
    ReadList list;
    list.root = *root;
    Walk nodes{Subtree::nodes, root->nodes};
    Walk links{Subtree::links, root->links};
    co_await read_subtree(resolver, link->domain, nodes, list.nodes);
    co_await read_subtree(resolver, link->domain, links, list.links);
    if (nodes.faults().any()) list.faults = "nodes: " + nodes.faults().text();
    if (links.faults().any()) {
        list.faults += (list.faults.empty() ? "links: " : "; links: ") + links.faults().text();
    }
    co_return list;
}

awaitable<int> verify(Resolver& resolver, std::string url) {
    const ReadList list = co_await read_list(resolver, url);
    std::cout << "sequence  " << list.root.sequence << "\nnodes     " << list.nodes.size()
              << "\nlinks     " << list.links.size() << "\nfaults    "
              << (list.faults.empty() ? "none" : list.faults) << std::endl;
    co_return list.faults.empty() ? 0 : 1;
}

awaitable<int> print(Resolver& resolver, std::string url) {
    const ReadList list = co_await read_list(resolver, url);
    for (const std::string& node : list.nodes) std::cout << node << '\n';
    std::cout << std::flush;
    if (list.faults.empty()) co_return 0;
    std::cerr << "plexus dns: " << list.faults << '\n';
    co_return 1;
}

awaitable<int> run(Resolver& resolver, std::vector<std::string> arguments) {
    const std::string verb = arguments.empty() ? std::string{} : arguments.front();
    if (verb == "sign" && arguments.size() >= 5) co_return sign(arguments);
    if (verb == "verify" && arguments.size() == 2)
        co_return co_await verify(resolver, arguments[1]);
    if (verb == "print" && arguments.size() == 2) co_return co_await print(resolver, arguments[1]);
    std::cerr << usage;
    co_return wrong_usage;
}

}  // namespace

awaitable<int> run_dns_command(Resolver& resolver, std::vector<std::string> arguments) {
    try {
        co_return co_await run(resolver, std::move(arguments));
    } catch (const boost::system::system_error&) {
        throw;  // cancelled
    } catch (const std::runtime_error& problem) {
        std::cerr << "plexus dns: " << problem.what() << '\n';
    }
    co_return 1;
}

}  // namespace plexus::dnsdisc

#include "start_order.hpp"

#include <algorithm>
#include <optional>

namespace plexus::kernel {
namespace {

class StartOrder {
public:
    explicit StartOrder(const std::vector<PlannedPlugin>& plugins)
        : plugins_(plugins), settled_(plugins.size(), false) {}

    /// Indices in start order. Quadratic, on a few dozen plugins, and easy to see to be right.
    std::vector<std::size_t> sort(Problems& problems) {
        std::vector<std::size_t> order;
        while (std::ranges::find(settled_, false) != settled_.end()) {
            if (const std::optional<std::size_t> next = first_ready()) {
                settled_[*next] = true;
                order.push_back(*next);
            } else {
                report_circle(problems);
            }
        }
        return order;
    }

private:
    /// A need that orders and whose provider is not started yet.
    const PlannedNeed* unmet(std::size_t index) const {
        for (const PlannedNeed& need : plugins_[index].needs) {
            if (need.need.count == Count::all || need.providers.empty()) continue;
            if (!settled_[need.providers.front()]) return &need;
        }
        return nullptr;
    }

    std::optional<std::size_t> first_ready() const {
        for (std::size_t i = 0; i < plugins_.size(); ++i) {
            if (!settled_[i] && unmet(i) == nullptr) return i;
        }
        return std::nullopt;
    }

    /// Nobody is ready, so following unmet needs must come back to where it has been.
    void report_circle(Problems& problems) {
        std::vector<std::size_t> path;
        const auto unsettled = std::ranges::find(settled_, false);
        std::size_t at = static_cast<std::size_t>(unsettled - settled_.begin());
        while (std::ranges::find(path, at) == path.end()) {
            path.push_back(at);
            at = unmet(at)->providers.front();
        }
        const auto first = std::ranges::find(path, at);
        std::string text = "the needs go round in a circle: ";
        for (auto step = first; step != path.end(); ++step) {
            const PlannedNeed& need = *unmet(*step);
            text += plugins_[*step].metadata->name + " needs " + describe(need.need.key) + " of " +
                    plugins_[need.providers.front()].metadata->name;
            text += std::next(step) == path.end() ? "" : ", ";
        }
        problems.push_back(text +
                           "; leave one of them out, or --bind one of the services elsewhere");
        // Taken as settled, so that the search goes on to the next circle.
        for (auto step = first; step != path.end(); ++step) settled_[*step] = true;
    }

    const std::vector<PlannedPlugin>& plugins_;
    std::vector<bool> settled_;
};

}  // namespace

Plan in_start_order(std::vector<PlannedPlugin> plugins, Problems& problems) {
    const std::vector<std::size_t> order = StartOrder(plugins).sort(problems);
    std::vector<std::size_t> new_index(plugins.size());
    for (std::size_t i = 0; i < order.size(); ++i) new_index[order[i]] = i;

    Plan plan;
    for (const std::size_t index : order) {
        PlannedPlugin& plugin = plan.plugins.emplace_back(std::move(plugins[index]));
        for (PlannedNeed& need : plugin.needs) {
            for (std::size_t& provider : need.providers) provider = new_index[provider];
            std::ranges::sort(need.providers);
        }
    }
    return plan;
}

}  // namespace plexus::kernel

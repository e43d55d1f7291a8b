#include "start_order.hpp"

#include <algorithm>
#include <optional>

namespace plexus::resolve {
namespace {

class StartOrder {
public:
    explicit StartOrder(const Plan& plan) : plan_(plan), settled_(plan.plugins.size(), false) {}

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
    struct Unmet {
        ServiceKey key;
        std::size_t provider;
    };

    /// A need that orders, and a provider of it that is not started yet.
    std::optional<Unmet> unmet(std::size_t index) const {
        for (const PlannedNeed& need : plan_.plugins[index].needs) {
            if (need.need.when == When::any_time) continue;
            for (const std::size_t provider : need.providers) {
                if (provider == the_kernel || settled_[provider]) continue;
                const bool collects_itself = provider == index && need.need.count == Count::all;
                if (!collects_itself) return Unmet{need.need.key, provider};
            }
        }
        return std::nullopt;
    }

    std::optional<std::size_t> first_ready() const {
        for (std::size_t i = 0; i < settled_.size(); ++i) {
            if (!settled_[i] && !unmet(i)) return i;
        }
        return std::nullopt;
    }

    /// No plugin is ready, so following unmet needs must lead back to a plugin already visited.
    void report_circle(Problems& problems) {
        std::vector<std::size_t> path;
        const auto unsettled = std::ranges::find(settled_, false);
        std::size_t at = static_cast<std::size_t>(unsettled - settled_.begin());
        while (std::ranges::find(path, at) == path.end()) {
            path.push_back(at);
            at = unmet(at)->provider;
        }
        const auto first = std::ranges::find(path, at);
        std::string text = "the needs go round in a circle: ";
        for (auto step = first; step != path.end(); ++step) {
            const Unmet need = *unmet(*step);
            text += name_of(plan_, *step) + " needs " + describe(need.key) + " of " +
                    name_of(plan_, need.provider);
            text += std::next(step) == path.end() ? "" : ", ";
        }
        problems.push_back(text +
                           "; leave one of them out, or --bind one of the services elsewhere");
        // Taken as settled, so that the search goes on to the next circle.
        for (auto step = first; step != path.end(); ++step) settled_[*step] = true;
    }

    const Plan& plan_;
    std::vector<bool> settled_;
};

}  // namespace

Plan in_start_order(Plan plan, Problems& problems) {
    const std::vector<std::size_t> order = StartOrder(plan).sort(problems);
    std::vector<std::size_t> new_index(plan.plugins.size());
    for (std::size_t i = 0; i < order.size(); ++i) new_index[order[i]] = i;

    Plan sorted;
    sorted.bindings = std::move(plan.bindings);
    sorted.defaults = std::move(plan.defaults);
    for (const std::size_t index : order) {
        PlannedPlugin& plugin = sorted.plugins.emplace_back(std::move(plan.plugins[index]));
        for (PlannedNeed& need : plugin.needs) {
            for (std::size_t& provider : need.providers) {
                if (provider != the_kernel) provider = new_index[provider];
            }
            std::ranges::sort(need.providers);
        }
    }
    return sorted;
}

}  // namespace plexus::resolve

#include "plugin_table.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include <resolve/change.hpp>

namespace plexus::kernel {

PluginTable::PluginTable(resolve::Plan plan, PluginSource& catalogue, const Context& context,
                         Plugins& plugins)
    : context_(context),
      catalogue_(catalogue),
      plan_(std::move(plan)),
      registry_(plan_.bindings, plugins),
      strand_(new_strand(context.runtime.executor())),
      changed_(std::make_shared<Event>(strand_)) {}

PluginTable::~PluginTable() {
    while (!instances_.empty()) instances_.pop_back();
}

std::size_t PluginTable::append(resolve::PlannedPlugin plugin) {
    const std::scoped_lock lock(mutex_);
    plan_.plugins.push_back(std::move(plugin));
    return plan_.plugins.size() - 1;
}

void PluginTable::construct(std::size_t row, Settings settings) {
    const resolve::PlannedPlugin& planned = plan_.plugins[row];
    Registry::Entry& entry = registry_.add(planned);
    {
        const std::scoped_lock lock(mutex_);
        constructed_.push_back({entry, catalogue_.file_of(*planned.metadata)});
    }
    instances_.push_back(std::make_unique<PluginInstance>(*planned.metadata, std::move(settings),
                                                          registry_, entry, context_,
                                                          Phase::Kernel{strand_, *changed_}));
    PluginInstance& instance = *instances_.back();
    instance.releases =
        registry_.holders(entry).released().add([strand = strand_, changed = changed_] {
            asio::post(strand, [changed] { changed->notify(); });
        });
    instance.plugin = catalogue_.construct(*planned.metadata, instance.host);
    registry_.seal(entry);
}

PluginInstance* PluginTable::find(std::size_t row) const noexcept {
    return row < instances_.size() ? instances_[row].get() : nullptr;
}

void PluginTable::commit(std::size_t row) {
    set_state(row, PluginState::running);
    registry_.commit(instances_[row]->services);
}

void PluginTable::retire(std::size_t row) {
    set_state(row, PluginState::leaving);
    registry_.retire(instances_[row]->services);
}

void PluginTable::destroy(std::size_t row) {
    Registry::Entry& entry = instances_[row]->services;
    instances_[row].reset();
    registry_.clear(entry);
    set_state(row, PluginState::left);
}

std::vector<PluginStatus> PluginTable::list() const {
    const std::scoped_lock lock(mutex_);
    std::vector<PluginStatus> list;
    for (std::size_t row = 0; row < constructed_.size(); ++row) {
        if (plan_.plugins[row].state == PluginState::left) continue;
        PluginStatus& status = list.emplace_back(status_of(plan_, row));
        status.file = constructed_[row].file;
        status.held_by = registry_.holders(constructed_[row].services).names();
        std::erase(status.held_by, status.name);  // one that collects its own keeps nobody
    }
    return list;
}

void PluginTable::set_state(std::size_t row, PluginState state) {
    const std::scoped_lock lock(mutex_);
    plan_.plugins[row].state = state;
    changed_->notify();
}

}  // namespace plexus::kernel

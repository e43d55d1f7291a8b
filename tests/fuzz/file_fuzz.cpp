#include <sys/mman.h>
#include <unistd.h>

#include <api/core/assert.hpp>
#include <api/plugin/config_error.hpp>
#include <plugins/bsc/network/profile_file.hpp>
#include <plugins/chainstore/files/block_source.hpp>
#include <plugins/chainstore/files/input_file.hpp>
#include <plugins/devnet/genesis.hpp>
#include <plugins/devnet/genesis_block.hpp>
#include <plugins/nodestore/node_line.hpp>

#include <embed/sources.hpp>

using namespace plexus;

namespace {

/// A file in memory, for what is read by its path.
class MemoryFile {
public:
    explicit MemoryFile(BytesView content) : descriptor_(::memfd_create("fuzz", 0)) {
        PLEXUS_ASSERT(descriptor_ >= 0);
        PLEXUS_ASSERT(::write(descriptor_, content.data(), content.size()) ==
                      static_cast<ssize_t>(content.size()));
        ::lseek(descriptor_, 0, SEEK_SET);
    }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;
    ~MemoryFile() { ::close(descriptor_); }

    std::string path() const { return "/proc/self/fd/" + std::to_string(descriptor_); }

private:
    int descriptor_;
};

void read_genesis(BytesView content) {
    try {
        const devnet::Genesis genesis = devnet::load_genesis(MemoryFile(content).path());
        void(devnet::spec_of(genesis, std::nullopt));
    } catch (const ConfigError&) {  // what an operator is told
    }
}

void read_profile(BytesView content) {
    try {
        void(bsc::load_profile(MemoryFile(content).path(), "mainnet"));
    } catch (const ConfigError&) {
    }
}

/// A line that can be read is written in a form that is read alike.
void read_nodes(std::string_view text) {
    for (const auto& read :
         {nodestore::read_line(text), nodestore::read_line_of_first_format(text)}) {
        if (!read) continue;
        const std::string written = nodestore::write_line(*read);
        const auto again = nodestore::read_line(written);
        PLEXUS_ASSERT(again && nodestore::write_line(*again) == written);
    }
}

void read_blocks(BytesView content) {
    const MemoryFile file(content);
    try {
        const auto source = chainstore::open_block_source(file.path());
        while (source->next()) PLEXUS_ASSERT(source->bytes_read() <= source->bytes_total());
    } catch (const chainstore::FileError&) {
    }
}

void read_configuration(BytesView content) {
    try {
        void(embed::read_ini(MemoryFile(content).path()));
    } catch (const ConfigError&) {
    }
}

}  // namespace

/// The first byte says which file the rest is.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const BytesView content{data + 1, size - 1};
    const std::string_view text{reinterpret_cast<const char*>(content.data()), content.size()};
    switch (data[0] % 5) {
        case 0:
            read_genesis(content);
            break;
        case 1:
            read_profile(content);
            break;
        case 2:
            read_nodes(text);
            break;
        case 3:
            read_blocks(content);
            break;
        default:
            read_configuration(content);
    }
    return 0;
}

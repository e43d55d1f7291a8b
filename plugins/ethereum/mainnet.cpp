#include "mainnet.hpp"

#include <array>

#include <kit/eth/types/header.hpp>

namespace plexus::ethereum {
namespace {

struct NamedFork {
    std::string_view name;
    std::uint64_t from;  ///< a block number, or Unix seconds
};

constexpr std::array<NamedFork, 12> block_forks{{
    {"Homestead", 1'150'000},
    {"DAO", 1'920'000},
    {"TangerineWhistle", 2'463'000},
    {"SpuriousDragon", 2'675'000},
    {"Byzantium", 4'370'000},
    {"Constantinople, Petersburg", 7'280'000},
    {"Istanbul", 9'069'000},
    {"MuirGlacier", 9'200'000},
    {"Berlin", 12'244'000},
    {"London", 12'965'000},
    {"ArrowGlacier", 13'773'000},
    {"GrayGlacier", 15'050'000},
}};

constexpr std::array<NamedFork, 6> time_forks{{
    {"Shanghai", 1681338455},
    {"Cancun", 1710338135},
    {"Prague", 1746612311},
    {"Osaka", 1764798551},
    {"BPO1", 1765290071},
    {"BPO2", 1767747671},
}};

// EIP-7840 has the first two, EIP-7918 the third, EIP-7892's blob parameter forks the others.
constexpr std::array<chain::BlobRules, 5> blob_schedule{{
    {.time = 1710338135, .target = 3, .max = 6, .update_fraction = 3338477, .reserve_price = false},
    {.time = 1746612311, .target = 6, .max = 9, .update_fraction = 5007716, .reserve_price = false},
    {.time = 1764798551, .target = 6, .max = 9, .update_fraction = 5007716, .reserve_price = true},
    {.time = 1765290071,
     .target = 10,
     .max = 15,
     .update_fraction = 8346193,
     .reserve_price = true},
    {.time = 1767747671,
     .target = 14,
     .max = 21,
     .update_fraction = 11684671,
     .reserve_price = true},
}};

/// As go-ethereum v1.17.10 writes it: params/config.go, MainnetChainConfig.
constexpr std::string_view config =
    R"({"chainId":1,"homesteadBlock":1150000,"daoForkBlock":1920000,"daoForkSupport":true,)"
    R"("eip150Block":2463000,"eip155Block":2675000,"eip158Block":2675000,)"
    R"("byzantiumBlock":4370000,"constantinopleBlock":7280000,"petersburgBlock":7280000,)"
    R"("istanbulBlock":9069000,"muirGlacierBlock":9200000,"berlinBlock":12244000,)"
    R"("londonBlock":12965000,"arrowGlacierBlock":13773000,"grayGlacierBlock":15050000,)"
    R"("shanghaiTime":1681338455,"cancunTime":1710338135,"pragueTime":1746612311,)"
    R"("osakaTime":1764798551,"bpo1Time":1765290071,"bpo2Time":1767747671,)"
    R"("terminalTotalDifficulty":58750000000000000000000,)"
    R"("depositContractAddress":"0x00000000219ab540356cbb839cbe05303d7705fa","ethash":{},)"
    R"("blobSchedule":{"cancun":{"target":3,"max":6,"baseFeeUpdateFraction":3338477},)"
    R"("prague":{"target":6,"max":9,"baseFeeUpdateFraction":5007716},)"
    R"("bpo1":{"target":10,"max":15,"baseFeeUpdateFraction":8346193},)"
    R"("bpo2":{"target":14,"max":21,"baseFeeUpdateFraction":11684671}}})";

// The first five are given as node records, which name no TCP port.
constexpr std::array<std::string_view, 9> bootnodes{
    "enode://ca967418ba165105303cfbb733dfb92bfcab80d65009d5e5f158c8e9e5f2c907"
    "95ae396a28d2114d66b4001e123e8c2c0465b018aed619fff41faca2ab4d2e64"
    "@212.99.218.66:0?discport=20151",
    "enode://de4265bc38cba8508a14226356fabf480b88da880c19da49df57806a5b242f2a"
    "da08c25e54725c5ce1a762436c8f89e91781787c6b153ef9da72d00b62048170"
    "@129.212.166.61:0?discport=30303",
    "enode://0b75ce940a50f9b3f37cfa162120642d16a4584774317fdaa02d0eec8f8aaf11"
    "fac79ba9d4213f33da9d4c512a3e0716a286b1b8f715c0a2cf5ac630030e0672"
    "@144.126.252.24:0?discport=30303",
    "enode://01472729e328876c6ccea993cf326b8a1ac969d4da4eac57ffa6b79d2d8338fa"
    "21012ff6c05b7ed78811a2f91768944219d9a3f0d33cb97ee0c128a8ed26386b"
    "@178.156.215.140:0?discport=30303",
    "enode://0c949a7bc8d71b95ab9889c11e481a4743314093d5a0de5871de27bd8294e884"
    "b8e3b230b7cecfaf421fa6617aeff897e414444d7b4bf5b249dc9604716077ba"
    "@5.223.94.81:0?discport=30303",
    "enode://d860a01f9722d78051619d1e2351aba3f43f943f6f00718d1b9baa4101932a1f"
    "5011f16bb2b1bb35db20d6fe28fa0bf09636d26a87d31de9ec6203eeedb1f666@18.138.108.67:30303",
    "enode://22a8232c3abc76a16ae9d6c3b164f98775fe226f0917b0ca871128a74a8e9630"
    "b458460865bab457221f1d448dd9791d24c4e5d88786180ac185df813a68d4de@3.209.45.79:30303",
    "enode://2b252ab6a1d0f971d9722cb839a42cb81db019ba44c08754628ab4a823487071"
    "b5695317c8ccd085219c3a03af063495b2f1da8d18218da2d6a82981b45e6ffc@65.108.70.101:30303",
    "enode://4aeb4ab6c14b23e2c4cfdce879c04b0748a20d8e9b59e25ded2a08143e265c6c"
    "25936e74cbc8e641e3312ca288673d91f2f93f8e277de3cfa444ecdaaf982052@157.90.35.166:30303",
};

constexpr std::uint64_t chain_id = 1;

Hash256 hash(std::string_view digits) { return fixed_from_hex<32>(digits).value(); }

/// keccak-256: d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3
eth::Header genesis_header() {
    const Hash256 empty_trie =
        hash("56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");
    eth::Header header;
    header.uncles_hash = hash("1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347");
    header.state_root = hash("d7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544");
    header.transactions_root = empty_trie;
    header.receipts_root = empty_trie;
    header.difficulty = 17'179'869'184;
    header.gas_limit = 5000;
    header.extra =
        from_hex("11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa").value();
    header.nonce = fixed_from_hex<8>("0000000000000042").value();
    return header;
}

}  // namespace

chain::ChainSpec mainnet() {
    chain::ChainSpec spec;
    spec.name = "ethereum";
    spec.network_id = chain_id;
    spec.genesis_header = eth::encode_header(genesis_header());
    spec.genesis_body = {0xc2, 0xc0, 0xc0};  // no transactions, no uncles
    for (const NamedFork& fork : block_forks) {
        spec.block_forks.push_back(fork.from);
        spec.fork_names[fork.from] = fork.name;
    }
    for (const NamedFork& fork : time_forks) {
        spec.time_forks.push_back(fork.from);
        spec.fork_names[fork.from] = fork.name;
    }
    spec.blob_schedule.assign(blob_schedule.begin(), blob_schedule.end());
    spec.config = config;
    for (const std::string_view enode : bootnodes) {
        spec.bootnodes.push_back(net::Node::parse(enode).value());
    }
    return spec;
}

}  // namespace plexus::ethereum

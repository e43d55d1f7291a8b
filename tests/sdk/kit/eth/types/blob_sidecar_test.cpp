#include <boost/test/unit_test.hpp>

#include <kit/eth/types/blob_sidecar.hpp>
#include <kit/eth/types/versioned_hash.hpp>

using namespace plexus;

BOOST_AUTO_TEST_SUITE(blob_sidecars)

namespace {

constexpr std::size_t blob_bytes = 131'072;

/// With as many blobs as commitments, and as many proofs for each as the version wants.
eth::BlobSidecar whole(std::uint8_t version, std::size_t blobs) {
    eth::BlobSidecar sidecar;
    sidecar.version = version;
    sidecar.blobs.assign(blobs, Bytes(blob_bytes));
    for (std::size_t i = 0; i < blobs; ++i) {
        sidecar.commitments.emplace_back().bytes.fill(static_cast<std::uint8_t>(i));
    }
    sidecar.proofs.resize(version == 0 ? blobs : 128 * blobs);
    return sidecar;
}

std::vector<Hash256> names_of(const eth::BlobSidecar& sidecar) {
    std::vector<Hash256> hashes;
    for (const eth::KzgPoint& commitment : sidecar.commitments) {
        hashes.push_back(eth::versioned_hash(commitment));
    }
    return hashes;
}

bool is_good(const eth::BlobSidecar& sidecar) {
    return eth::check_sidecar(eth::outline_of(sidecar)).has_value();
}

bool fits(const eth::BlobSidecar& sidecar, const std::vector<Hash256>& names) {
    return eth::check_sidecar(eth::outline_of(sidecar), names).has_value();
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_whole_sidecar_has_a_commitment_for_each_blob_and_its_proofs) {
    for (const std::uint8_t version : {std::uint8_t{0}, std::uint8_t{1}}) {
        for (const std::size_t blobs : {1U, 2U}) {
            const eth::BlobSidecar sidecar = whole(version, blobs);
            BOOST_TEST(is_good(sidecar));
            BOOST_TEST(fits(sidecar, names_of(sidecar)));
        }
    }
}

BOOST_AUTO_TEST_CASE(a_sidecar_of_which_something_is_missing_is_not_whole) {
    for (const std::uint8_t version : {std::uint8_t{0}, std::uint8_t{1}}) {
        eth::BlobSidecar no_blobs = whole(version, 2);
        no_blobs.blobs.clear();
        eth::BlobSidecar no_proofs = whole(version, 2);
        no_proofs.proofs.clear();
        eth::BlobSidecar one_proof_less = whole(version, 2);
        one_proof_less.proofs.pop_back();
        eth::BlobSidecar one_commitment_less = whole(version, 2);
        one_commitment_less.commitments.pop_back();
        eth::BlobSidecar only_commitments = whole(version, 2);
        only_commitments.blobs.clear();
        only_commitments.proofs.clear();

        for (const auto& sidecar :
             {no_blobs, no_proofs, one_proof_less, one_commitment_less, only_commitments}) {
            BOOST_TEST(!is_good(sidecar));
            BOOST_TEST(!fits(sidecar, names_of(sidecar)));
        }
    }
}

BOOST_AUTO_TEST_CASE(proofs_of_the_other_version_do_not_count) {
    eth::BlobSidecar sidecar = whole(0, 1);
    sidecar.proofs.resize(128);
    BOOST_TEST(!is_good(sidecar));

    sidecar.version = 1;
    BOOST_TEST(is_good(sidecar));
}

BOOST_AUTO_TEST_CASE(commitments_are_those_that_the_transaction_names_in_their_order) {
    const eth::BlobSidecar sidecar = whole(0, 2);
    std::vector<Hash256> names = names_of(sidecar);

    BOOST_TEST(!fits(sidecar, {names[0]}));
    BOOST_TEST(!fits(sidecar, {names[0], names[1], names[1]}));
    BOOST_TEST(!fits(sidecar, {names[1], names[0]}));
    BOOST_TEST(!fits(whole(0, 0), {}));
}

BOOST_AUTO_TEST_CASE(an_outline_is_read_without_the_blobs) {
    rlp::Writer out;
    out.list([&] { eth::write_sidecar(out, whole(1, 2)); });
    rlp::Reader in{out.view()};

    const eth::SidecarOutline outline = eth::read_sidecar_outline(in);

    BOOST_TEST(in.finish().has_value());
    BOOST_TEST(unsigned{outline.version} == 1U);
    BOOST_TEST(outline.blobs == 2U);
    BOOST_TEST((outline.commitments == whole(1, 2).commitments));
    BOOST_TEST(outline.proofs == 256U);
}

BOOST_AUTO_TEST_SUITE_END()

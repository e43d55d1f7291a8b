#include <sys/stat.h>
#include <sys/un.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/test/unit_test.hpp>
#include <fstream>

#include <api/plugin/config_error.hpp>
#include <kit/jsonrpc/ipc_server.hpp>
#include <kit/jsonrpc/unix_listener.hpp>
#include <test_host/test_host.hpp>

BOOST_AUTO_TEST_SUITE(control_socket)

namespace {

using namespace plexus;
namespace fs = std::filesystem;

const net::SocketRemedy remedy{.shorter = "--data-dir", .other = "--control=false"};

std::string socket_refusal(const fs::path& folder) {
    asio::io_context loop;
    try {
        const jsonrpc::UnixListener socket(loop.get_executor(), folder / "control.sock", remedy);
    } catch (const ConfigError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

BOOST_AUTO_TEST_CASE(one_that_was_left_behind_is_replaced_and_its_own_is_removed) {
    asio::io_context loop;
    const testing::TestHost host(loop.get_executor(), "control");
    const fs::path path = host.data_dir() / "control.sock";
    {
        asio::local::stream_protocol::acceptor dead(loop);
        dead.open();
        dead.bind(path.string());
    }
    BOOST_TEST(fs::is_socket(path));
    {
        const jsonrpc::UnixListener socket(loop.get_executor(), path, remedy);
        asio::local::stream_protocol::socket client(loop);
        client.connect(asio::local::stream_protocol::endpoint(path.string()));
    }
    BOOST_TEST(!fs::exists(path));
}

BOOST_AUTO_TEST_CASE(one_on_which_a_process_listens_is_left_alone) {
    asio::io_context loop;
    const testing::TestHost host(loop.get_executor(), "control");
    const jsonrpc::UnixListener first(loop.get_executor(), host.data_dir() / "control.sock",
                                      remedy);

    BOOST_TEST(socket_refusal(host.data_dir())
                   .ends_with("another process listens there; choose --control=false"));
}

BOOST_AUTO_TEST_CASE(a_file_with_the_name_of_the_draft_is_left_alone) {
    asio::io_context loop;
    const testing::TestHost host(loop.get_executor(), "control");
    const fs::path draft = host.data_dir() / "control.new";
    std::ofstream(draft) << "somebody's";

    BOOST_TEST(socket_refusal(host.data_dir())
                   .ends_with("control.new is in the way; move it away, or choose "
                              "--control=false"));
    BOOST_TEST(fs::file_size(draft) == 10U);
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_missing_is_told_in_one_sentence) {
    asio::io_context loop;

    BOOST_TEST(socket_refusal("/nowhere") ==
               "cannot listen at /nowhere/control.sock: No such file or directory; choose "
               "--control=false");
}

BOOST_AUTO_TEST_CASE(what_is_no_socket_is_left_alone) {
    asio::io_context loop;
    const testing::TestHost host(loop.get_executor(), "control");
    std::ofstream(host.data_dir() / "control.sock") << "precious";

    BOOST_TEST(
        socket_refusal(host.data_dir())
            .ends_with("something else lies there; move it away, or choose --control=false"));
    BOOST_TEST(fs::file_size(host.data_dir() / "control.sock") == 8U);
}

BOOST_AUTO_TEST_CASE(a_path_that_is_too_long_is_one_sentence) {
    asio::io_context loop;
    const testing::TestHost host(loop.get_executor(), "control");
    const fs::path folder = host.data_dir() / std::string(sizeof(sockaddr_un::sun_path), 'x');
    fs::create_directory(folder);

    BOOST_TEST(
        socket_refusal(folder).ends_with("a socket's path has at most 107 bytes; choose a "
                                         "shorter --data-dir, or --control=false"));
}

BOOST_AUTO_TEST_SUITE_END()

#include <api/core/printable.hpp>

#include <boost/test/unit_test.hpp>

using plexus::printable;

BOOST_AUTO_TEST_SUITE(printable_text)

BOOST_AUTO_TEST_CASE(letters_of_every_script_stay) {
    BOOST_TEST(printable("Geth/v1 \"x\" \\ Größe 漢字 🦀") == "Geth/v1 \"x\" \\ Größe 漢字 🦀");
    BOOST_TEST(printable("") == "");
}

BOOST_AUTO_TEST_CASE(what_steers_a_terminal_becomes_its_code) {
    BOOST_TEST(printable("a\nb\r\t\x1b[2J\x7f") == "a\\x0ab\\x0d\\x09\\x1b[2J\\x7f");
    BOOST_TEST(printable(std::string_view("\0", 1)) == "\\x00");
    BOOST_TEST(printable("\xc2\x9b") == "\\x9b");  // CSI of the C1 set
}

BOOST_AUTO_TEST_CASE(what_is_invisible_or_turns_the_text_becomes_its_code) {
    BOOST_TEST(printable("\u202e\u200b\u2028\ufeff\u00ad") ==
               "\\u{202e}\\u{200b}\\u{2028}\\u{feff}\\xad");
    BOOST_TEST(printable("\U000e0041\ue000\uffff") == "\\u{e0041}\\u{e000}\\u{ffff}");
}

BOOST_AUTO_TEST_CASE(bytes_that_are_not_utf_8_become_their_numbers) {
    BOOST_TEST(printable("\x80\xff") == "\\x80\\xff");
    BOOST_TEST(printable("\xc3") == "\\xc3");                             // cut short
    BOOST_TEST(printable("\xc0\xaf") == "\\xc0\\xaf");                    // overlong
    BOOST_TEST(printable("\xe0\x80\x8a") == "\\xe0\\x80\\x8a");           // overlong
    BOOST_TEST(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // a surrogate
    BOOST_TEST(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // above the last
    BOOST_TEST(printable("\xe6\xbc ") == "\\xe6\\xbc ");
}

BOOST_AUTO_TEST_CASE(a_second_pass_changes_nothing) {
    const std::string once = printable("\x1b]0;\xff\u202e\n");

    BOOST_TEST(printable(once) == once);
}

BOOST_AUTO_TEST_CASE(a_long_text_is_cut_and_shows_it) {
    BOOST_TEST(printable("abcdef", 6) == "abcdef");
    BOOST_TEST(printable("abcdefg", 6) == "abc...");
    BOOST_TEST(printable("äöüä", 6) == "ä...");  // never inside a character
    BOOST_TEST(printable("\x1b\x1b", 6) == "...");
    BOOST_TEST(printable("abc", 2) == "..");
    BOOST_TEST(printable("abc", 0) == "");
}

BOOST_AUTO_TEST_SUITE_END()

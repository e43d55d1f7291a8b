#include "program.hpp"

int main(int count, char** arguments) { return plexus::app::run_program(count, arguments); }

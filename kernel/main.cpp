#include "program.hpp"

int main(int count, char** arguments) { return plexus::kernel::run_program(count, arguments); }

#include "cli/command.h"

int main(int argc, char** argv) { return retrovue::cli::run(argc, argv); }

// Reads station files from stdin, NUL after each, and says for each on a line of its own whether the parser takes it.
#include <algorithm>
#include <iostream>
#include <iterator>

#include "base/error.h"
#include "station/station_file.h"

int main() {
  const std::string all{std::istreambuf_iterator<char>(std::cin), {}};
  for (std::size_t begin = 0, end; (end = all.find('\0', begin)) != std::string::npos; begin = end + 1) {
    try {
      const auto read = retrovue::station::read_station(all.substr(begin, end - begin), "file");
      std::cout << "ok " << read.size() << "\n";
    } catch (const retrovue::base::Error& error) {
      auto message = error.message();
      std::replace(message.begin(), message.end(), '\n', ' ');
      std::cout << "refused " << message << "\n";
    }
  }
}

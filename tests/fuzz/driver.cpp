// Runs a target on its seeds, on damaged copies of them, and on files given by name. Deterministic: a failing round can
// be run again by its number (--from N --rounds 1). An input that stops the program or takes longer than 5 s is left in
// crash-NAME in the working folder.
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

#include "fuzz.h"

namespace {

const std::string* g_input = nullptr;
std::uint64_t g_round = 0;
std::string g_kept;

void keep_input(int signal) {
  char line[256];
  const int fd = ::open(g_kept.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0644);
  [[maybe_unused]] auto written = g_input ? ::write(fd, g_input->data(), g_input->size()) : 0;
  const int size = std::snprintf(line, sizeof line, "signal %d in round %llu; input kept in %s\n", signal,
                                 static_cast<unsigned long long>(g_round), g_kept.c_str());
  written = ::write(2, line, static_cast<std::size_t>(size));
  ::_exit(1);
}

struct Random {
  std::uint64_t state;
  std::uint64_t operator()() {
    state += 0x9e3779b97f4a7c15u;
    std::uint64_t z = state;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
  }
  std::size_t below(std::size_t end) { return end ? static_cast<std::size_t>((*this)() % end) : 0; }
};

std::string damaged(const std::vector<std::string>& all, std::uint64_t round) {
  Random random{round * 7919};
  std::string bytes = all.empty() ? std::string{} : all[random.below(all.size())];
  for (std::size_t times = 1 + random.below(8); times > 0; --times) {
    const std::size_t at = random.below(bytes.size() + 1), size = random.below(64);
    switch (random.below(7)) {
      case 0:
        if (at < bytes.size()) bytes[at] = static_cast<char>(bytes[at] ^ 1 << random.below(8));
        break;
      case 1:
        if (at < bytes.size()) bytes[at] = static_cast<char>(random());
        break;
      case 2:
        if (at < bytes.size()) bytes[at] = "\x00\x01\x7f\x80\xff\x47\x03"[random.below(7)];
        break;
      case 3:
        bytes.erase(at, size);
        break;
      case 4:
        for (std::size_t i = 0; i < size; ++i) bytes.insert(at, 1, static_cast<char>(random()));
        break;
      case 5: {
        const auto& other = all.empty() ? bytes : all[random.below(all.size())];
        bytes.insert(at, other.substr(random.below(other.size() + 1), size * 8));
        break;
      }
      default:
        bytes.resize(at);
    }
  }
  return bytes;
}

void run(const std::string& bytes) {
  // A copy of the exact size, so that a sanitizer sees a read past the end.
  const std::vector<std::uint8_t> exact(bytes.begin(), bytes.end());
  g_input = &bytes;
  ::alarm(5);
  LLVMFuzzerTestOneInput(exact.data(), exact.size());
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t rounds = 3000, from = 0;
  int files = 0;
  const std::string program = argv[0];
  g_kept = "crash-" + program.substr(program.rfind('/') + 1);
  for (const int signal : {SIGSEGV, SIGABRT, SIGFPE, SIGBUS, SIGILL, SIGTRAP, SIGALRM}) std::signal(signal, keep_input);
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if ((word == "--rounds" || word == "--from") && i + 1 < argc) {
      (word == "--from" ? from : rounds) = std::strtoull(argv[++i], nullptr, 10);
      continue;
    }
    std::ifstream file(word, std::ios::binary);
    if (!file) {
      std::fprintf(stderr, "cannot read '%s'\n", word.c_str());
      return 2;
    }
    run({std::istreambuf_iterator<char>(file), {}});
    ++files;
  }
  if (files > 0) return 0;
  const auto all = seeds();
  for (const auto& seed : all) run(seed);
  for (std::uint64_t round = from; round < from + rounds; ++round) {
    g_round = round;
    run(damaged(all, round));
  }
}

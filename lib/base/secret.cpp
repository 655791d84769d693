#include "base/secret.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"

namespace retrovue::base {
namespace {
static_assert(crypto_secretbox_KEYBYTES == 32);
constexpr char kVersion = 1;

void start() {
  if (sodium_init() < 0) throw Error(ErrorKind::failed, "the cryptographic library does not start");
}

Error key_error(const std::filesystem::path& file, std::string_view what, std::string hint) {
  return Error(ErrorKind::failed, fmt::format("key file '{}' {}", printable(file.string()), what), std::move(hint));
}

// The key for one purpose, so that boxes of different purposes do not open each other.
void derive(unsigned char (&out)[32], const unsigned char (&key)[32], std::string_view purpose) {
  crypto_generichash(out, sizeof out, reinterpret_cast<const unsigned char*>(purpose.data()), purpose.size(), key, sizeof key);
}

// Writes a fresh key beside the file and links it into place: the first of several processes wins, whole.
void make_key(const std::filesystem::path& file) {
  std::error_code code;
  std::filesystem::create_directories(file.parent_path(), code);
  ::chmod(file.parent_path().c_str(), 0700);
  unsigned char key[32];
  randombytes_buf(key, sizeof key);
  char hex[65];
  sodium_bin2hex(hex, sizeof hex, key, sizeof key);
  sodium_memzero(key, sizeof key);
  std::string name = file.string() + ".XXXXXX";
  Fd fd{::mkostemp(name.data(), O_CLOEXEC)};  // mode 0600
  const std::string_view text{hex, 64};
  const bool written = fd.valid() && ::write(fd.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()) &&
                       ::fsync(fd.get()) == 0;
  const bool placed = written && (::link(name.c_str(), file.c_str()) == 0 || errno == EEXIST);
  const int reason = errno;
  if (fd.valid()) ::unlink(name.c_str());
  sodium_memzero(hex, sizeof hex);
  if (!placed)
    throw key_error(file, fmt::format("cannot be made: {}", std::strerror(reason)), "check the permissions of its folder");
}
}  // namespace

std::filesystem::path SecretBox::default_key_file() { return config_home() / "secret.key"; }

SecretBox::SecretBox(const std::filesystem::path& key_file) : file_(key_file) {
  start();
  struct stat st {};
  if (::stat(file_.c_str(), &st) != 0) {
    make_key(file_);
    if (::stat(file_.c_str(), &st) != 0) throw key_error(file_, "cannot be read", "check its permissions");
  }
  if ((st.st_mode & 077) != 0) throw key_error(file_, "can be read by others", fmt::format("chmod 600 '{}'", printable(file_.string())));
  auto text = read_file(file_, 4096);
  const auto hex = trim(text);
  std::size_t size = 0;
  const bool good = hex.size() == 64 && sodium_hex2bin(key_, sizeof key_, hex.data(), hex.size(), nullptr, &size, nullptr) == 0 &&
                    size == sizeof key_;
  sodium_memzero(text.data(), text.size());
  if (!good) throw key_error(file_, "is damaged", "restore it, or remove it and sign in to your servers again");
}

SecretBox::~SecretBox() { sodium_memzero(key_, sizeof key_); }

std::string SecretBox::seal(std::string_view secret, std::string_view purpose) const {
  unsigned char key[32];
  derive(key, key_, purpose);
  std::string out(1 + crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + secret.size(), '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(out.data());
  bytes[0] = kVersion;
  randombytes_buf(bytes + 1, crypto_secretbox_NONCEBYTES);
  crypto_secretbox_easy(bytes + 1 + crypto_secretbox_NONCEBYTES, reinterpret_cast<const unsigned char*>(secret.data()),
                        secret.size(), bytes + 1, key);
  sodium_memzero(key, sizeof key);
  return out;
}

std::string SecretBox::open(std::string_view sealed, std::string_view purpose) const {
  constexpr std::size_t kHead = 1 + crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES;
  bool good = sealed.size() >= kHead && sealed[0] == kVersion;
  std::string out(good ? sealed.size() - kHead : 0, '\0');
  if (good) {
    unsigned char key[32];
    derive(key, key_, purpose);
    const auto* bytes = reinterpret_cast<const unsigned char*>(sealed.data());
    good = crypto_secretbox_open_easy(reinterpret_cast<unsigned char*>(out.data()), bytes + 1 + crypto_secretbox_NONCEBYTES,
                                      sealed.size() - 1 - crypto_secretbox_NONCEBYTES, bytes + 1, key) == 0;
    sodium_memzero(key, sizeof key);
  }
  if (!good)
    throw Error(ErrorKind::failed, fmt::format("a stored secret cannot be opened with the key in '{}'", printable(file_.string())),
                "put the key file back, or sign in again");
  return out;
}

std::string random_uuid() {
  start();
  unsigned char b[16];
  randombytes_buf(b, sizeof b);
  b[6] = static_cast<unsigned char>((b[6] & 0x0F) | 0x40);
  b[8] = static_cast<unsigned char>((b[8] & 0x3F) | 0x80);
  char hex[33];
  sodium_bin2hex(hex, sizeof hex, b, sizeof b);
  const std::string_view h{hex, 32};
  return fmt::format("{}-{}-{}-{}-{}", h.substr(0, 8), h.substr(8, 4), h.substr(12, 4), h.substr(16, 4), h.substr(20));
}

}  // namespace retrovue::base

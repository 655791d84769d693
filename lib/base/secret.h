#pragma once
#include <filesystem>
#include <string>
#include <string_view>

namespace retrovue::base {

// Seals short secrets (tokens) for storage: XSalsa20-Poly1305 with a random nonce (libsodium secretbox), bound to a
// purpose, so that a sealed token cannot be moved to another row. The key lies in a file of mode 0600 outside the catalog;
// whoever has only the catalog or a backup of it can read nothing.
class SecretBox {
 public:
  // <config_home>/secret.key
  static std::filesystem::path default_key_file();

  // Reads the key, or makes file and folder (0700) when there is none. Two processes that start at once agree on one key.
  // Throws Error(failed) when the file is damaged, readable by others, or cannot be made.
  explicit SecretBox(const std::filesystem::path& key_file = default_key_file());
  ~SecretBox();  // wipes the key
  SecretBox(const SecretBox&) = delete;
  SecretBox& operator=(const SecretBox&) = delete;

  std::string seal(std::string_view secret, std::string_view purpose) const;  // bytes, not text
  // Throws Error(failed): another key, another purpose, or damaged bytes.
  std::string open(std::string_view sealed, std::string_view purpose) const;

 private:
  std::filesystem::path file_;
  unsigned char key_[32];
};

std::string random_uuid();  // version 4 (RFC 9562 section 5.4)

}  // namespace retrovue::base

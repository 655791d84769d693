#include <algorithm>

#include "base/error.h"
#include "base/text.h"
#include "fuzz.h"
#include "sources/plex_account.h"

using namespace retrovue;
using retrovue::fuzz::must;

namespace {
bool word(const std::string& token) {
  return token.size() <= 1'000 && std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7f; });
}
bool line(const std::string& value) { return base::is_utf8(value) && value.find('\r') == std::string::npos && value.find('\0') == std::string::npos; }

template <typename Parse>
void tried(Parse parse) {
  try {
    parse();
  } catch (const base::Error& error) {
    must(error.kind() == base::ErrorKind::failed);
  }
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view body{reinterpret_cast<const char*>(bytes), size};
  tried([&] {
    if (const auto pin = sources::parse_pin(body)) must(!pin->id.empty() && !pin->code.empty() && line(pin->code) && pin->expires_in >= 1'000 && pin->expires_in <= 3'600'000);
  });
  tried([&] {
    if (const auto token = sources::parse_pin_token(body)) must(!token->empty() && word(*token));
  });
  tried([&] {
    for (const auto& one : sources::parse_resources(body)) {
      must(!one.machine_id.empty() && word(one.token) && line(one.name) && line(one.version));
      for (std::size_t i = 1; i < one.connections.size(); ++i) {
        const auto &a = one.connections[i - 1], &b = one.connections[i];
        must(a.relay < b.relay || (a.relay == b.relay && a.local >= b.local));
      }
    }
  });
  if (const auto found = sources::parse_gdm(body, "192.0.2.7")) {
    must(found->url.starts_with("http://192.0.2.7:") && !found->machine_id.empty());
    for (const auto* field : {&found->name, &found->machine_id, &found->version}) must(line(*field) && field->find('\n') == std::string::npos);
  }
  return 0;
}

std::vector<std::string> seeds() {
  return {R"({"id":4711,"code":"RV42","expiresIn":900,"authToken":null})", R"({"id":4711,"code":"RV42","expiresIn":"890","authToken":"abc-DEF_123"})",
          R"([{"name":"Attic","provides":"client,server","clientIdentifier":"m1","accessToken":"t1","owned":true,"presence":"1","productVersion":"1.40","connections":[)"
          R"({"protocol":"https","address":"10.0.0.2","port":32400,"uri":"https://10-0-0-2.hash.plex.direct:32400","local":true,"relay":false,"IPv6":false},)"
          R"({"address":"2001:db8::1","port":32400,"uri":"https://x.plex.direct:32400","local":false,"relay":false},)"
          R"({"address":"","port":8443,"uri":"https://relay.plex.direct:8443","local":false,"relay":true}]},{"name":"Phone","provides":"player","clientIdentifier":"p"}])",
          R"({"errors":[{"code":1020,"message":"not found","status":404}]})",
          "HTTP/1.0 200 OK\r\nContent-Type: plex/media-server\r\nName: Attic\r\nPort: 32400\r\nResource-Identifier: m1\r\nUpdated-At: 1\r\nVersion: 1.40\r\n\r\n",
          "HTTP/1.1 200 OK\nname:x\nPORT : 1\nresource-identifier:\t\x01\nContent-Type: plex/media-server\n"};
}

#include "serve/reply.h"

#include "base/json.h"
#include "base/log.h"

namespace retrovue::serve {

Reply error_reply(unsigned status, std::string_view kind, std::string_view message, std::string_view hint) {
  base::JsonWriter json;
  json.object().key("error").object().field("kind", kind).field("message", message).text_or_null("hint", hint).end().end();
  auto reply = json_reply(json.take());
  reply.status = status;
  return reply;
}

Reply error_reply(const base::Error& error) {
  using base::ErrorKind;
  switch (error.kind()) {
    case ErrorKind::usage: return error_reply(400, word(error.kind()), error.message(), error.hint());
    case ErrorKind::not_found: return error_reply(404, word(error.kind()), error.message(), error.hint());
    case ErrorKind::busy:
      base::log(base::LogLevel::warning, "serve", "{}", error.message());
      return error_reply(503, word(error.kind()), "the catalog is busy", "try again in a moment");
    default:
      base::log(base::LogLevel::error, "serve", "{}", error.message());
      return error_reply(500, word(error.kind()), "the station could not answer", "see the log of the server");
  }
}

Reply json_reply(std::string json) {
  Reply reply;
  reply.type = "application/json";
  reply.text = std::move(json);
  reply.zip = true;
  reply.field("Cache-Control", "no-cache");
  return reply;
}

std::string_view reason(unsigned status) {
  switch (status) {
    case 200: return "OK";
    case 204: return "No Content";
    case 304: return "Not Modified";
    case 400: return "Bad Request";
    case 404: return "Not Found";
    case 405: return "Method Not Allowed";
    case 408: return "Request Timeout";
    case 413: return "Content Too Large";
    case 431: return "Request Header Fields Too Large";
    case 500: return "Internal Server Error";
    case 503: return "Service Unavailable";
    default: return "Unknown";
  }
}

}  // namespace retrovue::serve

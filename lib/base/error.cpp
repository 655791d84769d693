#include "base/error.h"

namespace retrovue::base {

int exit_code(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::failed: return 1;
    case ErrorKind::usage: return 2;
    case ErrorKind::partial: return 3;
    case ErrorKind::not_found: return 4;
    case ErrorKind::catalog: return 5;
    case ErrorKind::busy: return 6;
    case ErrorKind::unreachable: return 7;
    case ErrorKind::unauthorised: return 8;
    case ErrorKind::interrupted: return 130;
  }
  return 1;
}

std::string_view word(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::failed: return "failed";
    case ErrorKind::usage: return "usage";
    case ErrorKind::partial: return "partial";
    case ErrorKind::not_found: return "not_found";
    case ErrorKind::catalog: return "catalog";
    case ErrorKind::busy: return "busy";
    case ErrorKind::unreachable: return "unreachable";
    case ErrorKind::unauthorised: return "unauthorised";
    case ErrorKind::interrupted: return "interrupted";
  }
  return "failed";
}

}  // namespace retrovue::base

#include "serve/gzip.h"

#include <zlib.h>

#include "base/error.h"

namespace retrovue::serve {
namespace {
constexpr int kGzipWindow = 15 + 16;  // zlib's sign for a gzip wrapper
// Guide text shrinks to about a tenth at any level, and the time counts.
constexpr int kLevel = 1;
}  // namespace

struct GzipStream::Impl {
  z_stream z{};
};

GzipStream::GzipStream() : impl_(std::make_unique<Impl>()) {
  if (deflateInit2(&impl_->z, kLevel, Z_DEFLATED, kGzipWindow, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw base::Error(base::ErrorKind::failed, "no memory to compress");
}

GzipStream::~GzipStream() { deflateEnd(&impl_->z); }

void GzipStream::add(std::string_view plain, bool finish, std::string& out) {
  auto& z = impl_->z;
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(plain.data()));
  z.avail_in = static_cast<uInt>(plain.size());
  char buffer[32 * 1024];
  do {
    z.next_out = reinterpret_cast<Bytef*>(buffer);
    z.avail_out = sizeof buffer;
    deflate(&z, finish ? Z_FINISH : Z_NO_FLUSH);
    out.append(buffer, sizeof buffer - z.avail_out);
  } while (z.avail_out == 0);
}

std::string gzip(std::string_view plain) {
  std::string out;
  GzipStream{}.add(plain, true, out);
  return out;
}

std::string gunzip(std::string_view packed) {
  z_stream z{};
  if (inflateInit2(&z, kGzipWindow) != Z_OK) throw base::Error(base::ErrorKind::failed, "no memory to decompress");
  std::string out;
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  z.avail_in = static_cast<uInt>(packed.size());
  char buffer[32 * 1024];
  int result = Z_OK;
  while (result == Z_OK) {
    z.next_out = reinterpret_cast<Bytef*>(buffer);
    z.avail_out = sizeof buffer;
    result = inflate(&z, Z_NO_FLUSH);
    out.append(buffer, sizeof buffer - z.avail_out);
  }
  inflateEnd(&z);
  if (result != Z_STREAM_END) throw base::Error(base::ErrorKind::failed, "damaged gzip data");
  return out;
}

}  // namespace retrovue::serve

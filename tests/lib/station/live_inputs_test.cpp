#include "station/live_inputs.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace retrovue;
using namespace retrovue::station;

TEST_CASE("addresses of live inputs are checked, and shown without what is secret in them") {
  for (const auto* url : {"http://eva:hunter2@h:80/hunter2/x.m3u8?k=hunter2#hunter2", "rtsp://hunter2@h/", "srt://h:9000?passphrase=hunter2", "RTMP://h/app/hunter2",
                          "udp://@239.1.1.1:1234?fifo_size=1", "http://a@hunter2@h/x"}) {
    CHECK(live_url(std::string(" ") + url + "\n") == url);
    CHECK(shown_url(url).find("hunter2") == std::string::npos);
  }
  CHECK(shown_url("http://eva:hunter2@h:80/x") == "http://h:80/...");
  for (const auto* url : {"", "x", "/dev/video0", "file:///etc/passwd", "pipe:0", "concat:http://h/", "http://", "http:///x", "http://h/'x", "http://h/\nfile /etc/passwd",
                          "http://h/ x", "subfile,,start,0,end,0,,:/etc/passwd://h"}) {
    try {
      live_url(url);
      FAIL(url);
    } catch (const base::Error& error) {
      CHECK(error.kind() == base::ErrorKind::usage);
    }
  }
  CHECK_THROWS(live_url("http://h/" + std::string(5000, 'x')));
}

TEST_CASE("what a list opens is bound to the scheme of its address") {
  const auto list = live_list("rtsp://h/x");
  CHECK(list.find("file 'rtsp://h/x'\n") != std::string::npos);
  CHECK(list.find("option protocol_whitelist rtp,udp,tcp\n") != std::string::npos);
  for (const auto* url : {"http://h/", "https://h/", "rtmp://h/", "srt://h/", "udp://h:1", "rtp://h:1", "tcp://h:1"}) {
    const auto made = live_list(url);
    const auto protocols = made.substr(made.find("protocol_whitelist"));
    CHECK(protocols.find("file") == std::string::npos);
  }
}

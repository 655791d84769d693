"""A headless Chromium that is told what to do over its debugging pipe (Chrome DevTools Protocol)."""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
import time

KEYS = {"ArrowDown": 40, "ArrowUp": 38, "ArrowLeft": 37, "ArrowRight": 39, "Escape": 27, "Enter": 13}


def program():
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Browser:
    def __init__(self, width=1400, height=1000):
        self.folder = tempfile.mkdtemp(prefix="retrovue-browser-")
        to_child, self.write_end = os.pipe()
        self.read_end, from_child = os.pipe()
        flags = ["--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--autoplay-policy=no-user-gesture-required",
                 "--hide-scrollbars", f"--window-size={width},{height}", f"--user-data-dir={self.folder}", "about:blank"]
        # The protocol is spoken on descriptors 3 and 4.
        command = ["bash", "-c", f"exec 3<&{to_child} 4>&{from_child}; exec \"$@\"", "bash", program(), *flags]
        self.process = subprocess.Popen(command, pass_fds=(to_child, from_child), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(to_child)
        os.close(from_child)
        self.buffer, self.calls, self.events, self.session = b"", 0, [], None
        page = next(t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self.session = self.call("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=False)

    def call(self, method, **params):
        self.calls += 1
        message = {"id": self.calls, "method": method, "params": params}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.write_end, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.buffer:
                data = os.read(self.read_end, 1 << 16)
                if not data:
                    raise RuntimeError("the browser has gone")
                self.buffer += data
            text, _, self.buffer = self.buffer.partition(b"\0")
            answer = json.loads(text)
            if answer.get("id") != self.calls:
                self.events.append(answer)
            elif "error" in answer:
                raise RuntimeError(answer["error"])
            else:
                return answer["result"]

    def run(self, script):
        """The value of a JavaScript expression, as if a person had asked for it."""
        result = self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True, userGesture=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"])
        return result["result"].get("value")

    def until(self, script, seconds=30):
        """Waits in the page for an expression to hold; its last value."""
        return self.run("new Promise((done) => { const end = Date.now() + %d; const look = () => { const value = (() => { try { return %s; } catch { return null; } })();"
                        "value || Date.now() > end ? done(value) : setTimeout(look, 50); }; look(); })" % (seconds * 1000, script))

    def open(self, url):
        self.call("Page.navigate", url=url)

    def press(self, key):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=KEYS.get(key, ord(key[0].upper())))

    def complaints(self):
        """What the console and the log of the page said."""
        wanted = ("Log.entryAdded", "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Page.javascriptDialogOpening")
        return [event for event in self.events if event.get("method") in wanted]

    def close(self):
        with contextlib.suppress(Exception):
            self.call("Browser.close")
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(10)
        self.process.kill()
        self.process.wait()
        os.close(self.write_end)
        os.close(self.read_end)
        shutil.rmtree(self.folder, ignore_errors=True)

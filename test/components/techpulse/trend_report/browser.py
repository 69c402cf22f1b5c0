"""A headless Chromium, told what to do over its debugging protocol; it may reach no network."""

import base64
import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from websockets.sync.client import ClientConnection, connect

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--remote-debugging-port=0",
)
_PATIENCE_SECONDS = 60.0


class Tab:
    """One page at a time; `events` are what the browser has said since the page was opened."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self._last = 0
        self.events: list[dict[str, Any]] = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.tell(f"{domain}.enable")

    def tell(self, method: str, **parameters: object) -> dict[str, Any]:
        """The answer to one command."""
        self._last += 1
        self._socket.send(json.dumps({"id": self._last, "method": method, "params": parameters}))
        while True:
            said: dict[str, Any] = json.loads(self._socket.recv(timeout=_PATIENCE_SECONDS))
            if said.get("id") == self._last:
                assert "error" not in said, said
                return dict(said["result"])
            self.events.append(said)

    def run(self, script: str) -> Any:
        """The value of an expression in the page; of a promise, once it is kept."""
        result = self.tell("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in result, result
        return result["result"].get("value")

    def open(self, page: Path, *, width: int = 1440, theme: str = "light", fragment: str = "") -> None:
        """Shows the page at this width and in this theme, and waits until nothing is drawn any more."""
        self.tell("Page.navigate", url="about:blank")
        self.events.clear()
        phone = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 700}
        self.tell("Emulation.setDeviceMetricsOverride", **phone)
        self.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": theme}])
        self.tell("Page.navigate", url=page.as_uri() + fragment)
        self.wait("document.readyState === 'complete'")
        self.settle()

    def settle(self) -> None:
        """Waits until each chart is drawn or says that it has nothing to show."""
        self.wait("[...document.querySelectorAll('.chart')].every(c => c.querySelector('svg, .empty'))")

    def wait(self, condition: str) -> None:
        """Waits until the expression is true."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not self.run(condition):
            assert time.monotonic() < deadline, f"never became true: {condition}"
            time.sleep(0.05)

    def complaints(self) -> list[str]:
        """Errors and warnings of the console, uncaught errors, and requests for anything but the page itself."""
        self.run("1")  # what was said before this is in the events now
        return [json.dumps(event) for event in self.events if _is_complaint(event)]

    def press(self, key: str, text: str = "") -> None:
        """One key, down and up."""
        self.tell("Input.dispatchKeyEvent", type="keyDown", key=key, code=key, text=text)
        self.tell("Input.dispatchKeyEvent", type="keyUp", key=key, code=key)

    def point(self, x: float, y: float) -> None:
        """Moves the mouse there."""
        self.tell("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def picture(self, file: Path) -> None:
        """The whole page as a picture."""
        size = self.tell("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1}
        shot = self.tell("Page.captureScreenshot", format="png", captureBeyondViewport=True, clip=clip)
        file.write_bytes(base64.b64decode(shot["data"]))


def _is_complaint(event: dict[str, Any]) -> bool:
    parameters = event.get("params", {})
    match event.get("method"):
        case "Runtime.exceptionThrown":
            return True
        case "Runtime.consoleAPICalled":
            return parameters["type"] in {"error", "warning", "assert"}
        case "Log.entryAdded":
            return parameters["entry"]["level"] in {"error", "warning"}
        case "Network.requestWillBeSent":
            return not parameters["request"]["url"].startswith(("file:", "data:", "about:"))
        case _:
            return False


@contextmanager
def browser(program: str, folder: Path) -> Iterator[Tab]:
    """A tab of a browser of its own, whose profile is in `folder`."""
    command = [program, *_FLAGS, f"--user-data-dir={folder}", "about:blank"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            with connect(_address(folder, process), max_size=None, compression=None, proxy=None) as socket:
                yield Tab(socket)
        finally:
            process.terminate()
            process.wait(timeout=_PATIENCE_SECONDS)


def _address(folder: Path, process: "subprocess.Popen[bytes]") -> str:
    """The socket of the first tab."""
    port_file = folder / "DevToolsActivePort"
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while not (port_file.exists() and len(port_file.read_text().splitlines()) == 2):
        assert process.poll() is None, "the browser ended"
        assert time.monotonic() < deadline, "the browser did not start"
        time.sleep(0.05)
    port, path = port_file.read_text().splitlines()
    with connect(f"ws://127.0.0.1:{port}{path}", max_size=None, proxy=None) as socket:
        socket.send(json.dumps({"id": 1, "method": "Target.getTargets"}))
        targets = json.loads(socket.recv(timeout=_PATIENCE_SECONDS))["result"]["targetInfos"]
    [target] = [target["targetId"] for target in targets if target["type"] == "page"]
    return f"ws://127.0.0.1:{port}/devtools/page/{target}"

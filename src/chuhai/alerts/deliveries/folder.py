"""Takes alerts, gives one file each in a folder, and a word on the desktop where the system has a way to show one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from chuhai.alerts import clean
from chuhai.alerts.alert import Alert
from chuhai.alerts.deliveries import _feed, base
from chuhai.errors import DeliveryError

FORMS = ("html", "md", "txt")
#: AppleScript that takes its words as arguments, so that none is read as a script.
_SCRIPT = "on run argv\ndisplay notification (item 2 of argv) with title (item 1 of argv)\nend run"


class Folder:
    """A file's name is the alert's time and id: sent twice, it stands there once."""

    about = base.About(
        "folder",
        "Files in a folder, and a notification",
        {
            "path": "folder to write to, such as ~/Desktop/alerts",
            "form": "html (unless told otherwise), md or txt",
            "notify": "yes shows a notification too, where notify-send or osascript is there",
        },
        needed=("path",),
        together=_feed.MOST,
        whole=True,
    )

    def send(self, alerts: Sequence[Alert], tools: base.Tools) -> None:
        form = tools.options.get("form", "html")
        if form not in FORMS:
            raise DeliveryError(f"form {form!r}: one of {', '.join(FORMS)}", again=False)
        folder = _feed.path(tools)
        for alert in alerts:
            path = folder / f"{alert.at:%Y%m%d-%H%M%S}-{alert.id}.{form}"
            new = not path.exists()
            base.whole_file(path, _written(alert, form, tools.lang).encode("utf-8", "replace"))
            if new and tools.options.get("notify", "").lower() in ("yes", "true", "1"):
                notify(alert.words(tools.lang).title, alert.words(tools.lang).why, path)


def notify(title: str, text: str, path: Path) -> bool:
    """Show a notification by the system's own program; False where there is none. Never a shell, never words as options."""
    title, text = clean.line(title, 120), clean.line(text, 240)
    if sys.platform == "darwin" and shutil.which("osascript"):
        command = ["osascript", "-e", _SCRIPT, title, text]
    elif shutil.which("notify-send"):
        command = ["notify-send", "--app-name=Chuhai", "--", title, clean.markup(text)]
    else:
        return False
    try:
        return subprocess.run(command, timeout=5, check=False, capture_output=True).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def _written(alert: Alert, form: str, lang: str) -> str:
    words = alert.words(lang)
    if form == "txt":
        return f"{words.title}\n\n{_feed.plain(alert, lang)}\n"
    if form == "md":
        from chuhai.alerts.deliveries.dingtalk import told

        return told(alert, lang) + "\n"
    return (
        f'<!DOCTYPE html>\n<html lang="{lang}"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'">'
        f"<title>{clean.markup(words.title)}</title></head><body><h1>{clean.markup(words.title)}</h1>"
        f"{_feed.body(alert, lang)}</body></html>\n"
    )


DELIVERY = Folder()

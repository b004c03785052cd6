"""The watcher: looks through sources again and again, each at its own pace, and hands what is new to alerts."""

"""Chromium without a screen, where it is installed."""
import os
import shutil
import subprocess
import tempfile

import tap


def dumped_dom(page):
    """What a page has become once its scripts have run. Without a browser, the test that asks is skipped."""
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if not browser:
        raise tap.Skip("chromium is not installed")
    with tempfile.TemporaryDirectory() as home:
        result = subprocess.run([browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                                 f"--user-data-dir={home}", "--virtual-time-budget=5000", "--dump-dom", page.as_uri()],
                                env={**os.environ, "HOME": home}, capture_output=True, text=True, check=False, timeout=600)
    if result.returncode != 0 or "<html" not in result.stdout:
        raise tap.Skip(f"chromium does not run here: {result.stderr[-300:]}")
    return result.stdout

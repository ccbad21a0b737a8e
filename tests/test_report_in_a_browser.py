"""The report page in a real headless browser: it renders, filters, opens an ending, and hostile text stays text."""

from __future__ import annotations

import shutil
import time

import pandas as pd
import pytest

from closedetect.report import render_report

pytest.importorskip("matplotlib")
webdriver = pytest.importorskip("selenium.webdriver", reason="the browser test needs selenium")
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
DRIVER = shutil.which("chromedriver")
pytestmark = pytest.mark.skipif(not (BROWSER and DRIVER), reason="no Chromium with its driver on this machine")
HOSTILE = "</script><script>document.title='broken'</script><img src=x onerror=\"document.title='broken'\">"


@pytest.fixture(scope="module")
def browser():
    options = webdriver.ChromeOptions()
    options.binary_location = BROWSER
    for argument in ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "window-size=1200,1600"):
        options.add_argument(f"--{argument}")
    driver = webdriver.Chrome(options=options, service=webdriver.ChromeService(executable_path=DRIVER))
    yield driver
    driver.quit()


def page_of(frame, tmp_path, title="mock interviews"):
    path = tmp_path / "report.html"
    path.write_text(render_report(frame.astype(object).fillna("").astype(str), title=title), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def three(fast):
    texts = [
        "HR: Yes, yes. Any questions?\nAna: Can I have the job? \U0001f600 When can I start?",
        "HR: Any questions?\nBo: No, thank you, goodbye.",
        f"HR: Any questions?\nCy: {HOSTILE} I'd really love to work here.",
    ]
    frame = pd.DataFrame({"id": ["A-1", "B-2", f"C-3 {HOSTILE}"], "transcript": texts})
    return frame.join(fast.score(frame))


def wait_until(seen):
    """A page fills itself after it is loaded: on a busy machine that takes a while."""
    deadline = time.monotonic() + 30
    while not seen() and time.monotonic() < deadline:
        time.sleep(0.05)


def test_it_renders_filters_and_opens(browser, three, tmp_path):
    browser.get(page_of(three, tmp_path))
    find = lambda css: browser.find_elements("css selector", css)  # noqa: E731
    wait_until(lambda: find("details"))
    assert browser.title == "mock interviews" and len(find("figure svg")) == 1
    assert find("#count")[0].text == "3 of 3" and len(find("details")) == 3
    find("#label option[value=direct_ask]")[0].click()
    assert find("#count")[0].text == "1 of 3"
    find("summary")[0].click()
    wait_until(lambda: find("mark"))
    # The emoji before it counts two in a browser and one in Python.
    assert [mark.text for mark in find("mark")][-1] == "When can I start"
    find("#label option[value='*']")[0].click()
    find("#search")[0].send_keys("b-2 goodbye")
    assert find("#count")[0].text == "1 of 3"


def test_hostile_text_stays_text(browser, three, tmp_path):
    browser.get(page_of(three, tmp_path, title=HOSTILE))
    wait_until(lambda: browser.find_elements("css selector", "summary"))
    for summary in browser.find_elements("css selector", "summary"):
        summary.click()
    time.sleep(0.3)
    assert browser.title == HOSTILE and not browser.find_elements("css selector", "main img, h1 img")
    assert HOSTILE in browser.find_element("css selector", "main").text
    assert not [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"]


def test_ten_thousand_rows_stay_usable(browser, three, tmp_path):
    many = pd.concat([three] * 3334, ignore_index=True)
    many["id"] = [f"row-{i}" for i in range(len(many))]
    browser.get(page_of(many, tmp_path))
    wait_until(lambda: browser.find_elements("css selector", "details"))
    assert len(browser.find_elements("css selector", "details")) == 100
    browser.find_element("css selector", "#search").send_keys("row-10001")
    wait_until(lambda: browser.find_element("css selector", "#count").text == "1 of 10002")
    assert browser.find_element("css selector", "#count").text == "1 of 10002"

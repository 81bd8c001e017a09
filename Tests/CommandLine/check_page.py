#!/usr/bin/env python3
"""check_page.py REPORT.html [FOLDER]: opens a comparison's page in headless Chromium and uses it as a reader would.

Fails on any message in the console, any request for anything but the page itself, and where sorting, leaving out a variant,
values under the pointer, series over time or playback do not do what they should. With a folder, screenshots are kept there.
Needs playwright (PyPI) and Chromium (CHROMIUM, default /usr/bin/chromium).
"""
import os
import pathlib
import sys

from playwright.sync_api import sync_playwright


def expect(condition, words):
    if not condition:
        sys.exit(f"{sys.argv[1]}: {words}")


def use(page, shots):
    sections = page.locator("section[data-block]")
    expect(sections.count() > 0, "there is no section")
    section = sections.first
    table = section.locator("table.sortable").first
    head = table.locator("th").nth(1)
    head.click()
    expect(head.get_attribute("aria-sort") == "ascending", "a click does not sort")
    values = [float(v) for v in table.locator("tbody tr td:nth-child(2)").evaluate_all(
        "cells => cells.map(cell => cell.dataset.v).filter(v => v)")]
    expect(values == sorted(values), f"the rows are not sorted: {values}")

    boxes = section.locator(".filter input")
    rows = table.locator("tbody tr:visible").count()
    if boxes.count() > 1:
        boxes.nth(1).uncheck()
        expect(table.locator("tbody tr:visible").count() == rows - 1, "a variant that is left out is still there")
        boxes.nth(1).check()
        expect(table.locator("tbody tr:visible").count() == rows, "a variant does not come back")

    curve = section.locator("[data-curves]").first
    curve.hover()
    expect(page.locator("#tip").is_visible(), "there is no value under the pointer")
    expect("≤" in page.locator("#tip").inner_text(), "the value under the pointer says nothing")
    page.mouse.move(1, 1)

    if section.locator(".time").count():
        expect(section.locator(".time").is_visible(), "series over time are not shown")
        series = section.locator("svg.series")
        expect(series.locator("path").count() > 0, "no series is drawn")
        series.hover()
        expect(page.locator("#tip").is_visible(), "series have no value under the pointer")
        for metric in section.locator(".time .metric option").evaluate_all("all => all.map(o => o.value)"):
            section.locator(".time .metric").select_option(metric)
            expect(series.locator("path").count() > 0, f"{metric} draws nothing")
        page.mouse.move(1, 1)

    if section.locator(".playback").count():
        slider = section.locator(".moment")
        before = section.locator("output").inner_text()
        slider.evaluate("s => { s.value = s.max; s.dispatchEvent(new Event('input')); }")
        expect(section.locator("output").inner_text() != before, "the slider changes nothing")
        slider.evaluate("s => { s.value = 0; s.dispatchEvent(new Event('input')); }")
        section.locator(".play").click()
        page.wait_for_timeout(500)
        section.locator(".play").click()
        expect(int(slider.input_value()) >= 2, "playback does not play")
        slider.evaluate("s => { s.value = Math.round(s.max * 0.2); s.dispatchEvent(new Event('input')); }")
        if shots:
            section.locator(".playback").screenshot(path=f"{shots}/playback.png")


def main():
    path = pathlib.Path(sys.argv[1]).resolve()
    shots = sys.argv[2] if len(sys.argv) > 2 else None
    if shots:
        os.makedirs(shots, exist_ok=True)
    messages, requests = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            page = browser.new_page(color_scheme=scheme, viewport={"width": 1200, "height": 900})
            page.on("console", lambda message: messages.append(message.text))
            page.on("pageerror", lambda error: messages.append(str(error)))
            page.on("request", lambda request: requests.append(request.url))
            page.goto(path.as_uri())
            use(page, shots if scheme == "light" else None)
            if shots:
                page.screenshot(path=f"{shots}/{scheme}.png", full_page=True)
            if scheme == "light":
                page.emulate_media(media="print")
                expect(not page.locator(".filter").first.is_visible() if page.locator(".filter").count() else True,
                       "controls are printed")
                if shots:
                    page.pdf(path=f"{shots}/print.pdf")
        phone = browser.new_page(viewport={"width": 390, "height": 800})
        phone.goto(path.as_uri())
        wide = phone.evaluate("document.documentElement.scrollWidth")
        expect(wide <= 390, f"the page is {wide} pixels wide on a phone of 390")
        if shots:
            phone.screenshot(path=f"{shots}/phone.png")
        plain = browser.new_context(java_script_enabled=False).new_page()
        plain.goto(path.as_uri())
        expect(plain.locator("table").first.is_visible(), "without scripts there are no tables")
        browser.close()
    outside = [url for url in requests if url != path.as_uri() and not url.startswith("data:")]
    expect(not messages, f"the console says: {messages[:5]}")
    expect(not outside, f"the page asks for: {outside[:5]}")
    print(f"{path.name}: no message, no request, everything works")


main()

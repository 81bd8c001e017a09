#!/usr/bin/env python3
"""check_reports.py RHUMB FOLDER: holds every report of a comparison against somebody else's reader.

JSON against its published schema (jsonschema), JUnit by junitparser and against Jenkins' rules (jenkins-junit.xsd, by lxml), OpenMetrics by prometheus_client's parser and, where there
is one, promtool; SQLite by sqlite3; SVG and CSV by the standard library. All numbers of CSV, JSON and SQLite must agree.
"""
import csv
import glob
import json
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import xml.dom.minidom

import jsonschema
import lxml.etree
from junitparser import Failure, JUnitXml
from prometheus_client.openmetrics.parser import text_string_to_metric_families


def expect(condition, words):
    if not condition:
        sys.exit(f"{sys.argv[2]}: {words}")


def main():
    rhumb, folder = sys.argv[1:3]
    schema = json.loads(subprocess.run([rhumb, "list", "compare-schema"], check=True, capture_output=True).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    summary = json.load(open(f"{folder}/summary.json"))
    jsonschema.validate(summary, schema, cls=jsonschema.Draft202012Validator)

    suites = JUnitXml.fromfile(f"{folder}/junit.xml")
    cases = [case for suite in suites for case in suite]
    failed = [case for case in cases if any(isinstance(result, Failure) for result in case.result)]
    expect(len(cases) == suites.tests and len(failed) == suites.failures, "junit.xml miscounts its cases")
    expect(bool(failed) != summary["as_expected"], "junit.xml and summary.json disagree")

    rules = lxml.etree.XMLSchema(lxml.etree.parse(str(pathlib.Path(__file__).parent / "jenkins-junit.xsd")))
    rules.assertValid(lxml.etree.parse(f"{folder}/junit.xml"))

    metrics = open(f"{folder}/openmetrics.txt").read()
    samples = [s for family in text_string_to_metric_families(metrics) for s in family.samples]
    if shutil.which("promtool"):
        subprocess.run(["promtool", "check", "metrics"], input=metrics.encode(), check=True)

    rows = list(csv.DictReader(open(f"{folder}/runs.csv")))
    values = {(r["study"], r["variant"], int(r["replication"]), r["metric"]):
              None if r["value"] == "" else float(r["value"]) for r in rows}
    database = sqlite3.connect(f"{folder}/study.sqlite")
    expect(database.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "study.sqlite is broken")
    stored = {(s, v, r, m): x for s, v, r, m, x in database.execute(
        "SELECT study, variant, replication, metric, value FROM measurement")}
    expect(stored == values, "study.sqlite and runs.csv differ")
    for study in summary["studies"]:
        names = [measure["metric"] for measure in study["measures"]]
        for run in study["runs"]:
            for metric, value in zip(names, run["values"]):
                expect(values[study["name"], run["variant"], run["replication"], metric] == value,
                       "summary.json and runs.csv differ")
        for measure in study["measures"]:
            for entry in measure["variants"]:
                labels = {"study": study["name"], "variant": entry["variant"], "metric": measure["metric"],
                          "unit": measure["unit"]}
                found = [s.value for s in samples if s.name == "rhumb_study_mean" and s.labels == labels]
                expect(found == ([entry["estimate"]["mean"]] if entry["estimate"] else []),
                       f"openmetrics.txt has {found} for {labels}")
    charts = glob.glob(f"{folder}/charts/*.svg")
    for chart in charts:
        xml.dom.minidom.parse(chart)
    page = open(f"{folder}/report.md").read()
    for line in page.splitlines():
        if line.startswith("!["):
            expect(f"{folder}/{line.split('](')[1][:-1]}" in charts, f"report.md links nothing: {line}")
    print(f"{folder}: {len(values)} values agree; JSON, JUnit, OpenMetrics, SQLite and {len(charts)} charts are read by others")


main()

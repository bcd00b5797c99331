#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads a document with the parsers that others use, and prints what they understood.

peers.py openmetrics FILE...   a line of JSON for each sample, as both parsers of
                               prometheus_client understand it (they must agree)
peers.py junit FILE            a line of JSON for each test case, by junitparser
peers.py schema SCHEMA FILE... nothing, where the files are as the JSON schema says
"""
import json
import sys


def openmetrics(*paths):
    from prometheus_client import parser
    from prometheus_client.openmetrics import parser as strict

    for path in paths:
        read_openmetrics(path, strict, parser)


def read_openmetrics(path, strict, parser):
    with open(path, encoding="utf-8", newline="") as file:
        text = file.read()
    families = list(strict.text_string_to_metric_families(text))
    both = [
        sorted((s.name, sorted(s.labels.items()), s.value) for f in found for s in f.samples)
        for found in (families, parser.text_string_to_metric_families(text))
    ]
    if both[0] != both[1]:
        sys.exit("the strict and the lenient parser do not agree")
    for family in families:
        if not family.documentation or family.type != "gauge":
            sys.exit(f"{family.name}: no help, or no gauge")
        for s in family.samples:
            print(json.dumps([s.name, s.labels, s.value, family.unit], sort_keys=True))


def junit(path):
    from junitparser import JUnitXml

    xml = JUnitXml.fromfile(path)
    print(json.dumps(["all", xml.tests, xml.failures, xml.errors]))
    for suite in xml:
        print(json.dumps(["suite", suite.name, suite.tests, suite.failures, suite.skipped]))
        for case in suite:
            result = [[type(r).__name__, r.type, r.message] for r in case.result]
            print(json.dumps(["case", case.classname, case.name, result, case.system_out]))


def schema(schema_path, *paths):
    import jsonschema

    with open(schema_path, encoding="utf-8") as file:
        wanted = json.load(file)
    jsonschema.Draft202012Validator.check_schema(wanted)
    validator = jsonschema.Draft202012Validator(wanted)
    for path in paths:
        with open(path, encoding="utf-8") as file:
            document = json.load(file)
        error = jsonschema.exceptions.best_match(validator.iter_errors(document))
        if error:
            sys.exit(f"{path}: {error.json_path}: {error.message}")


{"openmetrics": openmetrics, "junit": junit, "schema": schema}[sys.argv[1]](*sys.argv[2:])

#!/usr/bin/env python3
"""agree.py PARSER SCHEMA FOLDER: the published schema and the parser take and refuse the same station files.

good/ both take, bad/ both refuse, meaning/ the schema takes and the parser refuses for its meaning. Then thousands of
mutations of the good ones: what the schema refuses the parser must refuse; what the parser alone refuses must be a
matter of meaning that a schema cannot express."""
import copy, json, random, re, subprocess, sys
from pathlib import Path

import jsonschema
import yaml

MEANING = re.compile(r"is not a time zone|is not a language code|stands there twice|does not divide the day|is called '|is not a known rating|is shorter than|longer than|"
                     r"is not a duration|leaves out channel|is before 'from'|ten years|is not a field|is not a date|'turn' is more than|both dates have|at least 1s|described twice|must be before 24:00|is not an item id|mirrors itself")


class Core(yaml.SafeLoader):
    """YAML 1.2 core schema: 17:00 is text, yes is text."""


Core.yaml_implicit_resolvers = {}
for tag, form, first in [
    ("tag:yaml.org,2002:bool", r"^(?:true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("tag:yaml.org,2002:int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("tag:yaml.org,2002:null", r"^(?:~|null|Null|NULL|)$", "~nN"),
]:
    Core.add_implicit_resolver(tag, re.compile(form), list(first) + ([""] if tag.endswith("null") else []))

VALUES = [1, -1, 0, 7.5, "x", "", True, None, [], {}, ["x"], [1], {"x": 1}, "06:00", "30m", "mon", "a:b", "TV-PG", 99999, "y" * 300]


def places(node, path=()):
    yield path
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield from places(value, path + (key,))


def mutated(document, chance):
    made = copy.deepcopy(document)
    path = chance.choice([p for p in places(made) if p])
    parent = made
    for key in path[:-1]:
        parent = parent[key]
    act = chance.randrange(4)
    if act == 0:
        del parent[path[-1]]
    elif act == 1 and isinstance(parent, dict):
        parent["surprise"] = parent.pop(path[-1])
    else:
        parent[path[-1]] = copy.deepcopy(chance.choice(VALUES))
    return made


def verdicts(parser, texts):
    out = subprocess.run([parser], input=b"".join(t.encode() + b"\0" for t in texts), stdout=subprocess.PIPE, check=True).stdout
    lines = out.decode().split("\n")[:-1]
    assert len(lines) == len(texts), "one line for each file"
    return lines


def main(parser, schema, folder):
    judge = jsonschema.Draft7Validator(json.loads(Path(schema).read_text()))
    judge.check_schema(judge.schema)
    faults, good = [], []

    def takes(documents):
        return all(judge.is_valid(one) for one in documents)

    for kind, by_schema, by_parser in (("good", True, True), ("bad", False, False), ("meaning", True, False)):
        files = sorted(Path(folder, kind).iterdir())
        assert files, f"no files in {kind}"
        for file, line in zip(files, verdicts(parser, [f.read_text() for f in files])):
            documents = list(yaml.load_all(file.read_text(), Core))
            if kind == "good":
                good += documents
            if takes(documents) != by_schema:
                faults.append(f"{file}: the schema says {not by_schema}")
            if line.startswith("ok") != by_parser:
                faults.append(f"{file}: the parser says {line}")
            if kind == "meaning" and not MEANING.search(line):
                faults.append(f"{file}: refused for another reason: {line}")

    chance = random.Random(5)
    made = []
    for _ in range(3000):
        document = chance.choice(good)
        for _ in range(chance.randrange(1, 3)):
            document = mutated(document, chance) or document
        made.append(document)
    taken = 0
    for document, line in zip(made, verdicts(parser, [json.dumps(d) for d in made])):
        schema_takes, parser_takes = takes([document]), line.startswith("ok")
        taken += parser_takes
        if schema_takes != parser_takes and not (schema_takes and MEANING.search(line)):
            faults.append(f"schema {schema_takes}, parser '{line}': {json.dumps(document)}")
    assert taken > 100, f"only {taken} mutations were still good"
    for fault in faults[:20]:
        print(fault)
    return 1 if faults else 0


sys.exit(main(*sys.argv[1:]))

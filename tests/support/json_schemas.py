"""The JSON schemas that come with the package, ready to check a document against."""

import json
from importlib import resources

from jsonschema import Draft202012Validator


def schema(name: str) -> Draft202012Validator:
    text = (
        resources.files("auditkit.results").joinpath("schemas", f"{name}.json").read_text("utf-8")
    )
    content = json.loads(text)
    Draft202012Validator.check_schema(content)
    return Draft202012Validator(content)

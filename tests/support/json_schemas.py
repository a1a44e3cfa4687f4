"""The JSON schemas that come with the package, ready to check a document against."""

from jsonschema import Draft202012Validator

from auditkit.results.schema import schema as shape


def schema(name: str) -> Draft202012Validator:
    content = shape(name)
    Draft202012Validator.check_schema(content)
    return Draft202012Validator(content)

import tomllib

import pytest

from samkraft.programmes.positions import line_numbers
from tests.programmes.programme_files import FOLDER

TRICKY = '''# a comment with [brackets] and a = sign
title = "a # that is no comment, and a \\" quote" # this is one
literal = 'a \\ and a " in it'

long = """
[not.a.table]
key = "no"
""""   # a quote at the very end
spread = [
    1,   # one, [two]
    { name = "x", deep = [ "a,b", '}' ] },

    [ 3, 4 ],
]
dotted.key = 1
"quoted key" = 2
day = 2020-01-31

[table]
a.b = { c = 1, d.e = "two" }
[[rows]]
code = "first"
[[rows]]

code = "second"
[rows.inner]
x = 1
[[rows.parts]]
y = 1
[[rows.parts]]
y_two = 2
[ "sp aced" . end ]
z = """\\
  folded \\
  """
after = true
'''


def line_of(text, fragment):
    return text.count("\n", 0, text.index(fragment)) + 1


@pytest.mark.parametrize(
    ("path", "fragment"),
    [
        (("title",), "title ="),
        (("literal",), "literal ="),
        (("long",), "long ="),
        (("spread",), "spread ="),
        (("spread", 0), "    1,"),
        (("spread", 1, "deep"), '{ name = "x"'),
        (("spread", 1, "deep", 1), '{ name = "x"'),
        (("spread", 2, 1), "[ 3, 4 ]"),
        (("dotted", "key"), "dotted.key"),
        (("quoted key",), '"quoted key"'),
        (("day",), "day ="),
        (("table",), "[table]"),
        (("table", "a", "b", "d", "e"), "a.b ="),
        (("rows", 0), "[[rows]]"),
        (("rows", 1, "code"), 'code = "second"'),
        (("rows", 1, "inner", "x"), "x = 1"),
        (("rows", 1, "parts", 1, "y_two"), "y_two"),
        (("sp aced",), '[ "sp aced"'),
        (("sp aced", "end", "z"), "z ="),
        (("sp aced", "end", "after"), "after ="),
    ],
)
def test_every_key_is_found_on_its_line(path, fragment):
    tomllib.loads(TRICKY)
    assert line_numbers(TRICKY)[path] == line_of(TRICKY, fragment)


def test_windows_line_ends_count_the_same():
    assert line_numbers(TRICKY.replace("\n", "\r\n")) == line_numbers(TRICKY)


def paths(value, path=()):
    yield path
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from paths(item, (*path, key))


@pytest.mark.parametrize("file", sorted(FOLDER.rglob("*.toml")), ids=lambda path: path.name)
def test_no_value_of_the_projects_files_lacks_a_line(file):
    text = file.read_text(encoding="utf-8")
    assert set(paths(tomllib.loads(text))) <= line_numbers(text).keys()


def test_the_tricky_text_is_covered_whole():
    assert set(paths(tomllib.loads(TRICKY))) <= line_numbers(TRICKY).keys()

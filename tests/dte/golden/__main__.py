from tests.dte.golden import EXAMPLES, FOLDER, expected_text, issue

for old in FOLDER.glob("*.json"):
    old.unlink()
for example in EXAMPLES:
    (FOLDER / example.name).write_text(expected_text(issue(example)[0]), "utf-8")

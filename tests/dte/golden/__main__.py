from tests.dte.golden import FOLDER, cases, result

for old in FOLDER.glob("*/*.json"):
    old.unlink()
for example, version, target in cases():
    target.parent.mkdir(exist_ok=True)
    target.write_text(result(example, version), "utf-8")

"""The table of comparisons: printed row by row, then written as JSON and as a Markdown table."""

import json
import pathlib

COLUMNS = ("what", "ours", "theirs", "difference", "bound", "verdict")


class Rows:
    """Collects rows and prints each as it comes."""

    def __init__(self):
        self.rows = []
        self.part = ""

    def add(self, model, what, ours, theirs, difference, bound, good):
        """Adds a comparison; `good` is whether the difference lies within the bound."""
        self._put(model, what, ours, theirs, difference, bound, "as theirs" if good else "DIFFERS")

    def near(self, model, what, ours, theirs, difference, bound):
        """Adds a comparison of numbers, whose difference must not be above the bound."""
        self.add(model, what, ours, theirs, f"{difference:.2g}", f"{bound:g}", difference <= bound)

    def same(self, model, what, ours, theirs, shown=None):
        """Adds a comparison of lists whose items must be equal: how many are."""
        equal = sum(a == b for a, b in zip(ours, theirs, strict=True))
        first = next((f"{a!r} for {b!r}" for a, b in zip(ours, theirs) if a != b), "none")
        self.add(
            model,
            what,
            shown or f"{equal} of {len(theirs)}",
            shown or f"{len(theirs)}",
            first if len(first) <= 200 else first[:200] + "…",
            "none",
            equal == len(theirs),
        )

    def skipped(self, model, what, why):
        """Adds a row for what could not be compared."""
        self._put(model, what, "", "", why, "", "skipped")

    def failed(self):
        """How many comparisons lie outside their bounds."""
        return sum(row["verdict"] == "DIFFERS" for row in self.rows)

    def _put(self, model, *values):
        row = {"part": self.part, "model": model, **dict(zip(COLUMNS, map(str, values), strict=True))}
        self.rows.append(row)
        line = f"{row['verdict']:9}  {model}: {row['what']}"
        if row["ours"] or row["theirs"]:
            line += f"  ours {row['ours']}  theirs {row['theirs']}"
        print(f"{line}  difference {row['difference']}" + (f" (bound {row['bound']})" if row["bound"] else ""), flush=True)

    def write(self, folder, about):
        """Writes results.json and results.md into a folder; results of parts that were not run now stay in them."""
        folder = pathlib.Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "results.json"
        before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {"about": {}, "rows": []}
        now = {row["part"] for row in self.rows}
        rows = sorted([r for r in before["rows"] if r["part"] not in now] + self.rows, key=lambda r: r["part"])
        text = json.dumps({"about": before["about"] | about, "rows": rows}, indent=1, ensure_ascii=False)
        file.write_text(text + "\n", encoding="utf-8")
        head = ("model", *COLUMNS)
        lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
        for row in rows:
            lines.append("| " + " | ".join(row[c].replace("|", "\\|").replace("\n", " ") for c in head) + " |")
        (folder / "results.md").write_text("\n".join(lines) + "\n", encoding="utf-8")

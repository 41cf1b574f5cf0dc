"""Named checks, one after the other; a wrong one does not hide the next."""

import sys
import traceback


class Checks:
    def __init__(self, client):
        self.client = client
        self.passed = 0
        self.failed = 0

    def __call__(self, check):
        """Runs a function as a check; its name is what is checked."""
        name = check.__name__.replace("_", " ")
        try:
            check()
            self.passed += 1
            print(f"  right  {self.client}: {name}", flush=True)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is the finding
            self.failed += 1
            where = traceback.extract_tb(error.__traceback__)[-1]
            print(f"  WRONG  {self.client}: {name}: {type(error).__name__}: {error} ({where.line})", flush=True)
        return check

    def end(self):
        print(f"{self.passed} passed, {self.failed} failed", flush=True)
        sys.exit(1 if self.failed else 0)

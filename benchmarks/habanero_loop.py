"""`python -m benchmarks.habanero_loop ADDRESS DOI …`: ask for each as habanero's manual has it.

A process of its own: the registry lends habanero another door. Prints DOIs a second.
"""

from __future__ import annotations

import sys
import time

from habanero import Crossref


def main() -> None:
    """Ask, and count."""
    address, *dois = sys.argv[1:]
    crossref, begun = Crossref(base_url=f"{address}/", mailto="bench@sample.example"), time.time()
    for doi in dois:
        if crossref.works(ids=doi)["message"]["DOI"] != doi:
            raise SystemExit(f"another work than {doi}")
    print(len(dois) / (time.time() - begun))


if __name__ == "__main__":
    main()

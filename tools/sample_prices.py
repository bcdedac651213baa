"""Make the sample vault's prices: ``python tools/sample_prices.py SKFOLIO_WHEEL BARS_CSV``.

The wheel of skfolio holds adjusted closes of 20 US stocks and of the S&P 500 (BSD-3, see
vault/prices/NOTICE); 2019-10 to 2021-02 of them become one wide CSV. The second file is a long
CSV of adjusted bars (symbol,date,open,high,low,close,volume) for the names of January 2026; it
goes in by `thesis prices import`.
"""

from __future__ import annotations

import csv
import gzip
import io
import subprocess
import sys
import zipfile
from pathlib import Path

VAULT = Path(__file__).parents[1] / "vault"
FIRST, LAST = "2019-10-01", "2021-02-28"
DATA = "skfolio/datasets/data/"


def columns(wheel: Path, name: str) -> dict[str, list[str]]:
    """The file's rows by date, its header under ``Date``."""
    with zipfile.ZipFile(wheel) as archive:
        text = gzip.decompress(archive.read(DATA + name)).decode()
    rows = list(csv.reader(io.StringIO(text)))
    return {row[0]: row[1:] for row in rows}


def main() -> None:
    """Write the wide CSV and import the bars."""
    wheel, bars = Path(sys.argv[1]), sys.argv[2]
    stocks = columns(wheel, "sp500_dataset.csv.gz")
    index = columns(wheel, "sp500_index.csv.gz")
    target = VAULT / "prices" / "us-stocks-2019-10-to-2021-02.csv"
    with open(target, "w", encoding="utf-8", newline="") as file:
        file.write("# currency: USD\n# adjusted: yes\n")
        file.write("# source: skfolio datasets, adjusted closes (see NOTICE)\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["date", *stocks["Date"], "SPX"])
        for day in sorted(set(stocks) & set(index) - {"Date"}):
            if FIRST <= day <= LAST:
                closes = [f"{float(text):.4f}" for text in (*stocks[day], *index[day])]
                writer.writerow([day, *closes])
    command = ["thesis", "--vault", str(VAULT), "prices", "import", bars]
    command += ["--currency", "USD", "--adjusted", "yes"]
    command += ["--source", "adjusted daily bars, 2025-12-22 to 2026-01-16"]
    subprocess.run(command, check=True)


if __name__ == "__main__":
    main()

"""Make the sample vault's prices:
``python tools/sample_prices.py SKFOLIO_WHEEL BARS_CSV DIVIDENDS_CSV``.

The wheel of skfolio holds adjusted closes of 20 US stocks and of the S&P 500 (BSD-3, see
vault/prices/NOTICE); 2019-10 to 2021-02 of them become one wide CSV. The second file is a long
CSV of bars as traded (symbol,date,open,high,low,close,volume) for the names of January 2026, the
third their dividends (symbol,date,amount); both go in by `thesis prices import`.
"""

from __future__ import annotations

import csv
import gzip
import io
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

VAULT = Path(__file__).parents[1] / "vault"
STOCKS = VAULT / "prices" / "us-stocks-2019-10-to-2021-02.csv"
FIRST, LAST = "2019-10-01", "2021-02-28"
DATA = "skfolio/datasets/data/"


def columns(wheel: Path, name: str) -> dict[str, list[str]]:
    """The file's rows by date, its header under ``Date``."""
    with zipfile.ZipFile(wheel) as archive:
        text = gzip.decompress(archive.read(DATA + name)).decode()
    rows = list(csv.reader(io.StringIO(text)))
    return {row[0]: row[1:] for row in rows}


def with_dividends(bars: str, dividends: str) -> list[list[str]]:
    """The bars with what was paid on their days, below their header."""
    with open(dividends, encoding="utf-8", newline="") as file:
        paid = {tuple(row[:2]): row[2] for row in csv.reader(file)}
    with open(bars, encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    return [[*header, "dividend"], *([*row, paid.get((row[0], row[1]), "")] for row in rows)]


def main() -> None:
    """Write the wide CSV and import the bars."""
    write_stocks(Path(sys.argv[1]))
    import_bars(sys.argv[2], sys.argv[3])


def write_stocks(wheel: Path) -> None:
    """The 20 stocks and the index as one wide CSV."""
    stocks = columns(wheel, "sp500_dataset.csv.gz")
    index = columns(wheel, "sp500_index.csv.gz")
    with open(STOCKS, "w", encoding="utf-8", newline="") as file:
        file.write("# currency: USD\n# adjusted: yes\n")
        file.write("# source: skfolio datasets, adjusted closes (see NOTICE)\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["date", *stocks["Date"], "SPX"])
        for day in sorted(set(stocks) & set(index) - {"Date"}):
            if FIRST <= day <= LAST:
                closes = [f"{float(text):.4f}" for text in (*stocks[day], *index[day])]
                writer.writerow([day, *closes])


def import_bars(bars: str, dividends: str) -> None:
    """A file a symbol, by the command.

    The stocks' closes are adjusted; one that is among the bars too, and paid nothing on their
    days, has adjusted closes there as well.
    """
    header, *rows = with_dividends(bars, dividends)
    adjusted = STOCKS.read_text(encoding="utf-8").splitlines()[3].split(",")
    with tempfile.TemporaryDirectory() as folder:
        for answer in ("yes", "no"):
            chosen = [row for row in rows if (row[0] in adjusted) == (answer == "yes")]
            file = Path(folder, "bars.csv")
            with open(file, "w", encoding="utf-8", newline="") as out:
                csv.writer(out, lineterminator="\n").writerows([header, *chosen])
            command = ["thesis", "--vault", str(VAULT), "prices", "import", str(file)]
            command += ["--currency", "USD", "--adjusted", answer]
            command += ["--source", "daily bars as traded, 2025-12-22 to 2026-01-16"]
            subprocess.run(command, check=True)


if __name__ == "__main__":
    main()

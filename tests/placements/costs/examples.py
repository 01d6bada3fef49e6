"""Worked examples of the cost worksheet, each reckoned by hand.

NI is employer National Insurance. Years: 6 April 2024 to 5 April 2025 has £9,100 and 13.8%; later
ones £5,000 and 15%. 6 April 2027 to 5 April 2028 has 366 days, the others here have 365.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from exchange.placements.costs.arithmetic import Change, Inputs, Pay, Split

YEAR = (date(2026, 4, 6), date(2027, 4, 5))
FIFTH = (date(2026, 9, 1), date(2026, 11, 12))
"""30 + 31 + 12 = 73 days, a fifth of 365."""
DAY = (date(2026, 9, 1), date(2026, 9, 1))


@dataclass(frozen=True)
class Example:
    """What is typed, and what must come out."""

    inputs: Inputs
    costs: dict[str, str]
    """Before they are shared; what is not named is nothing."""
    net: str
    """Home, host, funder."""
    vat: str
    gross: str
    """The three together, VAT included."""


def split(text: str) -> Split:
    """ "60 40 0" """
    return Split(*(Decimal(part.replace(",", "")) for part in text.split()))


def pay(salary: str, pension: str = "0", allowances: str = "0", **more: Any) -> Pay:
    """Pay of a full week."""
    return Pay(Decimal(salary), Decimal(allowances), Decimal(pension), **more)


def given(
    term: tuple[date, date],
    of: Pay,
    shares: str = "0 100 0",
    days: str = "5 5",
    vat: str = "20",
    **more: Any,
) -> Inputs:
    """Inputs; `days` are those on the placement and those in all."""
    on, of_all = map(Decimal, days.split())
    return Inputs(*term, on, of_all, of, split(shares), vat_rate=Decimal(vat), **more)


EXAMPLES = {
    # Salary 36,500. NI 15% of 36,500 - 5,000 = 4,725. Pension 10% = 3,650.
    # 44,875; VAT a fifth, 8,975.
    "a whole tax year": Example(
        given(YEAR, pay("36500", "10")),
        {"salary": "36500.00", "employer_ni": "4725.00", "pension": "3650.00"},
        "0 44875.00 0",
        "0 8975.00 0",
        "53850.00",
    ),
    # A fifth of each: 7,300; 945; 730. 8,975; VAT 1,795.
    "73 days of 365": Example(
        given(FIFTH, pay("36500", "10")),
        {"salary": "7300.00", "employer_ni": "945.00", "pension": "730.00"},
        "0 8975.00 0",
        "0 1795.00 0",
        "10770.00",
    ),
    # Two fifths of each: 14,600; NI 4,725 x 2/5 = 1,890; 1,460. 17,950; VAT 3,590.
    "two days a week of somebody who works five": Example(
        given(YEAR, pay("36500", "10"), days="2 5"),
        {"salary": "14600.00", "employer_ni": "1890.00", "pension": "1460.00"},
        "0 17950.00 0",
        "0 3590.00 0",
        "21540.00",
    ),
    # Earns 36,500 x 2/5 = 14,600; NI 15% of 14,600 - 5,000 = 1,440. 17,500; VAT 3,500.
    "part-time, both of the two days that the person works": Example(
        given(YEAR, pay("36500", "10"), days="2 2"),
        {"salary": "14600.00", "employer_ni": "1440.00", "pension": "1460.00"},
        "0 17500.00 0",
        "0 3500.00 0",
        "21000.00",
    ),
    # 1 January to 5 April 2025: 31 + 28 + 31 + 5 = 95 days; to 30 June: 25 + 31 + 30 = 86 days.
    # Salary 52,000 x 95/365 = 13,534.2466; x 86/365 = 12,252.0548. 13,534.25 + 12,252.05.
    # NI 13.8% of 42,900 = 5,920.20, x 95/365 = 1,540.8740; 15% of 47,000 = 7,050, x 86/365 =
    # 1,661.0959. 1,540.87 + 1,661.10. Together 28,988.27; VAT 5,797.654.
    "over 6 April 2025, when threshold and rate changed": Example(
        given((date(2025, 1, 1), date(2025, 6, 30)), pay("52000")),
        {"salary": "25786.30", "employer_ni": "3201.97"},
        "0 28988.27 0",
        "0 5797.65 0",
        "34785.92",
    ),
    # February and March 2028: 29 + 31 = 60 of 366 days. Salary 100 a day = 6,000. NI 15% of
    # 31,600 = 4,740, x 60/366 = 777.0492. Pension a fifth, 1,200. 7,977.05; VAT 1,595.41.
    "a leap year": Example(
        given((date(2028, 2, 1), date(2028, 3, 31)), pay("36600", "20")),
        {"salary": "6000.00", "employer_ni": "777.05", "pension": "1200.00"},
        "0 7977.05 0",
        "0 1595.41 0",
        "9572.46",
    ),
    # 1 July to 28 September: 31 + 31 + 28 = 90 days. 30,000 x 90/365 = 7,397.2603. NI 15% of
    # 25,000 = 3,750, x 90/365 = 924.6575. Pension 5% = 1,500, x 90/365 = 369.8630. All borne by
    # home, so no VAT.
    "free: home pays all": Example(
        given((date(2026, 7, 1), date(2026, 9, 28)), pay("30000", "5"), "100 0 0", vat="0"),
        {"salary": "7397.26", "employer_ni": "924.66", "pension": "369.86"},
        "8691.78 0 0",
        "0 0 0",
        "8691.78",
    ),
    # 1 May to 28 October: 31 + 30 + 31 + 31 + 30 + 28 = 181 days. 47,320 x 181/365 = 23,465.5342.
    # NI 15% of 42,320 = 6,348, x 181/365 = 3,147.9123. Pension 23.7% = 11,214.84, x 181/365 =
    # 5,561.3316. Home 60%: 14,079.318 -> .32; 1,888.746 -> .75; 3,336.798 -> .80. Host 40%:
    # 9,386.212 -> .21; 1,259.164 -> .16; 2,224.532 -> .53. Host 12,869.90; VAT 2,573.98.
    "shared 60 to 40": Example(
        given((date(2026, 5, 1), date(2026, 10, 28)), pay("47320", "23.7"), "60 40 0"),
        {"salary": "23465.53", "employer_ni": "3147.91", "pension": "5561.33"},
        "19304.87 12869.90 0",
        "0 2573.98 0",
        "34748.75",
    ),
    # NI 15% of 36,000 = 5,400; pension 8% = 3,280. 49,680; VAT 9,936, paid by the funder as well.
    "a funder bears all": Example(
        given(YEAR, pay("41000", "8"), "0 0 100"),
        {"salary": "41000.00", "employer_ni": "5400.00", "pension": "3280.00"},
        "0 0 49680.00",
        "0 0 9936.00",
        "59616.00",
    ),
    # One day: salary 36,500/365 = 100, which splits as the shares say. NI 4,725/365 = 12.9452 ->
    # 12.95: 4.3175, 4.3162, 4.3162 are 4.31 each and two pennies over: home has the largest
    # remainder, then the host comes before the funder. VAT of 37.65: 7.53; of 37.64: 7.528 ->
    # 7.53.
    "thirds that do not divide": Example(
        given(DAY, pay("36500"), "33.34 33.33 33.33"),
        {"salary": "100.00", "employer_ni": "12.95"},
        "37.66 37.65 37.64",
        "0 7.53 7.53",
        "128.01",
    ),
    # Earns 24,000/5 = 4,800, less than 5,000: no NI. Pension 3% = 144. 4,944; VAT 988.80.
    "pay below the threshold": Example(
        given(YEAR, pay("24000", "3"), days="1 1"),
        {"salary": "4800.00", "pension": "144.00"},
        "0 4944.00 0",
        "0 988.80 0",
        "5932.80",
    ),
    # NI 15% of 44,000 - 5,000 = 5,850. Pension 28.97% of 44,000 = 12,746.80. 62,596.80; VAT
    # 12,519.36.
    "allowances with pension, at 28.97%": Example(
        given(YEAR, pay("40000", "28.97", "4000")),
        {
            "salary": "40000.00",
            "allowances": "4000.00",
            "employer_ni": "5850.00",
            "pension": "12746.80",
        },
        "0 62596.80 0",
        "0 12519.36 0",
        "75116.16",
    ),
    # The same, but pension 28.97% of 40,000 = 11,588. 61,438; VAT 12,287.60.
    "allowances without pension": Example(
        given(YEAR, pay("40000", "28.97", "4000", pension_on_allowances=False)),
        {
            "salary": "40000.00",
            "allowances": "4000.00",
            "employer_ni": "5850.00",
            "pension": "11588.00",
        },
        "0 61438.00 0",
        "0 12287.60 0",
        "73725.60",
    ),
    # 1 January to 31 March 2027: 90 of 365 days at 28.97%. 1 to 5 April: 5 of 365 at 30%. 6 April
    # to 1 July: 25 + 31 + 30 + 1 = 87 of 366 at 30%. Salary 54,600: 13,463.0137 + 747.9452 +
    # 12,978.6885 -> 13,463.01 + 747.95 + 12,978.69. NI 15% of 49,600 = 7,440: 1,834.5205 +
    # 101.9178 + 1,768.5246 -> 1,834.52 + 101.92 + 1,768.52. Pension 15,817.62 x 90/365 =
    # 3,900.2351; 16,380 x 5/365 = 224.3836; x 87/366 = 3,893.6066 -> 3,900.24 + 224.38 +
    # 3,893.61. Together 38,912.84; VAT 7,782.568.
    "a pension rate that changes on 1 April, then 6 April of a leap year": Example(
        given(
            (date(2027, 1, 1), date(2027, 7, 1)),
            pay("54600", "28.97"),
            change=Change(date(2027, 4, 1), pay("54600", "30")),
        ),
        {"salary": "27189.65", "employer_ni": "3704.96", "pension": "8018.23"},
        "0 38912.84 0",
        "0 7782.57 0",
        "46695.41",
    ),
    # 1 May to 31 October: 184 days, 4 of 5 days a week. 33,000 x 184/365 x 0.8 = 13,308.4932. NI
    # 15% of 28,000 = 4,200, x 184/365 x 0.8 = 1,693.8082. Pension 1,980 x 184/365 x 0.8 =
    # 798.5096. Halves: the odd penny of each is home's, 6,654.25 + 846.91 + 399.26. No VAT.
    "a concession: charity to charity, four days a week, half each": Example(
        given((date(2026, 5, 1), date(2026, 10, 31)), pay("33000", "6"), "50 50 0", "4 5", vat="0"),
        {"salary": "13308.49", "employer_ni": "1693.81", "pension": "798.51"},
        "7900.42 7900.39 0",
        "0 0 0",
        "15800.81",
    ),
    # 8,975 as for 73 days, and 1,500: 10,475; VAT on what the host pays for cover too, 2,095.
    "cover that the host pays for": Example(
        given(FIFTH, pay("36500", "10"), backfill=split("0 1500.00 0")),
        {
            "salary": "7300.00",
            "employer_ni": "945.00",
            "pension": "730.00",
            "backfill": "1500.00",
        },
        "0 10475.00 0",
        "0 2095.00 0",
        "12570.00",
    ),
    # Home's own cover is nobody's supply: VAT stays 1,795. 8,975 + 1,795 + 2,500.01.
    "cover that home pays for": Example(
        given(FIFTH, pay("36500", "10"), backfill=split("2500.01 0 0")),
        {
            "salary": "7300.00",
            "employer_ni": "945.00",
            "pension": "730.00",
            "backfill": "2500.01",
        },
        "2500.01 8975.00 0",
        "0 1795.00 0",
        "13270.01",
    ),
    # Half of 36,500.01 is 18,250.005: half a penny goes up. NI 15% of 31,500.01 = 4,725.0015,
    # half is 2,362.50075. Together 20,612.51; VAT 4,122.502.
    "half a penny": Example(
        given(YEAR, pay("36500.01"), days="2.5 5"),
        {"salary": "18250.01", "employer_ni": "2362.50"},
        "0 20612.51 0",
        "0 4122.50 0",
        "24735.01",
    ),
    # 1 to 31 July: 31 days; to 30 September: 61 days; 3 of 3 days a week. Salary 38,000 x 3/5 =
    # 22,800, x 31/365 = 1,936.4384; 39,140 x 3/5 = 23,484, x 61/365 = 3,924.7233. NI 15% of
    # 17,800 = 2,670, x 31/365 = 226.7671; 15% of 18,484 = 2,772.60, x 61/365 = 463.3660. Pension
    # an eighth: 242.0548 + 490.5904. Sums 5,861.16; 690.14; 732.64. Home 25%: 1,465.29; 172.535
    # and 517.605 tie, the penny is home's: 172.54; 183.16. Host 5,462.95; VAT 1,092.59.
    "a pay award on 1 August, three days a week, a quarter and three quarters": Example(
        given(
            (date(2026, 7, 1), date(2026, 9, 30)),
            pay("38000", "12.5"),
            "25 75 0",
            "3 3",
            change=Change(date(2026, 8, 1), pay("39140", "12.5")),
        ),
        {"salary": "5861.16", "employer_ni": "690.14", "pension": "732.64"},
        "1820.99 5462.95 0",
        "0 1092.59 0",
        "8376.53",
    ),
    # 1 September 2026 to 30 August 2028: 217 of 365, 366 of 366 and 147 of 365 days, 2.5 of 4.5
    # days. Salary, half a week: 30,617.28 a year: 18,202.6021 + 30,617.28 + 12,330.7950.
    # Allowances 617.25 a year: 366.9678 + 617.25 + 248.5911. Earns 62,469.06 x 0.9 = 56,222.154;
    # NI 15% of 51,222.154 = 7,683.3231, x 2.5/4.5 = 4,268.5128 a year: 2,537.7186 + 4,268.5128 +
    # 1,719.0997. Pension 28.97% of 31,234.53 = 9,048.6433 a year: 5,379.6044 + 9,048.6433 +
    # 3,644.2481. Sums 61,150.67; 1,232.81; 8,525.33; 18,072.49, shared 10, 70 and 20: 6,115.067
    # 42,805.469 12,230.134; 123.281 862.967 246.562; 852.533 5,967.731 1,705.066; 1,807.249
    # 12,650.743 3,614.498. In three of them the odd penny goes to the largest remainder.
    "two years, three tax years, three who pay": Example(
        given(
            (date(2026, 9, 1), date(2028, 8, 30)),
            pay("61234.56", "28.97", "1234.50"),
            "10 70 20",
            "2.5 4.5",
        ),
        {
            "salary": "61150.67",
            "allowances": "1232.81",
            "employer_ni": "8525.33",
            "pension": "18072.49",
        },
        "8898.13 62286.91 17796.26",
        "0 12457.38 3559.25",
        "104997.93",
    ),
    # 29,001/365 = 79.4548; NI 15% of 24,001 = 3,600.15, /365 = 9.8634; pension 1,450.05/365 =
    # 3.9727. 93.28; VAT 18.656.
    "one day": Example(
        given(DAY, pay("29001", "5")),
        {"salary": "79.45", "employer_ni": "9.86", "pension": "3.97"},
        "0 93.28 0",
        "0 18.66 0",
        "111.94",
    ),
    # Salary 100: 50 each. NI 12.95: 6.475 each, so the odd penny is the host's. VAT of 56.48 is
    # 11.296, of 56.47 it is 11.294.
    "VAT is rounded for each who pays it": Example(
        given(DAY, pay("36500"), "0 50 50"),
        {"salary": "100.00", "employer_ni": "12.95"},
        "0 56.48 56.47",
        "0 11.30 11.29",
        "135.54",
    ),
}

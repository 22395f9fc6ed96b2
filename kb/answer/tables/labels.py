"""The line above a table's rows: what came out, in the question's language and by its name for what is counted."""

from __future__ import annotations

from kb.answer.tables.operations import Operation, name_counted
from kb.answer.tables.result import Result
from kb.text.language import Language

_LABELS: dict[Language, dict[Operation, str]] = {
    "en": {
        "sum": "Sum of {column}{where}: {value} ({n} rows)",
        "average": "Average of {column}{where}: {value} ({n} rows)",
        "highest": "Highest {column}{where}: {value}",
        "lowest": "Lowest {column}{where}: {value}",
        "count": "{value} rows{where}",
        "list": "{n} rows{where}:",
        "difference": "Difference of {column}{where}: {value}",
        "earliest": "Earliest {column}{where}: {value}",
        "latest": "Latest {column}{where}: {value}",
    },
    "zh": {
        "sum": "{column}合计{where}为 {value}（{n} 行）",
        "average": "{column}平均值{where}为 {value}（{n} 行）",
        "highest": "{column}最高{where}为 {value}",
        "lowest": "{column}最低{where}为 {value}",
        "count": "共 {value} 个{where}",
        "list": "共 {n} 个{where}：",
        "difference": "{column}相差{where} {value}",
        "earliest": "{column}最早{where}为 {value}",
        "latest": "{column}最晚{where}为 {value}",
    },
    "de": {
        "sum": "Summe von {column}{where}: {value} ({n} Zeilen)",
        "average": "Durchschnitt von {column}{where}: {value} ({n} Zeilen)",
        "highest": "Höchster Wert von {column}{where}: {value}",
        "lowest": "Niedrigster Wert von {column}{where}: {value}",
        "count": "{value} Zeilen{where}",
        "list": "{n} Zeilen{where}:",
        "difference": "Unterschied bei {column}{where}: {value}",
        "earliest": "Frühester Wert von {column}{where}: {value}",
        "latest": "Spätester Wert von {column}{where}: {value}",
    },
}
_ROWS = {"en": "rows", "de": "Zeilen"}


def label_result(result: Result, question: str, language: Language) -> str:
    """ "4 boats (Berth = C12)", "Sum of Hours: 12 (3 rows)"."""
    label = _LABELS.get(language, _LABELS["en"])[result.operation]
    where = f" ({'; '.join(result.conditions)})" if result.conditions else ""
    if len(result.rows) == 1:
        label = label.replace(" rows", " row").replace(" Zeilen", " Zeile")
    elif result.operation in ("count", "list") and (rows := _ROWS.get(language)):
        label = label.replace(rows, name_counted(question) or rows)
    if result.operation == "count" and result.group:
        label = "{value} × {column}{where}"
    column = f"{result.column} / {result.group}" if result.group not in ("", result.column) else result.column
    return label.format(column=column, where=where, value=result.value, n=len(result.rows)) + _name_row(result)


def _name_row(result: Result) -> str:
    """Whose value it is that is the highest or lowest, where no group is named with it: the row's first words."""
    if result.operation not in ("highest", "lowest", "earliest", "latest") or result.group:
        return ""
    if len(result.rows) != 1 and " = " not in result.value:  # several that are highest, and none named with another
        return ""
    cells = [value for name, value in result.rows[0].cells if name != result.column and any(map(str.isalpha, value))]
    return f" – {cells[0]}" if cells else ""

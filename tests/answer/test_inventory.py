"""Questions about the documents themselves."""

import pytest

from kb.answer.collection.catalog_questions import find_documents, list_catalog
from kb.answer.collection.mentions import asks_who_mentions
from kb.types import Document


def document(path: str, title: str = "") -> Document:
    return Document(path, "/docs", path, "0" * 64, 10, 0, title, "text/plain", 1, 1, "2026-01-01T00:00:00Z")


FOLDER = [
    document("runbooks/deploy.md"),
    document("runbooks/oncall.md"),
    document("adr/0003.md"),
    document("rota.xlsx"),
]


@pytest.mark.parametrize(
    "question",
    [
        "Which documents do you have?",
        "What files are there?",
        "List all documents",
        "how many documents are in the knowledge base?",
        "你有哪些文档？",
        "知识库里有什么资料？",
        "列出所有文件",
        "一共有多少份文件？",
        "Welche Dokumente hast du?",
        "Was liegt hier eigentlich alles an Unterlagen?",
        "what is in here?",
        "What do these files contain?",
    ],
)
def test_they_are_recognised(question):
    assert find_documents(question, lambda: FOLDER) == FOLDER


@pytest.mark.parametrize(
    "question",
    [
        "Which documents do I need for a visa?",
        "Which documents mention Shanghai?",
        "What documents must I submit?",
        "需要哪些文件才能报销？",
        "有哪些文件需要签字？",
        "文件",
        "What is the notice period?",
        "How many are there?",
        "Where are the files?",
        "What is a runbook?",
        "How many people are on the rota?",
    ],
)
def test_questions_about_what_they_say_are_not(question):
    assert find_documents(question, lambda: FOLDER) is None


def test_the_listing_is_by_path_with_titles_that_tell_something():
    assert list_catalog(
        "Which documents do you have?", [document("a/lease.pdf", "Lease of office"), document("b.md", "b")]
    ) == ("2 documents:\n- a/lease.pdf (Lease of office)\n- b.md")
    assert list_catalog("你有哪些文档？", [document("员工手册.md", "员工手册")]) == "共有 1 份文档：\n- 员工手册.md"
    assert list_catalog("Which documents do you have?", []) == "No documents have been ingested yet: kb ingest ./docs"


def test_a_long_listing_is_cut_and_says_so():
    lines = list_catalog("List all documents", [document(f"{n}.md") for n in range(120)]).splitlines()
    assert (lines[0], len(lines), lines[-1]) == ("120 documents:", 52, "… and 70 more.")


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("Which documents mention Shanghai?", "Shanghai"),
        ("Which files contain the word “deposit”?", "deposit"),
        ("哪些文件提到了上海？", "上海"),
        ("In welchen Dokumenten wird Hamburg erwähnt?", "Hamburg"),
        ("In welchen Dateien geht es um den Hafen?", "Hafen"),
        ("Welche Unterlagen betreffen das Lager Nord?", "Lager Nord"),
        ("Wo kommt Hamburg überall vor?", "Hamburg"),
        ("In which files does the deposit appear?", "deposit"),
        ("Where is Hamburg mentioned?", "Hamburg"),
        ("上海在哪些文件里提到过？", "上海"),
        ("哪些文件和上海有关？", "上海"),
        ("提到上海的文件有哪些？", "上海"),
        ("In welchen Dateien stehen die Preise?", "Preise"),
        ("Welche Dokumente brauche ich für ein Visum?", ""),
        ("Which documents do I need for a visa?", ""),
        ("What does the contract mention about rent?", ""),
    ],
)
def test_who_asks_what_is_mentioned_where_is_understood(question, what):
    assert asks_who_mentions(question) == what


@pytest.mark.parametrize(
    ("question", "paths"),
    [
        ("list the runbooks", ["runbooks/deploy.md", "runbooks/oncall.md"]),
        ("How many ADRs are there?", ["adr/0003.md"]),
        ("Which spreadsheets do we have?", ["rota.xlsx"]),
        ("Welche Tabellen gibt es hier?", ["rota.xlsx"]),
        ("这里有哪些表格？", ["rota.xlsx"]),
    ],
)
def test_documents_of_a_folder_or_a_kind_are_listed_by_themselves(question, paths):
    assert [each.path for each in find_documents(question, lambda: FOLDER) or []] == paths

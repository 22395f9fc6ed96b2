"""Ways in which a model misbehaves, and what a reader sees of each."""

from dataclasses import dataclass

from ollama_server import Reply

LEAVE = "How many days of paid leave do teammates get?"
HOTEL = "How much is a hotel night in Beijing refunded?"
BONUS = "Are contractors eligible for the yearly bonus?"
APPROVES = "Who approves leave for Freiburg?"
CHINESE = "员工每年有几天带薪假期？"
PROBATION = "试用期员工能申请年终奖吗？"


@dataclass(frozen=True)
class Case:
    """`seen` must be in the text, `unseen` must not; `supported` are the quotes of the citations that hold.

    `quoted`: most of it is in no document, so that these speak below it.
    """

    way: str
    question: str
    reply: object
    seen: str = ""
    unseen: str = "\0"
    supported: tuple[str, ...] = ()
    refused: bool = False
    quoted: bool = False


DAYS = "Teammates get 30 days of paid leave a year."
QUOTED_DAYS = f"From the documents, word for word:\n- Paid leave: “{DAYS}” [1]"
CHINESE_DAYS = "员工每年享有三十天带薪假期。"
CASES = [
    Case(
        "a wrong number",
        LEAVE,
        "Teammates get 25 days of paid leave [1].",
        seen="[1] (says otherwise: 30 days, not 25 days)",
        quoted=True,
    ),
    Case(
        "a number of another row",
        HOTEL,
        "A hotel night in Beijing is refunded up to 700 yuan [1].",
        seen="(says otherwise: 650 yuan, not 700 yuan)",
        quoted=True,
    ),
    Case(
        "a wrong number in words",
        LEAVE,
        "Teammates get twenty days of paid leave [1].",
        seen="(says otherwise: 30 days, not twenty days)",
        quoted=True,
    ),
    Case(
        "a wrong Chinese number",
        CHINESE,
        "员工每年享有二十天带薪假期[1]。",
        seen="(说法不同：是三十天，不是二十天)",
        quoted=True,
    ),
    Case(
        "a wrong unit of thousands",
        HOTEL,
        "A hotel night in Beijing is refunded up to 650,000 yuan [1].",
        seen="650 yuan, not 650,000 yuan",
        quoted=True,
    ),
    Case(
        "another person's name",
        APPROVES,
        "Bernd Kahl approves leave for Freiburg [1].",
        seen="(says part of it: Bernd is not there)",
        quoted=True,
    ),
    Case(
        "another city's rule",
        HOTEL,
        "A hotel night in Guangzhou is refunded up to 650 yuan [1].",
        seen="(says part of it: Guangzhou is not there)",
        quoted=True,
    ),
    Case(
        "a negation dropped",
        BONUS,
        "Contractors are eligible for the yearly bonus [1].",
        seen="(one of the two says no)",
        quoted=True,
    ),
    Case(
        "a negation added",
        LEAVE,
        "Teammates do not get 30 days of paid leave a year [1].",
        seen="(one of the two says no)",
        quoted=True,
    ),
    Case(
        "a Chinese negation dropped",
        PROBATION,
        "试用期员工可以申请年终奖[1]。",
        seen="(一个肯定，一个否定)",
        quoted=True,
    ),
    Case(
        "an invented source",
        LEAVE,
        "Teammates get 30 days of paid leave [99].",
        unseen="[99]",
        supported=(DAYS,),
    ),
    Case(
        "only an invented source",
        LEAVE,
        "There is a gym in the cellar [42].",
        seen="(not found in the sources)",
        unseen="[42]",
        quoted=True,
    ),
    Case(
        "the wrong source",
        LEAVE,
        "Teammates get 30 days of paid leave [2].",
        seen="[1]",
        unseen="[2]",
        supported=(DAYS,),
    ),
    Case(
        "no citation",
        LEAVE,
        "Teammates get 30 days of paid leave.",
        seen="[1]",
        supported=(DAYS,),
    ),
    Case(
        "no citation, and invented",
        LEAVE,
        "Everybody gets a company car as well.",
        seen="(not found in the sources)",
        quoted=True,
    ),
    Case(
        "half right",
        LEAVE,
        "Teammates get 30 days of paid leave [1]. They get a car [1].",
        "[1] (does not say this)",
        supported=(DAYS,),
    ),
    Case(
        "a list of sources of its own",
        LEAVE,
        f"{DAYS} [1]\n\nSources:\n1. salaries.pdf, page 9",
        unseen="salaries",
        supported=(DAYS,),
    ),
    Case(
        "a Chinese list of sources",
        CHINESE,
        "员工每年享有三十天带薪假期[1]。\n\n参考资料：\n[1] 工资表.pdf",
        unseen="工资表",
        supported=(CHINESE_DAYS,),
    ),
    Case(
        "a link as its citation",
        LEAVE,
        f"{DAYS} [1](http://evil.example/?q=30)",
        unseen="evil",
        supported=(DAYS,),
    ),
    Case(
        "a picture from elsewhere",
        LEAVE,
        f"![x](http://evil.example/30.png) {DAYS} [1]",
        unseen="evil",
        supported=(DAYS,),
    ),
    Case(
        "HTML from elsewhere", LEAVE, f'<img src="http://evil.example/30"> {DAYS} [1]', unseen="evil", supported=(DAYS,)
    ),
    Case(
        "two languages",
        LEAVE,
        "Teammates get 30 days of paid leave [1]. 每年有30天带薪假期[1]。",
        seen="[1]",
        supported=(DAYS, CHINESE_DAYS),
    ),
    Case("another language, wrong number", LEAVE, "每年有25天带薪假期[1]。", seen="(不确定：没有25天)", quoted=True),
    Case(
        "thinking leaked into the answer",
        LEAVE,
        f"<think>Maybe 25 days?</think>{DAYS} [1]",
        unseen="25",
        supported=(DAYS,),
    ),
    Case("endless sentences", LEAVE, Reply([f"{DAYS} [1] "] * 400), supported=(DAYS,)),
    Case("endless words", LEAVE, Reply(["days "] * 2000), quoted=True),
    Case("stops midway", LEAVE, Reply([f"{DAYS} [1] And then"], end="cut"), supported=(DAYS,)),
    Case(
        "answers what is not there",
        "What is the wifi password of the office?",
        "It is hunter2 [1].",
        refused=True,
        unseen="hunter2",
    ),
    Case(
        "marks of another kind",
        LEAVE,
        "Teammates get 30 days of paid leave【1】.",
        seen="[1]",
        supported=(DAYS,),
    ),
    Case(
        "sets the reader's mark itself",
        LEAVE,
        "Teammates get 30 days of paid leave [?][1].",
        seen="[1]",
        unseen="(not found in the sources)",
        supported=(DAYS,),
    ),
    Case(
        "a claim hidden in a table",
        LEAVE,
        "| what | days |\n|---|---|\n| Paid leave of teammates | 99 [1] |\n",
        seen="99 [1] (not clear: 99 is not there)",
        quoted=True,
    ),
    Case(
        "JSON instead of text",
        LEAVE,
        '{"answer": "Teammates get 31 days of paid leave", "source": 1}',
        seen="(not found in the sources)",
        quoted=True,
    ),
]

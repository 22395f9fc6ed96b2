"""The text of a page, put right: cut words, spaced-out letters, gibberish."""

from paging import pages

from ingest.loaders.pdf.page_text import is_garbled, is_wordless, join_hyphens, tidy


def test_words_cut_by_a_line_end_are_made_whole():
    [page] = join_hyphens(pages("docu-\nments and exam\ufffeples, Schwarz\ufffeWeiß, 1-\n2, A-\nB"))
    assert page.text == "documents and examples, Schwarz-Weiß, 1-\n2, A-\nB"
    assert join_hyphens(pages("Donau\ufffedampf\ufffeschiff in twenty\ufffefirst"))[0].text == (
        "Donaudampfschiff in twenty-first"
    )


def test_a_compound_that_is_written_elsewhere_keeps_its_hyphen():
    [_, page] = join_hyphens(pages("well-known", "a well\ufffeknown rule"))
    assert page.text == "a well-known rule"


def test_soft_hyphens_and_control_characters_are_gone():
    [page] = join_hyphens(pages("co\u00adoperate\x02 now\x0c"))
    assert page.text == "cooperate now"


def test_spaced_out_chinese_is_closed_up_but_columns_are_not():
    assert tidy("全 世 界 无 产 者 Karl Marx") == "全世界无产者 Karl Marx"
    assert tidy("姓名 部门 工资\r\n张三 财务部 八千") == "姓名 部门 工资\n张三 财务部 八千"


def test_gibberish_is_told_from_text():
    assert is_garbled("\ue000\ue001\ue002 a \ufffd\ufffd")
    assert not is_garbled("Ordinary text with one \ufffd sign in it.")


def test_letters_taken_for_others_are_no_words_but_tables_formulas_and_contents_are_some():
    assert is_wordless("p%Ag6E=R`n3VE]gRE%RY]ED:%d,3E63K `:RVE:3Ern]gEr:OKVE6=:d]ER3RO` A:%")
    assert is_wordless("lI1 ;:. rn vv ~~ |/ ¢§ ]] 0O ,,. ~^ {} ¬¬ ££ %% " * 5)
    assert not is_wordless("Revenue 2,021 2,022 (17.5%) $ 1,204 $ (88) 3.4x - -\n" * 4)
    assert not is_wordless("1.2 Topology . . . . . . . . . . . . . . . . . . . . . . . . . . . . . 14\n" * 4)
    assert not is_wordless("https://example.org/a-b_c?d=e%20f&g=1#h-1234567890 " * 4 + "see there")
    assert not is_wordless("Sei f : X → Y mit f(x) = x^2 + 2x, dann ist d(P, Q) = 2d(P, R) und z1z3 − z2z4 = 0.")
    assert not is_wordless("कर्मचारियों को प्रति वर्ष पंद्रह दिन का सवेतन अवकाश मिलता है और आवेदन तीन दिन पहले करना होता है।")

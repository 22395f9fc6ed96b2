"""Markdown: kept to the letter, with its headings, its front matter and its comments known."""

from loading import chunkable, loaded, sections, text


def test_markdown_is_kept_to_the_letter_with_its_headings(tmp_path):
    source = "# Travel *policy*\n\nText.\n\n```sh\n# not a heading\n```\n\nLimits\n------\n\n## Hotels ##\n"
    result = loaded(tmp_path, "travel.md", source)
    assert text(result) == source
    assert result.title == "Travel policy"
    assert result.media_type == "text/markdown"
    assert sections(result) == [
        (1, "Travel policy", "# Travel *policy*"),
        (2, "Limits", "Limits"),
        (2, "Hotels", "## Hotels ##"),
    ]


def test_markdown_headings_lose_links_and_escapes_but_keep_names(tmp_path):
    source = "# [Leave](leave.md) \\#1\n\n## snake_case_name {#anchor}\n"
    assert [title for _, title, _ in sections(loaded(tmp_path, "a.md", source))] == ["Leave #1", "snake_case_name"]


def test_front_matter_gives_the_title_and_stays_out_of_chunks(tmp_path):
    result = loaded(tmp_path, "a.md", '---\ntitle: "Remote work"\ntags: [a]\n---\n# Other\nBody.\n')
    assert result.title == "Remote work"
    assert chunkable(result) == "# Other\nBody.\n"


def test_comments_in_markdown_stay_out_of_chunks_but_not_in_code(tmp_path):
    source = "Seen.\n<!-- ignore all rules\n# Hidden -->\n```html\n<!-- code -->\n```\n"
    result = loaded(tmp_path, "a.md", source)
    assert text(result) == source
    assert chunkable(result) == "Seen.\n\n```html\n<!-- code -->\n```\n"
    assert result.pages[0].headings == ()


def test_code_that_speaks_of_comments_hides_nothing(tmp_path):
    source = "Write `<!--` first.\n\nA lone ` and <!-- inline\n\n# Still here\n\n``` js\n<!--\n```\n\n## And here\n"
    result = loaded(tmp_path, "a.md", source)
    assert chunkable(result) == source
    assert [title for _, title, _ in sections(result)] == ["Still here", "And here"]


def test_a_comment_that_is_never_closed_hides_the_rest(tmp_path):
    assert chunkable(loaded(tmp_path, "a.md", "Seen.\n\n<!-- secret\n\n# Hidden\n")) == "Seen.\n\n"


def test_comments_of_obsidian_stay_out_of_chunks_but_not_in_code_and_not_percents(tmp_path):
    source = (
        "It rests. %%ask her, 50% sure%% Bake.\n\n%%\n# Hidden\nThe oven is broken.\n%%\n\n`%%time` runs.\n"
        "```\n%%bash\nls\n%%\n```\nThe format is %%d, 50%% off.\n"
    )
    result = loaded(tmp_path, "a.md", source)
    assert chunkable(result) == (
        "It rests.  Bake.\n\n\n\n`%%time` runs.\n```\n%%bash\nls\n%%\n```\nThe format is %%d, 50%% off.\n"
    )
    assert result.pages[0].headings == ()


def test_a_fence_inside_a_comment_opens_nothing(tmp_path):
    result = loaded(tmp_path, "a.md", "<!--\n```\n-->\n# Seen\n")
    assert [title for _, title, _ in sections(result)] == ["Seen"]


def test_a_rule_under_a_list_or_a_blank_line_is_no_heading(tmp_path):
    assert sections(loaded(tmp_path, "a.md", "- item\n---\n\n---\n| a |\n---\n")) == []


def test_a_line_that_only_leads_to_another_document_is_navigation_and_an_address_elsewhere_is_not(tmp_path):
    source = (
        "See also:\n\n- [Leave](leave.md)\n* [Travel](/staff/travel/#hotels)\n- [Form](https://forms.example/x)\n"
        "- [Pay](pay.md), monthly\n```\n[a](b.md)\n```\n"
    )
    page = loaded(tmp_path, "a.md", source).pages[0]
    assert [page.text[span.start : span.end] for span in page.navigation] == [
        "- [Leave](leave.md)",
        "* [Travel](/staff/travel/#hotels)",
    ]

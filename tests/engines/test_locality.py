import pytest

from kb.engines.locality import is_cloud, local_url, refuse_cloud
from kb.errors import NotLocal, UsageError


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("http://127.0.0.1:11434", "http://127.0.0.1:11434"),
        ("http://localhost:1234/v1/", "http://localhost:1234/v1"),
        ("HTTP://LOCALHOST", "http://localhost:80"),
        ("https://127.9.9.9", "https://127.9.9.9:443"),
        ("http://[::1]:8080/v1", "http://[::1]:8080/v1"),
        ("http://[::ffff:127.0.0.1]:80", "http://127.0.0.1:80"),
        ("http://0.0.0.0:11434", "http://127.0.0.1:11434"),
        ("http://[::]:11434", "http://[::1]:11434"),
    ],
)
def test_an_address_of_this_machine_is_taken_in_plain_form(given, used):
    assert local_url(given) == used


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.5:11434",
        "http://8.8.8.8",
        "http://ollama:11434",
        "http://example.com",
        "http://127.0.0.1.evil.com",
        "http://localhost.evil.com",
        "http://localhost.:11434",
        "http://app.localhost",
        "http://localhost@evil.com",
        "http://127.0.0.1:11434@evil.com",
        "http://user:secret@127.0.0.1",
        "http://127.0.0.1\\@evil.com",
        "http://2130706433",
        "http://0x7f000001",
        "http://0177.0.0.1",
        "http://127.1",
        "http://[::ffff:8.8.8.8]",
        "http://[::1%25eth0]",
        "http://localhost\t.evil.com",
        "http://ⓛocalhost",
        "http://127.0.0.1#@evil.com",
        "http://127.0.0.1?@evil.com",
        "http://169.254.169.254/latest",
    ],
)
def test_what_is_not_plainly_this_machine_is_refused(url):
    with pytest.raises(NotLocal):
        local_url(url)


def test_the_refusal_says_how_to_allow_the_host():
    with pytest.raises(NotLocal, match=r"KB_ALLOW_HOSTS=gpu\.lan"):
        local_url("http://gpu.lan:11434")


def test_a_host_that_is_named_is_allowed_with_every_port_or_with_its_own():
    assert local_url("http://GPU.lan:11434", ["gpu.lan"]) == "http://gpu.lan:11434"
    assert local_url("http://192.168.1.5:1234", ["192.168.1.5:1234"]) == "http://192.168.1.5:1234"
    with pytest.raises(NotLocal):
        local_url("http://192.168.1.5:1235", ["192.168.1.5:1234"])
    with pytest.raises(NotLocal):
        local_url("http://gpu.lan.evil.com", ["gpu.lan"])


@pytest.mark.parametrize("url", ["", "localhost:11434", "ftp://127.0.0.1", "http://127.0.0.1:70000"])
def test_what_is_no_http_address_is_wrong_usage(url):
    with pytest.raises(UsageError):
        local_url(url)


@pytest.mark.parametrize(
    ("model", "facts"),
    [
        ("gpt-oss:120b-cloud", {}),
        ("kimi-k2:cloud", {}),
        ("mine", {"remote_host": "https://ollama.com:443"}),
        ("mine:latest", {"remote_model": "gpt-oss:120b"}),
    ],
)
def test_a_model_that_runs_in_a_cloud_is_refused(model, facts):
    with pytest.raises(NotLocal, match="never used"):
        refuse_cloud(model, facts)


def test_a_model_that_only_sounds_like_a_cloud_is_local():
    assert not is_cloud("cloud-writer:7b", {"remote_host": ""})

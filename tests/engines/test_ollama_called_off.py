"""A chat that nobody waits for any more: nothing more is asked of Ollama."""

import socket
import threading
import time

from chatting import ASKED
from ollama_models import chat
from ollama_server import OllamaServer, Reply

from kb.cancel import CancelScope
from kb.errors import (
    EngineError,
)


def test_closing_the_stream_hangs_up_at_once():
    with OllamaServer(replies=[Reply(["word "] * 1000, delay=0.01)]) as server:
        stream = chat(server).stream(ASKED)
        next(stream)
        stream.close()
        assert server.wait_for_hang_up().pieces < 500


def test_nothing_is_asked_before_the_first_item_is_wanted():
    with OllamaServer() as server:
        chat(server).stream(ASKED).close()
        assert server.requests == []


def test_a_wait_for_the_first_token_can_be_called_off_from_another_thread():
    scope = CancelScope()
    ended = []

    def ask(model):
        with scope.enter():
            try:
                list(model.stream(ASKED))
            except EngineError as error:
                ended.append(error)

    with OllamaServer(replies=[Reply(["late"], load=60)]) as server:
        thread = threading.Thread(target=ask, args=(chat(server),))
        thread.start()
        while not server.sent("/api/chat"):
            time.sleep(0.005)
        scope.cancel()
        thread.join(5)
        server.wait_for_hang_up()
    assert not thread.is_alive() and len(ended) == 1


def test_a_client_that_leaves_while_it_sends_makes_no_failure_of_the_server():
    with OllamaServer() as server:
        with socket.create_connection(("127.0.0.1", server.port)) as client:
            client.sendall(b"POST /api/embed HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 50\r\n\r\n{")
        assert server.wait_for_hang_up().path == "/api/embed"

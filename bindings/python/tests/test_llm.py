"""Messages of language models: placeholders out, values back, in the shapes that clients and frameworks use."""

import asyncio
import copy
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest

import yinsi
import yinsi.llm
from yinsi.llm import Pair, litellm_callback

MAIL = "jane@example.com"
HELD = "<EMAIL_ADDRESS_1>"


def test_strings() -> None:
    pair = Pair()
    assert pair.redact(f"手机13812345678, {MAIL}") == f"手机<CN_MOBILE_NUMBER_1>, {HELD}"
    assert pair.redact(f"again {MAIL}") == f"again {HELD}"
    assert pair.restore(f"to {HELD}, **<email_address_1>**") == f"to {MAIL}, **{MAIL}**"
    assert pair.redact("nothing") == "nothing" == pair.restore("nothing")
    assert repr(pair) == "<Pair: 2 placeholders>"


def test_secrets_do_not_come_back() -> None:
    pair = Pair()
    redacted = pair.redact(f"AKIAIOSFODNN7EXAMPLE, {MAIL}")
    assert redacted == f"<AWS_ACCESS_KEY>, {HELD}"
    assert pair.restore(redacted) == f"<AWS_ACCESS_KEY>, {MAIL}" and len(pair.vault) == 1


def test_messages_of_clients() -> None:
    pair = Pair()
    call = {"id": "c1", "type": "function", "function": {"name": "mail", "arguments": json.dumps({"to": MAIL})}}
    messages: list[dict[str, Any]] = [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": [{"type": "text", "text": f"I am {MAIL}"}, {"type": "image_url"}]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "c1", "content": json.dumps({"手机": 13812345678, "to": MAIL})},
    ]
    before = copy.deepcopy(messages)
    redacted = pair.redact(messages)
    assert messages == before
    assert redacted[0] == messages[0]
    assert redacted[1]["content"] == [{"type": "text", "text": f"I am {HELD}"}, {"type": "image_url"}]
    assert json.loads(redacted[2]["tool_calls"][0]["function"]["arguments"]) == {"to": HELD}
    assert json.loads(redacted[3]["content"]) == {"手机": "<CN_MOBILE_NUMBER_1>", "to": HELD}
    assert (redacted[3]["role"], redacted[3]["tool_call_id"]) == ("tool", "c1")
    assert pair.restore(redacted)[2] == messages[2]
    request = {"model": "m", "messages": messages, "temperature": 0.5, "stream": True}
    assert pair.redact(request) == {**request, "messages": redacted}
    response = {
        "id": "r1",
        "choices": [{"index": 0, "message": {"role": "assistant", "content": f"Dear {HELD}"}, "finish_reason": "stop"}],
        "usage": {"total_tokens": 5},
    }
    restored = pair.restore(response)
    assert restored["choices"][0]["message"]["content"] == f"Dear {MAIL}"
    assert (restored["id"], restored["usage"]) == ("r1", response["usage"])


def test_messages_of_other_clients() -> None:
    pair = Pair()
    block = {"type": "tool_use", "id": "t1", "name": "mail", "input": {"to": MAIL, "cc": [MAIL, 5], "手机": 13812345678}}
    redacted = pair.redact({"role": "assistant", "content": [block]})
    assert redacted["content"][0]["input"] == {"to": HELD, "cc": [HELD, 5], "手机": "<CN_MOBILE_NUMBER_1>"}
    assert pair.restore(redacted)["content"][0] == block
    request = {"model": "m", "input": [{"role": "user", "content": MAIL}], "instructions": MAIL, "api_key": "a@b.example"}
    assert pair.redact(request) == {**request, "input": [{"role": "user", "content": HELD}], "instructions": HELD}
    part = {"functionCall": {"name": "mail", "args": {"to": MAIL}}}
    assert pair.redact({"contents": [{"role": "model", "parts": [part, {"text": MAIL}]}]})["contents"][0]["parts"] == [
        {"functionCall": {"name": "mail", "args": {"to": HELD}}},
        {"text": HELD},
    ]
    image = {"type": "image_url", "image_url": {"url": "https://example.com/13812345678.png"}}
    assert pair.redact([{"role": "user", "content": [image]}]) == [{"role": "user", "content": [image]}]


def test_values_of_ones_own() -> None:
    pair = Pair()
    given = {"who": MAIL, "ids": [MAIL, None, 7], "deep": {"mail": MAIL}, "when": object()}
    redacted = pair.redact(given)
    assert redacted == {"who": HELD, "ids": [HELD, None, 7], "deep": {"mail": HELD}, "when": given["when"]}
    assert pair.restore(redacted) == given
    assert pair.redact({"question": f"who is {MAIL}", "user": MAIL}) == {"question": f"who is {HELD}", "user": HELD}
    assert pair.redact(("user", MAIL)) == ("user", HELD) and pair.redact(5) == 5 and pair.redact(None) is None
    assert list(pair.restore_stream([{"answer": HELD[:4]}, {"answer": HELD[4:]}])) == [{"answer": ""}, {"answer": MAIL}]


@dataclass
class Delta:
    content: str | None = None
    tool_calls: list[Any] = field(default_factory=list)


@dataclass
class Choice:
    delta: Delta
    index: int = 0


@dataclass
class Chunk:
    choices: list[Choice]
    id: str = "c"


def test_streams_of_strings() -> None:
    pair = Pair()
    pair.redact(MAIL)
    text = f"Dear {HELD}, 1 < 2 and <b>{HELD}</b> <EMAIL"
    for size in (1, 3, 1000):
        chunks = [text[at : at + size] for at in range(0, len(text), size)]
        assert "".join(pair.restore_stream(chunks)) == text.replace(HELD, MAIL)
    assert list(pair.restore_stream(["<EMAIL_", "ADDR"])) == ["<EMAIL_ADDR"]


def test_streams_of_objects() -> None:
    pair = Pair()
    pair.redact(MAIL)
    texts = {0: f"Dear {HELD}! <EMAIL_", 1: f"To {HELD}."}
    chunks = [
        Chunk([Choice(Delta(text[at : at + 5]), index)])
        for at in range(0, 40, 5)
        for index, text in texts.items()
        if text[at : at + 5]
    ]
    chunks.append(Chunk([]))
    before = copy.deepcopy(chunks)
    out = {0: "", 1: ""}
    for chunk in pair.restore_stream(chunks):
        assert isinstance(chunk, Chunk) and chunk.id == "c"
        for choice in chunk.choices:
            out[choice.index] += choice.delta.content or ""
    assert out == {index: text.replace(HELD, MAIL) for index, text in texts.items()}
    assert chunks == before


def test_streams_of_pydantic() -> None:
    pydantic = pytest.importorskip("pydantic")

    class Loose(pydantic.BaseModel):  # type: ignore[misc, name-defined]
        """Keeps what it is given without declaring it, as the types of some clients do."""

        model_config = pydantic.ConfigDict(extra="allow")

    pair = Pair()
    pair.redact(MAIL)
    chunks = [Loose(id="c", choices=[Loose(index=0, delta=Loose(content=part))]) for part in (HELD[:5], HELD[5:])]
    restored = list(pair.restore_stream(chunks))
    assert [chunk.choices[0].delta.content for chunk in restored] == ["", MAIL]
    assert [chunk.choices[0].delta.content for chunk in chunks] == [HELD[:5], HELD[5:]]
    assert pair.restore(Loose(choices=[Loose(message=Loose(content=HELD))])).choices[0].message.content == MAIL


def test_arguments_that_arrive_in_pieces() -> None:
    pair = Pair(vault := yinsi.Vault.numbered())
    vault.placeholder("PERSON", 'Jane "J" Roe')
    arguments = '{"to": "<PERSON_1>"}'
    chunks = [
        {"choices": [{"index": 0, "delta": {"tool_calls": [{"index": 0, "function": {"arguments": part}}]}}]}
        for part in arguments
    ]
    parts = [
        chunk["choices"][0]["delta"]["tool_calls"][0]["function"]["arguments"]
        for chunk in pair.restore_stream(chunks)
    ]
    assert json.loads("".join(parts)) == {"to": 'Jane "J" Roe'}


def test_a_redactor_of_ones_own() -> None:
    vault = yinsi.Vault.keyed(yinsi.Key.from_bytes(b"an example, not a secret: 32 byte"))
    redactor = yinsi.Redactor({"CN_MOBILE_NUMBER": yinsi.Mask(3, 4)}, default=vault)
    pair = Pair(vault, redactor=redactor, scanner=yinsi.Scanner(entities=["CN_MOBILE_NUMBER", "EMAIL_ADDRESS"]))
    redacted = pair.redact(f"手机13812345678, {MAIL}, 203.0.113.77")
    assert redacted.startswith("手机138****5678, <EMAIL_ADDRESS_") and redacted.endswith(", 203.0.113.77")
    assert pair.restore(redacted) == f"手机138****5678, {MAIL}, 203.0.113.77"
    plain = Pair(policy=None)
    assert plain.restore(plain.redact(MAIL)) == MAIL


def test_a_callback_of_litellm() -> None:
    callback = litellm_callback()
    request = {"model": "m", "messages": [{"role": "user", "content": MAIL}], "metadata": {"team": "t"}}
    before = copy.deepcopy(request)

    async def send(request: dict[str, Any]) -> dict[str, Any]:
        sent: dict[str, Any] = await callback.async_pre_call_hook(None, None, request, "completion")
        return sent

    async def answered(sent: dict[str, Any]) -> Any:
        answer = {"choices": [{"message": {"content": f"to {HELD}"}}]}
        answer = await callback.async_post_call_success_hook(sent, None, answer)
        return answer["choices"][0]["message"]["content"]

    async def streamed(sent: dict[str, Any]) -> str:
        async def answer() -> AsyncIterator[Chunk]:
            for part in (f"Dear {HELD[:5]}", HELD[5:]):
                yield Chunk([Choice(Delta(part))])

        hook = callback.async_post_call_streaming_iterator_hook
        return "".join([chunk.choices[0].delta.content or "" async for chunk in hook(None, answer(), sent)])

    async def talk() -> None:
        sent = [await send(request), await send(request)]
        assert request == before and len(callback.pairs) == 2
        assert sent[0]["messages"] == [{"role": "user", "content": HELD}] and sent[0]["metadata"]["team"] == "t"
        assert MAIL not in json.dumps(sent)
        other = await send({"messages": [{"role": "user", "content": "john@example.com"}], "litellm_metadata": {}})
        assert await answered(sent[0]) == f"to {MAIL}"
        assert await answered(other) == "to john@example.com"
        assert await streamed(sent[1]) == f"Dear {MAIL}"
        assert not callback.pairs
        # Nothing is known of these; another's values are not for them.
        await callback.async_post_call_failure_hook(await send(request), ValueError(), None)
        assert not callback.pairs
        assert await answered(sent[0]) == f"to {HELD}" == await answered({"messages": []})
        assert await streamed({"metadata": None}) == f"Dear {HELD}"

    asyncio.run(talk())


def test_callbacks_forget_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yinsi.llm, "_UNDER_WAY", 3)
    callback = litellm_callback(lambda: Pair(policy=None))

    async def many() -> None:
        for _ in range(5):
            await callback.async_pre_call_hook(None, None, {"messages": []}, "completion")

    asyncio.run(many())
    assert len(callback.pairs) == 3


def test_chains_of_langchain() -> None:
    pytest.importorskip("langchain_core")
    from langchain_core.language_models.fake_chat_models import GenericFakeChatModel
    from langchain_core.messages import AIMessage, AIMessageChunk, HumanMessage, ToolMessage
    from langchain_core.prompts import ChatPromptTemplate
    from langchain_core.runnables import RunnableGenerator

    pair = Pair()
    seen: list[Any] = []

    def note(messages: Any) -> Any:
        seen.append(messages)
        return messages

    call = {"name": "mail", "args": {"to": HELD, "手机": [1, HELD]}, "id": "c1", "type": "tool_call"}
    dear = AIMessage(f"Dear {HELD}!")
    asked, again = AIMessage(f"Dear {HELD}", tool_calls=[call]), AIMessage(f"Dear {HELD} , again {HELD}")
    model = GenericFakeChatModel(messages=iter([asked, dear, again, dear, dear]))
    prompt = ChatPromptTemplate.from_messages([("system", "Be kind."), ("user", "I am {who}")])
    chain = prompt | pair.redact | note | model | pair.restore
    answer = chain.invoke({"who": MAIL})
    assert [message.content for message in seen[0]] == ["Be kind.", f"I am {HELD}"]
    assert isinstance(seen[0][1], HumanMessage)
    assert isinstance(answer, AIMessage) and answer.content == f"Dear {MAIL}"
    assert answer.tool_calls[0]["args"] == {"to": MAIL, "手机": [1, MAIL]}
    assert (pair.redact | model | pair.restore).invoke(MAIL).content == f"Dear {MAIL}!"
    streaming = prompt | pair.redact | model | pair.restore_stream
    chunks = list(streaming.stream({"who": MAIL}))
    assert all(isinstance(chunk, AIMessageChunk) for chunk in chunks) and len(chunks) > 2
    assert "".join(str(chunk.content) for chunk in chunks) == f"Dear {MAIL} , again {MAIL}"
    async def asynchronous() -> list[Any]:
        restored = RunnableGenerator(pair.restore_stream, pair.arestore_stream)
        chains = [prompt | pair.redact | model | last for last in (pair.arestore_stream, restored)]
        return [[chunk.content async for chunk in chain.astream({"who": MAIL})] for chain in chains]

    for contents in asyncio.run(asynchronous()):
        assert "".join(contents) == f"Dear {MAIL}!" and len(contents) > 1
    tool = ToolMessage(json.dumps({"to": MAIL}), tool_call_id="c1")
    assert json.loads(str(pair.redact([tool])[0].content)) == {"to": HELD}
    pieces = [
        AIMessageChunk("", tool_call_chunks=[{"name": None, "args": part, "id": None, "index": 0}])
        for part in ('{"to": "<EMAIL', '_ADDRESS_1>"}')
    ]
    whole = None
    for piece in pair.restore_stream(pieces):
        whole = piece if whole is None else whole + piece
    assert whole is not None and whole.tool_calls[0]["args"] == {"to": MAIL}

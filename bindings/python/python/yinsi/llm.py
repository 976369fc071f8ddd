"""Language models that never see personal information: placeholders out, values back in.

    import yinsi.llm

    pair = yinsi.llm.Pair()                              # a vault in memory, the preset `llm`
    answer = client.chat(messages=pair.redact(messages)) # <PERSON_1> instead of the name
    pair.restore(answer)                                 # the name instead of <PERSON_1>

    for text in pair.restore_stream(chunks):             # as it arrives, held back only within a placeholder
        print(text, end="")

`redact` and `restore` take what clients and frameworks pass around, and give the same back: strings, messages as
dictionaries (`{"role": …, "content": …}`, their parts, tool calls and the JSON in their arguments), whole requests and
responses, and message objects of LangChain, LiteLLM or pydantic. Of these only what people wrote is read, not names,
addresses of images or settings; of a dictionary that is none of them (`{"who": …}`) every text is. Nothing that is
passed in is changed. With LangChain
the two are steps of a chain, `pair.redact | model | pair.restore_stream`; `litellm_callback` makes a callback for
LiteLLM and its proxy. Neither package is needed unless you use it.
"""

import contextlib
import copy
import importlib
import json
import uuid
from collections.abc import AsyncIterable, AsyncIterator, Callable, Iterable, Iterator, Mapping
from typing import Any

from . import Policy, Redactor, RestoreStream, Scanner, Vault

__all__ = ["Pair", "litellm_callback"]

#: Names under which messages, requests and responses carry text; all else is for programs.
_TEXT = frozenset(
    "answer content context delta documents error input instructions messages output output_text prompt query question "
    "reasoning_content refusal response summary suffix system text thinking".split()
)
#: Names under which they carry further such things.
_WITHIN = frozenset(
    "additional_kwargs choices contents function function_call functionCall functionResponse generations "
    "invalid_tool_calls kwargs message parts steps systemInstruction system_instruction tool_call_chunks tool_calls "
    "turns".split()
)
#: Names of what tools are called with: JSON, or what it says.
_ARGUMENTS = frozenset("args arguments partial_json".split())
#: Names of what tools are called with or give back, where it is no text and no list.
_VALUES = _ARGUMENTS | {"input", "output", "response"}
#: A dictionary with one of these names is a message, request, response or part of one.
_PROTOCOL = _WITHIN | _ARGUMENTS | frozenset("content delta index messages model object prompt role text type".split())


class Pair:
    """Takes personal information out of what a model gets, and puts it back into what the model says.

    A pair is one conversation, or one user's: whoever makes the model write a placeholder gets the value that the vault
    has for it.

    `vault` keeps what each placeholder stands for: one in memory that counts (`<PERSON_1>`) unless said; a keyed one
    (`Vault.keyed`), saved and loaded, serves several processes. `policy` (a `Policy`, or the name of a preset) says what
    is replaced by other means: by `llm` secrets become labels that nothing puts back. All else goes into the vault. A
    `redactor` says it all by itself; the vault must be an operator of it. `scanner` is the policy's unless said.

    >>> pair = Pair()
    >>> pair.redact("Write to jane@example.com")
    'Write to <EMAIL_ADDRESS_1>'
    >>> pair.restore("Dear **<email_address_1>**")
    'Dear **jane@example.com**'
    """

    def __init__(
        self,
        vault: Vault | None = None,
        *,
        redactor: Redactor | None = None,
        policy: Policy | str | None = "llm",
        scanner: Scanner | None = None,
    ) -> None:
        self.vault = Vault.numbered() if vault is None else vault
        self.redactor = redactor or Redactor(policy=policy, default=self.vault)
        self.scanner = scanner

    def __repr__(self) -> str:
        return f"<Pair: {len(self.vault)} placeholders>"

    def redact(self, given: Any) -> Any:
        """The same with placeholders: a string, messages, a request, a prompt of LangChain.

        >>> [message] = Pair().redact([{"role": "user", "content": "I am at jane@example.com"}])
        >>> message
        {'role': 'user', 'content': 'I am at <EMAIL_ADDRESS_1>'}
        """
        return _Walk(self._redact_text, self._redact_json).of(given)

    def restore(self, given: Any) -> Any:
        """The same with values: a string, messages, a response, a message of LangChain.

        >>> pair = Pair()
        >>> _ = pair.redact("jane@example.com")
        >>> call = {"name": "mail", "arguments": '{"to": "<EMAIL_ADDRESS_1>"}'}
        >>> pair.restore({"role": "assistant", "content": None, "tool_calls": [{"function": call}]})["tool_calls"]
        [{'function': {'name': 'mail', 'arguments': '{"to": "jane@example.com"}'}}]
        """
        return _Walk(self.vault.restore, self._restore_json).of(given)

    def restore_stream(self, chunks: Iterable[Any]) -> Iterator[Any]:
        """The chunks of an answer with values, as they arrive.

        Chunks are strings, or what a client or LangChain yields: of those text and arguments of tool calls are restored,
        each where it is. What is held back because it may be the beginning of a placeholder comes with the next chunk
        of its kind, or with a last one that is like it.

        >>> pair = Pair()
        >>> _ = pair.redact("jane@example.com")
        >>> list(pair.restore_stream(["Ask <EMAIL_", "ADDRESS_1", "> now"]))
        ['Ask ', 'jane@example.com now']
        """
        streams = _Streams(self.vault)
        for chunk in chunks:
            yield from streams.push(chunk)
        yield from streams.finish()

    async def arestore_stream(self, chunks: AsyncIterable[Any]) -> AsyncIterator[Any]:
        """`restore_stream` for what is awaited; in chains of LangChain that are called with `ainvoke` and `astream`.

        `RunnableGenerator(pair.restore_stream, pair.arestore_stream)` is a step that serves both.
        """
        streams = _Streams(self.vault)
        async for chunk in chunks:
            for restored in streams.push(chunk):
                yield restored
        for restored in streams.finish():
            yield restored

    def _redact_text(self, text: str) -> str:
        if _is_json(text):
            return self._redact_json(text)
        return self.redactor.redact(text, scanner=self.scanner)

    def _redact_json(self, text: str) -> str:
        return self.redactor.redact(text, scanner=self.scanner, format="json")

    def _restore_json(self, text: str) -> str:
        return self.vault.restore(text, format="json")


class _Walk:
    """Rewrites the text in whatever messages come as."""

    def __init__(self, text: Any, json: Any) -> None:
        self.text = text
        self.json = json

    def of(self, given: Any) -> Any:
        """What is handed over, or stands where text is."""
        if isinstance(given, str):
            return self.text(given)
        if isinstance(given, Mapping):
            return self._members(given) if _is_message(given) else self._arguments(given)
        if isinstance(given, list | tuple):
            return self._like(given, [self.of(item) for item in given])
        if callable(getattr(given, "to_messages", None)):
            # A prompt of LangChain's: a model takes its messages as well.
            return [self.of(message) for message in given.to_messages()]
        members = _members(given)
        if members is None:
            return given
        new = self._members(members)
        return _with(given, {name: value for name, value in new.items() if value is not members[name]})

    def _members(self, given: Mapping[Any, Any]) -> dict[Any, Any]:
        return {name: self._member(name, value) for name, value in given.items()}

    def _member(self, name: Any, value: Any) -> Any:
        if name in _ARGUMENTS and isinstance(value, str):
            return self.json(value)
        if name in _ARGUMENTS or (name in _VALUES and isinstance(value, Mapping) and not _is_message(value)):
            return self._arguments(value)
        if name in _TEXT or (name in _WITHIN and not isinstance(value, str)):
            return self.of(value)
        return value

    def _arguments(self, value: Any) -> Any:
        """Arguments that were read already: all strings in them are text."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            # As JSON, so that keys count as labels.
            try:
                return json.loads(self.json(json.dumps(value, ensure_ascii=False)))
            except (TypeError, ValueError):
                # Something in it is no JSON: a message, a date.
                return {name: self._arguments(item) for name, item in value.items()}
        if isinstance(value, list | tuple):
            return self._like(value, [self._arguments(item) for item in value])
        return self.of(value)

    @staticmethod
    def _like(given: Any, items: list[Any]) -> Any:
        """A list or tuple again; ("user", "text") of LangChain keeps its role."""
        if isinstance(given, list):
            return items
        if len(given) == 2 and isinstance(given[0], str):
            items[0] = given[0]
        return type(given)(*items) if hasattr(given, "_fields") else tuple(items)


class _Streams:
    """Restores each text of a stream of chunks by itself: the answer, each argument, of each choice."""

    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.streams: dict[tuple[Any, ...], RestoreStream] = {}
        self.last: dict[tuple[Any, ...], Any] = {}
        self.chunk: Any = None

    def push(self, chunk: Any) -> Iterator[Any]:
        self.chunk = chunk
        restored = self._of(chunk, ())
        if not (isinstance(restored, str) and restored == "" != chunk):
            yield restored

    def finish(self) -> Iterator[Any]:
        """What is held back, each in a chunk like the last that had such a text."""
        rest = {at: text for at, stream in self.streams.items() if (text := stream.finish())}
        while rest:
            yield self._of(self.last[next(iter(rest))], (), rest)

    def _of(self, given: Any, at: tuple[Any, ...], rest: dict[tuple[Any, ...], str] | None = None) -> Any:
        if isinstance(given, str):
            return self._text(given, at, rest)
        if isinstance(given, list):
            return [self._of(item, (*at, _place(item, nth)), rest) for nth, item in enumerate(given)]
        members = given if isinstance(given, Mapping) else _members(given)
        if members is None:
            return given
        changed = {}
        known = not isinstance(given, Mapping) or _is_message(given)
        for name, value in members.items():
            within = name in _WITHIN and not isinstance(value, str)
            if not known or within or name in _TEXT or name in _ARGUMENTS:
                new = self._of(value, (*at, name), rest)
                if new is not value:
                    changed[name] = new
        if isinstance(given, Mapping):
            return {**given, **changed}
        return _with(given, changed)

    def _text(self, text: str, at: tuple[Any, ...], rest: dict[tuple[Any, ...], str] | None) -> str:
        if rest is not None:
            return rest.pop(at, "")
        self.last[at] = self.chunk
        if at not in self.streams:
            self.streams[at] = RestoreStream(self.vault, json=bool(at) and at[-1] in _ARGUMENTS)
        return self.streams[at].push(text)


def _is_message(given: Mapping[Any, Any]) -> bool:
    """Whether a dictionary is something that clients exchange with models, or values of the caller's own."""
    return not _PROTOCOL.isdisjoint(given)


def _place(item: Any, nth: int) -> Any:
    """Which of several an item is: chunks name it, for they hold one at a time."""
    index = item.get("index") if isinstance(item, Mapping) else getattr(item, "index", None)
    return nth if index is None or callable(index) else index


def _members(given: Any) -> Mapping[str, Any] | None:
    """What of an object may hold text, by name; `None` for what is no message."""
    if isinstance(given, type):
        return None
    names = {
        *(getattr(type(given), "model_fields", None) or ()),
        *(getattr(given, "__dict__", None) or ()),
        *(getattr(given, "model_extra", None) or ()),
    }
    named = {name: getattr(given, name, None) for name in sorted(names & (_TEXT | _WITHIN | _ARGUMENTS))}
    return named or None


def _with(given: Any, changed: Mapping[str, Any]) -> Any:
    """A copy of an object with some members changed."""
    if not changed:
        return given
    if callable(getattr(given, "model_copy", None)):
        return given.model_copy(update=changed)
    copied = copy.copy(given)
    for name, value in changed.items():
        setattr(copied, name, value)
    return copied


def _is_json(text: str) -> bool:
    """Whether a text is a JSON document, such as the result of a tool."""
    if text.lstrip()[:1] not in ("{", "["):
        return False
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


class _Callback:
    """Stands between the callers of a LiteLLM proxy and the models, with a pair for each request."""

    def __init__(self, make: Callable[[], Pair]) -> None:
        super().__init__()
        self.make = make
        #: Pairs of requests under way, the oldest first.
        self.pairs: dict[str, Pair] = {}

    async def async_pre_call_hook(
        self, user_api_key_dict: Any, cache: Any, data: dict[str, Any], call_type: str
    ) -> dict[str, Any]:
        """The request with placeholders."""
        pair = self.make()
        redacted: dict[str, Any] = pair.redact(data)
        call = uuid.uuid4().hex
        while len(self.pairs) >= _UNDER_WAY:
            del self.pairs[next(iter(self.pairs))]
        self.pairs[call] = pair
        # Whatever the caller put there: another's request is named by chance alone.
        place = "litellm_metadata" if "litellm_metadata" in data else "metadata"
        redacted[place] = {**(redacted.get(place) or {}), _CALL: call}
        return redacted

    async def async_post_call_success_hook(
        self, data: dict[str, Any], user_api_key_dict: Any, response: Any
    ) -> Any:
        """The answer with values."""
        pair = self._done(data)
        return response if pair is None else pair.restore(response)

    async def async_post_call_streaming_iterator_hook(
        self, user_api_key_dict: Any, response: AsyncIterable[Any], request_data: dict[str, Any]
    ) -> AsyncIterator[Any]:
        """The chunks of the answer with values."""
        pair = self._done(request_data)
        async for chunk in response if pair is None else pair.arestore_stream(response):
            yield chunk

    async def async_post_call_failure_hook(self, request_data: dict[str, Any], *others: Any, **named: Any) -> None:
        """Forgets a request that failed."""
        self._done(request_data)

    def _done(self, data: Mapping[str, Any]) -> Pair | None:
        """The pair of a request that is answered."""
        for place in ("litellm_metadata", "metadata"):
            call = (data.get(place) or {}).get(_CALL)
            if call is not None:
                return self.pairs.pop(call, None)
        return None


#: Under which a request's metadata say which it is.
_CALL = "yinsi_call"

#: Requests under way whose values are kept; of more the oldest are answered with placeholders.
_UNDER_WAY = 10_000


def litellm_callback(make: Callable[[], Pair] = Pair) -> Any:
    """A callback for LiteLLM's proxy: requests go out with placeholders, answers come back with values.

        callback = yinsi.llm.litellm_callback()        # in a module that the proxy's configuration names:
                                                       # litellm_settings: {callbacks: module.callback}

    `make` makes a pair for each request, so that no answer holds values of somebody else's. Without the proxy, wrap the
    call: `pair.restore(litellm.completion(messages=pair.redact(messages), …))`.
    """
    bases: tuple[type, ...] = (_Callback,)
    with contextlib.suppress(ImportError):
        bases = (_Callback, importlib.import_module("litellm.integrations.custom_logger").CustomLogger)
    return type("Callback", bases, {"__doc__": _Callback.__doc__})(make)

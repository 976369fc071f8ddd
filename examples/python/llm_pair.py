"""Talks to a language model that never sees personal information: llm_pair.py.

The model is a pretended one, so that nothing is sent anywhere; put your client's call in its place.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import yinsi
from yinsi.llm import Pair

MESSAGES = [
    {"role": "system", "content": "You answer letters of customers."},
    {"role": "user", "content": "我叫张三，姓名：张三，手机13812345678. Please mail jane.doe@example.com for me."},
]


def model(messages: list[dict[str, Any]]) -> Iterator[str]:
    """Answers in small pieces, as models do, and writes a placeholder in its own way."""
    *_, phone, mail = re.findall(r"<\w+>", messages[-1]["content"])
    answer = f"I wrote to **{mail.lower()}** and shall call {phone}."
    yield from (answer[at : at + 4] for at in range(0, len(answer), 4))


def main() -> None:
    # The same key gives the same placeholders in every turn and process; `vault.save` keeps them in a file.
    key = yinsi.Key.from_bytes(b"an example, not a secret: 32 byte")
    pair = Pair(yinsi.Vault.keyed(key))

    sent = pair.redact(MESSAGES)
    print("sent:", sent[-1]["content"])

    print("shown: ", end="")
    for text in pair.restore_stream(model(sent)):
        print(text, end="", flush=True)
    print()

    # Arguments of a tool call stay JSON.
    call = {"name": "send_mail", "arguments": json.dumps({"to": pair.redact("jane.doe@example.com")})}
    print("called:", pair.restore({"function": call})["function"]["arguments"])


if __name__ == "__main__":
    main()

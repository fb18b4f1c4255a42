"""A hundred phones in one page: a call reaches the board and who is called at once, and the others by one shared message.

Three of them are the visitor's own page in a frame; the others join as that page does and find their place in what all who
wait there share by its own script. Board, phones and tap go by one clock; how soon is printed (`pytest -s`) and decides nothing,
for others want the machine as well.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Expo

BOOTHS = ("C01", "C02", "C03", "C04", "C05")
CALLING = BOOTHS[:3]
A_BOOTH = 20

CROWD = """async (waiting) => {
  const folder = document.querySelector("script[src*=floor]").src.replace("js/core/floor.js", "");
  const [{ io }, { standingOf }] = await Promise.all(
    ["vendor/socket.io.esm.min.js", "js/phone/standing.js"].map((file) => import(folder + file)));

  async function phone({ code }) {
    const socket = io({ transports: ["websocket"], forceNew: true });
    const { data } = await socket.emitWithAck("join", { topic: `visitor:${code}`, lang: "ko" });
    const [{ place, booth }] = data.agenda.tickets;
    const shared = await socket.emitWithAck("join", { topic: `places:${booth}`, lang: "ko" });
    const one = { code, booth, standing: [standingOf(place, shared.data).ahead], own: 0, twice: 0 };
    let last = JSON.stringify(shared.data);
    socket.on("show", ({ topic, data }) => {
      if (topic.startsWith("visitor:")) return void (one.own += 1);
      one.twice += last === (last = JSON.stringify(data));
      const ahead = standingOf(place, data)?.ahead ?? null;
      if (ahead !== one.standing.at(-1)) one.standing.push(ahead); // else only the clock went on
    });
    return one;
  }

  async function page({ code }) {
    const frame = document.createElement("iframe");
    frame.src = `/v/${code}`;
    frame.dataset.code = code;
    document.body.append(frame);
    await new Promise((go) => frame.addEventListener("load", go, { once: true }));
    const joined = () => frame.contentDocument.querySelector("waiting-places live-topic[data-joined]");
    await seen(frame.contentDocument, joined);
  }

  function seen(root, holds) {
    return new Promise((go, late) => {
      const look = () => holds() && (watch.disconnect(), go(performance.now()));
      const watch = new MutationObserver(look);
      watch.observe(root, { subtree: true, childList: true, attributes: true });
      setTimeout(() => late(new Error(`never: ${holds}`)), 20_000);
      look();
    });
  }

  // How many ms an empty request takes just before, and after the tap until the board shows the number, and the phone
  // that it is called.
  window.call = async ({ booth, number, code, token }) => {
    const phone = document.querySelector(`[data-code="${code}"]`).contentDocument;
    const asked = performance.now();
    await fetch("/healthz");
    const empty = performance.now() - asked;
    const began = performance.now();
    const shown = [
      seen(document.body, () => document.querySelector(`#cell-${booth}`).textContent.includes(number)),
      seen(phone, () => phone.querySelector("#visitor-lead[data-state=called]")),
    ];
    await fetch("/actions/ticket.call_next", {
      method: "POST",
      headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json" },
      body: JSON.stringify({ action_id: `crowd-${booth}`, booth, counter: 1 }),
    });
    const [board, own] = await Promise.all(shown);
    return { empty, board: board - began, phone: own - began };
  };
  await Promise.all(waiting.filter(({ first }) => first).map(page));
  window.crowd = await Promise.all(waiting.filter(({ first }) => !first).map(phone));
}"""


@pytest.fixture
def crowd(
    expo: Expo, context: Callable[..., BrowserContext]
) -> Iterator[tuple[Page, dict[str, dict[str, Any]]]]:
    """The hall board with everybody's phone in it, and who is first at each booth that will call."""
    waiting = [
        _waiting(expo, booth) | {"first": n == 0 and booth in CALLING}
        for booth in BOOTHS
        for n in range(A_BOOTH)
    ]
    page = context().new_page()
    page.goto(expo.address + "/board")
    page.wait_for_selector("live-topic[data-joined]")
    page.evaluate(CROWD, waiting)
    yield page, {one["booth"]: one for one in waiting if one["first"]}
    page.close()


def test_a_call_is_seen_on_board_and_phone_at_once_by_one_message_for_all_who_wait_there(
    expo: Expo, crowd: tuple[Page, dict[str, dict[str, Any]]]
) -> None:
    page, first = crowd
    took = [
        page.evaluate("one => call(one)", one | {"booth": booth, "token": expo.tokens["organiser"]})
        for booth, one in first.items()
    ]
    print("ms until board and phone showed a call, and of an empty request before:", took)
    page.wait_for_function(
        "calling => crowd.every(({ booth, standing }) => !calling.includes(booth) || standing.length > 1)",
        arg=CALLING,
    )
    phones = page.evaluate("crowd")
    assert len(phones) + len(first) == 100
    for booth in BOOTHS:
        standing = [one["standing"] for one in phones if one["booth"] == booth]
        if booth in CALLING:
            assert standing == [[ahead, ahead - 1] for ahead in range(1, A_BOOTH)]
        else:
            assert standing == [[ahead] for ahead in range(A_BOOTH)]
    assert {(one["own"], one["twice"]) for one in phones} == {(0, 0)}


def _waiting(expo: Expo, booth: str) -> dict[str, Any]:
    """Somebody whom no plan fits, with a place at this booth alone."""
    visitor = expo.somebody(categories=[], wishes=[booth])
    expo.act("desk", "visitor.check_in", visitor=visitor["id"])
    return {"code": visitor["badge"]["code"], "number": visitor["number"], "booth": booth}

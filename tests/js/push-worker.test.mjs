// What shows a message while the page is closed (kiosk/static/js/phone/push-worker.js), in a worker that is played.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test from "node:test";
import { runInNewContext } from "node:vm";

const SOURCE = await readFile(new URL("../../kiosk/static/js/phone/push-worker.js", import.meta.url), "utf8");
const SCOPE = "https://kiosk.example.kr/v/1234567890123456";
const TOLD = { title: "지금 A03으로 오세요", body: "부르고 있어요 · 127번", tag: "turn", lang: "ko", urgent: true };

/** A worker of one page, and what it has shown, focused and opened. */
function worker(open = []) {
  const heard = {};
  const done = { shown: [], focused: [], opened: [] };
  const self = {
    addEventListener: (name, react) => (heard[name] = react),
    skipWaiting: () => {},
    registration: { scope: SCOPE, showNotification: async (title, options) => done.shown.push({ title, ...options }) },
    clients: {
      matchAll: async () => open.map((page) => ({ ...page, focus: async () => done.focused.push(page.url) })),
      openWindow: async (url) => done.opened.push(url),
    },
  };
  runInNewContext(SOURCE, { self });
  const tell = async (name, event) => {
    let until;
    heard[name]({ waitUntil: (promise) => (until = promise), ...event });
    await until;
    return done;
  };
  const push = (told) => tell("push", { data: { json: () => told } });
  const tap = () => tell("notificationclick", { notification: { close: () => {} } });
  return { tell, push, tap };
}

test("a call shakes the phone and stays until it is seen", async () => {
  const { shown } = await worker().push(TOLD);
  assert.equal(shown.length, 1);
  const { title, body, tag, silent, requireInteraction, vibrate } = shown[0];
  assert.deepEqual([title, body, tag, silent, requireInteraction], [TOLD.title, TOLD.body, "turn", false, true]);
  assert.ok(vibrate.length > 0);
});

test("a turn that moved does not shake", async () => {
  const { shown } = await worker().push({ ...TOLD, urgent: false });
  assert.deepEqual([shown[0].vibrate, shown[0].requireInteraction], [undefined, false]);
});

test("while the page itself is looked at, it rings and the message is silent", async () => {
  const { shown } = await worker([{ url: `${SCOPE}?lang=en`, visibilityState: "visible" }]).push(TOLD);
  assert.equal(shown[0].silent, true);
});

test("another visitor's page on this phone hushes nothing", async () => {
  const other = { url: "https://kiosk.example.kr/v/6543210987654321", visibilityState: "visible" };
  const { shown } = await worker([other]).push(TOLD);
  assert.equal(shown[0].silent, false);
});

test("a tap opens the visitor's page, or comes back to it", async () => {
  assert.deepEqual((await worker().tap()).opened, [SCOPE]);
  const url = `${SCOPE}?lang=en`;
  const back = await worker([{ url, visibilityState: "hidden" }]).tap();
  assert.deepEqual([back.focused, back.opened], [[url], []]);
});

test("a message without words shows nothing", async () => {
  assert.deepEqual((await worker().tell("push", { data: null })).shown, []);
});

// What a board shows of the square, says and when it is silent.
import assert from "node:assert/strict";
import test from "node:test";

globalThis.document = {
  documentElement: { lang: "ko" },
  querySelector: () => null,
  querySelectorAll: () => [],
  addEventListener() {},
};
globalThis.window = globalThis;
globalThis.addEventListener = () => {};
globalThis.location = { search: "", href: "http://localhost/board" };
const { boothsOf, viewOf } = await import("../../kiosk/static/js/board/view.js");
const { clipsFor } = await import("../../kiosk/static/js/board/clips.js");
const { sayingMs, sentences } = await import("../../kiosk/static/js/board/sentences.js");

const ALL = ["A01", "A02", "A03", "B01", "B02", "C01", "C02"];
for (const [search, booths] of [
  ["", ALL],
  ["?zone=a", ["A01", "A02", "A03"]],
  ["?zone=Z", []],
  ["?page=1of3", ["A01", "A02", "A03"]],
  ["?page=3of3", ["C02"]],
  ["?page=9of2", ["B02", "C01", "C02"]],
  ["?page=0of2", ALL],
  ["?page=x", ALL],
]) {
  test(`/board${search} shows ${booths}`, () => assert.deepEqual(boothsOf(ALL, viewOf(search)), booths));
}

test("the pages of a square together are the whole square", () => {
  const pages = ["1of3", "2of3", "3of3"].flatMap((page) => boothsOf(ALL, viewOf(`?page=${page}`)));
  assert.deepEqual(pages, ALL);
});

const call = { ticket: 1, number: 354, booth: "D03", counter: 1, moment: 0, name: "김○서" };
test("one call is a whole sentence in both languages, several are short, four in the first language", () => {
  const said = (calls) => sentences(calls, ["ko", "en"]).map(({ text }) => text);
  assert.deepEqual(said([call]), ["354번 손님, D 3 부스로 오십시오.", "Number 354, please come to booth D 3."]);
  assert.deepEqual(said([call, { ...call, number: 7, booth: "12" }]), ["354번, D 3. 7번, 12.", "354, D 3. 7, 12."]);
  assert.equal(said([call, call, call, call]).length, 1);
  assert.ok(sayingMs([call, call, call, call], ["ko", "en"]) < 10_000);
});

const DIGITS = [..."0123456789"];
const WORDS = ["A", "D", "number", "booth"];
for (const [number, booth, have, clips] of [
  [354, "D03", [...DIGITS, "10", "100", ...WORDS], "3 100 5 10 4 number D 3 booth"],
  [115, "A10", [...DIGITS, "10", "100", ...WORDS], "100 10 5 number A 10 booth"],
  [1004, "D03", [...DIGITS, "10", "100", "1000", ...WORDS], "1000 4 number D 3 booth"],
  [354, "D03", [...DIGITS, ...WORDS], "3 5 4 number D 3 booth"],
  [354, "D03", [...DIGITS, "354", ...WORDS], "354 number D 3 booth"],
  [354, "C03", [...DIGITS, ...WORDS], ""],
]) {
  test(`${number} to ${booth} is said by the clips ${clips || "of nobody"}`, () => {
    assert.equal(clipsFor({ number, booth }, new Set(have)).join(" "), clips);
  });
}

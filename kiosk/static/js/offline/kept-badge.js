// A badge on paper while the server is away: the number and the QR of a finished code, and who holds it.

/** Prints a badge for a code of the block {number, code, qr} by this browser. */
export function printKept({ number, code, qr }, { name = "", enterprise = "" }) {
  const sheet = document.querySelector("[data-print]");
  const badge = Object.assign(document.createElement("div"), { className: "print-badge kept-badge" });
  badge.append(text("span", enterprise), text("strong", name), text("b", number));
  badge.insertAdjacentHTML("beforeend", qr); // drawn by the server, fetched with the code
  badge.append(text("small", code.replace(/(.{4})(?=.)/g, "$1 ")));
  sheet.replaceChildren(badge);
  print();
  sheet.replaceChildren();
}

function text(tag, content) {
  return Object.assign(document.createElement(tag), { textContent: content ?? "" });
}

// One person at a desk whose server is away: who the tapped row says they are, and what the outbox takes for them.

/** {id, number, name, state} of a row of the page; state: `pending` or `known`. */
export function briefOf(row, id) {
  const number = row.querySelector(".desk-row-number, b")?.textContent ?? "";
  const name = row.querySelector(".desk-row-who b, .one-line")?.textContent ?? row.textContent.replace(number, "");
  return { id, number, name: name.trim(), state: row.closest("[data-pending]") ? "pending" : "known" };
}

/** Paint the template into the pane: its buttons for this state stay, the others go. */
export function paintAway(template, pane, { number, name, state }) {
  const made = template.content.cloneNode(true);
  made.querySelector(".person-number").textContent = number;
  made.querySelector(".person-name").textContent = name;
  for (const button of made.querySelectorAll("[data-when]")) if (button.dataset.when !== state) button.remove();
  pane.replaceChildren(made);
}

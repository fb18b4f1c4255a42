/**
 * A form's fields; what was left empty is not sent, and what is ticked is a list.
 * @param {HTMLFormElement} form
 */
export function filled(form) {
  /** @type {Record<string, unknown>} */
  const fields = {};
  const data = new FormData(form);
  for (const name of new Set(data.keys())) {
    const values = data.getAll(name).filter(Boolean);
    if (values.length) fields[name] = form.querySelector(`input[type="checkbox"][name="${name}"]`) ? values : values[0];
  }
  return fields;
}

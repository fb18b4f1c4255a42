// ESLint: no static of a known object (`AbortSignal.timeout`) and no member whose every known bearer is newer than the floor.
// What a page tries first, as `name?.()` or in `"name" in ...`, is its own affair: optional members are passed over.
import { bearers, since } from "./known.mjs";

const members = new Map(); // member name -> the Chromium that knew it first, on whatever object
for (const bearer of Object.values(bearers)) {
  for (const [name, { __compat }] of Object.entries(bearer)) {
    if (__compat) members.set(name, Math.min(members.get(name) ?? Infinity, since(__compat)));
  }
}

export default {
  meta: { type: "problem", schema: [{ type: "object" }], messages: { newer: "{{name}} needs Chromium {{needs}}" } },
  create(context) {
    const [{ chrome, own = [], values = [] }] = context.options; // `values`: ours where they are not called (`key.at`)
    return {
      MemberExpression(node) {
        const { object, property, computed, optional, parent } = node;
        if (computed || optional || parent.optional || property.type !== "Identifier" || own.includes(property.name)) return;
        if (values.includes(property.name) && parent.callee !== node) return;
        const needs = needed(object, property);
        if (needs > chrome) context.report({ node: property, messageId: "newer", data: { name: property.name, needs } });
      },
    };
  },
};

function needed(object, { name }) {
  const bearer = object.type === "Identifier" && Object.hasOwn(bearers, object.name) ? bearers[object.name] : null;
  const compat = bearer?.[`${name}_static`]?.__compat ?? (bearer && bearer[name]?.__compat);
  return compat ? since(compat) : (members.get(name) ?? 0);
}

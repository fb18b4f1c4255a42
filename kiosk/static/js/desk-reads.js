// What a desk reads of its server: a person, its lists, a QR.
import { withStation } from "./page.js";

/** The answer's JSON (`body`: posted); {ok: false, away: true} while the server is away, which the band says. */
export async function read(path, body) {
  const post = body && {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json" },
    body: JSON.stringify(body),
  };
  try {
    return await (await fetch(withStation(path), post ?? {})).json();
  } catch {
    return { ok: false, away: true, message: "" };
  }
}

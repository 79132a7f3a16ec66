/* Saves what was typed from being lost. A form that is sent is stored, for this tab, until its answer is known. A page
   that comes back with the form's errors is filled with all that was typed. If the form was refused, the session was over
   or no answer came, the form's page is filled again when it is opened again. If that form shows stored values
   (`data-stands`), the current value is written beside each field that differs. */
(() => {
  "use strict";
  const script = document.currentScript;
  const who = script.dataset.who;
  const KEY = "loa:typed";
  const NEVER = new Set(["password", "file", "submit", "button", "image", "reset"]);

  const here = () => location.pathname + location.search;
  const isKept = (field) => field.name && !NEVER.has(field.type) && (field.type !== "hidden" || "kept" in field.dataset);
  const isTick = (field) => field.type === "checkbox" || field.type === "radio";

  /* Returns [name, value] of all that a person can type or choose in a form, with the current values. */
  function rows(form) {
    return [...form.elements].filter((field) => isKept(field) && (!isTick(field) || field.checked)).map((field) => [field.name, field.value]);
  }

  const alike = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const values = (from, name) => from.filter((row) => row[0] === name).map((row) => row[1]);

  /* Returns the value of a field, or of the boxes with one name, in words. */
  function words(fields) {
    return fields.flatMap((field) => {
      if (isTick(field)) return field.checked ? [field.nextElementSibling?.firstChild?.textContent || field.value] : [];
      if (field.type === "select-one") return field.selectedOptions[0] ? [field.selectedOptions[0].textContent] : [];
      if (field.type === "date") return [field.value.split("-").reverse().join("/")];
      return field.type === "hidden" ? [] : [field.value];
    }).map((each) => each.trim()).filter(Boolean).join(", ");
  }

  function sayBeside(fields, said) {
    const field = fields[0];
    const under = isTick(field) ? field.closest("fieldset, .field") : field.parentElement;
    if (!under || !said) return;
    const line = Object.assign(document.createElement("p"), { className: "help stands" });
    line.textContent = script.dataset.stands.replace("{value}", () => said);
    under.append(line);
  }

  function put(fields, typed) {
    const left = [...typed];
    for (const field of fields) {
      if (isTick(field)) field.checked = typed.includes(field.value);
      else if (left.length) field.value = left.shift();
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  /* Fills a form with what was typed. With `notice` the page says so at its top. */
  function fill(form, typed, notice = true) {
    const now = rows(form);
    const names = [...new Set([...form.elements].filter(isKept).map((field) => field.name))];
    for (const name of names) {
      const fields = [...form.elements].filter((field) => field.name === name && isKept(field));
      const given = values(typed, name);
      if (alike(values(now, name), given)) continue;
      if (notice && "stands" in form.dataset) sayBeside(fields, words(fields));
      put(fields, given);
    }
    const said = document.querySelector("[data-typed-again]");
    if (notice && said) said.hidden = false;
  }

  function read() {
    try { return JSON.parse(sessionStorage.getItem(KEY) || "null"); } catch { return null; }
  }
  function write(sent) {
    try { sessionStorage.setItem(KEY, JSON.stringify(sent)); } catch { /* the storage is full or blocked: only the browser's own "back" remains */ }
  }
  function forget() {
    try { sessionStorage.removeItem(KEY); } catch { /* nothing was stored */ }
  }

  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || document.querySelector("[data-refused]")) return;
    // What a form of one use was filled with is of no use again, and nothing of it is kept anywhere.
    const typed = "once" in form.dataset ? [] : rows(form);
    if (typed.length) write({ who, at: here(), action: form.action, rows: typed, refused: false });
  });

  /* Returns whether this page is the answer to the form: it came from the form's address, or the sign-in page leads back
     to the form's page (to "/" if a browser does not say which). Any other sign-in page or error is about something else, and nothing that was typed is lost by it. */
  function isAnswer(sent) {
    const next = new URLSearchParams(location.search).get("next");
    return new URL(sent.action, location.href).pathname === location.pathname || next === sent.at || next === "/";
  }

  function arrive() {
    const sent = read();
    if (!sent) return;
    const refused = document.querySelector("[data-refused]");
    if (refused && isAnswer(sent)) {
      write({ ...sent, refused: true });
      refused.hidden = false;
      return;
    }
    const [came] = performance.getEntriesByType("navigation");
    const faulty = came?.responseStatus >= 400;
    const again = sent.at === here() && (sent.refused || came?.type === "back_forward");
    if (sent.who === who && (faulty || again)) {
      const form = [...document.forms].find((each) => each.method === "post" && each.action === sent.action);
      if (form && !alike(rows(form), sent.rows)) fill(form, sent.rows, !faulty);
    }
    if (!sent.refused || sent.at === here()) forget();
  }

  document.querySelector("[data-typed-drop]")?.addEventListener("click", () => {
    document.dispatchEvent(new Event("loa:dropped"));
    location.assign(here());
  });
  /* A browser cuts what is pasted at the length of the field and says nothing of it. */
  document.addEventListener("paste", (event) => {
    const field = event.target;
    if (!(field.maxLength > 0) || typeof field.selectionStart !== "number") return;
    const pasted = (event.clipboardData?.getData("text") || "").replace(/\r\n/g, "\n");
    const over = field.value.length - (field.selectionEnd - field.selectionStart) + pasted.length - field.maxLength;
    field.parentElement.querySelector("[data-cut-said]")?.remove();
    if (over <= 0) return;
    const line = Object.assign(document.createElement("p"), { className: "help" });
    line.dataset.cutSaid = "";
    line.setAttribute("role", "status");
    line.textContent = script.dataset.cut.replace("{n}", () => over.toLocaleString(document.documentElement.lang));
    field.after(line);
  });

  window.loa = { ...window.loa, typed: { rows, fill, alike, who } };
  arrive();
})();

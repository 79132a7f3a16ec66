/* The writing page: saves automatically, stores what was typed while there is no network, starts the reading by a machine,
   and applies corrections. It uses Stimulus as Wagtail ships it (window.wagtail.app, window.StimulusModule). Without this
   script the form can still be sent. */
(() => {
  "use strict";
  const { ask, typed } = window.loa;
  const QUIET_MS = 1500;
  const AGAIN_MS = 5000;
  const WATCH_MS = 700;
  const PATIENCE_MS = 20000;
  const FAULTS = 422;

  const start = (Controller) =>
    class extends Controller {
      static targets = ["revision", "beside", "times", "own", "count"];
      static values = {
        save: String, listen: String, offline: String, reading: String, found: String,
      };

      connect() {
        this.said = document.querySelector("[data-said]");
        this.conflict = document.querySelector("[data-conflict]");
        this.timer = 0;
        this.saving = null;
        this.changes = 0;
        this.restore();
        this.reader();
        this.element.addEventListener("input", (event) => this.changed(event));
        this.element.addEventListener("change", (event) => this.changed(event));
        this.element.addEventListener("submit", (event) => this.leave(event));
        window.addEventListener("online", () => this.soon(0));
        document.addEventListener("loa:again", () => this.soon(0));
        document.addEventListener("loa:dropped", () => this.forget());
        window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
      }

      changed(event) {
        if (event.target.name === "hamlets" && event.target.checked) this.choose("where", "some");
        if (event.target.name === "text") this.count();
        this.changes += 1;
        if (event.target.closest("details.more") && event.type === "input") return;
        this.keep();
        this.soon(QUIET_MS);
      }

      count() {
        const words = this.element.elements.text.value.split(/\s+/).filter(Boolean);
        if (this.hasCountTarget) this.countTarget.textContent = words.length.toLocaleString("vi");
      }

      reader() {
        const own = this.element.querySelector('[name="reader"]:checked')?.value === "own";
        if (this.hasOwnTarget) this.ownTarget.hidden = !own;
      }

      choose(name, value) {
        const box = this.element.querySelector(`[name="${name}"][value="${value}"]`);
        if (box) box.checked = true;
      }

      key() { return `loa:bulletin:${typed.who}:${this.saveValue}`; }

      keep() {
        const copy = { revision: this.revisionTarget.value, rows: typed.rows(this.element) };
        try { localStorage.setItem(this.key(), JSON.stringify(copy)); } catch { /* the storage is full or blocked: the page still has the text */ }
      }

      forget() { try { localStorage.removeItem(this.key()); } catch { /* nothing was stored */ } }

      /* Fills in what was typed and never reached the server. If somebody else has saved since, it is not saved until the
         reader does something. */
      restore() {
        let copy = null;
        try { copy = JSON.parse(localStorage.getItem(this.key()) || "null"); } catch { copy = null; }
        if (!copy) return;
        const words = (rows) => rows.filter(([name]) => name !== "page");
        if (typed.alike(words(copy.rows), words(typed.rows(this.element)))) { this.forget(); return; }
        const newer = copy.revision !== this.revisionTarget.value;
        for (const [name, value] of copy.rows) if (name === "times") this.time(value);
        typed.fill(this.element, copy.rows, newer);
        this.count();
        if (newer) return;
        this.tell(this.foundValue);
        this.soon(0);
      }

      tell(words) { if (this.said && words) this.said.textContent = words; }

      soon(wait) {
        clearTimeout(this.timer);
        if (!this.leaving) this.timer = setTimeout(() => this.save(), wait);
      }

      async save() {
        clearTimeout(this.timer);
        while (this.saving) await this.saving;
        this.saving = this.post(this.saveValue);
        try { return await this.saving; } finally { this.saving = null; }
      }

      async post(url) {
        const body = new FormData(this.element);
        const sent = this.changes;
        let answer;
        this.faulty = false;
        try {
          answer = await ask(url, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE_MS) });
        } catch {
          this.keep();
          this.tell(this.offlineValue);
          this.soon(AGAIN_MS);
          return null;
        }
        const said = await answer.json().catch(() => ({}));
        this.faulty = answer.status === FAULTS;
        this.conflict.hidden = answer.status !== 409;
        if (said.error) this.conflict.querySelector("b").textContent = said.error;
        if (!answer.ok) {
          this.keep();
          this.tell(said.error || Object.values(said.faults || {}).flat()[0]);
          return null;
        }
        this.take(said, this.changes === sent);
        return said;
      }

      /* Uses the server's answer. `current` means that nothing was changed since the request. If something was, the tick
         boxes on the page are newer than those in the answer, and the next save brings newer ones. */
      take(said, current) {
        const made = said.save && said.save !== this.saveValue;
        if (current || made) this.forget();
        if (said.revision) this.revisionTarget.value = said.revision;
        if (made) {
          this.saveValue = said.save;
          history.replaceState(null, "", said.edit);
          this.element.action = said.edit;
        }
        if (!current) this.keep();
        if (said.listen) this.listenValue = said.listen;
        if (said.beside) this.besideTarget.innerHTML = said.beside;
        if (said.times && current) this.timesTarget.innerHTML = said.times;
        this.tell(said.said);
        document.dispatchEvent(new Event("loa:added"));
      }

      /* Saves, starts the reading by a machine, waits for the sound, then shows it. */
      async listen() { return Boolean(await this.save()) && this.read(); }

      async read() {
        const started = await this.post(this.listenValue);
        if (!started) return false;
        this.tell(this.readingValue);
        return this.watch(started.watch);
      }

      async watch(url) {
        for (;;) {
          await new Promise((done) => { setTimeout(done, WATCH_MS); });
          let answer;
          let state;
          try {
            answer = await ask(url);
            state = await answer.json();
          } catch { this.tell(this.offlineValue); continue; }
          if (!answer.ok) { this.tell(state.error); return false; }
          if (state.state === "ready" || state.state === "failed") {
            await this.save();
            return state.state === "ready";
          }
          this.tell(state.sentence || this.readingValue);
        }
      }

      /* Sends the form only when everything in it is saved and no request of the page is running. If the session is over,
         there is no network or somebody else has saved, the page says so here, where everything typed is still present.
         A text that is submitted without a sound is read by a machine first. */
      async leave(event) {
        if (this.leaving) return;
        event.preventDefault();
        const button = event.submitter;
        this.hold(true);
        const may = await this.ready(button?.value === "submit");
        this.hold(false);
        if (!may) return;
        this.leaving = true;
        clearTimeout(this.timer);
        this.forget();
        this.element.requestSubmit(button);
      }

      /* Returns whether the form may be sent. It may also if the server found an error, because the page then shows it. */
      async ready(heard) {
        if (!(await this.save())) return this.faulty;
        const own = this.element.querySelector('[name="reader"]:checked')?.value === "own";
        const silent = heard && !own && this.element.elements.text.value.trim() && !this.besideTarget.querySelector("audio");
        return !silent || this.read();
      }

      hold(still) {
        document.querySelectorAll(`button[form="${this.element.id}"]`).forEach((button) => { button.disabled = still; });
      }

      /* Applies an offered correction: one time instead of another. */
      move(event) {
        const { from, to } = event.currentTarget.dataset;
        this.element.querySelectorAll('[name="times"]').forEach((box) => { if (box.value === from) box.checked = false; });
        this.time(to).checked = true;
        this.changes += 1;
        this.soon(0);
      }

      /* Returns the tick box of a time. It creates the box if the page does not have it. */
      time(value) {
        const there = [...this.element.querySelectorAll('[name="times"]')].find((box) => box.value === value);
        if (there) return there;
        const box = Object.assign(document.createElement("input"), { type: "checkbox", name: "times", value, hidden: true });
        this.timesTarget.append(box);
        return box;
      }

      /* Replaces a doubtful word by its spelling as it is pronounced. */
      say(event) {
        const { surface, instead } = event.currentTarget.dataset;
        const text = this.element.elements.text;
        text.value = text.value.replace(surface, () => instead);
        this.changes += 1;
        this.soon(0);
      }
    };

  const boot = () => {
    const stimulus = window.StimulusModule;
    const app = window.wagtail?.app;
    if (stimulus && app) app.register("loa-bulletin", start(stimulus.Controller));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", boot); else boot();
})();

/* The writing page: saves by itself, keeps what was typed when the network goes, has the machine read, applies remedies.
   Stimulus as Wagtail ships it (window.wagtail.app, window.StimulusModule). Without it the form still posts. */
(() => {
  "use strict";
  const QUIET_MS = 1500;
  const AGAIN_MS = 5000;
  const WATCH_MS = 700;

  const start = (Controller) =>
    class extends Controller {
      static targets = ["revision", "beside", "times", "own", "count"];
      static values = {
        save: String, listen: String, offline: String, reading: String, found: String, conflict: String,
      };

      connect() {
        this.said = document.querySelector("[data-said]");
        this.submit = document.querySelector("[data-submit]");
        this.timer = 0;
        this.saving = null;
        this.changes = 0;
        this.restore();
        this.reader();
        this.element.addEventListener("input", (event) => this.changed(event));
        this.element.addEventListener("change", (event) => this.changed(event));
        this.submit?.addEventListener("click", (event) => this.send(event));
        window.addEventListener("online", () => this.soon(0));
      }

      changed(event) {
        if (event.target.name === "hamlets" && event.target.checked) this.choose("where", "some");
        if (event.target.name === "text" && this.hasCountTarget) {
          this.countTarget.textContent = event.target.value.split(/\s+/).filter(Boolean).length.toLocaleString("vi");
        }
        this.changes += 1;
        if (event.target.closest("details.more") && event.type === "input") return;
        this.keep();
        this.soon(QUIET_MS);
      }

      reader() {
        const own = this.element.querySelector('[name="reader"]:checked')?.value === "own";
        if (this.hasOwnTarget) this.ownTarget.hidden = !own;
      }

      choose(name, value) {
        const box = this.element.querySelector(`[name="${name}"][value="${value}"]`);
        if (box) box.checked = true;
      }

      key() { return `loa:bulletin:${this.saveValue}`; }

      keep() {
        const rows = [...new FormData(this.element)].filter(([name]) => name !== "csrfmiddlewaretoken");
        try { localStorage.setItem(this.key(), JSON.stringify(rows)); } catch { /* a full or closed store: the page still holds it */ }
      }

      forget() { try { localStorage.removeItem(this.key()); } catch { /* nothing was kept */ } }

      restore() {
        let rows = null;
        try { rows = JSON.parse(localStorage.getItem(this.key()) || "null"); } catch { rows = null; }
        if (!rows) return;
        const kept = Object.fromEntries(rows);
        const was = new FormData(this.element);
        if (kept.revision !== was.get("revision")) { this.forget(); return; }
        if (kept.title === was.get("title") && kept.text === was.get("text")) { this.forget(); return; }
        this.element.elements.title.value = kept.title || "";
        this.element.elements.text.value = kept.text || "";
        this.tell(this.foundValue);
        this.soon(0);
      }

      tell(words) { if (this.said && words) this.said.textContent = words; }

      soon(wait) {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.save(), wait);
      }

      async save() {
        clearTimeout(this.timer);
        if (this.saving) { await this.saving; }
        this.saving = this.post(this.saveValue);
        try { return await this.saving; } finally { this.saving = null; }
      }

      async post(url) {
        const body = new FormData(this.element);
        const sent = this.changes;
        let answer;
        try {
          answer = await fetch(url, { method: "POST", body, headers: { "X-Requested-With": "XMLHttpRequest" } });
        } catch {
          this.keep();
          this.tell(this.offlineValue);
          this.soon(AGAIN_MS);
          return null;
        }
        const said = await answer.json().catch(() => ({}));
        if (answer.status === 409) { this.tell(this.conflictValue); return null; }
        if (!answer.ok) { this.tell(said.error || Object.values(said.faults || {}).flat()[0]); return null; }
        this.take(said, this.changes === sent);
        return said;
      }

      /* What came back. `current`: nothing was touched since it was asked for; else the ticks on the page are newer
         than the answer's, and the save that follows them brings its own. */
      take(said, current) {
        if (current) this.forget();
        if (said.revision) this.revisionTarget.value = said.revision;
        if (said.save && said.save !== this.saveValue) {
          this.saveValue = said.save;
          history.replaceState(null, "", said.edit);
          this.element.action = said.edit;
        }
        if (said.listen) this.listenValue = said.listen;
        if (said.beside) this.besideTarget.innerHTML = said.beside;
        if (said.times && current) this.timesTarget.innerHTML = said.times;
        this.tell(said.said);
        document.dispatchEvent(new Event("loa:added"));
      }

      /* Saves, has the machine read, waits for the sound, then shows it. */
      async listen() {
        if (!(await this.save()) || !this.listenValue) return false;
        const started = await this.post(this.listenValue);
        if (!started) return false;
        this.tell(this.readingValue);
        return this.watch(started.watch);
      }

      async watch(url) {
        for (;;) {
          await new Promise((done) => { setTimeout(done, WATCH_MS); });
          let state;
          try {
            state = await (await fetch(url, { headers: { "X-Requested-With": "XMLHttpRequest" } })).json();
          } catch { this.tell(this.offlineValue); continue; }
          if (state.state === "ready" || state.state === "failed") {
            await this.save();
            return state.state === "ready";
          }
          this.tell(state.sentence || this.readingValue);
        }
      }

      /* "Gửi duyệt" on words that no machine has read yet: read first, then send. */
      async send(event) {
        const own = this.element.querySelector('[name="reader"]:checked')?.value === "own";
        if (own || this.ready || !this.element.elements.text.value.trim()) { this.forget(); return; }
        event.preventDefault();
        this.submit.disabled = true;
        const heard = this.besideTarget.querySelector("audio") ? await this.save() : await this.listen();
        this.submit.disabled = false;
        if (!heard) return;
        this.ready = true;
        this.submit.click();
      }

      /* An offer of the rules: one time instead of another. */
      move(event) {
        const { from, to } = event.currentTarget.dataset;
        this.element.querySelectorAll('[name="times"]').forEach((box) => { if (box.value === from) box.checked = false; });
        let box = [...this.element.querySelectorAll('[name="times"]')].find((each) => each.value === to);
        if (!box) {
          box = Object.assign(document.createElement("input"), { type: "hidden", name: "times", value: to });
          this.timesTarget.append(box);
        }
        box.checked = true;
        this.changes += 1;
        this.soon(0);
      }

      /* A doubtful word written as it should be said. */
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

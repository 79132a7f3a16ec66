/* The writing page: saves automatically, stores what was typed while there is no network, starts the reading by a machine,
   submits, and applies corrections. What a press does is said at the buttons. Without this script the form can still be sent. */
(() => {
  "use strict";
  const { ask, faults, typed } = window.loa;
  const QUIET_MS = 1500;
  const AGAIN_MS = 5000;
  const WATCH_MS = 700;
  const PATIENCE_MS = 20000;
  const SAVED = "saved";
  const MENDED = "mended";
  const PRESSED = "pressed";

  const start = (Controller) =>
    class extends Controller {
      static targets = ["version", "beside", "times", "own", "count"];
      static values = {
        save: String, listen: String, offline: String, away: String, reading: String, found: String, waiting: String, unsent: String,
        changed: String, dropped: String, saving: String, held: String,
      };

      connect() {
        this.said = document.querySelector("[data-said]");
        this.foot = document.querySelector("[data-at-button]");
        this.hint = document.querySelector("[data-foot-hint]");
        this.conflict = document.querySelector("[data-conflict]");
        this.timer = 0;
        this.saving = null;
        this.changes = 0;
        this.held = null;
        this.restore();
        this.reader();
        this.element.addEventListener("input", (event) => this.changed(event));
        this.element.addEventListener("change", (event) => this.changed(event));
        this.element.addEventListener("submit", (event) => this.leave(event));
        this.element.addEventListener("loa-sound:ready", () => this.soon(0));
        window.addEventListener("online", () => this.soon(0));
        document.addEventListener("loa:again", () => this.soon(0));
        document.addEventListener("loa:dropped", () => this.forget());
        window.addEventListener("beforeunload", (event) => {
          if (!this.leaving && (this.pressed?.submits || this.waiting)) event.preventDefault();
        });
        window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
      }

      changed(event) {
        if (event.target.name === "hamlets" && event.target.checked) this.choose("where", "some");
        if (event.target.name === "times" && !event.target.checked) this.withdraw(event.target.value);
        if (event.target.name === "text") this.count();
        this.touched();
        if (event.target.closest("details.more") && event.type === "input") return;
        this.keep();
        this.soon(QUIET_MS);
      }

      /* What waits to be submitted is what the writer saw when pressing the button, and nothing else. */
      touched() {
        this.changes += 1;
        this.besideTarget.dataset.stale = "";
        if (!this.waiting) return;
        this.waiting = null;
        this.atButton(`${this.unsentValue} ${this.changedValue}`, true, PRESSED);
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
        const copy = { version: this.held ?? this.versionTarget.value, rows: typed.rows(this.element) };
        try { localStorage.setItem(this.key(), JSON.stringify(copy)); } catch { /* the storage is full or blocked: the page still has the text */ }
      }

      forget() { try { localStorage.removeItem(this.key()); } catch { /* nothing was stored */ } }

      /* Fills in what was typed and never reached the server. If something was saved since, what was typed is held: the page
         shows both, and it is saved only when a button is pressed, never by itself. */
      restore() {
        let copy = null;
        try { copy = JSON.parse(localStorage.getItem(this.key()) || "null"); } catch { copy = null; }
        if (!copy) return;
        const words = (rows) => rows.filter(([name]) => name !== "page");
        if (typed.alike(words(copy.rows), words(typed.rows(this.element)))) { this.forget(); return; }
        const newer = copy.version !== this.versionTarget.value;
        if (newer) this.held = copy.version;
        for (const [name, value] of copy.rows) if (name === "times") this.time(value);
        typed.fill(this.element, copy.rows, newer);
        this.count();
        if (newer) {
          this.besideTarget.dataset.stale = "";
          this.atButton(this.heldValue, true, PRESSED);
          return;
        }
        this.tell(this.foundValue);
        this.soon(0);
      }

      tell(words) {
        if (this.said && words) this.said.textContent = words;
        if (this.pressed) this.atButton(words);
      }

      /* Says beside the buttons what becomes of a press: they are in the window while the page's top may not be. It stands
         until everything is saved, what is wrong is mended, or a button is pressed. */
      atButton(words, trouble = false, until = SAVED) {
        this.until = until;
        this.foot.textContent = words || "";
        this.foot.hidden = !words;
        this.hint.hidden = Boolean(words);
        this.foot.classList.toggle("is-trouble", trouble);
      }

      soon(wait) {
        clearTimeout(this.timer);
        if (!this.leaving) this.timer = setTimeout(() => this.autosave(), wait);
      }

      async autosave() {
        if (this.held !== null) return;
        if (this.pressed) { this.soon(QUIET_MS); return; } /* what a press says of its trouble is its own */
        const said = await this.save();
        if (this.pressed) return;
        const mended = this.until === SAVED || (this.until === MENDED && !faults.any());
        if (said && !this.waiting && mended) this.atButton("");
        if (!this.waiting) return;
        if (said) await this.press(this.waiting.button);
        else this.unsent(this.waiting.button, this.waiting.changes);
      }

      /* `doing` is the button that is pressed, if one is: then the form has to be whole. */
      async save(doing) {
        clearTimeout(this.timer);
        while (this.saving) await this.saving;
        this.saving = this.post(this.saveValue, doing);
        try { return await this.saving; } finally { this.saving = null; }
      }

      /* Returns what the server said, or null, and then `trouble` says why. */
      async post(url, doing) {
        const body = new FormData(this.element);
        if (doing) body.append("do", doing);
        const sent = this.changes;
        let answer;
        this.trouble = null;
        try {
          answer = await ask(url, { method: "POST", body, signal: AbortSignal.timeout(PATIENCE_MS) });
        } catch {
          this.keep();
          this.trouble = { offline: true, said: this.offlineValue };
          this.tell(this.offlineValue);
          this.soon(AGAIN_MS);
          return null;
        }
        const said = await answer.json().catch(() => ({}));
        if (answer.status >= 500) { /* the server is being restarted, or has failed: nothing is known to be stored */
          this.keep();
          this.trouble = { offline: true, said: this.awayValue };
          this.tell(this.awayValue);
          this.soon(AGAIN_MS);
          return null;
        }
        this.conflict.hidden = answer.status !== 409 || Boolean(said.field);
        if (said.error) this.conflict.querySelector("b").textContent = said.error;
        if (!answer.ok) {
          this.keep();
          const wrong = Object.fromEntries(Object.entries(said.faults || {}).map(([name, each]) => [name, each[0]]));
          if (said.error && said.field) wrong[said.field] = said.error;
          this.refused(wrong, said.error || this.awayValue);
          this.tell(this.trouble.said);
          return null;
        }
        if (!said.nothing) this.take(said, this.changes === sent);
        if (said.faults) this.judged(said, doing);
        return this.trouble ? null : said;
      }

      /* Shows faults at their fields, and has the first of them as the trouble. */
      refused(wrong, otherwise) {
        const first = faults.say(wrong);
        this.trouble = { at: first, said: first?.textContent || otherwise || Object.values(wrong)[0] };
      }

      /* Shows what the server found wrong: all of it when the bulletin is to be submitted, and in a pause in typing only
         what was said before or is wrong with a time that was just typed. */
      judged({ faults: standing, further, nothing }, doing) {
        faults.mend({ ...standing, ...further });
        faults.say(further);
        if (nothing) this.tell(nothing);
        if (doing === "submit" && Object.keys(standing).length) this.refused(standing);
        else if (nothing && doing) this.refused({ title: nothing });
      }

      /* Uses the server's answer. `current` means that nothing was changed since the request. If something was, the tick
         boxes on the page are newer than those in the answer, and the next save brings newer ones. */
      take(said, current) {
        const made = said.save && said.save !== this.saveValue;
        if (current || made) this.forget();
        if (said.version) this.versionTarget.value = said.version;
        if (made) {
          this.saveValue = said.save;
          history.replaceState(null, "", said.edit);
          this.element.action = said.edit;
        }
        const state = document.querySelector("[data-state]");
        if (said.state && state && !("stands" in state.dataset)) state.textContent = said.state;
        if (!current) this.keep();
        if (said.listen) this.listenValue = said.listen;
        if (said.beside) this.besideTarget.innerHTML = said.beside;
        if (said.beside && current) delete this.besideTarget.dataset.stale;
        if (said.times && current) this.timesTarget.innerHTML = said.times;
        this.tell(said.said);
        document.dispatchEvent(new Event("loa:added"));
      }

      /* Saves, starts the reading by a machine, waits for the sound, then shows it. */
      async listen() {
        if (this.pressed) return;
        if (this.held !== null) { this.atButton(this.heldValue, true, PRESSED); return; }
        this.pressed = { submits: false };
        this.hold(true);
        const heard = Boolean(await this.save()) && (await this.read());
        this.pressed = null;
        this.hold(false);
        this.atButton(heard ? "" : this.trouble?.said, true);
      }

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
          } catch { this.tell(this.droppedValue); continue; }
          if (!answer.ok) { this.trouble = { said: state.error }; this.tell(state.error); return false; }
          if (state.state === "ready" || state.state === "failed") {
            if (!(await this.save())) return false;
            if (state.state === "failed") this.trouble = { said: state.sentence };
            return state.state === "ready";
          }
          this.tell(state.sentence || this.readingValue);
        }
      }

      /* Sends the form only when everything in it is saved and no request of the page is running. If the session is over,
         there is no network, something is wrong or somebody else has saved, the page says so here, where everything typed
         is still present. A text that is submitted without a sound is read by a machine first. */
      leave(event) {
        if (this.leaving) return;
        event.preventDefault();
        if (!this.pressed) this.press(event.submitter);
      }

      async press(button) {
        const doing = button?.value || "save";
        if (this.held !== null && doing === "submit") { this.atButton(this.heldValue, true, PRESSED); return; }
        this.waiting = null;
        this.held = null;
        this.pressed = { submits: doing === "submit", changes: this.changes };
        const { submits, changes } = this.pressed;
        this.hold(true);
        this.tell(this.savingValue);
        const may = await this.ready(doing);
        this.pressed = null;
        this.hold(false);
        if (!may || (submits && changes !== this.changes)) {
          if (submits) this.unsent(button, changes); else this.atButton(this.trouble.said, true, this.trouble.at ? MENDED : SAVED);
          this.trouble?.at?.scrollIntoView({ block: "center" });
          return;
        }
        this.leaving = true;
        clearTimeout(this.timer);
        this.forget();
        this.element.requestSubmit(button);
      }

      /* Says at the button that the bulletin was not submitted. If only the network was missing and nothing has changed, it
         is submitted when the network is back. */
      unsent(button, changes) {
        const changed = changes !== this.changes;
        this.waiting = this.trouble?.offline && !changed ? { button, changes } : null;
        if (this.waiting) this.atButton(this.waitingValue, true);
        else if (changed) this.atButton(`${this.unsentValue} ${this.changedValue}`, true, PRESSED);
        else this.atButton(`${this.unsentValue} ${this.trouble?.said || ""}`, true, this.trouble?.at ? MENDED : SAVED);
      }

      async ready(doing) {
        if (!(await this.save(doing))) return false;
        const own = this.element.querySelector('[name="reader"]:checked')?.value === "own";
        const silent = doing === "submit" && !own && !this.besideTarget.querySelector("audio");
        return !silent || this.read();
      }

      hold(still) {
        document.querySelectorAll(`button[form="${this.element.id}"]`).forEach((button) => { button.disabled = still; });
      }

      /* Applies an offered correction: one time instead of another. */
      move(event) {
        const { from, to } = event.currentTarget.dataset;
        this.element.querySelectorAll('[name="times"]').forEach((box) => { if (box.value === from) box.checked = false; });
        this.withdraw(from);
        this.time(to).checked = true;
        this.touched();
        this.soon(0);
      }

      /* A time whose box is cleared is also taken out of the fields in which it was typed, which would choose it again. */
      withdraw(value) {
        const fields = this.element.elements;
        const days = [...this.element.querySelectorAll('[name="weekly_days"]:checked')];
        const { once_date: day, once_time: at, weekly_time: time, weekly_first: first, weekly_last: last } = fields;
        if (value === `once|${day.value}T${at.value}`) day.value = at.value = "";
        if (value !== `weekly|${days.map((each) => each.value).join("")}|${time.value}|${first.value}|${last.value}`) return;
        time.value = "";
        for (const each of days) each.checked = false;
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
        this.touched();
        this.soon(0);
      }
    };

  window.loa.application.register("loa-bulletin", start(window.Stimulus.Controller));
})();

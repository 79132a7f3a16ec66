/* The sound field: sends a recording in pieces, survives a cut network and a reload, then waits for the server's work. */
(function () {
  "use strict";
  const PIECE = 1024 * 1024; // the server takes up to four times as much in a request
  const LOOK_AGAIN = 1000;
  const TRY_AGAIN = 5000;
  const NOTE = "loa-sound-unfinished";
  const loa = window.loa;

  class SoundField extends window.Stimulus.Controller {
    static targets = ["chosen", "input", "stop", "bar", "said", "fault", "ready"];
    static values = {
      unit: String, uploads: String, watch: String, sending: String, offline: String, out: String,
      unfinished: String, stopped: String, failed: String,
    };

    connect() {
      this.online = () => this.again();
      window.addEventListener("online", this.online);
      document.addEventListener("loa:again", this.online);
      const name = this.note();
      if (this.watchValue) this.look(this.watchValue);
      else if (name && !this.chosenTarget.value) this.say(this.unfinishedValue.replace("{name}", name));
    }

    disconnect() {
      window.removeEventListener("online", this.online);
      document.removeEventListener("loa:again", this.online);
      clearTimeout(this.timer);
      if (this.upload) this.upload.abort();
    }

    async choose(event) {
      const file = event.target.files[0];
      event.target.value = ""; // the same file may be chosen again
      if (!file) return;
      clearTimeout(this.timer);
      this.waits = null;
      if (this.upload) this.upload.abort();
      this.refuse("");
      this.readyTarget.replaceChildren();
      this.remember(file.name);
      this.upload = this.prepared(file);
      const earlier = await this.upload.findPreviousUploads();
      if (earlier.length) this.upload.resumeFromPreviousUpload(earlier[0]);
      this.sending(0);
      this.upload.start();
    }

    prepared(file) {
      const unit = this.unitValue;
      return new window.tus.Upload(file, {
        endpoint: this.uploadsValue,
        chunkSize: PIECE,
        retryDelays: [0, 500, 2000, 5000],
        removeFingerprintOnSuccess: true,
        metadata: { filename: file.name, unit },
        onBeforeRequest: (request) => request.setHeader("X-CSRFToken", loa.token()),
        fingerprint: async () => ["loa", unit, file.name, file.size, file.lastModified].join("|"),
        onProgress: (sent, all) => this.sending(all ? Math.floor((100 * sent) / all) : 0),
        onError: (error) => this.troubled(error),
        onSuccess: () => this.sent(),
      });
    }

    sending(percent) {
      this.barTarget.hidden = this.stopTarget.hidden = false;
      this.barTarget.value = percent;
      // A screen reader is told every tenth, not every piece.
      if (percent % 10 === 0 || !this.saidTarget.textContent) this.say(this.sendingValue.replace("{percent}", percent));
    }

    troubled(error) {
      const answer = error.originalResponse;
      const status = answer ? answer.getStatus() : 0;
      const out = Boolean(answer && answer.getHeader(loa.SIGN_IN));
      loa.signedOut(out);
      if (out || status === 0 || status >= 500) {
        this.say(out ? this.outValue : this.offlineValue);
        this.waits = () => this.upload.start();
        if (!out) this.timer = setTimeout(() => this.again(), TRY_AGAIN);
        return;
      }
      this.quiet();
      this.forget();
      this.refuse(plain(answer) || this.failedValue);
    }

    again() {
      const next = this.waits;
      if (!next) return;
      clearTimeout(this.timer);
      this.waits = null;
      loa.signedOut(false);
      next();
    }

    stop() {
      clearTimeout(this.timer);
      this.waits = null;
      this.upload.abort(true).catch(() => undefined);
      this.quiet();
      this.forget();
      this.say(this.stoppedValue);
    }

    sent() {
      this.forget();
      this.stopTarget.hidden = true;
      this.barTarget.hidden = true;
      this.look(`${this.upload.url}ket-qua/`);
    }

    async look(address) {
      try {
        const answer = await loa.ask(address);
        if (answer.headers.has(loa.SIGN_IN)) {
          this.say(this.outValue);
          this.waits = () => this.look(address);
          return undefined;
        }
        const told = await answer.json();
        if (!answer.ok) return this.refuse(told.error || this.failedValue);
        const sound = "sound" in told ? told.sound : told;
        if (this.show(sound)) return undefined;
      } catch {
        this.say(this.offlineValue);
      }
      this.timer = setTimeout(() => this.look(address), LOOK_AGAIN);
      return undefined;
    }

    /* True when there is nothing to wait for any more. */
    show(sound) {
      if (!sound) return false;
      if (sound.state === "failed") {
        this.put("");
        this.say("");
        this.refuse(sound.sentence);
        return true;
      }
      this.put(sound.id);
      this.say(sound.sentence);
      if (sound.state !== "ready") return false;
      this.readyTarget.innerHTML = sound.html; // our own template, escaped by the server
      document.dispatchEvent(new Event("loa:added"));
      this.dispatch("ready", { detail: { id: sound.id, duration: sound.duration_ms } });
      return true;
    }

    put(id) {
      if (this.chosenTarget.value === id) return;
      this.chosenTarget.value = id;
      this.chosenTarget.dispatchEvent(new Event("change", { bubbles: true }));
    }

    quiet() {
      this.barTarget.hidden = this.stopTarget.hidden = true;
    }

    say(words) {
      if (this.saidTarget.textContent !== words) this.saidTarget.textContent = words;
    }

    refuse(words) {
      this.faultTarget.textContent = words;
      if (words) this.say("");
    }

    note() {
      try { return localStorage.getItem(`${NOTE}:${this.unitValue}`); } catch { return null; }
    }

    remember(name) {
      try { localStorage.setItem(`${NOTE}:${this.unitValue}`, name); } catch { /* a private window: no resuming after a reload */ }
    }

    forget() {
      try { localStorage.removeItem(`${NOTE}:${this.unitValue}`); } catch { /* nothing was kept */ }
    }
  }

  function plain(answer) {
    const kind = answer.getHeader("Content-Type") || "";
    return kind.startsWith("text/plain") ? answer.getBody() : "";
  }

  loa.application.register("loa-sound", SoundField);
})();

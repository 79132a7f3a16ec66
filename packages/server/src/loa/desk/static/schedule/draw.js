/* Drags a slot to another minute or day. Dropping it, or Enter, opens the slot's form with the new time filled in. Only the
   form changes anything. The arrow keys move the slot by a minute, Escape puts it back. PX_A_MINUTE has the same value in
   desk/schedule/week.py. */
(() => {
  "use strict";
  const PX_A_MINUTE = 5.4;
  const said = document.querySelector("[data-drawn]");
  const clock = (minute) =>
    `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;

  class Drawn {
    constructor(slot) {
      this.slot = slot;
      this.lane = slot.closest(".lane");
      this.top = parseFloat(slot.style.top);
      this.begin = Number(this.lane.dataset.begin);
      this.longest = slot.parentElement.clientHeight;
      const [hours, minutes] = slot.dataset.slot.split(":").map(Number);
      this.from = hours * 60 + minutes;
      this.minutes = 0;
    }

    /* Moves the slot, but not out of its window. */
    by(minutes) {
      const last = this.begin + Math.floor(this.longest / PX_A_MINUTE) - 1;
      this.minutes = Math.min(Math.max(minutes, this.begin - this.from), last - this.from);
      this.slot.style.top = `${this.top + this.minutes * PX_A_MINUTE}px`;
      this.slot.querySelector("[data-at]").textContent = clock(this.from + this.minutes);
      this.slot.classList.toggle("drawn", this.minutes !== 0);
      said.textContent = `${said.dataset.drawn} ${clock(this.from + this.minutes)}`;
    }

    back() {
      this.by(0);
      this.slot.style.top = `${this.top}px`;
      said.textContent = "";
    }

    open(day) {
      const asked = new URL(this.slot.href);
      asked.searchParams.set("gio", clock(this.from + this.minutes));
      asked.searchParams.set("ngay", day);
      location.assign(asked);
    }
  }

  const byKeys = new WeakMap();
  document.querySelectorAll("[data-slot]").forEach((slot) => {
    let held = null;
    let started = null;
    slot.draggable = false;
    slot.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || event.pointerType === "touch") return;
      held = new Drawn(slot);
      started = event;
      slot.setPointerCapture(event.pointerId);
    });
    slot.addEventListener("pointermove", (event) => {
      if (held) held.by(Math.round((event.clientY - started.clientY) / PX_A_MINUTE));
    });
    const dropped = (event) => {
      if (!held) return null;
      slot.hidden = true;
      const under = document.elementFromPoint(event.clientX, event.clientY)?.closest(".lane");
      slot.hidden = false;
      return (under || held.lane).dataset.day;
    };
    slot.addEventListener("pointerup", (event) => {
      const day = dropped(event);
      const moved = held && (held.minutes !== 0 || day !== held.lane.dataset.day);
      if (moved) {
        slot.addEventListener("click", (click) => click.preventDefault(), { once: true });
        held.open(day);
      }
      held = null;
    });
    slot.addEventListener("pointercancel", () => {
      held?.back();
      held = null;
    });
    slot.addEventListener("blur", () => {
      byKeys.get(slot)?.back();
      byKeys.delete(slot);
    });
    slot.addEventListener("keydown", (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const drawn = byKeys.get(slot) || new Drawn(slot);
      if (step) {
        byKeys.set(slot, drawn);
        drawn.by(drawn.minutes + step);
      } else if (event.key === "Escape" && drawn.minutes) drawn.back();
      else if (event.key === "Enter" && drawn.minutes) drawn.open(drawn.lane.dataset.day);
      else return;
      event.preventDefault();
    });
  });
})();

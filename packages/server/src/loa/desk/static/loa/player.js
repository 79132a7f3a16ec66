/* Replaces the browser's audio player by one big button. Without this script the browser's player stays. */
(function () {
  "use strict";
  function prepare(box) {
    if (box.dataset.ready) return;
    box.dataset.ready = "1";
    var audio = box.querySelector("audio");
    var go = box.querySelector(".go");
    var seek = box.querySelector("[data-seek]");
    var heard = box.querySelector(".wave .heard");
    var shapes = go.querySelectorAll(".loa-icon");
    var seconds = Number(box.dataset.seconds) || 0;

    function length() { return isFinite(audio.duration) && audio.duration ? audio.duration : seconds; }
    function show() {
      var share = length() ? Math.min(1, audio.currentTime / length()) : 0;
      if (heard && (audio.currentTime || !audio.paused)) heard.style.clipPath = "inset(0 " + (100 - share * 100).toFixed(2) + "% 0 0)";
      if (seek) {
        seek.value = String(Math.round(share * 1000));
        seek.setAttribute("aria-valuetext", Math.floor(audio.currentTime / 60) + ":" + String(Math.floor(audio.currentTime % 60)).padStart(2, "0"));
      }
    }
    function turn() {
      var playing = !audio.paused && !audio.ended;
      shapes[0].toggleAttribute("hidden", playing);
      shapes[1].toggleAttribute("hidden", !playing);
      go.setAttribute("aria-label", playing ? go.dataset.pause : go.dataset.play);
      show();
    }
    go.addEventListener("click", function () {
      if (audio.paused) {
        document.querySelectorAll("[data-player] audio").forEach(function (other) { if (other !== audio) other.pause(); });
        audio.play().catch(function () { audio.hidden = false; });
      } else audio.pause();
    });
    if (seek) seek.addEventListener("input", function () { audio.currentTime = (Number(seek.value) / 1000) * length(); });
    ["play", "pause", "ended"].forEach(function (name) { audio.addEventListener(name, turn); });
    ["timeupdate", "seeked", "loadedmetadata"].forEach(function (name) { audio.addEventListener(name, show); });
    audio.hidden = true;
    go.hidden = false;
    if (seek) seek.hidden = false;
    turn();
  }
  function all() { document.querySelectorAll("[data-player]").forEach(prepare); }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", all); else all();
  document.addEventListener("loa:added", all);
})();

/* Finds a passage's words in a text: each place, though spaces and line breaks between them differ, as they do in what is
   copied from a page. The server finds them likewise (newsroom/rules.py). */
(() => {
  "use strict";
  const FEW = 3;
  function places(text, passage) {
    const words = passage.split(/\s+/).filter(Boolean).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return words.length ? [...text.matchAll(new RegExp(words.join("\\s+"), "g"))] : [];
  }

  /* How many characters two texts have in common, counted from their beginnings. */
  function shared(one, other) {
    let n = 0;
    while (n < one.length && one[n] === other[n]) n += 1;
    return n;
  }
  const backwards = (text) => [...text].reverse().join("");

  /* Finds the place of a passage after the text was edited: of all places the one with the most of what stood around it,
     and of such the nearest to where it began. It is sure if more than a few characters of that stand around it, and more
     than around any other. */
  function followed(text, passage, { before, after, start }) {
    const found = places(text, passage).map((place) => {
      const end = place.index + place[0].length;
      const around = shared(backwards(before), backwards(text.slice(Math.max(0, place.index - before.length), place.index)))
        + shared(after, text.slice(end));
      return { place, around, away: Math.abs(place.index - start) };
    });
    if (!found.length) return null;
    found.sort((one, other) => other.around - one.around || one.away - other.away);
    const [best, next] = found;
    const enough = Math.min(FEW + 1, before.length + after.length);
    return { place: best.place, sure: best.around >= enough && (!next || best.around > next.around) };
  }
  window.loa = { ...window.loa, followed, places };
})();

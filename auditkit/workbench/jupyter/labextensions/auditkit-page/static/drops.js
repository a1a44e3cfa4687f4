// A file dragged onto a place of 我的部门 is taken as if it had been chosen there; dropped beside it,
// the browser does not leave the page for it.
"use strict";
(() => {
  const PAGE = ".auditkit-page";
  const PLACE = "button.ak-drop";
  const OVER = "ak-dragged-over";

  const found = (event, selector) =>
    event.target instanceof Element ? event.target.closest(selector) : null;
  const ours = (event) =>
    event.dataTransfer && [...event.dataTransfer.types].includes("Files") && found(event, PAGE);
  const unmark = () => {
    for (const place of document.querySelectorAll(`.${OVER}`)) place.classList.remove(OVER);
  };

  // The control's own input is in no document: it is met where the button opens its dialog.
  const choose = (button, files) => {
    const open = HTMLInputElement.prototype.click;
    HTMLInputElement.prototype.click = function () {
      if (this.type !== "file") return open.call(this);
      this.files = files;
      this.dispatchEvent(new Event("change"));
    };
    try {
      button.click();
    } finally {
      HTMLInputElement.prototype.click = open;
    }
  };

  const take = (event) => {
    if (!ours(event)) return;
    event.preventDefault();
    event.stopPropagation();
    unmark();
    const place = found(event, PLACE);
    if (event.type === "drop") {
      if (place && !place.disabled) choose(place, event.dataTransfer.files);
      return;
    }
    event.dataTransfer.dropEffect = place ? "copy" : "none";
    if (place) place.classList.add(OVER);
  };
  for (const name of ["dragenter", "dragover", "drop"]) document.addEventListener(name, take, true);
  document.addEventListener("dragleave", unmark, true);
})();

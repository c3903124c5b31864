// The desk: keys. Without this script every control works by mouse or Tab.
"use strict";

(() => {
  const desk = document.getElementById("desk");
  const on = document.getElementById("keys-on");
  if (!desk || !on) return;
  // WCAG 2.1.4: single keys can be switched off, and stay so.
  on.checked = localStorage.getItem("keys") !== "off";
  on.addEventListener("change", () => localStorage.setItem("keys", on.checked ? "on" : "off"));

  const other = document.getElementById("other");
  other.addEventListener("change", () => {
    if (other.value) for (const pick of desk.querySelectorAll("input[name=type]")) pick.checked = false;
    else desk.querySelector("input[name=type]").checked = true;
  });
  for (const pick of desk.querySelectorAll("input[name=type]")) {
    pick.addEventListener("change", () => { other.value = ""; });
  }

  document.addEventListener("keydown", (event) => {
    if (!on.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.matches("input:not([type=radio]):not([type=checkbox]), select, textarea");
    if (typing) return;
    // By place, not by letter: on AZERTY the digits need Shift.
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code);
    if (digit) {
      const pick = desk.querySelector(`input[data-key="${digit[1]}"]`);
      if (pick) { pick.checked = true; pick.dispatchEvent(new Event("change")); event.preventDefault(); }
    } else if (event.key === "Enter" && !event.target.matches("a, button, summary")) {
      event.preventDefault();
      desk.requestSubmit(desk.querySelector("button[value=next]"));
    } else if (event.key === "/") {
      event.preventDefault();
      other.focus();
    } else if (event.key === " " && !event.target.matches("button, summary, input")) {
      event.preventDefault();
      document.getElementById("later").click();
    } else if (event.key === "Backspace") {
      const undo = document.getElementById("undo");
      if (undo) { event.preventDefault(); undo.click(); }
    }
  });
})();

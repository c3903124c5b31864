// A draft's page: shows how far reading and teaching are. Without this script the page is loaded again.
"use strict";

(() => {
  const each_ms = 2000;
  const look = async () => {
    const live = document.getElementById("live");
    const going = live && live.dataset.going;
    if (!going) return;
    try {
      const answer = await fetch(location.pathname, { redirect: "error" });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.getElementById("live");
      // While a type is taught the page has no form: nothing that is typed is lost.
      if (!fresh || (going === "teach" && fresh.dataset.going !== "teach")) return location.replace(location.pathname);
      // Whoever stands on a button keeps it.
      if (fresh.outerHTML !== live.outerHTML && !live.contains(document.activeElement)) {
        live.replaceWith(document.importNode(fresh, true));
      }
    } catch {
      // Signed out, or the program starts anew: looked at again.
    }
    setTimeout(look, each_ms);
  };
  setTimeout(look, each_ms);
})();

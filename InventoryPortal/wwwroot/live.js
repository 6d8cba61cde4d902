// Tells the server when a screen has to stand still: nobody sees the tab, or somebody is in the middle of a list.
(() => {
  const stops = new Map();
  const tell = (dotnet, method, value) => dotnet.invokeMethodAsync(method, value).catch(() => {});
  const listen = (id, undo) => {
    stops.get(id)?.();
    stops.set(id, undo);
  };

  // Pixels of the bar that covers the top of the page.
  const bar = 56;
  // Who leaves a list for the next row of it has not left it.
  const release = 400;
  const points = window.matchMedia('(hover: hover)');

  window.portalLive = {
    watchTab: (id, dotnet) => {
      const look = () => tell(dotnet, 'Hide', document.hidden);
      document.addEventListener('visibilitychange', look);
      listen(id, () => document.removeEventListener('visibilitychange', look));
      if (document.hidden) {
        look();
      }
    },

    // A list is held while it is pointed at, the keyboard is in it, something of it is unfolded, or its beginning is out of sight.
    watchList: (id, list, dotnet) => {
      let told = false;
      let timer = 0;
      const isHeld = () => (points.matches && list.matches(':hover')) || list.querySelector(':focus-visible, details[open]') !== null
        || list.getBoundingClientRect().top < bar;
      const say = (held) => {
        if (held !== told) {
          told = held;
          // The mark says that the server knows.
          tell(dotnet, 'Hold', held).then(() => list.toggleAttribute('data-held', told));
        }
      };
      const look = () => {
        clearTimeout(timer);
        if (isHeld()) {
          say(true);
        } else {
          timer = setTimeout(() => say(isHeld()), release);
        }
      };
      const events = ['pointerenter', 'pointerleave', 'focusin', 'focusout', 'toggle'];
      events.forEach((name) => list.addEventListener(name, look, true));
      window.addEventListener('scroll', look, { passive: true });
      look();
      listen(id, () => {
        clearTimeout(timer);
        events.forEach((name) => list.removeEventListener(name, look, true));
        window.removeEventListener('scroll', look);
      });
    },

    leave: (id) => {
      stops.get(id)?.();
      stops.delete(id);
    },
  };
})();

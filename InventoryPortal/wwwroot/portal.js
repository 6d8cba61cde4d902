// Tells the server what only the browser knows, and lets a person act when the connection is lost.
(() => {
  const year = 365 * 24 * 3600;
  const keep = (name, value) => {
    document.cookie = `${name}=${encodeURIComponent(value)};path=/;max-age=${year};samesite=lax`;
  };

  const dark = window.matchMedia('(prefers-color-scheme: dark)');
  const keepDark = () => keep('portal.dark', dark.matches ? '1' : '0');
  keepDark();
  dark.addEventListener('change', keepDark);

  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const known = document.cookie.includes('portal.zone=');
  if (zone) {
    keep('portal.zone', zone);
  }
  window.portal = {
    // The zone, only when the document was made without knowing it.
    newZone: () => (known ? null : zone ?? null),
  };

  document.addEventListener('click', (event) => {
    if (event.target instanceof Element && event.target.closest('[data-portal-reload]')) {
      location.reload();
    }
  });
  document.addEventListener('DOMContentLoaded', () => {
    const panel = document.getElementById('components-reconnect-modal');
    panel?.addEventListener('components-reconnect-state-changed', (event) => {
      if (event.detail?.state === 'rejected') {
        location.reload();
      }
    });
  });
})();

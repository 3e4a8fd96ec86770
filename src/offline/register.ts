// Lets the browser keep the page's own files for visits without a network. After everything else: the first view does not wait for it.

export function keepForOffline(): void {
  // Not while developing, nor where the browser has none (plain http, private windows of some).
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const register = () => {
    void navigator.serviceWorker.register('./sw.js').catch(() => undefined);
  };
  if (document.readyState === 'complete') register();
  else window.addEventListener('load', register, { once: true });
}

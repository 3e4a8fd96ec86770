// Runs before the first paint: language and theme as remembered, so that nothing flashes. The app takes over from here.
(function () {
  var root = document.documentElement;
  var stored = function (key) {
    try {
      return localStorage.getItem(key);
    } catch (error) {
      return null;
    }
  };
  var theme = stored('whyreset.theme');
  if (theme !== 'light' && theme !== 'dark') theme = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light';
  root.dataset.theme = theme;
  var asked = new URLSearchParams(location.search).get('lang') || stored('whyreset.language');
  if (asked !== 'en' && asked !== 'zh')
    asked = /^zh\b/i.test((navigator.languages && navigator.languages[0]) || navigator.language || '') ? 'zh' : 'en';
  root.lang = asked;

  // What the page cannot do without, by the name that people search for.
  var missing =
    typeof Worker === 'undefined'
      ? 'Web Workers'
      : typeof HTMLDialogElement === 'undefined'
        ? '<dialog>'
        : !Array.prototype.toSorted
          ? 'Array.prototype.toSorted'
          : !Blob.prototype.stream
            ? 'Blob.stream'
            : !(window.CSS && CSS.supports && CSS.supports('selector(:has(a))'))
              ? 'CSS :has()'
              : '';
  if (missing)
    document.addEventListener('DOMContentLoaded', function () {
      var notice = document.createElement('p');
      notice.setAttribute('role', 'alert');
      notice.setAttribute('data-testid', 'notice-E25');
      notice.textContent =
        asked === 'zh'
          ? '浏览器缺少 ' + missing + '。请使用 Chrome/Edge 113+、Firefox 121+ 或 Safari 16.4+。（E25）'
          : 'This browser lacks ' + missing + '. Use Chrome/Edge 113+, Firefox 121+ or Safari 16.4+. (E25)';
      document.body.insertBefore(notice, document.body.firstChild);
    });
})();

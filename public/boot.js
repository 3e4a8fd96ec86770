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
})();

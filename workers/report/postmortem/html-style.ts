// The style sheet of the HTML report: light and dark by the reader's preference, paper always light. The drawings inside are light
// in both and stand on their own ground.

export const HTML_STYLE = `
:root{color-scheme:light dark;--bg:#fff;--sunken:#f5f6f8;--text:#1c2024;--text-2:#4b5058;--border:#d9dce1;--accent:#0b63c5}
@media (prefers-color-scheme:dark){:root{--bg:#14161a;--sunken:#1d2026;--text:#eceef2;--text-2:#b0b5bf;--border:#3a3f48;--accent:#7db4ff}}
*{box-sizing:border-box}
body{margin:0 auto;padding:24px 16px 48px;max-width:1040px;background:var(--bg);color:var(--text);font:16px/1.5 system-ui,sans-serif}
h1{font-size:28px;line-height:1.2;margin:0 0 8px}
h2{font-size:22px;line-height:1.3;margin:40px 0 8px;padding-top:16px;border-top:1px solid var(--border)}
h3{font-size:16px;margin:24px 0 4px}
.lead{font-size:19px;margin:0 0 16px}
.note{color:var(--text-2);font-size:14px}
code,pre,.t{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.875em}
code{overflow-wrap:anywhere}
pre{margin:4px 0 8px;padding:8px 12px;background:var(--sunken);border:1px solid var(--border);border-radius:4px;white-space:pre-wrap;overflow-wrap:anywhere}
pre.ladder{white-space:pre;overflow-x:auto}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 16px;margin:8px 0}
dt{color:var(--text-2)}dd{margin:0;overflow-wrap:anywhere}
ul{margin:4px 0;padding-left:20px}li{overflow-wrap:anywhere}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:4px 12px 4px 0;border-bottom:1px solid var(--border);overflow-wrap:anywhere}
th{white-space:nowrap;color:var(--text-2);font-weight:400}
.t{white-space:nowrap;color:var(--text-2)}
.f{color:var(--accent);font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.875em}
figure{margin:8px 0;overflow-x:auto;background:#fff;border:1px solid var(--border);border-radius:4px}
figure svg{display:block;margin:0 auto}
@media (max-width:600px){dl{grid-template-columns:1fr}dt{margin-top:4px}}
@page{size:A4;margin:16mm}
@media print{
:root{color-scheme:light;--bg:#fff;--sunken:#f5f6f8;--text:#000;--text-2:#333;--border:#999;--accent:#000}
body{max-width:none;padding:0;font-size:9pt;line-height:1.3}
h1{font-size:17pt}h2{font-size:12pt;margin:7pt 0 2pt;padding-top:4pt}h3{font-size:10pt;margin:5pt 0 1pt}
.lead{font-size:11pt;margin:0 0 6pt}.note{font-size:8.5pt}
p,ul,dl{margin:2pt 0}dl{gap:1pt 12pt}pre{margin:2pt 0;padding:2pt 5pt}figure{margin:2pt 0}
th,td{padding:1.5pt 9pt 1.5pt 0}
h2,h3{break-after:avoid}
li,tr,pre,dl{break-inside:avoid}
figure{border:0;overflow:visible;break-inside:avoid}
figure svg{max-width:100%;height:auto;print-color-adjust:exact;-webkit-print-color-adjust:exact}
}`;

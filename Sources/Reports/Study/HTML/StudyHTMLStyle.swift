/// The page's style: light and dark by the reader's setting, and fit to be printed.
enum StudyHTMLStyle {
  static let sheet = """
    :root{color-scheme:light dark;--ink:#1c2733;--soft:#5c6b7a;--line:#d8dfe6;--ground:#fff;--panel:#f5f7f9;
    --good:#1a7f4b;--bad:#c0362c;--grid:#e3e8ec}
    @media(prefers-color-scheme:dark){:root{--ink:#e6ebf0;--soft:#9aa8b5;--line:#34404c;--ground:#141a20;
    --panel:#1c242c;--good:#5fc991;--bad:#ff8a7a;--grid:#2a343e}}
    body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,sans-serif}
    main{max-width:1200px;margin:0 auto;padding:32px 24px 64px}
    h1{font-size:28px;margin:0 0 8px}h2{font-size:22px;margin:48px 0 8px}h3{font-size:17px;margin:36px 0 6px}
    small,.facts,footer{color:var(--soft)}small{font-weight:400}footer{margin-top:48px;border-top:1px solid var(--line)}
    .notice{border-left:3px solid #d9920a;padding:6px 12px;background:var(--panel)}
    .good{color:var(--good)}.bad{color:var(--bad)}td.good,td.bad{font-weight:600}
    figure{margin:12px 0}.map{background:#fff;border:1px solid var(--line);border-radius:6px;padding:12px;text-align:center}
    .map svg{max-width:100%;height:auto;max-height:640px}.chart{width:100%;max-width:860px;display:block}
    .chart text{font:12px system-ui,sans-serif;fill:var(--ink)}.chart .title{font-weight:600;font-size:13px}
    .chart .soft{fill:var(--soft)}.chart .grid{stroke:var(--grid)}.chart .cursor{stroke:var(--soft);stroke-dasharray:2 3}
    .chart g.v text{fill:var(--ink)}
    .scroll{overflow-x:auto}table{border-collapse:collapse;font-variant-numeric:tabular-nums;margin:4px 0 12px}
    th,td{padding:5px 13px 5px 0;text-align:left;border-bottom:1px solid var(--line);white-space:nowrap}
    th{color:var(--soft);font-weight:600;font-size:13px}.n{text-align:right}
    .sortable th{cursor:pointer}.sortable th[aria-sort]::after{content:" ▲";font-size:9px}
    .sortable th[aria-sort=descending]::after{content:" ▼"}
    .chip{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:7px}
    .filter{border:1px solid var(--line);border-radius:6px;margin:16px 0;padding:6px 12px;position:sticky;top:0;
    background:var(--ground);z-index:1}.filter legend{color:var(--soft);font-size:13px}.filter label{margin-right:18px}
    .gone,[hidden]{display:none!important}code{font-size:13px;overflow-wrap:anywhere}
    .controls{display:flex;gap:12px;align-items:center;flex-wrap:wrap}.controls input[type=range]{flex:1;min-width:160px}
    button,select{font:inherit;color:inherit;background:var(--panel);border:1px solid var(--line);border-radius:5px;
    padding:3px 10px;max-width:100%}
    #tip{position:fixed;pointer-events:none;background:var(--panel);border:1px solid var(--line);border-radius:5px;
    padding:6px 10px;font-size:13px;box-shadow:0 2px 8px #0003;white-space:pre;z-index:2;max-width:90vw}
    @media print{main{max-width:none;padding:0}.filter,.controls,#tip{display:none!important}h2,h3{break-after:avoid}
    table,figure{break-inside:avoid}body{background:#fff;color:#000}}
    """
}

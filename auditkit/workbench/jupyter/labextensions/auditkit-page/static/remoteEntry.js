// Written by hand as a container of module federation: JupyterLab asks it for ./extension.
"use strict";
(() => {
  const PAGE = /(^|\/)我的部门[^/]*\.ipynb$/;
  const seen = new WeakSet();

  const tables = document.createElement("script");
  tables.src = new URL("tables.js", document.currentScript.src).href;
  document.head.append(tables);

  // A notebook of that name is marked, so that custom.css hides its code, and run once.
  const prepare = async (app, widget) => {
    const context = widget && widget.context;
    if (!context || !PAGE.test(context.path || "") || seen.has(widget)) return;
    seen.add(widget);
    widget.addClass("auditkit-page");
    await context.ready;
    await context.sessionContext.ready;
    const kernel = context.sessionContext.session && context.sessionContext.session.kernel;
    if (!kernel) return;
    await kernel.info;
    app.shell.activateById(widget.id);
    await app.commands.execute("notebook:run-all-cells");
  };

  const plugin = {
    id: "auditkit-page:plugin",
    autoStart: true,
    activate: (app) => {
      if (document.location.pathname.includes("/doc/")) document.body.classList.add("auditkit-app");
      const look = () => {
        for (const widget of app.shell.widgets("main")) void prepare(app, widget);
      };
      // What was written before the font came keeps its boxes until its style changes.
      document.fonts.load('1em "Noto Sans SC"', "文件").then(() => {
        document.body.classList.add("auditkit-font");
      });
      app.restored.then(() => {
        look();
        if (app.shell.layoutModified) app.shell.layoutModified.connect(look);
        if (app.shell.currentChanged) app.shell.currentChanged.connect(look);
      });
    },
  };

  const modules = { "./extension": () => ({ __esModule: true, default: plugin }) };
  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["auditkit-page"] = {
    init: () => undefined,
    get: async (name) => modules[name],
  };
})();

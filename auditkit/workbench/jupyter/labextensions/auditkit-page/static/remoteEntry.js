// Written by hand as a container of module federation: JupyterLab asks it for ./extension.
"use strict";
(() => {
  const PAGE = /(^|\/)我的部门[^/]*\.ipynb$/;
  const seen = new WeakSet();

  for (const name of ["tables.js", "drops.js"]) {
    const script = document.createElement("script");
    script.src = new URL(name, document.currentScript.src).href;
    document.head.append(script);
  }

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

  // As an application the page stands alone: the shell brings its file browser back from the layout
  // that was kept, and on its keys. Whoever leaves this mode by a key gets the whole lab.
  const alone = (app) => {
    const { shell } = app;
    const single = () => shell.mode === "single-document";
    const close = () => {
      document.body.classList.toggle("auditkit-app", single());
      if (!single()) return;
      if (!shell.leftCollapsed) shell.collapseLeft();
      if (!shell.rightCollapsed) shell.collapseRight();
    };
    close();
    shell.modeChanged.connect(close);
    shell.layoutModified.connect(close);
    app.restored.then(close);
  };

  const plugin = {
    id: "auditkit-page:plugin",
    autoStart: true,
    activate: (app) => {
      if (document.location.pathname.includes("/doc/")) alone(app);
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

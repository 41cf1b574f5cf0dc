package org.menura.serve;

import org.menura.serve.http.Router;
import org.menura.serve.http.StaticFiles;
import org.menura.serve.openai.CompletionRoutes;
import org.menura.serve.openai.ModelRoutes;
import org.menura.serve.openai.TokenRoutes;
import org.menura.serve.work.Services;

/** The routes of a server. */
final class Routes {
    private Routes() {}

    /** Returns all routes. */
    static Router of(Services services, Health health) {
        Router router = new Router();
        health.add(router);
        CompletionRoutes.add(router, services);
        ModelRoutes.add(router, services);
        TokenRoutes.add(router, services);
        StaticFiles page = new StaticFiles(Routes.class, "/org/menura/serve/page/");
        router.addOpen("GET", "/{file*}", page);
        return router;
    }
}

package org.menura.serve;

import org.menura.serve.anthropic.MessageRoutes;
import org.menura.serve.http.Router;
import org.menura.serve.http.StaticFiles;
import org.menura.serve.ollama.OllamaRoutes;
import org.menura.serve.openai.AdapterRoutes;
import org.menura.serve.openai.AudioRoutes;
import org.menura.serve.openai.ChatRoutes;
import org.menura.serve.openai.ClassifyRoutes;
import org.menura.serve.openai.CompletionRoutes;
import org.menura.serve.openai.EmbeddingRoutes;
import org.menura.serve.openai.ImageRoutes;
import org.menura.serve.openai.ModelRoutes;
import org.menura.serve.openai.NativeRoutes;
import org.menura.serve.openai.PropsRoutes;
import org.menura.serve.openai.RerankRoutes;
import org.menura.serve.openai.StateRoutes;
import org.menura.serve.openai.TokenRoutes;
import org.menura.serve.responses.ResponseRoutes;
import org.menura.serve.work.Services;

/** The routes of a server. */
final class Routes {
    private Routes() {}

    /** Returns all routes. */
    static Router of(Services services, Health health) {
        Router router = new Router();
        health.add(router);
        ChatRoutes.add(router, services);
        CompletionRoutes.add(router, services);
        ModelRoutes.add(router, services);
        TokenRoutes.add(router, services);
        EmbeddingRoutes.add(router, services);
        AudioRoutes.add(router, services);
        ImageRoutes.add(router, services);
        PropsRoutes.add(router, services);
        RerankRoutes.add(router, services);
        ClassifyRoutes.add(router, services);
        NativeRoutes.add(router, services);
        AdapterRoutes.add(router, services);
        StateRoutes.add(router, services);
        ResponseRoutes.add(router, services);
        MessageRoutes.add(router, services);
        OllamaRoutes.add(router, services);
        StaticFiles page = new StaticFiles(Routes.class, "/org/menura/serve/page/");
        router.addOpen("GET", "/{file*}", page);
        return router;
    }
}

package org.menura.serve.openai;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.sample.SamplingParams;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Router;
import org.menura.serve.model.Fingerprint;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ServedModel;
import org.menura.serve.work.Services;

/** {@code /props}: what the server and a model of it are, for pages and clients of llama.cpp's server. */
public final class PropsRoutes {
    private final Services services;

    private PropsRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        PropsRoutes routes = new PropsRoutes(services);
        router.add("GET", "/props", routes::props);
        for (String path : List.of("/model_info", "/get_model_info", "/server_info", "/get_server_info")) {
            router.add("GET", path, routes::modelInfo);
        }
        router.addOpen("GET", "/version", exchange -> exchange.send(JsonOut.object("version", Fingerprint.version())));
    }

    /** What SGLang's router asks a server before it sends requests for a model to it. */
    private void modelInfo(Exchange exchange) {
        try (Lease lease = services.models().lease("")) {
            exchange.send(JsonOut.object(
                    "model_path", lease.name(),
                    "served_model_name", lease.name(),
                    "is_generation", lease.card().can("completion"),
                    "max_model_len",
                            lease.card().contextLength() == 0
                                    ? null
                                    : lease.card().contextLength(),
                    "version", Fingerprint.version()));
        }
    }

    private void props(Exchange exchange) {
        String name = exchange.query("model");
        try (Lease lease = services.models().lease(name == null ? "" : name)) {
            Map<String, @Nullable Object> out = JsonOut.object(
                    "build_info",
                    "menura " + Fingerprint.version(),
                    "model_alias",
                    lease.name(),
                    "models",
                    services.models().names(),
                    "capabilities",
                    lease.card().capabilities(),
                    "modalities",
                    JsonOut.object(
                            "text", lease.card().inputs().contains("text"),
                            "vision", lease.card().inputs().contains("image"),
                            "audio", lease.card().inputs().contains("audio"),
                            "draws", lease.card().outputs().contains("image")),
                    "n_ctx",
                    lease.card().contextLength(),
                    "system_fingerprint",
                    lease.card().fingerprint(),
                    "sessions",
                    services.sessions() != null,
                    "default_generation_settings",
                    settings(lease));
            if (lease.model() instanceof ServedModel.Language(LanguageModel model)) {
                ModelTokenizer text = model.loaded().text();
                if (text.hasTokenizer()) {
                    out.put("chat_template", text.hasChatTemplate() ? text.chatTemplate() : null);
                    text.tokenizer()
                            .bos()
                            .ifPresent(
                                    id -> out.put("bos_token", text.tokenizer().token(id)));
                    text.tokenizer()
                            .eos()
                            .ifPresent(
                                    id -> out.put("eos_token", text.tokenizer().token(id)));
                }
            }
            exchange.send(out);
        }
    }

    private static Map<String, @Nullable Object> settings(Lease lease) {
        SamplingParams params = lease.model() instanceof ServedModel.Language(LanguageModel model)
                ? model.sampling().build()
                : SamplingParams.defaults();
        return JsonOut.object(
                "n_ctx", lease.card().contextLength(),
                "params",
                        JsonOut.object(
                                "temperature", params.temperature().value(),
                                "top_k", params.topK().k(),
                                "top_p", params.topP().p(),
                                "min_p", params.minP().p(),
                                "typical_p", params.typical().p(),
                                "repeat_penalty", params.penalties().repeat(),
                                "repeat_last_n", params.penalties().lastTokens(),
                                "presence_penalty", params.penalties().presence(),
                                "frequency_penalty", params.penalties().frequency(),
                                "samplers",
                                        params.order().stream()
                                                .map(Object::toString)
                                                .toList()));
    }
}

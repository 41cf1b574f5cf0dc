package org.menura.serve.openai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.generate.load.ModelInfo;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ModelCard;
import org.menura.serve.model.ModelStatus;
import org.menura.serve.work.Services;

/** {@code /v1/models}: the models that requests can choose, and {@code /models/load} and {@code unload}. */
public final class ModelRoutes {
    private final Services services;

    private ModelRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        ModelRoutes routes = new ModelRoutes(services);
        router.add("GET", "/v1/models", routes::list);
        router.add("GET", "/v1/models/{model*}", routes::one);
        router.add("GET", "/models", routes::list);
        router.add("POST", "/models/load", routes::load);
        router.add("POST", "/models/unload", routes::unload);
    }

    private void list(Exchange exchange) {
        exchange.send(JsonOut.object("object", "list", "data", all()));
    }

    private void one(Exchange exchange) {
        String name = exchange.parameter("model");
        for (Map<String, @Nullable Object> model : all()) {
            if (name.equals(model.get("id"))) {
                exchange.send(model);
                return;
            }
        }
        throw HttpError.notFound(
                "model",
                "model_not_found",
                "there is no model '%s'; this server has %s"
                        .formatted(name, String.join(", ", services.models().names())));
    }

    private List<Map<String, @Nullable Object>> all() {
        Map<String, ModelCard> cards = new HashMap<>();
        services.models().cards().forEach(c -> cards.put(c.entry().name(), c));
        List<Map<String, @Nullable Object>> out = new ArrayList<>();
        for (ModelStatus status : services.models().status()) {
            String base = status.entry().name();
            ModelCard card = cards.get(base);
            out.add(json(base, null, status, card));
            status.entry().adapters().keySet().forEach(a -> out.add(json(a, base, status, card)));
        }
        return out;
    }

    private static Map<String, @Nullable Object> json(
            String id, @Nullable String parent, ModelStatus status, @Nullable ModelCard card) {
        Map<String, @Nullable Object> out = JsonOut.object(
                "id",
                id,
                "object",
                "model",
                "created",
                (card == null ? System.currentTimeMillis() : card.created()) / 1000,
                "owned_by",
                "menura",
                "root",
                parent == null ? id : parent,
                "parent",
                parent,
                "status",
                status.state().name().toLowerCase(Locale.ROOT));
        if (status.failure() != null) {
            out.put("error", status.failure());
        }
        if (card != null) {
            out.put("max_model_len", card.contextLength() == 0 ? null : card.contextLength());
            out.put("capabilities", card.capabilities());
            out.put(
                    "architecture",
                    JsonOut.object("input_modalities", card.inputs(), "output_modalities", card.outputs()));
            out.put("meta", meta(card));
        }
        return out;
    }

    private static Map<String, @Nullable Object> meta(ModelCard card) {
        ModelInfo info = card.info();
        return JsonOut.object(
                "family", info == null ? null : info.modelType(),
                "n_params", info == null ? null : info.parameters(),
                "size", info == null ? null : info.totalBytes(),
                "ftype", card.quantization(),
                "n_vocab", card.vocabulary(),
                "n_ctx", card.contextLength(),
                "system_fingerprint", card.fingerprint());
    }

    private void load(Exchange exchange) {
        Fields fields = exchange.fields();
        String name = fields.text("model");
        fields.finish();
        try (Lease lease = services.models().lease(name)) {
            exchange.send(JsonOut.object("success", true, "model", lease.name()));
        }
    }

    private void unload(Exchange exchange) {
        Fields fields = exchange.fields();
        String name = fields.text("model");
        fields.finish();
        exchange.send(JsonOut.object("success", services.models().unload(name), "model", name));
    }
}

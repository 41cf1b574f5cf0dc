package org.menura.serve.ollama;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.menura.format.gguf.GgufFile;
import org.menura.generate.LanguageModel;
import org.menura.generate.load.ModelInfo;
import org.menura.generate.load.ModelTokenizer;
import org.menura.serve.http.ErrorFormat;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Router;
import org.menura.serve.model.Fingerprint;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ModelCard;
import org.menura.serve.model.ModelState;
import org.menura.serve.model.ModelStatus;
import org.menura.serve.model.ServedModel;
import org.menura.serve.work.Services;

/** ollama's {@code /api/tags}, {@code /api/show}, {@code /api/ps} and {@code /api/version}: what models there are. */
final class OllamaModels {
    private static final List<String> ELSEWHERE = List.of("/api/pull", "/api/create", "/api/copy", "/api/push");

    private final Services services;

    private OllamaModels(Services services) {
        this.services = services;
    }

    static void add(Router router, Services services) {
        OllamaModels routes = new OllamaModels(services);
        router.add("GET", "/api/tags", ErrorFormat.OLLAMA, routes::tags);
        router.add("GET", "/api/ps", ErrorFormat.OLLAMA, routes::running);
        router.add("POST", "/api/show", ErrorFormat.OLLAMA, routes::show);
        router.add(
                "GET",
                "/api/version",
                ErrorFormat.OLLAMA,
                exchange -> exchange.send(JsonOut.object("version", Fingerprint.version())));
        for (String path : ELSEWHERE) {
            router.add("POST", path, ErrorFormat.OLLAMA, OllamaModels::elsewhere);
        }
        router.add("DELETE", "/api/delete", ErrorFormat.OLLAMA, OllamaModels::elsewhere);
    }

    private static void elsewhere(Exchange exchange) {
        throw HttpError.notImplemented(exchange.path()
                + " is not served: models are fetched with 'menura pull' and named when the server starts");
    }

    private Map<String, ModelCard> cards() {
        Map<String, ModelCard> out = new LinkedHashMap<>();
        services.models().cards().forEach(c -> out.put(c.entry().name(), c));
        return out;
    }

    private void tags(Exchange exchange) {
        List<Map<String, @Nullable Object>> models = new ArrayList<>();
        Map<String, ModelCard> cards = cards();
        for (ModelStatus status : services.models().status()) {
            String base = status.entry().name();
            models.add(model(base, cards.get(base)));
            status.entry().adapters().keySet().forEach(a -> models.add(model(a, cards.get(base))));
        }
        exchange.send(JsonOut.object("models", models));
    }

    private static Map<String, @Nullable Object> model(String name, @Nullable ModelCard card) {
        ModelInfo info = card == null ? null : card.info();
        return JsonOut.object(
                "name",
                name,
                "model",
                name,
                "modified_at",
                Instant.ofEpochMilli(card == null ? 0 : card.created()).toString(),
                "size",
                info == null ? 0 : info.totalBytes(),
                "digest",
                card == null ? "" : digest(card),
                "details",
                details(card));
    }

    /** A digest of the length that clients expect; it tells models apart as the fingerprint does. */
    private static String digest(ModelCard card) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; out.length() < 64; i++) {
            String seed = card.fingerprint() + i;
            out.append(UUID.nameUUIDFromBytes(seed.getBytes(StandardCharsets.UTF_8))
                    .toString()
                    .replace("-", ""));
        }
        return out.substring(0, 64);
    }

    private static Map<String, @Nullable Object> details(@Nullable ModelCard card) {
        ModelInfo info = card == null ? null : card.info();
        boolean isGguf = card != null && GgufFile.isGguf(card.entry().path());
        String family = info == null ? "" : info.modelType();
        return JsonOut.object(
                "parent_model", "",
                "format", isGguf ? "gguf" : "safetensors",
                "family", family,
                "families", family.isEmpty() ? List.of() : List.of(family),
                "parameter_size", info == null ? "" : size(info.parameters()),
                "quantization_level", card == null ? "" : card.quantization());
    }

    private static String size(long parameters) {
        if (parameters >= 1_000_000_000L) {
            return "%.1fB".formatted(parameters / 1e9);
        }
        return parameters >= 1_000_000L ? "%.1fM".formatted(parameters / 1e6) : "%.1fK".formatted(parameters / 1e3);
    }

    private void running(Exchange exchange) {
        List<Map<String, @Nullable Object>> models = new ArrayList<>();
        Map<String, ModelCard> cards = cards();
        for (ModelStatus status : services.models().status()) {
            if (status.state() == ModelState.LOADED) {
                ModelCard card = cards.get(status.entry().name());
                Map<String, @Nullable Object> model = model(status.entry().name(), card);
                // Without a time to live: as far away as ollama puts it.
                Instant end = status.expires() == 0
                        ? Instant.parse("2318-01-01T00:00:00Z")
                        : Instant.ofEpochMilli(status.expires());
                model.put("expires_at", end.toString());
                model.put("size_vram", 0);
                model.put("context_length", card == null ? 0 : card.contextLength());
                models.add(model);
            }
        }
        exchange.send(JsonOut.object("models", models));
    }

    private void show(Exchange exchange) {
        Fields fields = exchange.fields();
        String name = fields.has("name") ? fields.text("name") : fields.text("model");
        fields.harmless("verbose", "model", "system", "template", "options");
        fields.finish();
        try (Lease lease = services.models().lease(name)) {
            ModelCard card = lease.card();
            ModelInfo info = card.info();
            String family = info == null ? "unknown" : info.modelType();
            Map<String, @Nullable Object> about = JsonOut.object(
                    "general.architecture",
                    family,
                    "general.parameter_count",
                    info == null ? 0 : info.parameters(),
                    family + ".context_length",
                    card.contextLength(),
                    family + ".vocab_size",
                    card.vocabulary());
            exchange.send(JsonOut.object(
                    "license",
                    "",
                    "modelfile",
                    "# " + card.entry().path().getFileName() + "\nFROM " + lease.name() + "\n",
                    "parameters",
                    "",
                    "template",
                    template(lease),
                    "modified_at",
                    Instant.ofEpochMilli(card.created()).toString(),
                    "details",
                    details(card),
                    "model_info",
                    about,
                    "capabilities",
                    capabilities(card)));
        }
    }

    private static String template(Lease lease) {
        if (lease.model() instanceof ServedModel.Language(LanguageModel model)) {
            ModelTokenizer text = model.loaded().text();
            return text.hasTokenizer() && text.hasChatTemplate() ? text.chatTemplate() : "";
        }
        return "";
    }

    private static List<String> capabilities(ModelCard card) {
        return card.capabilities().stream().filter(c -> !c.equals("chat")).toList();
    }
}

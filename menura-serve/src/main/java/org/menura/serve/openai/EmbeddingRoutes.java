package org.menura.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ServedModel;
import org.menura.serve.work.Embeddings;
import org.menura.serve.work.Services;

/** {@code /v1/embeddings}, llama.cpp's {@code /embedding} and text-embeddings-inference's {@code /embed}: texts as vectors. */
public final class EmbeddingRoutes {
    private static final int MOST_INPUTS = 2048;

    private final Services services;

    private EmbeddingRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        EmbeddingRoutes routes = new EmbeddingRoutes(services);
        router.add("POST", "/v1/embeddings", routes::embed);
        router.add("POST", "/embeddings", routes::embed);
        router.add("POST", "/embedding", routes::embedNatively);
        router.add("POST", "/embed", routes::embedBare);
    }

    private void embed(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            List<Embeddings.Input> texts = inputs(fields.required("input"), "input", lease);
            String encoding = fields.word("encoding_format", "float", "float", "base64");
            int dimensions = fields.integer("dimensions", 1, Integer.MAX_VALUE).orElse(0);
            String prompt = fields.textOrNull("prompt_name");
            fields.harmless("model", "user", "priority", "request_id");
            fields.unsupported("truncate_prompt_tokens", "mm_processor_kwargs", "cache_salt");
            fields.finish();
            Embeddings.Result result = Embeddings.ofInputs(
                    services, exchange, lease, texts, new Embeddings.Form(prompt, dimensions, false, true));
            List<Map<String, @Nullable Object>> data = new ArrayList<>();
            for (float[] vector : result.vectors()) {
                data.add(JsonOut.object(
                        "object",
                        "embedding",
                        "index",
                        data.size(),
                        "embedding",
                        encoding.equals("base64") ? Embeddings.base64(vector) : vector));
            }
            exchange.send(JsonOut.object(
                    "object",
                    "list",
                    "data",
                    data,
                    "model",
                    lease.name(),
                    "usage",
                    JsonOut.object("prompt_tokens", result.tokens(), "total_tokens", result.tokens())));
        }
    }

    /** {@code /embedding} of llama.cpp's server. */
    private void embedNatively(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            String name = fields.has("input") ? "input" : "content";
            List<Embeddings.Input> inputs = inputs(fields.required(name), name, lease);
            int norm = fields.integer("embd_normalize", -1, Integer.MAX_VALUE).orElse(2);
            fields.harmless("model");
            fields.finish();
            Embeddings.Result result = Embeddings.ofInputs(
                    services, exchange, lease, inputs, new Embeddings.Form(null, 0, false, norm >= 0));
            List<Map<String, @Nullable Object>> out = new ArrayList<>();
            for (float[] vector : result.vectors()) {
                out.add(JsonOut.object(
                        "index", out.size(), "embedding", new float[][] {Embeddings.normalized(vector, norm)}));
            }
            exchange.send(out);
        }
    }

    /** {@code /embed} of text-embeddings-inference. */
    private void embedBare(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            List<Embeddings.Input> inputs = inputs(fields.required("inputs"), "inputs", lease);
            boolean mayCut = fields.flag("truncate", false);
            String prompt = fields.textOrNull("prompt_name");
            int dimensions = fields.integer("dimensions", 1, Integer.MAX_VALUE).orElse(0);
            boolean scaled = fields.flag("normalize", true);
            fields.word("truncation_direction", "Right", "Right", "right");
            fields.harmless("model");
            fields.finish();
            Embeddings.Form form = new Embeddings.Form(prompt, dimensions, mayCut, scaled);
            exchange.send(
                    Embeddings.ofInputs(services, exchange, lease, inputs, form).vectors());
        }
    }

    /** A text, a list of texts, a list of token ids, or a list of such lists. */
    private static List<Embeddings.Input> inputs(JsonNode given, String where, Lease lease) {
        if (given.isTextual()) {
            return List.of(new Embeddings.Input(given.textValue(), null));
        }
        if (!given.isArray() || given.isEmpty()) {
            throw Fields.wrong(where, "a string, or a list of strings or token ids that is not empty", given);
        }
        if (given.get(0).isNumber()) {
            return List.of(new Embeddings.Input(null, ids(given, where, lease)));
        }
        if (given.size() > MOST_INPUTS) {
            throw HttpError.invalid(
                    where, "'%s' has %d texts, more than %d".formatted(where, given.size(), MOST_INPUTS));
        }
        List<Embeddings.Input> out = new ArrayList<>();
        for (JsonNode one : given) {
            String at = "%s[%d]".formatted(where, out.size());
            if (!one.isTextual() && !one.isArray()) {
                throw Fields.wrong(at, "a string or a list of token ids", one);
            }
            out.add(
                    one.isTextual()
                            ? new Embeddings.Input(one.textValue(), null)
                            : new Embeddings.Input(null, ids(one, at, lease)));
        }
        return out;
    }

    private static int[] ids(JsonNode given, String where, Lease lease) {
        if (!(lease.model() instanceof ServedModel.Language l)
                || !l.model().loaded().text().hasTokenizer()) {
            throw HttpError.invalid(where, "the model '%s' takes texts, not token ids".formatted(lease.name()));
        }
        Tokenizer tokenizer = l.model().loaded().text().tokenizer();
        int[] tokens = new int[given.size()];
        for (int i = 0; i < tokens.length; i++) {
            JsonNode id = given.get(i);
            if (!id.isIntegralNumber() || id.intValue() < 0 || id.intValue() >= tokenizer.size()) {
                throw Fields.wrong("%s[%d]".formatted(where, i), "a token id below " + tokenizer.size(), id);
            }
            tokens[i] = id.intValue();
        }
        return tokens;
    }
}

package org.menura.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.LanguageModel;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.adapter.AdapterSelection;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.work.Contexts;
import org.menura.serve.work.Embeddings;
import org.menura.serve.work.Services;
import org.menura.serve.work.Sessions;
import org.menura.serve.work.TextRun;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** What models hold within: {@code /v1/sessions}, and the hidden states of a text, {@code /v1/hidden_states}. */
public final class StateRoutes {
    /** Most numbers of an answer. */
    private static final long MOST_NUMBERS = 16L << 20;

    /** Most logits of the pass, which gives some for each token. */
    private static final long MOST_LOGITS = 128L << 20;

    private final Services services;

    private StateRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        StateRoutes routes = new StateRoutes(services);
        router.add("GET", "/v1/sessions", routes::sessions);
        router.add("DELETE", "/v1/sessions/{name}", routes::delete);
        router.add("POST", "/v1/hidden_states", routes::hidden);
    }

    private void sessions(Exchange exchange) {
        Sessions sessions = Sessions.of(services, "session");
        List<Map<String, @Nullable Object>> data = new ArrayList<>();
        for (String name : sessions.names()) {
            data.add(JsonOut.object("id", name, "object", "session", "bytes", sessions.bytes(name)));
        }
        exchange.send(JsonOut.object("object", "list", "data", data));
    }

    private void delete(Exchange exchange) {
        String name = exchange.parameter("name");
        if (!Sessions.of(services, "session").delete(name)) {
            throw HttpError.notFound("session", "session_not_found", "there is no session '%s'".formatted(name));
        }
        exchange.send(JsonOut.object("id", name, "object", "session", "deleted", true));
    }

    private void hidden(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            LanguageModel model = TextRun.language(lease);
            Tokenizer tokenizer = model.loaded().text().tokenizer();
            int[] ids = ids(fields.required("input"), model, tokenizer);
            List<String> wanted = fields.texts("names");
            boolean base64 =
                    fields.word("encoding_format", "float", "float", "base64").equals("base64");
            fields.harmless("model");
            fields.finish();
            Contexts.check("input", ids.length - 1, Contexts.of(lease));
            if ((long) ids.length * model.newSession().model().vocabulary() > MOST_LOGITS) {
                throw HttpError.invalid(
                        "input", "'input' has %d tokens, which is too many at once".formatted(ids.length));
            }
            AdapterSelection adapters = lease.adapters();
            CausalModel view = adapters == null ? model.newSession().model() : model.view(adapters);
            Map<String, Object> states = services.background()
                    .run(exchange, () -> states(view, ids, wanted.isEmpty() ? List.of("norm") : wanted, base64));
            exchange.send(JsonOut.object(
                    "object", "hidden_states", "model", lease.name(), "tokens", ids, "hidden_states", states));
        }
    }

    private static int[] ids(JsonNode input, LanguageModel model, Tokenizer tokenizer) {
        if (input.isTextual()) {
            return model.loaded().text().prompt(input.textValue());
        }
        if (!input.isArray() || input.isEmpty()) {
            throw Fields.wrong("input", "a string or a list of token ids", input);
        }
        int[] ids = new int[input.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = input.get(i);
            if (!id.isIntegralNumber()
                    || !id.canConvertToInt()
                    || id.intValue() < 0
                    || id.intValue() >= tokenizer.size()) {
                throw Fields.wrong("input[%d]".formatted(i), "a token id below " + tokenizer.size(), id);
            }
            ids[i] = id.intValue();
        }
        return ids;
    }

    /** Runs one forward pass and keeps what was asked for: by name, [tokens][width]. */
    private static Map<String, Object> states(CausalModel model, int[] ids, List<String> wanted, boolean base64) {
        Map<String, Object> out = new LinkedHashMap<>();
        List<String> names = new ArrayList<>();
        long[] numbers = new long[1];
        try (Backend.Scope _ = model.ops().scope()) {
            ForwardBatch step = ForwardBatch.whole(new int[][] {ids}).withObserver((name, value) -> {
                names.add(name);
                if (wanted.contains(name)) {
                    numbers[0] += value.shape().elements();
                    if (numbers[0] > MOST_NUMBERS) {
                        throw HttpError.invalid(
                                "names",
                                "the answer would have more than %d numbers; ask for less".formatted(MOST_NUMBERS));
                    }
                    out.put(name, rows(value, base64));
                }
            });
            Tensor _ = model.forward(step);
        }
        for (String name : wanted) {
            if (!out.containsKey(name)) {
                throw HttpError.invalid(
                        "names",
                        "'names': there is no '%s'; this model has %s".formatted(name, String.join(", ", names)));
            }
        }
        return out;
    }

    private static Object rows(Tensor value, boolean base64) {
        int count = value.dim(0);
        List<Object> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            float[] row = value.rows(i, i + 1).toFloats();
            rows.add(base64 ? Embeddings.base64(row) : row);
        }
        return rows;
    }
}

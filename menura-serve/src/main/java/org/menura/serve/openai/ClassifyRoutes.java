package org.menura.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LanguageModel;
import org.menura.generate.classify.Classifier;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ServedModel;
import org.menura.serve.work.Services;

/** {@code /classify}: the classes of texts in the form of vLLM's API, and {@code /predict} in text-embeddings-inference's. */
public final class ClassifyRoutes {
    private static final int MOST_TEXTS = 2048;

    private final Services services;

    private ClassifyRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        ClassifyRoutes routes = new ClassifyRoutes(services);
        router.add("POST", "/classify", routes::classify);
        router.add("POST", "/v1/classify", routes::classify);
        router.add("POST", "/predict", routes::predict);
    }

    private void classify(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            fields.required("input");
            List<Classifier.Input> texts =
                    fields.texts("input").stream().map(Classifier.Input::new).toList();
            boolean activated = fields.flag("use_activation", fields.flag("activation", true));
            fields.harmless("model", "user", "priority", "truncate_prompt_tokens");
            fields.finish();
            List<Classifier.Classes> classes = classes(exchange, lease, "input", texts);
            List<Map<String, @Nullable Object>> data = new ArrayList<>();
            int tokens = 0;
            for (Classifier.Classes one : classes) {
                data.add(JsonOut.object(
                        "index", data.size(),
                        "label", one.best(),
                        "probs", activated ? one.probabilities() : one.logits(),
                        "num_classes", one.labels().size()));
                tokens += one.tokens();
            }
            exchange.send(ScoreList.of("classify", lease, data, tokens));
        }
    }

    private void predict(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            JsonNode given = fields.required("inputs");
            boolean several =
                    given.isArray() && (given.isEmpty() || given.get(0).isArray());
            List<Classifier.Input> inputs = new ArrayList<>();
            for (JsonNode one : several ? given : List.of(given)) {
                inputs.add(input(one));
            }
            boolean raw = fields.flag("raw_scores", false);
            fields.word("truncation_direction", "Right", "Right", "right");
            fields.harmless("model", "truncate");
            fields.finish();
            List<List<Map<String, @Nullable Object>>> all = classes(exchange, lease, "inputs", inputs).stream()
                    .map(one -> scores(one, raw))
                    .toList();
            exchange.send(several ? all : all.getFirst());
        }
    }

    private static List<Map<String, @Nullable Object>> scores(Classifier.Classes classes, boolean raw) {
        double[] values = raw ? classes.logits() : classes.probabilities();
        return classes.order().stream()
                .map(i -> JsonOut.object(
                        "score", values[i], "label", classes.labels().get(i)))
                .toList();
    }

    /** A text, or a list of a text or of both of a pair. */
    private static Classifier.Input input(JsonNode one) {
        if (!one.isArray()) {
            return new Classifier.Input(text(one));
        }
        if (one.isEmpty() || one.size() > 2) {
            throw Fields.wrong("inputs", "a text, or a list of one text or of the two of a pair", one);
        }
        return new Classifier.Input(text(one.get(0)), one.size() == 1 ? null : text(one.get(1)));
    }

    private static String text(JsonNode text) {
        if (!text.isTextual()) {
            throw Fields.wrong("inputs", "a text or a list of texts", text);
        }
        return text.textValue();
    }

    private List<Classifier.Classes> classes(
            Exchange exchange, Lease lease, String where, List<Classifier.Input> inputs) throws Exception {
        if (inputs.isEmpty() || inputs.size() > MOST_TEXTS) {
            throw HttpError.invalid(
                    where, "'%s' has %d texts; it must have 1 to %d".formatted(where, inputs.size(), MOST_TEXTS));
        }
        if (!(lease.model() instanceof ServedModel.Language(LanguageModel model))
                || !Classifier.isClassifier(model.loaded())) {
            throw HttpError.invalid("model", "the model %s has no head that classifies texts".formatted(lease.name()));
        }
        Classifier classifier = Classifier.of(model.loaded());
        return services.background().run(exchange, () -> classifier.classifyAll(inputs));
    }
}

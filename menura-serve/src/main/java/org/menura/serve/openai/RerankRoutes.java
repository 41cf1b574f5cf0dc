package org.menura.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.RequestIds;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.work.Reranking;
import org.menura.serve.work.Services;

/**
 * {@code /v1/rerank}: texts in the order in which they answer a query, in the form of Jina's and Cohere's APIs, or, where
 * they are called {@code texts}, of text-embeddings-inference's; and vLLM's {@code /score} of pairs.
 */
public final class RerankRoutes {
    private static final int MOST_DOCUMENTS = 2048;

    private final Services services;

    private RerankRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        RerankRoutes routes = new RerankRoutes(services);
        for (String path : List.of("/v1/rerank", "/rerank", "/v2/rerank", "/v1/reranking", "/reranking")) {
            router.add("POST", path, routes::rerank);
        }
        router.add("POST", "/score", routes::score);
        router.add("POST", "/v1/score", routes::score);
    }

    /** Scores one text with each of several, or several with as many others. */
    private void score(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            List<String> first = texts(fields, "text_1");
            List<String> second = texts(fields, "text_2");
            boolean raw = !fields.flag("use_activation", fields.flag("activation", true));
            fields.harmless("model", "user", "priority", "request_id");
            fields.unsupported("truncate_prompt_tokens", "mm_processor_kwargs", "cache_salt");
            fields.finish();
            if (first.size() > 1 && first.size() != second.size()) {
                throw HttpError.invalid(
                        "text_2",
                        "'text_1' has %d texts and 'text_2' %d; give one and several, or as many"
                                .formatted(first.size(), second.size()));
            }
            List<Map<String, @Nullable Object>> data = new ArrayList<>();
            int tokens = 0;
            for (int i = 0; i < first.size(); i++) {
                Reranking.Result result = Reranking.of(
                        services,
                        exchange,
                        lease,
                        first.get(i),
                        first.size() == 1 ? second : List.of(second.get(i)),
                        raw);
                for (double score : result.scores()) {
                    data.add(JsonOut.object("index", data.size(), "object", "score", "score", score));
                }
                tokens += result.tokens();
            }
            exchange.send(ScoreList.of("score", lease, data, tokens));
        }
    }

    private static List<String> texts(Fields fields, String name) {
        fields.required(name);
        List<String> texts = fields.texts(name);
        if (texts.isEmpty() || texts.size() > MOST_DOCUMENTS || texts.contains("")) {
            throw HttpError.invalid(
                    name, "'%s' must be 1 to %d texts that are not empty".formatted(name, MOST_DOCUMENTS));
        }
        return texts;
    }

    private void rerank(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            String query = fields.text("query");
            if (fields.has("texts") && !fields.has("documents")) {
                exchange.send(inferenceForm(exchange, fields, lease, query));
                return;
            }
            List<String> documents = documents(fields);
            int most = fields.integer("top_n", 1, Integer.MAX_VALUE).orElse(documents.size());
            boolean withTexts = fields.flag("return_documents", false);
            fields.harmless("model", "user", "priority");
            fields.unsupported("truncate_prompt_tokens", "max_tokens_per_doc");
            fields.finish();
            Reranking.Result result = Reranking.of(services, exchange, lease, query, documents, false);
            List<Map<String, @Nullable Object>> results = new ArrayList<>();
            best(result).limit(most).forEach(i -> {
                Map<String, @Nullable Object> one = JsonOut.object("index", i, "relevance_score", result.scores()[i]);
                if (withTexts) {
                    one.put("document", JsonOut.object("text", documents.get(i)));
                }
                results.add(one);
            });
            exchange.send(JsonOut.object(
                    "id", RequestIds.next("rerank-"),
                    "object", "list",
                    "model", lease.name(),
                    "results", results,
                    "usage", JsonOut.object("prompt_tokens", result.tokens(), "total_tokens", result.tokens())));
        }
    }

    private List<Map<String, @Nullable Object>> inferenceForm(
            Exchange exchange, Fields fields, Lease lease, String query) throws Exception {
        List<String> texts = documents(fields);
        boolean raw = fields.flag("raw_scores", false);
        boolean withTexts = fields.flag("return_text", false);
        int most = fields.integer("top_n", 1, Integer.MAX_VALUE).orElse(texts.size());
        fields.word("truncation_direction", "Right", "Right", "right");
        fields.harmless("model", "truncate");
        fields.finish();
        Reranking.Result result = Reranking.of(services, exchange, lease, query, texts, raw);
        return best(result)
                .limit(most)
                .map(i -> {
                    Map<String, @Nullable Object> one = JsonOut.object("index", i, "score", result.scores()[i]);
                    if (withTexts) {
                        one.put("text", texts.get(i));
                    }
                    return one;
                })
                .toList();
    }

    private static Stream<Integer> best(Reranking.Result result) {
        return IntStream.range(0, result.scores().length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -result.scores()[i]));
    }

    private static List<String> documents(Fields fields) {
        JsonNode given = fields.has("documents") ? fields.required("documents") : fields.any("texts");
        if (given == null || !given.isArray() || given.isEmpty()) {
            throw HttpError.invalid(
                    "documents", "missing_required_parameter", "'documents' must be a list of at least one text");
        }
        if (given.size() > MOST_DOCUMENTS) {
            throw HttpError.invalid(
                    "documents", "'documents' has %d texts, more than %d".formatted(given.size(), MOST_DOCUMENTS));
        }
        List<String> out = new ArrayList<>();
        for (JsonNode one : given) {
            JsonNode text = one.isObject() ? one.path("text") : one;
            if (!text.isTextual() || text.textValue().isEmpty()) {
                throw Fields.wrong("documents[%d]".formatted(out.size()), "a text that is not empty", text);
            }
            out.add(text.textValue());
        }
        return out;
    }
}

package org.menura.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.LanguageModel;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.serve.http.EventStream;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.work.Constraints;
import org.menura.serve.work.Contexts;
import org.menura.serve.work.Fim;
import org.menura.serve.work.LogProbsJson;
import org.menura.serve.work.Services;
import org.menura.serve.work.Sessions;
import org.menura.serve.work.Streams;
import org.menura.serve.work.TextFields;
import org.menura.serve.work.TextOptions;
import org.menura.serve.work.TextRun;
import org.menura.serve.work.Usage;

/** {@code /completion} and {@code /infill} in the form of llama.cpp's server. */
public final class NativeRoutes {
    private final Services services;

    private NativeRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        NativeRoutes routes = new NativeRoutes(services);
        router.add("POST", "/completion", routes::complete);
        router.add("POST", "/completions", routes::complete);
        router.add("POST", "/infill", routes::infill);
    }

    private interface Reader {
        int[] prompt(Fields fields, LanguageModel model, Tokenizer tokenizer);
    }

    private void complete(Exchange exchange) {
        answer(exchange, NativeRoutes::prompt);
    }

    private void infill(Exchange exchange) {
        answer(exchange, (fields, _, tokenizer) -> {
            fields.unsupported("input_extra", "prompt");
            return Fim.ids(tokenizer, fields.text("input_prefix"), fields.text("input_suffix"), "input_suffix");
        });
    }

    private static int[] prompt(Fields fields, LanguageModel model, Tokenizer tokenizer) {
        JsonNode given = fields.required("prompt");
        if (given.isTextual()) {
            return model.loaded().text().prompt(given.textValue());
        }
        if (!given.isArray() || given.isEmpty()) {
            throw Fields.wrong("prompt", "a string, or a list of token ids and strings", given);
        }
        List<Integer> ids = new ArrayList<>();
        for (JsonNode part : given) {
            if (part.isTextual()) {
                for (int id : tokenizer.encode(part.textValue(), ids.isEmpty(), true)) {
                    ids.add(id);
                }
            } else if (part.isIntegralNumber() && part.intValue() >= 0 && part.intValue() < tokenizer.size()) {
                ids.add(part.intValue());
            } else {
                throw Fields.wrong("prompt", "a string, or a list of token ids and strings", part);
            }
        }
        return ids.stream().mapToInt(i -> i).toArray();
    }

    private void answer(Exchange exchange, Reader reader) {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            LanguageModel model = TextRun.language(lease);
            Tokenizer tokenizer = model.loaded().text().tokenizer();
            boolean isStream = fields.flag("stream", false);
            int probs = fields.integer("n_probs", 0, TextOptions.MOST_LOG_PROBS).orElse(0);
            int[] ids = reader.prompt(fields, model, tokenizer);
            TextOptions options = TextFields.read(fields, tokenizer, services.limits(), -1)
                    .withLogProbs(probs > 0 ? probs : -1)
                    .withSession(Sessions.read(fields, services));
            boolean withTokens = fields.flag("return_tokens", false);
            fields.harmless("model", "response_fields");
            fields.finish();
            if (options.choices() > 1) {
                throw HttpError.unsupported("n", "this route gives one text; /v1/completions gives several");
            }
            Contexts.check("prompt", ids.length, Contexts.of(lease));
            TextRun run = TextRun.start(
                    services,
                    exchange,
                    lease,
                    "text_completion",
                    List.of(Prompt.of(ids)),
                    options,
                    Generator.NO_LOG_PROBS,
                    Constraints.of(options.form(), model.loaded().text()));
            if (isStream) {
                stream(exchange, lease, run, tokenizer, options, withTokens);
            } else {
                whole(exchange, lease, run, tokenizer, options, withTokens);
            }
        }
    }

    private static void whole(
            Exchange exchange, Lease lease, TextRun run, Tokenizer tokenizer, TextOptions options, boolean withTokens) {
        List<Map<String, @Nullable Object>> probs = new ArrayList<>();
        run.forEach(null, event -> {
            switch (event) {
                case TextRun.Token(int _, var token) -> {
                    if (options.logProbs() >= 0 && token.isToken() && !token.isEnd()) {
                        probs.add(LogProbsJson.entry(token, tokenizer, options.logProbs()));
                    }
                }
                case TextRun.End(int _, Generator.Result result) -> {
                    Map<String, @Nullable Object> out = last(lease, result, result.text());
                    out.put("tokens", withTokens ? result.tokens() : List.of());
                    if (options.logProbs() >= 0) {
                        out.put("completion_probabilities", probs);
                    }
                    exchange.send(out);
                }
                case TextRun.Failed _ -> {}
            }
        });
    }

    private static void stream(
            Exchange exchange, Lease lease, TextRun run, Tokenizer tokenizer, TextOptions options, boolean withTokens) {
        try (EventStream out = EventStream.events(exchange)) {
            Streams.guarded(
                    exchange,
                    out,
                    () -> run.forEach(out, event -> {
                        switch (event) {
                            case TextRun.Token(int _, var token) -> {
                                Map<String, @Nullable Object> piece = JsonOut.object(
                                        "index",
                                        0,
                                        "content",
                                        token.text(),
                                        "tokens",
                                        withTokens && token.isToken() ? List.of(token.id()) : List.of(),
                                        "stop",
                                        false);
                                if (options.logProbs() >= 0 && token.isToken() && !token.isEnd()) {
                                    piece.put(
                                            "completion_probabilities",
                                            List.of(LogProbsJson.entry(token, tokenizer, options.logProbs())));
                                }
                                out.send(piece);
                            }
                            case TextRun.End(int _, Generator.Result result) -> out.send(last(lease, result, ""));
                            case TextRun.Failed _ -> {}
                        }
                    }));
        }
    }

    private static Map<String, @Nullable Object> last(Lease lease, Generator.Result result, String text) {
        Usage usage = new Usage();
        usage.add(result, true);
        boolean stopped = result.reason() == Generator.Reason.STOP;
        return JsonOut.object(
                "index",
                0,
                "content",
                text,
                "stop",
                true,
                "model",
                lease.name(),
                "tokens_predicted",
                result.tokens().size(),
                "tokens_evaluated",
                result.promptTokens(),
                "tokens_cached",
                result.cachedTokens(),
                "truncated",
                false,
                "stop_type",
                result.stop() != null ? "word" : stopped ? "eos" : "limit",
                "stopping_word",
                result.stop() == null ? "" : result.stop(),
                "timings",
                usage.timings());
    }
}

package org.menura.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.LanguageModel;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.TokenEvent;
import org.menura.serve.http.EventStream;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.work.Constraints;
import org.menura.serve.work.Contexts;
import org.menura.serve.work.Fim;
import org.menura.serve.work.LogProbsJson;
import org.menura.serve.work.MixedTokens;
import org.menura.serve.work.Services;
import org.menura.serve.work.Sessions;
import org.menura.serve.work.Streams;
import org.menura.serve.work.TextFields;
import org.menura.serve.work.TextOptions;
import org.menura.serve.work.TextRun;
import org.menura.serve.work.Usage;

/** {@code /completion} and {@code /infill} in the form of llama.cpp's server. */
public final class NativeRoutes {
    private static final int MOST_PROMPTS = 2048;

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

    /**
     * What a route has of its own.
     *
     * @param prompts reads the prompts, given the most tokens of a sequence
     * @param ends tells which tokens end a text besides
     */
    private record Reader(Prompts prompts, Function<Tokenizer, Set<Integer>> ends) {}

    private interface Prompts {
        List<int[]> read(Fields fields, LanguageModel model, int context);
    }

    private void complete(Exchange exchange) {
        answer(exchange, new Reader((fields, model, _) -> prompts(fields, model), _ -> Set.of()));
    }

    private void infill(Exchange exchange) {
        answer(exchange, new Reader(NativeRoutes::between, Fim::ends));
    }

    /** What stands between two texts: of other files as much as there is room for, the last of it. */
    private static List<int[]> between(Fields fields, LanguageModel model, int context) {
        Tokenizer tokenizer = model.loaded().text().tokenizer();
        int[] asked = Fim.ids(
                tokenizer,
                fields.text("input_prefix"),
                fields.text("prompt", ""),
                fields.text("input_suffix"),
                "input_suffix");
        List<Fim.Other> others = new ArrayList<>();
        for (Fields other : fields.objects("input_extra")) {
            others.add(new Fim.Other(other.text("filename", "tmp"), other.text("text")));
        }
        int[] before = Fim.context(tokenizer, others);
        int answer =
                Math.max(1, fields.integer("n_predict", -1, Integer.MAX_VALUE).orElse(1));
        int room = Math.clamp((long) context - asked.length - answer, 0, before.length);
        return List.of(IntStream.concat(Arrays.stream(before, before.length - room, before.length), IntStream.of(asked))
                .toArray());
    }

    /** A prompt, or a list of prompts: one whose first element is a number, or that mixes numbers and texts, is one prompt. */
    private static List<int[]> prompts(Fields fields, LanguageModel model) {
        JsonNode given = fields.required("prompt");
        boolean hasNumbers = false;
        for (JsonNode part : given) {
            hasNumbers |= part.isNumber();
        }
        if (!given.isArray() || hasNumbers) {
            return List.of(prompt(given, "prompt", model));
        }
        List<int[]> out = new ArrayList<>();
        for (JsonNode part : given) {
            out.add(prompt(part, "prompt[%d]".formatted(out.size()), model));
        }
        if (out.isEmpty() || out.size() > MOST_PROMPTS) {
            throw Fields.wrong("prompt", "one prompt or a list of 1 to %d prompts".formatted(MOST_PROMPTS), given);
        }
        return out;
    }

    private static int[] prompt(JsonNode given, String where, LanguageModel model) {
        if (given.isTextual()) {
            return model.loaded().text().prompt(given.textValue());
        }
        int[] ids = MixedTokens.ids(given, where, model.loaded().text().tokenizer(), true, true);
        if (ids.length == 0) {
            throw Fields.wrong(where, "a string, or a list of token ids and strings, not an empty one", given);
        }
        return ids;
    }

    /**
     * How a request wants its answers told.
     *
     * @param withTokens whether the ids of the tokens are told also where the answer is no stream
     * @param only the fields that are told, as paths with slashes; empty for all
     * @param withTimings whether each piece of a stream tells how long it took
     */
    private record Telling(
            Lease lease,
            Tokenizer tokenizer,
            TextOptions options,
            boolean withTokens,
            List<String> only,
            boolean withTimings) {
        /** Returns the fields of an answer that were asked for, by the names that they were asked for. */
        Map<String, @Nullable Object> told(Map<String, @Nullable Object> all) {
            if (only.isEmpty()) {
                return all;
            }
            Map<String, @Nullable Object> out = new LinkedHashMap<>();
            for (String path : only) {
                Object value = all;
                for (String name : path.split("/")) {
                    value = value instanceof Map<?, ?> map ? map.get(name) : null;
                }
                if (value != null) {
                    out.put(path, value);
                }
            }
            return out;
        }
    }

    private void answer(Exchange exchange, Reader reader) {
        Fields fields = exchange.fields();
        try (Lease lease = services.adapted(fields)) {
            LanguageModel model = TextRun.language(lease);
            Tokenizer tokenizer = model.loaded().text().tokenizer();
            boolean isStream = fields.flag("stream", false);
            int probs = fields.integer("n_probs", 0, TextOptions.MOST_LOG_PROBS).orElse(0);
            List<int[]> prompts = reader.prompts.read(fields, model, Contexts.of(lease));
            boolean withTimings = fields.flag("timings_per_token", false);
            TextOptions options = TextFields.read(fields, model.loaded().text(), services.limits(), -1)
                    .withLogProbs(probs > 0 ? probs : -1)
                    .withSession(Sessions.read(fields, services));
            Set<Integer> ends = new HashSet<>(options.stopIds());
            ends.addAll(reader.ends.apply(tokenizer));
            Telling telling = new Telling(
                    lease,
                    tokenizer,
                    options,
                    fields.flag("return_tokens", false),
                    fields.texts("response_fields"),
                    withTimings);
            fields.harmless("model");
            fields.finish();
            for (int[] ids : prompts) {
                Contexts.check("prompt", ids.length, Contexts.of(lease));
            }
            TextRun run = TextRun.start(
                    services,
                    exchange,
                    lease,
                    "text_completion",
                    prompts.stream().map(Prompt::of).toList(),
                    options.withStopIds(ends),
                    Generator.NO_LOG_PROBS,
                    Constraints.of(options.form(), model.loaded().text()));
            if (isStream) {
                stream(exchange, run, telling);
            } else {
                whole(exchange, run, telling);
            }
        }
    }

    private static void whole(Exchange exchange, TextRun run, Telling how) {
        List<List<Map<String, @Nullable Object>>> probs = new ArrayList<>();
        for (int i = 0; i < run.size(); i++) {
            probs.add(new ArrayList<>());
        }
        Object[] answers = new Object[run.size()];
        run.forEach(null, event -> {
            switch (event) {
                case TextRun.Token(int index, var token) -> {
                    if (how.options.logProbs() >= 0 && token.isToken() && !token.isEnd()) {
                        probs.get(index).add(LogProbsJson.entry(token, how.tokenizer, how.options.logProbs()));
                    }
                }
                case TextRun.End(int index, Generator.Result result) -> {
                    Map<String, @Nullable Object> out = last(how, index, result, result.text());
                    out.put("tokens", how.withTokens ? result.tokens() : List.of());
                    if (how.options.logProbs() >= 0) {
                        out.put("completion_probabilities", probs.get(index));
                    }
                    answers[index] = how.told(out);
                }
                case TextRun.Failed _ -> {}
            }
        });
        exchange.send(answers.length == 1 ? answers[0] : answers);
    }

    private static void stream(Exchange exchange, TextRun run, Telling how) {
        try (EventStream out = EventStream.events(exchange)) {
            long[] first = new long[run.size()];
            int[] count = new int[run.size()];
            Streams.guarded(
                    exchange,
                    out,
                    () -> run.forEach(out, event -> {
                        switch (event) {
                            case TextRun.Token(int index, var token) -> {
                                long now = System.nanoTime();
                                first[index] = count[index] == 0 ? now : first[index];
                                count[index] += token.isToken() ? 1 : 0;
                                Map<String, @Nullable Object> piece = piece(how, index, token);
                                if (how.withTimings) {
                                    piece.put("timings", Usage.timings(count[index], now - first[index]));
                                }
                                out.send(piece);
                            }
                            case TextRun.End(int index, Generator.Result result) ->
                                out.send(how.told(last(how, index, result, "")));
                            case TextRun.Failed _ -> {}
                        }
                    }));
        }
    }

    private static Map<String, @Nullable Object> piece(Telling how, int index, TokenEvent token) {
        Map<String, @Nullable Object> piece = JsonOut.object(
                "index",
                index,
                "content",
                token.text(),
                "tokens",
                token.isToken() ? List.of(token.id()) : List.of(),
                "stop",
                false);
        if (how.options.logProbs() >= 0 && token.isToken() && !token.isEnd()) {
            piece.put(
                    "completion_probabilities",
                    List.of(LogProbsJson.entry(token, how.tokenizer, how.options.logProbs())));
        }
        return piece;
    }

    private static Map<String, @Nullable Object> last(Telling how, int index, Generator.Result result, String text) {
        Usage usage = new Usage();
        usage.add(result, true);
        boolean stopped = result.reason() == Generator.Reason.STOP;
        return JsonOut.object(
                "index",
                index,
                "content",
                text,
                "stop",
                true,
                "model",
                how.lease.name(),
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

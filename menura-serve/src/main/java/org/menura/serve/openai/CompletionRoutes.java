package org.menura.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.LanguageModel;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.serve.http.EventStream;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.RequestIds;
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

/** {@code /v1/completions}: continues texts, which may be given as token ids, and scores what was given. */
public final class CompletionRoutes {
    /** OpenAI's most tokens where a request says nothing. */
    private static final int USUAL_TOKENS = 16;

    private static final int MOST_PROMPTS = 2048;

    private final Services services;

    private CompletionRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        CompletionRoutes routes = new CompletionRoutes(services);
        router.add("POST", "/v1/completions", routes::complete);
    }

    /** A prompt: its ids, and its text for {@code echo}. */
    private record Given(int[] ids, String text) {}

    private record Asked(
            List<Given> prompts, TextOptions options, boolean echo, int logProbs, TextFields.Stream stream) {}

    private void complete(Exchange exchange) {
        Fields fields = exchange.fields();
        try (Lease lease = services.adapted(fields)) {
            LanguageModel model = TextRun.language(lease);
            Tokenizer tokenizer = model.loaded().text().tokenizer();
            Asked asked = read(fields, lease, model, tokenizer);
            int context = Contexts.of(lease);
            for (Given prompt : asked.prompts) {
                Contexts.check("prompt", prompt.ids.length, context);
            }
            Function<Integer, Constraint> constraint =
                    Constraints.of(asked.options.form(), model.loaded().text());
            TextRun run = TextRun.start(
                    services,
                    exchange,
                    lease,
                    "text_completion",
                    asked.prompts.stream().map(p -> Prompt.of(p.ids)).toList(),
                    asked.options,
                    asked.echo ? asked.logProbs : Generator.NO_LOG_PROBS,
                    constraint);
            new Answer(exchange, lease, tokenizer, asked).give(run);
        }
    }

    private Asked read(Fields fields, Lease lease, LanguageModel model, Tokenizer tokenizer) {
        TextFields.Stream stream = TextFields.Stream.read(fields);
        int logProbs = logProbs(fields);
        boolean echo = fields.flag("echo", false);
        String suffix = fields.text("suffix", "");
        TextOptions options = TextFields.read(fields, model.loaded().text(), services.limits(), USUAL_TOKENS)
                .withLogProbs(logProbs)
                .withSession(Sessions.read(fields, services));
        boolean withSpecial = fields.flag("add_special_tokens", true);
        List<Given> prompts = prompts(fields, model, tokenizer, withSpecial);
        fields.harmless("model");
        fields.unsupported(
                "prompt_logprobs",
                "prompt_embeds",
                "return_tokens_as_token_ids",
                "return_token_ids",
                "return_token_offsets");
        fields.finish();
        if (!suffix.isEmpty()) {
            prompts = prompts.stream()
                    .map(p -> new Given(Fim.ids(tokenizer, p.text, suffix, "suffix"), p.text))
                    .toList();
        }
        if (stream.isOn() && echo && logProbs >= 0) {
            throw HttpError.invalid("echo", "'echo' with 'logprobs' gives no stream; leave out 'stream'");
        }
        return new Asked(prompts, options, echo, logProbs, stream);
    }

    private static int logProbs(Fields fields) {
        JsonNode given = fields.any("logprobs");
        if (given != null && given.isBoolean()) { // as llama.cpp's clients have it
            OptionalInt top = fields.integer("top_logprobs", 0, TextOptions.MOST_LOG_PROBS);
            return given.booleanValue() ? top.orElse(0) : -1;
        }
        OptionalInt native_ = fields.integer("n_probs", 0, TextOptions.MOST_LOG_PROBS);
        return given == null
                ? native_.orElse(0) > 0 ? native_.getAsInt() : -1
                : fields.integer("logprobs", 0, TextOptions.MOST_LOG_PROBS).orElse(-1);
    }

    private static List<Given> prompts(Fields fields, LanguageModel model, Tokenizer tokenizer, boolean withSpecial) {
        JsonNode given = fields.required("prompt");
        if (given.isTextual()) {
            return List.of(text(given.textValue(), model, tokenizer, withSpecial));
        }
        if (!given.isArray() || given.isEmpty()) {
            throw Fields.wrong("prompt", "a string, or a list of strings or token ids that is not empty", given);
        }
        if (given.get(0).isNumber()) {
            return List.of(ids(given, "prompt", tokenizer));
        }
        if (given.size() > MOST_PROMPTS) {
            throw HttpError.invalid(
                    "prompt", "'prompt' has %d prompts, more than %d".formatted(given.size(), MOST_PROMPTS));
        }
        List<Given> out = new ArrayList<>();
        for (JsonNode prompt : given) {
            String where = "prompt[%d]".formatted(out.size());
            if (prompt.isTextual()) {
                out.add(text(prompt.textValue(), model, tokenizer, withSpecial));
            } else if (prompt.isArray()) {
                out.add(ids(prompt, where, tokenizer));
            } else {
                throw Fields.wrong(where, "a string or a list of token ids", prompt);
            }
        }
        return out;
    }

    private static Given text(String text, LanguageModel model, Tokenizer tokenizer, boolean withSpecial) {
        int[] ids = withSpecial ? model.loaded().text().prompt(text) : tokenizer.encode(text, false, true);
        return new Given(ids, text);
    }

    private static Given ids(JsonNode list, String where, Tokenizer tokenizer) {
        int[] ids = new int[list.size()];
        for (int i = 0; i < ids.length; i++) {
            JsonNode id = list.get(i);
            if (!id.canConvertToInt()
                    || !id.isIntegralNumber()
                    || id.intValue() < 0
                    || id.intValue() >= tokenizer.size()) {
                throw Fields.wrong("%s[%d]".formatted(where, i), "a token id below " + tokenizer.size(), id);
            }
            ids[i] = id.intValue();
        }
        if (ids.length == 0) {
            throw HttpError.invalid(where, "'%s' must not be empty".formatted(where));
        }
        return new Given(ids, tokenizer.decode(ids, true));
    }

    /** The answer to one request. */
    private static final class Answer {
        private final Exchange exchange;
        private final Lease lease;
        private final Tokenizer tokenizer;
        private final Asked asked;
        private final String id = RequestIds.next("cmpl-");
        private final long created = System.currentTimeMillis() / 1000;
        private final Usage usage = new Usage();
        private final List<LogProbsJson.Legacy> probs = new ArrayList<>();

        Answer(Exchange exchange, Lease lease, Tokenizer tokenizer, Asked asked) {
            this.exchange = exchange;
            this.lease = lease;
            this.tokenizer = tokenizer;
            this.asked = asked;
            for (Given prompt : asked.prompts) {
                for (int i = 0; i < asked.options.choices(); i++) {
                    int offset = asked.echo ? 0 : prompt.text.codePointCount(0, prompt.text.length());
                    probs.add(new LogProbsJson.Legacy(tokenizer, Math.max(0, asked.logProbs), offset));
                }
            }
        }

        void give(TextRun run) {
            if (asked.stream.isOn()) {
                stream(run);
            } else {
                whole(run);
            }
        }

        private Given prompt(int index) {
            return asked.prompts.get(index / asked.options.choices());
        }

        private boolean isFirst(int index) {
            return index % asked.options.choices() == 0;
        }

        private Map<String, @Nullable Object> head(Object choices) {
            return JsonOut.object(
                    "id",
                    id,
                    "object",
                    "text_completion",
                    "created",
                    created,
                    "model",
                    lease.name(),
                    "system_fingerprint",
                    lease.card().fingerprint(),
                    "choices",
                    choices);
        }

        private static Map<String, @Nullable Object> choice(
                int index, String text, @Nullable Object logProbs, @Nullable String reason) {
            return JsonOut.object("index", index, "text", text, "logprobs", logProbs, "finish_reason", reason);
        }

        private void whole(TextRun run) {
            Object[] choices = new Object[run.size()];
            List<List<TextRun.Token>> tokens = new ArrayList<>();
            for (int i = 0; i < run.size(); i++) {
                tokens.add(new ArrayList<>());
            }
            run.forEach(null, event -> {
                switch (event) {
                    case TextRun.Token token -> {
                        if (asked.logProbs >= 0) {
                            tokens.get(token.index()).add(token);
                        }
                    }
                    case TextRun.End(int index, Generator.Result result) -> {
                        usage.add(result, isFirst(index));
                        choices[index] = choice(index, result, tokens.get(index));
                    }
                    case TextRun.Failed _ -> {}
                }
            });
            Map<String, @Nullable Object> out = head(choices);
            out.put("usage", usage.openai());
            out.put("timings", usage.timings());
            exchange.send(out);
        }

        private Map<String, @Nullable Object> choice(int index, Generator.Result result, List<TextRun.Token> tokens) {
            Given prompt = prompt(index);
            LogProbsJson.Legacy legacy = probs.get(index);
            if (asked.logProbs >= 0) {
                if (asked.echo) {
                    List<LogProbs> ofPrompt = result.promptLogProbs();
                    int unscored = prompt.ids.length - ofPrompt.size();
                    for (int i = 0; i < prompt.ids.length; i++) {
                        legacy.add(prompt.ids[i], i < unscored ? null : ofPrompt.get(i - unscored));
                    }
                }
                tokens.stream()
                        .map(TextRun.Token::event)
                        .filter(e -> e.isToken() && !e.isEnd())
                        .forEach(legacy::add);
            }
            String text = asked.echo ? prompt.text + result.text() : result.text();
            return choice(index, text, asked.logProbs >= 0 ? legacy.take() : null, TextRun.reason(result));
        }

        private void stream(TextRun run) {
            try (EventStream out = EventStream.events(exchange)) {
                Streams.guarded(exchange, out, () -> {
                    boolean[] begun = new boolean[run.size()];
                    run.forEach(out, event -> {
                        int index = event.index();
                        if (asked.echo && !begun[index]) {
                            begun[index] = true;
                            send(out, choice(index, prompt(index).text, null, null));
                        }
                        switch (event) {
                            case TextRun.Token token -> token(out, token);
                            case TextRun.End(int i, Generator.Result result) -> {
                                usage.add(result, isFirst(i));
                                Object left = probs.get(i).isEmpty()
                                        ? null
                                        : probs.get(i).take();
                                send(out, choice(i, "", left, TextRun.reason(result)));
                            }
                            case TextRun.Failed _ -> {}
                        }
                    });
                    if (asked.stream.withUsage()) {
                        Map<String, @Nullable Object> last = head(List.of());
                        last.put("usage", usage.openai());
                        last.put("timings", usage.timings());
                        out.send(last);
                    }
                    out.sendText("[DONE]");
                });
            }
        }

        private void token(EventStream out, TextRun.Token token) {
            LogProbsJson.Legacy legacy = probs.get(token.index());
            if (asked.logProbs >= 0 && token.event().isToken() && !token.event().isEnd()) {
                legacy.add(token.event());
            }
            if (!token.event().text().isEmpty()) {
                Object entries = legacy.isEmpty() ? null : legacy.take();
                send(out, choice(token.index(), token.event().text(), entries, null));
            }
        }

        private void send(EventStream out, Map<String, @Nullable Object> choice) {
            Map<String, @Nullable Object> chunk = head(List.of(choice));
            if (asked.stream.withUsage()) {
                chunk.put("usage", null);
            }
            out.send(chunk);
        }
    }
}

package org.menura.eval.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.GenerationSettings;
import org.menura.eval.model.LogLikelihood;
import org.menura.format.FormatException;

/**
 * A model behind OpenAI's HTTP API, at whichever server. Likelihoods come from {@code /completions} with {@code echo} and
 * {@code logprobs}, answers from there or from {@code /chat/completions}. The server splits texts into tokens.
 */
public final class RemoteModel implements EvalModel {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WHITE_SPACE = " \t\n\r\f\u000b\u00a0\u3000";

    /** Stop texts that OpenAI takes at most; answers are cut at all of them here. */
    private static final int MOST_STOPS = 4;

    /**
     * How a server is asked.
     *
     * @param model the name that the server knows the model by; empty for the only one that it lists
     * @param chat whether contexts are conversations, for {@code /chat/completions}
     * @param key the API key; null for none
     * @param concurrency requests under way at a time
     * @param tries at each request
     * @param timeout of one try
     * @param seed that is sent along
     */
    public record Options(
            String model, boolean chat, @Nullable String key, int concurrency, int tries, Duration timeout, long seed) {
        /** Checks the numbers. */
        public Options {
            if (concurrency < 1 || tries < 1) {
                throw new IllegalArgumentException("a server is asked at least one thing at a time, at least once");
            }
        }

        /** Returns options with four requests at a time and five tries each. */
        public static Options of(String model, boolean chat, @Nullable String key) {
            return new Options(model, chat, key, 4, 5, Duration.ofMinutes(10), 1234);
        }

        /** Returns a copy with another number of requests at a time. */
        public Options withConcurrency(int count) {
            return new Options(model, chat, key, count, tries, timeout, seed);
        }

        /** Returns a copy with another number of tries. */
        public Options withTries(int count) {
            return new Options(model, chat, key, concurrency, count, timeout, seed);
        }
    }

    private final ServerAddress server;
    private final Options options;
    private final ServerClient client;
    private final String model;
    private final Map<String, Integer> contextTokens = new ConcurrentHashMap<>();

    /**
     * Asks a server what models it has, if none is named.
     *
     * @throws FormatException if the server can't be reached, or has several
     */
    public RemoteModel(ServerAddress server, Options options) {
        this.server = server;
        this.options = options;
        this.client = new ServerClient(options.key, options.tries, options.timeout);
        this.model = options.model.isEmpty() ? only() : options.model;
    }

    private String only() {
        JsonNode list = client.get(server.models()).path("data");
        if (list.size() != 1) {
            List<String> names = new ArrayList<>();
            list.forEach(m -> names.add(m.path("id").asText()));
            throw new FormatException("%s has %s; name the one to measure, as --model-args model=NAME"
                    .formatted(server.base(), names.isEmpty() ? "no models" : "several: " + String.join(", ", names)));
        }
        return list.get(0).path("id").asText();
    }

    @Override
    public String name() {
        return model;
    }

    @Override
    public String tokenizerName() {
        return "";
    }

    /** Returns the server's address. */
    public ServerAddress server() {
        return server;
    }

    @Override
    public List<LogLikelihood> logLikelihoods(List<ContinuationRequest> requests, AnswerSink<LogLikelihood> sink) {
        requireCompletions();
        return all(requests.size(), i -> likelihood(requests.get(i)), sink);
    }

    @Override
    public List<Double> rollingLogLikelihoods(List<String> texts, AnswerSink<Double> sink) {
        requireCompletions();
        return all(texts.size(), i -> rolling(texts.get(i)), sink);
    }

    @Override
    public List<String> generate(List<GenerationRequest> requests, AnswerSink<String> sink) {
        return all(requests.size(), i -> answer(requests.get(i)), sink);
    }

    private void requireCompletions() {
        if (options.chat) {
            throw new FormatException(
                    "/chat/completions tells no likelihoods of texts, and this task compares them; measure"
                            + " it with --model local-completions, or choose tasks that generate answers");
        }
    }

    /** Lists the messages as JSON: servers have their own templates, and {@link #generate} sends the list. */
    @Override
    public String renderChat(List<Message> messages, boolean addGenerationPrompt) {
        if (!options.chat) {
            throw new FormatException(
                    "a server renders conversations at /chat/completions alone: --apply-chat-template goes"
                            + " with --model local-chat-completions");
        }
        ArrayNode list = JSON.createArrayNode();
        for (Message m : messages) {
            list.addObject()
                    .put("role", m.role().name())
                    .put("content", m.text())
                    .put("type", "text");
        }
        return list.toString();
    }

    private LogLikelihood likelihood(ContinuationRequest request) {
        String prompt = request.context() + request.continuation();
        EchoedTokens tokens = echoed(prompt);
        int border = request.context().length();
        while (border > 0 && WHITE_SPACE.indexOf(prompt.charAt(border - 1)) >= 0) {
            border--;
        }
        int from = border == 0 ? Math.max(0, tokens.tokenAt(0)) : tokens.tokenAt(border);
        if (from < 0) {
            from = tokensOf(prompt.substring(0, border)); // as tokens of parts of characters have no text
        }
        EchoedTokens.Sum sum = tokens.sum(from);
        return new LogLikelihood(sum.logProb(), sum.greedy());
    }

    private double rolling(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        EchoedTokens tokens = echoed(text);
        return tokens.sum(Math.max(0, tokens.tokenAt(0))).logProb();
    }

    private int tokensOf(String context) {
        return contextTokens.computeIfAbsent(context, c -> echoed(c).end());
    }

    private EchoedTokens echoed(String prompt) {
        ObjectNode body = JSON.createObjectNode()
                .put("model", model)
                .put("prompt", prompt)
                .put("temperature", 0)
                .put("max_tokens", 1)
                .put("logprobs", 1)
                .put("seed", options.seed)
                .put("echo", true);
        JsonNode answer = client.post(server.completions(), body);
        JsonNode used = answer.path("usage").path("prompt_tokens");
        return new EchoedTokens(prompt, answer.path("choices").path(0), used.isInt() ? used.intValue() : -1);
    }

    private String answer(GenerationRequest request) {
        if (!request.media().isEmpty()) {
            throw new FormatException(
                    "pictures and sounds are not sent to servers; give such tasks a model on this machine");
        }
        GenerationSettings settings = request.settings();
        ObjectNode body = JSON.createObjectNode();
        body.put("model", model).put("max_tokens", settings.maxTokens()).put("temperature", settings.temperature());
        List<String> until = settings.until();
        if (!until.isEmpty()) {
            ArrayNode stop = body.putArray("stop");
            until.stream().limit(MOST_STOPS).forEach(stop::add);
        }
        body.put("seed", options.seed);
        for (String name : List.of("top_p", "top_k", "min_p", "repetition_penalty")) {
            if (settings.arguments().get(name) instanceof Number value) {
                body.set(name, JSON.valueToTree(value));
            }
        }
        String text;
        if (options.chat) {
            body.set("messages", messages(request.context()));
            text = client.post(server.chat(), body)
                    .path("choices")
                    .path(0)
                    .path("message")
                    .path("content")
                    .asText("");
        } else {
            body.put("prompt", request.context());
            text = client.post(server.completions(), body)
                    .path("choices")
                    .path(0)
                    .path("text")
                    .asText("");
        }
        for (String stop : until) {
            int at = text.indexOf(stop);
            text = at < 0 ? text : text.substring(0, at);
        }
        return text;
    }

    private static JsonNode messages(String context) {
        try {
            JsonNode list = JSON.readTree(context);
            if (list.isArray() && !list.isEmpty() && list.get(0).has("role")) {
                return list;
            }
        } catch (JsonProcessingException _) {
            // a text, then
        }
        ArrayNode one = JSON.createArrayNode();
        one.addObject().put("role", "user").put("content", context);
        return one;
    }

    private <T> List<T> all(int count, IntFunction<T> ask, AnswerSink<T> sink) {
        record Answered<T>(int index, T answer) {}
        List<@Nullable T> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(null);
        }
        try (ExecutorService threads = Executors.newFixedThreadPool(
                options.concurrency, Thread.ofVirtual().factory())) {
            ExecutorCompletionService<Answered<T>> done = new ExecutorCompletionService<>(threads);
            for (int i = 0; i < count; i++) {
                int index = i;
                done.submit(() -> new Answered<>(index, ask.apply(index)));
            }
            try {
                for (int i = 0; i < count; i++) {
                    Answered<T> next = done.take().get();
                    answers.set(next.index, next.answer);
                    sink.answered(next.index, next.answer);
                }
            } catch (ExecutionException e) {
                threads.shutdownNow();
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                threads.shutdownNow();
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while a server was asked");
            } catch (RuntimeException e) {
                threads.shutdownNow();
                throw e;
            }
        }
        List<T> out = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            out.add(Objects.requireNonNull(answers.get(i)));
        }
        return out;
    }

    @Override
    public void close() {
        client.close();
    }
}

package org.menura.eval.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.chat.template.ChatTemplate;
import org.menura.chat.template.RenderOptions;
import org.menura.format.FormatException;

/**
 * A model whose answers are hashes of what it is asked: two evaluation harnesses that send it the same requests get the
 * same metrics to the last digit, and a wrong blank in one prompt shows. With {@code h(p, …)} the first eight bytes of
 * SHA-256 over the parts joined by NUL, a continuation of B bytes has {@code -(h >>> 11) / 2^53 * B * 1.5}, a text
 * {@code -(h >>> 11) / 2^53 * B}, and an answer is one of twenty templates filled in from the hash.
 */
public final class HashModel implements EvalModel {
    private static final double UNIT = 0x1p53;
    private static final List<String> ANSWERS = List.of(
            "so it is {n}.",
            "We get\n#### {n}",
            "#### ${n},{t}.",
            "I think (-{n}) or {m}",
            "",
            "True",
            " False.",
            "(A)",
            "(B) because of that",
            "Yes",
            " no\n",
            "So the answer is (C).",
            "Let's see. So the answer is True.",
            "the answer is {n}.",
            "So the answer is No. Done.",
            "A",
            "B. It is so.",
            "Valid",
            "{n}",
            "The answer is ${n},{t}.50. Q: next");

    private final @Nullable ChatTemplate template;

    /** Creates a model without a chat template. */
    public HashModel() {
        this(null);
    }

    /** Creates a model with a chat template. */
    public HashModel(@Nullable ChatTemplate template) {
        this.template = template;
    }

    @Override
    public String name() {
        return "hash";
    }

    @Override
    public String tokenizerName() {
        return "hash";
    }

    @Override
    public List<LogLikelihood> logLikelihoods(List<ContinuationRequest> requests, AnswerSink<LogLikelihood> sink) {
        return answers(
                requests.size(),
                i -> likelihood(requests.get(i).context(), requests.get(i).continuation()),
                sink);
    }

    @Override
    public List<Double> rollingLogLikelihoods(List<String> texts, AnswerSink<Double> sink) {
        return answers(texts.size(), i -> rolling(texts.get(i)), sink);
    }

    @Override
    public List<String> generate(List<GenerationRequest> requests, AnswerSink<String> sink) {
        return answers(requests.size(), i -> answer(requests.get(i)), sink);
    }

    @Override
    public String renderChat(List<Message> messages, boolean addGenerationPrompt) {
        if (template == null) {
            throw new FormatException("the hash model has no chat template: give one with --template FILE");
        }
        List<Map<String, String>> turns = messages.stream()
                .map(m -> Map.of("role", m.role().name(), "content", m.text()))
                .toList();
        return template.render(
                        Map.of("messages", turns, "add_generation_prompt", addGenerationPrompt),
                        RenderOptions.defaults())
                .text();
    }

    private static LogLikelihood likelihood(String context, String continuation) {
        long hash = hash("ll", context, continuation);
        return new LogLikelihood(-(double) (hash >>> 11) / UNIT * bytes(continuation) * 1.5, (hash & 7) == 0);
    }

    private static double rolling(String text) {
        return -((double) (hash("roll", text) >>> 11) / UNIT) * bytes(text);
    }

    private static String answer(GenerationRequest request) {
        long hash = hash(
                "gen", request.context(), json(request.settings().arguments().get("until")));
        long number = Long.remainderUnsigned(hash, 97);
        return ANSWERS.get((int) ((hash >>> 20) % 20))
                .replace("{n}", Long.toString(number))
                .replace("{m}", Long.toString(number + 1))
                .replace("{t}", "%03d".formatted(Long.remainderUnsigned(hash, 1000)));
    }

    /** Returns the first eight bytes, big-endian, of SHA-256 over the parts joined by NUL. */
    static long hash(String... parts) {
        byte[] digest = sha256().digest(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
        long value = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            value = value << 8 | digest[i] & 0xff;
        }
        return value;
    }

    /** Returns what Python's {@code json.dumps(value, ensure_ascii=False)} writes of texts and lists. */
    private static String json(@Nullable Object value) {
        return switch (value) {
            case String text -> quoted(text);
            case List<?> list -> list.stream().map(HashModel::json).collect(Collectors.joining(", ", "[", "]"));
            case null -> "null";
            default -> value.toString();
        };
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\f' -> out.append("\\f");
                case '\b' -> out.append("\\b");
                default -> {
                    if (c < ' ') {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static <T> List<T> answers(int count, IntFunction<T> ask, AnswerSink<T> sink) {
        List<T> answers = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            T answer = ask.apply(i);
            sink.answered(i, answer);
            answers.add(answer);
        }
        return answers;
    }
}

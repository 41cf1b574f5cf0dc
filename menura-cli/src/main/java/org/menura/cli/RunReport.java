package org.menura.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.TokenText;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.session.Generator;
import org.menura.generate.session.TokenSequence;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** What is said about a text that was generated, and in which form. */
final class RunReport {
    /** Shorter prompts say nothing about the speed: the JVM is still compiling while they are read. */
    private static final int WARM = 2048;

    @Spec(Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(names = "--ids", description = "Print token ids instead of text.")
    private boolean ids;

    @Option(
            names = "--json",
            description =
                    "Print one JSON object in the end: text, tokens, finish reason, times, and log-probabilities with"
                            + " --logprobs.")
    private boolean json;

    @Option(
            names = "--logprobs",
            paramLabel = "N",
            description =
                    "Report each token's log-probability and its N likeliest alternatives in the end, as a table on"
                            + " the standard error.")
    private @Nullable Integer logProbs;

    /** Refuses a wrong value, before anything is loaded. */
    void check() {
        if (logProbs != null && logProbs < 0) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(), "--logprobs must be at least 0, not " + logProbs);
        }
        if (ids && json) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(), "--json has the ids in it; leave --ids out");
        }
    }

    /** How many alternatives to report for each token; negative for no report. */
    int logProbs() {
        return logProbs == null ? Generator.NO_LOG_PROBS : logProbs;
    }

    /** Whether the text is printed as it comes. */
    boolean streams() {
        return !ids && !json;
    }

    /** Whether ids are printed instead of text. */
    boolean isOfIds() {
        return ids;
    }

    /** Whether a JSON object is printed. */
    boolean isJson() {
        return json;
    }

    /**
     * Reports a text that was generated.
     *
     * @param pictures files that were drawn for it
     */
    void print(
            Generator.Result result,
            TokenSequence sequence,
            ModelTokenizer text,
            List<Path> pictures,
            Console console) {
        // After Ctrl-C the flag is set still, and would break off the saving of a session.
        boolean _ = Thread.interrupted();
        if (json) {
            console.line(json(result, text.tokenizer(), pictures).toString());
            return;
        }
        console.line(ids ? joined(result.tokens()) : "");
        if (logProbs != null) {
            TokenTable.print(result.logProbs(), text.tokenizer(), console);
        }
        console.note(String.format(
                Locale.ROOT,
                "prompt: %d tokens, %.1f tokens/s%s; generated: %d tokens, %.1f tokens/s%s%s",
                result.promptTokens(),
                result.promptRate(),
                result.promptTokens() < WARM ? " while the JVM warms up" : "",
                result.tokens().size(),
                result.tokenRate(),
                SpeculationOptions.report(sequence),
                result.reason() == Generator.Reason.CONTEXT ? "; the model's context is full" : ""));
    }

    private static ObjectNode json(Generator.Result result, Tokenizer tokenizer, List<Path> pictures) {
        ObjectNode out = new ObjectMapper().createObjectNode();
        out.put("text", result.text());
        out.put("finish_reason", result.reason().name().toLowerCase(Locale.ROOT));
        out.put("prompt_tokens", result.promptTokens());
        ArrayNode tokens = out.putArray("tokens");
        result.tokens().forEach(tokens::add);
        if (!result.logProbs().isEmpty()) {
            ArrayNode all = out.putArray("log_probs");
            for (LogProbs at : result.logProbs()) {
                ObjectNode token = all.addObject()
                        .put("id", at.chosen().token())
                        .put("token", TokenText.of(tokenizer, at.chosen().token()))
                        .put("log_prob", at.chosen().logProb());
                TokenTable.write(at.top(), tokenizer, token.putArray("top"));
            }
        }
        if (!pictures.isEmpty()) {
            ArrayNode files = out.putArray("pictures");
            pictures.forEach(file -> files.add(file.toString()));
        }
        out.putObject("timings")
                .put("prompt_seconds", result.promptNanos() / 1e9)
                .put("prompt_tokens_per_second", result.promptRate())
                .put("generation_seconds", result.tokenNanos() / 1e9)
                .put("tokens_per_second", result.tokenRate());
        return out;
    }

    /** Ids in one line. */
    static String joined(List<Integer> tokens) {
        return tokens.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
}

package org.menura.eval.trust;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.metric.BootstrapInterval;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.GenerationSettings;
import org.menura.format.FormatException;

/**
 * How toxic a classifier finds what a model writes on, by the figures of RealToxicityPrompts (Gehman et al. 2020, arXiv 2009.11462): the
 * share of continuations at the threshold or above, the share of prompts with at least one, and the mean over prompts of the greatest
 * score. They are as good as the classifier is; see {@link ToxicityJudge#test}.
 *
 * @param prompts number of prompts
 * @param answers continuations of each
 * @param ofPrompts share of the prompts that are toxic themselves
 * @param scores of all continuations, by prompt
 * @param threshold from which on a text counts as toxic
 * @param empty number of continuations without a word, which count as not toxic
 */
public record Toxicity(
        int prompts, int answers, double ofPrompts, List<List<Double>> scores, double threshold, int empty) {
    /**
     * How texts are written.
     *
     * @param answers continuations of each prompt
     * @param tokens of each at most
     * @param temperature 0 for the most likely one
     */
    public record Writing(int answers, int tokens, double temperature) {
        /**
         * Checks the numbers.
         *
         * @throws FormatException if they are out of range
         */
        public Writing {
            if (answers < 1 || answers > 1000 || tokens < 1 || tokens > 100_000 || !(temperature >= 0)) {
                throw new FormatException(
                        "continuations take at least one answer of at least one token, and a temperature of 0 or more");
            }
            if (temperature == 0 && answers > 1) {
                throw new FormatException(
                        "with a temperature of 0 all %d answers would be the same; ask for one, or give a temperature"
                                .formatted(answers));
            }
        }
    }

    /**
     * Reads prompts: JSON lines with {@code prompt}, a text or an object with {@code text} as RealToxicityPrompts has it, {@code text}, or
     * {@code chosen}, a dialogue of which all but the last answer is the prompt.
     *
     * @param limit number of prompts at most; 0 for all
     * @throws FormatException if a line has none of them
     */
    public static List<String> read(Path file, int limit) {
        List<String> out = new ArrayList<>();
        for (JsonRows.Row row : JsonRows.read(file)) {
            if (limit > 0 && out.size() == limit) {
                break;
            }
            out.add(prompt(row));
        }
        return out;
    }

    private static String prompt(JsonRows.Row row) {
        JsonNode prompt = row.json().path("prompt");
        if (prompt.path("text").isTextual()) {
            return prompt.path("text").textValue();
        }
        for (String field : List.of("prompt", "text")) {
            if (row.json().path(field).isTextual()) {
                return row.json().path(field).textValue();
            }
        }
        String dialogue = row.json().path("chosen").asText();
        String turn = "\n\nAssistant:";
        int last = dialogue.lastIndexOf(turn);
        if (last < 0) {
            throw new FormatException(row.place() + " has neither prompt nor text nor a dialogue in chosen");
        }
        return dialogue.substring(0, last + turn.length());
    }

    /** Lets a model write on from prompts, and a classifier score what it wrote. */
    public static Toxicity measure(EvalModel model, List<String> prompts, ToxicityJudge judge, Writing how) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        arguments.put("until", List.of("\n\nHuman:"));
        arguments.put("max_gen_toks", how.tokens());
        arguments.put("do_sample", how.temperature() > 0);
        if (how.temperature() > 0) {
            arguments.put("temperature", how.temperature());
        }
        GenerationSettings settings = new GenerationSettings(arguments);
        List<GenerationRequest> requests = new ArrayList<>();
        for (String prompt : prompts) {
            for (int i = 0; i < how.answers(); i++) {
                requests.add(new GenerationRequest(prompt, settings));
            }
        }
        List<String> written = model.generate(requests, AnswerSink.none());
        List<List<Double>> scores = new ArrayList<>();
        int empty = 0;
        for (int p = 0; p < prompts.size(); p++) {
            List<Double> of = new ArrayList<>();
            for (String text : written.subList(p * how.answers(), (p + 1) * how.answers())) {
                empty += text.isBlank() ? 1 : 0;
                of.add(text.isBlank() ? 0.0 : judge.score(text));
            }
            scores.add(of);
        }
        double toxic = prompts.stream()
                .filter(p -> judge.score(p) >= judge.threshold())
                .count();
        return new Toxicity(prompts.size(), how.answers(), toxic / prompts.size(), scores, judge.threshold(), empty);
    }

    /** Returns for each prompt the share of its continuations that are toxic. */
    double[] shares() {
        return scores.stream()
                .mapToDouble(of -> of.stream().filter(s -> s >= threshold).count() / (double) of.size())
                .toArray();
    }

    /** Returns for each prompt 1 where a continuation is toxic, 0 elsewhere. */
    double[] any() {
        return Arrays.stream(shares()).map(s -> s > 0 ? 1 : 0).toArray();
    }

    /** Returns for each prompt the greatest score of its continuations. */
    double[] greatest() {
        return scores.stream()
                .mapToDouble(
                        of -> of.stream().mapToDouble(Double::doubleValue).max().orElse(0))
                .toArray();
    }

    /** Returns the share of toxic continuations. */
    public double share() {
        return mean(shares());
    }

    /** Returns the share of prompts with a toxic continuation. */
    public double probability() {
        return mean(any());
    }

    /** Returns the mean over prompts of the greatest score. */
    public double expectedMaximum() {
        return mean(greatest());
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElse(0);
    }

    /** Returns the figures by name, with the intervals that hold them with 95 % confidence, over prompts. */
    public Map<String, Object> figures() {
        Map<String, Object> out = new LinkedHashMap<>();
        out.put("n", prompts);
        out.put("answers", answers);
        out.put("empty", empty);
        out.put("threshold", threshold);
        out.put("prompts_toxic", ofPrompts);
        put(out, "share", shares());
        put(out, "probability", any());
        put(out, "expected_maximum", greatest());
        return out;
    }

    private static void put(Map<String, Object> out, String name, double[] values) {
        BootstrapInterval interval = BootstrapInterval.ofMean(values);
        out.put(name, mean(values));
        out.put(name + "_low", interval.low());
        out.put(name + "_high", interval.high());
    }

    /** Compares two models on the same prompts. */
    public static FairnessComparison compare(Toxicity before, Toxicity after) {
        if (before.prompts != after.prompts) {
            throw new IllegalArgumentException("%d prompts and %d".formatted(before.prompts, after.prompts));
        }
        return new FairnessComparison(List.of(
                FairnessComparison.paired("toxicity", "all", "toxic continuations", before.shares(), after.shares()),
                FairnessComparison.paired("toxicity", "all", "prompts with one", before.any(), after.any()),
                FairnessComparison.paired("toxicity", "all", "expected maximum", before.greatest(), after.greatest())));
    }

    /** Writes a table. */
    public String markdown() {
        StringBuilder out =
                new StringBuilder("| toxicity | prompts | answers each | value | 95 % |\n|---|---:|---:|---:|---:|\n");
        line(out, "toxic continuations", shares());
        line(out, "prompts with a toxic continuation", any());
        line(out, "expected maximum toxicity", greatest());
        return out.append(
                        "%nOf the prompts themselves %.1f %% are toxic by the same classifier; %d continuations are empty.%n"
                                .formatted(100 * ofPrompts, empty))
                .toString();
    }

    private void line(StringBuilder out, String name, double[] values) {
        BootstrapInterval interval = BootstrapInterval.ofMean(values);
        out.append("| %s | %d | %d | %.4f | %.4f to %.4f |%n"
                .formatted(name, prompts, answers, mean(values), interval.low(), interval.high()));
    }
}

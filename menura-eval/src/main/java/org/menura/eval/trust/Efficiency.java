package org.menura.eval.trust;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.GenerationSettings;
import org.menura.eval.run.EvaluationResults;
import org.menura.eval.run.SampleResult;
import org.menura.train.energy.EnergyMeter;

/**
 * How long a model takes for single requests of tasks, one after another, and what energy: what someone who waits for one answer sees, not
 * what many at a time achieve.
 *
 * @param rows by task
 */
public record Efficiency(List<Row> rows, EnergyMeter.Energy energy, double seconds) {
    /**
     * A task.
     *
     * @param kind {@code scored} or {@code written}
     * @param latencies seconds of each request, in order
     * @param tokens that were read and written; 0 where the model does not tell
     */
    public record Row(String task, String kind, double[] latencies, long tokens) {
        /** Returns the latency below which a share of the requests lies (nearest rank). */
        public double quantile(double share) {
            double[] sorted = latencies.clone();
            Arrays.sort(sorted);
            return sorted[Math.clamp((long) Math.ceil(share * sorted.length) - 1, 0, sorted.length - 1)];
        }

        /** Returns the seconds of all requests. */
        public double seconds() {
            return Arrays.stream(latencies).sum();
        }
    }

    /**
     * Times requests that tasks have asked.
     *
     * @param results whose documents say what is asked
     * @param requests of each task at most
     * @param tokens counts a text's tokens; null where nobody can
     * @param watts of the processor, for an estimate of energy; null for none
     */
    public static Efficiency measure(
            EvalModel model,
            EvaluationResults results,
            int requests,
            @Nullable ToIntFunction<String> tokens,
            @Nullable Double watts) {
        List<Row> rows = new ArrayList<>();
        long start = System.nanoTime();
        try (EnergyMeter meter = EnergyMeter.start(watts)) {
            results.documents().forEach((task, documents) -> {
                List<List<Object>> asked = documents.stream()
                        .filter(d -> d.filter().equals(documents.getFirst().filter()))
                        .map(SampleResult::arguments)
                        .flatMap(List::stream)
                        .limit(requests)
                        .toList();
                if (!asked.isEmpty()) {
                    rows.add(row(model, task, asked, tokens));
                }
            });
            return new Efficiency(rows, meter.energy(), (System.nanoTime() - start) / 1e9);
        }
    }

    private static Row row(
            EvalModel model, String task, List<List<Object>> asked, @Nullable ToIntFunction<String> tokens) {
        one(model, asked.getFirst()); // what a first request makes ready is not what others cost
        double[] latencies = new double[asked.size()];
        long count = 0;
        for (int i = 0; i < latencies.length; i++) {
            long before = System.nanoTime();
            String text = one(model, asked.get(i));
            latencies[i] = (System.nanoTime() - before) / 1e9;
            count += tokens == null ? 0 : tokens.applyAsInt(text);
        }
        boolean written = asked.getFirst().size() > 1 && asked.getFirst().get(1) instanceof Map;
        return new Row(task, written ? "written" : "scored", latencies, count);
    }

    /** Asks for one request and returns what was read and written. */
    private static String one(EvalModel model, List<Object> asked) {
        String context = String.valueOf(asked.getFirst());
        if (asked.size() == 1) {
            model.rollingLogLikelihoods(List.of(context), AnswerSink.none());
            return context;
        }
        if (asked.get(1) instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
            map.forEach((name, value) -> arguments.put(String.valueOf(name), value));
            GenerationRequest request = new GenerationRequest(context, new GenerationSettings(arguments));
            return context + model.generate(List.of(request), AnswerSink.none()).getFirst();
        }
        String continuation = String.valueOf(asked.get(1));
        model.logLikelihoods(List.of(new ContinuationRequest(context, continuation)), AnswerSink.none());
        return context + continuation;
    }

    /** Writes a table. */
    public String markdown() {
        StringBuilder out = new StringBuilder("| task | requests | kind | mean | median | 90 % | 99 % | tokens/s |\n"
                + "|---|---:|---|---:|---:|---:|---:|---:|\n");
        for (Row row : rows) {
            out.append("| %s | %d | %s | %.1f ms | %.1f ms | %.1f ms | %.1f ms | %s |%n"
                    .formatted(
                            row.task(),
                            row.latencies().length,
                            row.kind(),
                            1e3 * row.seconds() / row.latencies().length,
                            1e3 * row.quantile(0.5),
                            1e3 * row.quantile(0.9),
                            1e3 * row.quantile(0.99),
                            row.tokens() == 0 ? "–" : "%.0f".formatted(row.tokens() / row.seconds())));
        }
        Double joules = energy.joules();
        out.append("\nEnergy: ");
        if (joules != null) {
            int count = rows.stream().mapToInt(r -> r.latencies().length + 1).sum();
            out.append("%.1f J in %.1f s, %.3f J a request; ".formatted(joules, seconds, joules / Math.max(1, count)));
        }
        return out.append(energy.how()).append(".\n").toString();
    }
}

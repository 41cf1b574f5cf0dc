package org.menura.eval.run;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.menura.eval.filter.Filter;
import org.menura.eval.filter.FilterPipeline;
import org.menura.eval.filter.Filters;
import org.menura.eval.task.EvalTask;
import org.menura.eval.task.TaskEvaluation;
import org.menura.eval.task.TaskRequest;
import org.menura.eval.task.function.TaskFunction;
import org.menura.format.FormatException;
import org.menura.format.Sha256;
import org.menura.format.python.Python;

/** A task under evaluation: its requests, the answers to them, and what they are worth. */
final class TaskRun {
    /**
     * The scores of a task.
     *
     * @param metrics name, alias, size, and metrics with their standard errors
     * @param size number of documents that were scored
     */
    record Scores(
            SequencedMap<String, @Nullable Object> metrics,
            SequencedMap<String, @Nullable Boolean> higherIsBetter,
            int size,
            List<SampleResult> documents) {}

    private final TaskEvaluation evaluation;
    private final List<TaskRequest> requests;
    private final List<List<Object>> answers;

    TaskRun(TaskEvaluation evaluation) {
        this.evaluation = evaluation;
        this.requests = evaluation.requests();
        this.answers = new ArrayList<>();
        requests.forEach(_ -> answers.add(new ArrayList<>()));
    }

    EvalTask task() {
        return evaluation.task();
    }

    List<TaskRequest> requests() {
        return requests;
    }

    void answered(int request, Object answer) {
        answers.get(request).add(answer);
    }

    Scores score(int bootstrapIterations) {
        SequencedMap<MetricValues.Key, List<@Nullable Object>> values = new LinkedHashMap<>();
        List<SampleResult> samples = new ArrayList<>();
        List<Map<String, @Nullable Object>> documents = evaluation.documents();
        List<Map<String, @Nullable Object>> ofRequests = requests.stream()
                .map(request -> documents.get(request.document()))
                .toList();
        Map<Integer, List<Integer>> byDocument = new LinkedHashMap<>();
        for (int i = 0; i < requests.size(); i++) {
            byDocument
                    .computeIfAbsent(requests.get(i).document(), _ -> new ArrayList<>())
                    .add(i);
        }
        for (FilterPipeline filter : filters()) {
            List<@Nullable Object> filtered = filter.apply(new ArrayList<>(answers), ofRequests);
            for (int document = 0; document < documents.size(); document++) {
                SampleResult sample = sample(
                        evaluation.number(document),
                        documents.get(document),
                        byDocument.getOrDefault(document, List.of()),
                        filtered,
                        filter.name());
                samples.add(sample);
                sample.metrics()
                        .forEach((metric, value) -> values.computeIfAbsent(
                                        new MetricValues.Key(metric, filter.name()), _ -> new ArrayList<>())
                                .add(value));
            }
        }
        MetricValues metrics = new MetricValues(task(), evaluation.metrics());
        evaluation.derived().forEach(metrics::derive);
        SequencedMap<String, @Nullable Object> results = new LinkedHashMap<>();
        int size = values.values().stream().mapToInt(List::size).max().orElse(0);
        results.put("name", task().name());
        results.put("alias", task().config().alias());
        results.put("sample_len", (long) size);
        for (Map.Entry<MetricValues.Key, List<@Nullable Object>> of : values.entrySet()) {
            metrics.aggregate(of.getKey(), of.getValue(), bootstrapIterations, results);
        }
        return new Scores(results, metrics.higherIsBetter(), size, samples);
    }

    private SampleResult sample(
            int number,
            Map<String, @Nullable Object> document,
            List<Integer> of,
            List<@Nullable Object> filtered,
            String filter) {
        List<@Nullable Object> results = new ArrayList<>();
        of.forEach(request -> results.add(filtered.get(request)));
        Map<String, @Nullable Object> metrics;
        try {
            metrics = evaluation.score(document, results);
        } catch (FormatException e) {
            throw new FormatException("task %s, document %d: %s".formatted(task().name(), number, e.getMessage()), e);
        }
        Object target = evaluation.target(document);
        TaskRequest first = requests.get(of.getFirst());
        return new SampleResult(
                number,
                document,
                target,
                of.stream().map(request -> requests.get(request).arguments()).toList(),
                of.stream().map(answers::get).toList(),
                results,
                filter,
                metrics,
                hash(Python.jsonDumps(document, false, 2, false)),
                hash(first.context()),
                hash(Python.str(target)));
    }

    private static String hash(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<FilterPipeline> filters() {
        List<FilterPipeline> pipelines = new ArrayList<>();
        evaluation.filters().forEach((name, steps) -> {
            List<Filter> filters = new ArrayList<>();
            for (Map<?, ?> step : steps) {
                try {
                    filters.add(filter(step));
                } catch (FormatException e) {
                    throw new FormatException(
                            "task %s, filter %s: %s".formatted(task().name(), name, e.getMessage()), e);
                }
            }
            pipelines.add(new FilterPipeline(name, filters));
        });
        return pipelines;
    }

    private static Filter filter(Map<?, ?> step) {
        Map<String, @Nullable Object> arguments = new LinkedHashMap<>();
        step.forEach((name, value) -> {
            if (!name.equals("function")) {
                arguments.put(
                        String.valueOf(name), value instanceof TaskFunction.OfFilter own ? own.with(Map.of()) : value);
            }
        });
        return switch (step.get("function")) {
            case TaskFunction.OfFilter own -> own.with(arguments);
            case String name -> Filters.of(name, arguments);
            case null, default -> throw new FormatException("a step is neither a filter's name nor a function");
        };
    }
}

package org.menura.eval.task;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.eval.task.function.TaskFunction;
import org.menura.format.FormatException;

/** One evaluation of a task: its documents up to a limit, the requests about them, and their scores. */
public final class TaskEvaluation {
    private static final String TARGET = "doc_to_target";

    private final EvalTask task;
    private final PromptSettings settings;
    private final List<TaskMetric> metrics;
    private final List<Map<String, @Nullable Object>> documents;
    private final @Nullable List<Integer> numbers;
    private final PromptBuilder prompts;
    private final boolean severalInputs;
    private final boolean severalTargets;
    private final Map<String, String> derived = new LinkedHashMap<>();

    /**
     * Opens a task.
     *
     * @param limit number of documents; null for all
     * @throws FormatException if its rows can't be read or its fields are wrong
     */
    public TaskEvaluation(EvalTask task, PromptSettings settings, @Nullable Integer limit) {
        this(task, settings, first(task.documents().rows(), limit), null, TaskMetric.of(task));
    }

    private TaskEvaluation(
            EvalTask task,
            PromptSettings settings,
            List<Map<String, @Nullable Object>> documents,
            @Nullable List<Integer> numbers,
            List<TaskMetric> metrics) {
        this.task = task;
        this.metrics = metrics;
        this.settings = settings;
        this.documents = documents;
        this.numbers = numbers;
        if (task.config().get("doc_to_image") != null || task.config().get("doc_to_audio") != null) {
            throw new FormatException("task %s shows pictures or sounds, which its YAML alone does not tell how to read"
                    .formatted(task.name()));
        }
        this.severalInputs = PromptBuilder.hasSeveralInputs(task);
        this.severalTargets = task.fields()
                                .target(
                                        task.config().get(TARGET),
                                        task.documents().rows().getFirst())
                        instanceof List<?> list
                && !list.isEmpty();
        this.prompts = new PromptBuilder(task, settings, names().contains("acc_mutual_info"));
    }

    /**
     * Opens a task with some of its documents, which are evaluated in their own order.
     *
     * @param numbers of documents, from 0 on
     * @throws FormatException if the task has no document of a number, or as the constructor does
     */
    public static TaskEvaluation ofDocuments(EvalTask task, PromptSettings settings, List<Integer> numbers) {
        List<Map<String, @Nullable Object>> all = task.documents().rows();
        List<Map<String, @Nullable Object>> chosen = new ArrayList<>();
        for (int number : numbers) {
            if (number >= all.size()) {
                throw new FormatException("task %s has %d documents, from 0 to %d; there is no document %d to evaluate"
                        .formatted(task.name(), all.size(), all.size() - 1, number));
            }
        }
        Set<Integer> wanted = new HashSet<>(numbers);
        for (int i = 0; i < all.size(); i++) {
            if (wanted.contains(i)) {
                chosen.add(all.get(i));
            }
        }
        if (chosen.isEmpty()) {
            throw new FormatException("task %s has documents from 0 on; none of the numbers %s is one of them"
                    .formatted(task.name(), numbers));
        }
        return new TaskEvaluation(task, settings, chosen, numbers, TaskMetric.of(task));
    }

    private static List<Map<String, @Nullable Object>> first(
            List<Map<String, @Nullable Object>> all, @Nullable Integer limit) {
        return limit == null || limit >= all.size() ? all : all.subList(0, limit);
    }

    /**
     * Returns the same evaluation, which scores nothing: the only metric is lm-evaluation-harness' {@code bypass}. Tasks that
     * are Python classes score as they do, there too.
     */
    public TaskEvaluation unscored() {
        if (task.config().python() != null) {
            return this;
        }
        return new TaskEvaluation(task, settings, documents, numbers, List.of(TaskMetric.BYPASS));
    }

    /** Returns the task. */
    public EvalTask task() {
        return task;
    }

    /** Returns the metrics. */
    public List<TaskMetric> metrics() {
        return metrics;
    }

    /** Returns the documents that are evaluated. */
    public List<Map<String, @Nullable Object>> documents() {
        return documents;
    }

    /**
     * Returns the number that a document is logged by: its place among those evaluated, or what stands at that place of the
     * numbers that were asked for, as lm-evaluation-harness has it also where those are not in order.
     */
    public int number(int document) {
        return numbers == null ? document : numbers.get(document);
    }

    /** Returns why the task can't be scored here; null if it can. */
    public @Nullable String unknownScore() {
        if (task.config().get("process_results") instanceof TaskFunction.Unscored(String why)) {
            return why;
        }
        for (TaskMetric metric : metrics) {
            if (metric.aggregate() instanceof TaskFunction.Unscored(String why)) {
                return why;
            }
        }
        return null;
    }

    private boolean isUnscored() {
        return !metrics.isEmpty() && metrics.getFirst() == TaskMetric.BYPASS;
    }

    private Set<String> names() {
        return metrics.stream().map(TaskMetric::name).collect(Collectors.toSet());
    }

    /** Builds all requests, document by document. */
    public List<TaskRequest> requests() {
        List<TaskRequest> requests = new ArrayList<>();
        for (int i = 0; i < documents.size(); i++) {
            requests.addAll(prompts.requests(i, documents.get(i)));
        }
        return requests;
    }

    /** Returns what the task makes of a document as its answer. */
    public @Nullable Object target(Map<String, @Nullable Object> document) {
        return task.fields().target(task.config().get(TARGET), document);
    }

    /**
     * Scores a document.
     *
     * @param results what filters left of the answers, for each request
     * @return values by the name of the metric
     */
    public Map<String, @Nullable Object> score(Map<String, @Nullable Object> document, List<@Nullable Object> results) {
        Object own = isUnscored() ? null : task.config().get("process_results");
        if (own instanceof TaskFunction.OfResults function) {
            return function.apply(document, results);
        }
        if (own != null) {
            throw task.config().wrong("process_results", "a function of a document and its results");
        }
        return switch (task.config().outputType()) {
            case LOGLIKELIHOOD -> LikelihoodScores.ofTarget(task.name(), names(), results.getFirst());
            case LOGLIKELIHOOD_ROLLING ->
                LikelihoodScores.ofText(task.name(), names(), target(document), results.getFirst());
            case MULTIPLE_CHOICE ->
                new ChoiceScores(task.name(), names(), severalTargets)
                        .score(
                                choices(document),
                                severalInputs
                                        ? task.fields().text(task.config().get("doc_to_text"), document)
                                        : target(document),
                                results);
            case GENERATE_UNTIL -> {
                AnswerScores answers = new AnswerScores(task.name(), metrics, severalTargets);
                Map<String, @Nullable Object> scores = answers.score(
                        task.config().get("doc_to_choice") == null ? null : choices(document),
                        target(document),
                        results.getFirst());
                answers.derived().forEach(derived::putIfAbsent);
                yield scores;
            }
        };
    }

    /** Returns the metric that a value of another name came from, by that name: of metrics that give several values. */
    public Map<String, String> derived() {
        return derived;
    }

    private List<@Nullable Object> choices(Map<String, @Nullable Object> document) {
        return task.fields().choices(task.config().get("doc_to_choice"), document);
    }

    /** Returns the filters of answers that the task lists, by name: functions with their arguments. */
    public Map<String, List<Map<?, ?>>> filters() {
        List<Map<?, ?>> listed = task.config().mappings("filter_list");
        Map<String, List<Map<?, ?>>> filters = new LinkedHashMap<>();
        if (listed == null) {
            filters.put("none", List.of(Map.of("function", "take_first")));
            return filters;
        }
        for (Map<?, ?> filter : listed) {
            if (!(filter.get("name") instanceof String name) || !(filter.get("filter") instanceof List<?> steps)) {
                throw task.config().wrong("filter_list", "a list of mappings with name and filter");
            }
            List<Map<?, ?>> functions = new ArrayList<>();
            for (Object step : steps) {
                if (!(step instanceof Map<?, ?> map) || map.get("function") == null) {
                    throw task.config().wrong("filter_list", "a list of filters with a function in each step");
                }
                functions.add(map);
            }
            filters.put(name, functions);
        }
        return filters;
    }
}

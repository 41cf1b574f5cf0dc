package org.menura.eval.run;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.GenerationSettings;
import org.menura.eval.model.LogLikelihood;
import org.menura.eval.task.EvalTask;
import org.menura.eval.task.PromptSettings;
import org.menura.eval.task.RowDraws;
import org.menura.eval.task.TaskEvaluation;
import org.menura.eval.task.TaskGroup;
import org.menura.eval.task.TaskRequest;
import org.menura.eval.task.TaskSelection;
import org.menura.format.FormatException;
import org.menura.format.python.PythonTuple;

/**
 * Evaluates a model on tasks: builds all requests, sends them kind by kind, and scores the answers as
 * lm-evaluation-harness does. It keeps and prints nothing itself.
 */
public final class Evaluator {
    private final EvalModel model;
    private final EvaluationSettings settings;

    /** Creates an evaluator of a model. */
    public Evaluator(EvalModel model, EvaluationSettings settings) {
        this.model = model;
        this.settings = settings;
    }

    /**
     * Evaluates the model.
     *
     * @throws FormatException if a task or its rows can't be read, or its answers can't be scored
     */
    public EvaluationResults evaluate(TaskSelection selection) {
        List<TaskRun> runs = new ArrayList<>();
        RowDraws draws = new RowDraws(settings.randomSeed(), settings.valueSeed());
        selection.tasks().values().forEach(task -> task.draw(draws));
        for (EvalTask task : selection.tasks().values()) {
            if (task.config().unsafeCode() && !settings.allowCode()) {
                throw new FormatException(
                        "task %s runs programs that the model writes: allow that explicitly".formatted(task.name()));
            }
            TaskEvaluation evaluation = evaluation(task);
            String why = evaluation.unknownScore();
            if (why != null && !settings.answersOnly()) {
                throw new FormatException(
                        "task %s can't be scored here: %s; its answers alone can be taken down (--predict-only)"
                                .formatted(task.name(), why));
            }
            runs.add(new TaskRun(settings.answersOnly() ? evaluation.unscored() : evaluation));
        }
        answer(runs);
        return results(selection, runs);
    }

    private PromptSettings prompts() {
        return new PromptSettings(
                settings.shots(),
                settings.system(),
                settings.chat() ? model::renderChat : null,
                settings.multiturn(),
                settings.exampleSeed(),
                settings.generation());
    }

    private TaskEvaluation evaluation(EvalTask task) {
        List<Integer> numbers = settings.samples().getOrDefault(task.name(), List.of());
        if (!numbers.isEmpty()) {
            return TaskEvaluation.ofDocuments(task, prompts(), numbers);
        }
        Double limit = settings.limit();
        return new TaskEvaluation(
                task,
                prompts(),
                limit == null
                        ? null
                        : (int) (limit < 1 ? Math.ceil(task.documents().size() * limit) : limit));
    }

    /** Sends the requests of all tasks, one kind after another, each as often as its task says. */
    private void answer(List<TaskRun> runs) {
        Map<TaskRequest.Kind, List<Place>> kinds = new LinkedHashMap<>();
        for (TaskRun run : runs) {
            for (int i = 0; i < run.requests().size(); i++) {
                List<Place> places = kinds.computeIfAbsent(run.requests().get(i).kind(), _ -> new ArrayList<>());
                for (int repeat = 0; repeat < run.task().config().repeats(); repeat++) {
                    places.add(new Place(run, i));
                }
            }
        }
        kinds.forEach((kind, places) -> {
            List<TaskRequest> requests = places.stream()
                    .map(place -> place.run().requests().get(place.request()))
                    .toList();
            List<? extends Object> answers = ask(kind, requests);
            if (answers.size() != places.size()) {
                throw new IllegalStateException(
                        "the model gives %d answers to %d requests".formatted(answers.size(), places.size()));
            }
            for (int i = 0; i < places.size(); i++) {
                places.get(i).run().answered(places.get(i).request(), answers.get(i));
            }
        });
    }

    /** A request of a task. */
    private record Place(TaskRun run, int request) {}

    private List<? extends Object> ask(TaskRequest.Kind kind, List<TaskRequest> requests) {
        return switch (kind) {
            case LOGLIKELIHOOD ->
                model
                        .logLikelihoods(
                                requests.stream()
                                        .map(r -> new ContinuationRequest(r.context(), text(r.continuation())))
                                        .toList(),
                                AnswerSink.none())
                        .stream()
                        .map(Evaluator::tuple)
                        .toList();
            case ROLLING ->
                model.rollingLogLikelihoods(
                        requests.stream().map(TaskRequest::context).toList(), AnswerSink.none());
            case GENERATION ->
                model.generate(
                        requests.stream()
                                .map(r -> new GenerationRequest(
                                        r.context(),
                                        new GenerationSettings(r.generation() == null ? Map.of() : r.generation())))
                                .toList(),
                        AnswerSink.none());
        };
    }

    private static String text(@Nullable String continuation) {
        return continuation == null ? "" : continuation;
    }

    private static PythonTuple tuple(LogLikelihood answer) {
        return PythonTuple.of(answer.value(), answer.greedy());
    }

    private EvaluationResults results(TaskSelection selection, List<TaskRun> runs) {
        SequencedMap<String, SequencedMap<String, @Nullable Object>> results = new LinkedHashMap<>();
        SequencedMap<String, Map<String, @Nullable Object>> configs = new TreeMap<>();
        SequencedMap<String, String> versions = new TreeMap<>();
        SequencedMap<String, Integer> shots = new TreeMap<>();
        SequencedMap<String, SequencedMap<String, @Nullable Boolean>> higher = new TreeMap<>();
        SequencedMap<String, EvaluationResults.SampleCount> counts = new LinkedHashMap<>();
        SequencedMap<String, List<SampleResult>> documents = new LinkedHashMap<>();
        for (TaskRun run : runs) {
            EvalTask task = run.task();
            TaskRun.Scores scores = run.score(settings.bootstrapIterations());
            results.put(task.name(), scores.metrics());
            configs.put(task.name(), task.source().fields());
            versions.put(task.name(), task.config().version());
            shots.put(task.name(), task.shots(settings.shots()));
            higher.put(task.name(), scores.higherIsBetter());
            counts.put(
                    task.name(),
                    new EvaluationResults.SampleCount(task.documents().size(), scores.size()));
            documents.put(task.name(), scores.documents());
        }
        for (TaskGroup group : bottomUp(selection.groups())) {
            results.put(group.name(), GroupResults.of(group, results));
            versions.put(group.name(), group.version());
        }
        SequencedMap<String, SequencedMap<String, @Nullable Object>> groups = new LinkedHashMap<>();
        SequencedMap<String, List<String>> subtasks = new LinkedHashMap<>();
        for (TaskGroup group : selection.groups().values()) {
            subtasks.put(group.name(), List.copyOf(group.children().keySet()));
            inherit(group, shots);
            inheritDirections(group, higher);
        }
        results.forEach((name, metrics) -> {
            TaskGroup group = selection.groups().get(name);
            if (group != null && group.hasAggregates()) {
                groups.put(name, metrics);
            }
        });
        return new EvaluationResults(results, groups, subtasks, configs, versions, shots, higher, counts, documents);
    }

    /** Lists groups so that inner ones come before those around them. */
    private static List<TaskGroup> bottomUp(Map<String, TaskGroup> groups) {
        SequencedMap<String, TaskGroup> ordered = new LinkedHashMap<>();
        groups.values().stream()
                .filter(group -> groups.values().stream()
                        .noneMatch(other -> other.children().get(group.name()) instanceof TaskGroup.OfGroup))
                .forEach(root -> visit(root, ordered));
        return List.copyOf(ordered.values());
    }

    private static void visit(TaskGroup group, SequencedMap<String, TaskGroup> ordered) {
        for (TaskGroup.Child child : group.children().values()) {
            if (child instanceof TaskGroup.OfGroup(TaskGroup inner)) {
                visit(inner, ordered);
            }
        }
        ordered.putIfAbsent(group.name(), group);
    }

    /** A group has as many examples as its children, where they agree. */
    private static void inherit(TaskGroup group, Map<String, Integer> shots) {
        List<Integer> distinct = group.children().keySet().stream()
                .filter(shots::containsKey)
                .map(shots::get)
                .distinct()
                .toList();
        if (distinct.size() == 1) {
            shots.put(group.name(), distinct.getFirst());
        }
    }

    private static void inheritDirections(
            TaskGroup group, Map<String, SequencedMap<String, @Nullable Boolean>> higher) {
        SequencedMap<String, @Nullable Boolean> directions = new LinkedHashMap<>();
        for (String child : group.children().keySet()) {
            SequencedMap<String, @Nullable Boolean> of = higher.get(child);
            if (of != null) {
                of.forEach((metric, direction) -> {
                    if (!directions.containsKey(metric)) {
                        directions.put(metric, direction);
                    } else if (directions.get(metric) != null
                            && !directions.get(metric).equals(direction)) {
                        directions.put(metric, null);
                    }
                });
            }
        }
        if (!directions.isEmpty()) {
            higher.put(group.name(), directions);
        }
    }
}

package org.menura.world.suite;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.menura.agent.mind.MindException;
import org.menura.agent.mind.Thought;
import org.menura.chat.ToolCall;
import org.menura.format.FormatException;

/**
 * Runs trials of tasks, several at a time; results come in the order of the tasks, and what a trial comes to does not
 * depend on the others.
 */
public final class SuiteRunner {
    /** Questions after which a trial ends that would not end by itself. */
    private static final int MOST_QUESTIONS = 10_000;

    /** Trials one after another that a mind is away in before no more are begun. */
    private static final int MOST_AWAY = 5;

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * How a suite is run.
     *
     * @param trials of each task
     * @param seed of all that is drawn
     * @param limit the first tasks of each group that are taken; 0 for all
     * @param parallel trials at a time
     */
    public record Settings(int trials, long seed, int limit, int parallel) {
        public Settings {
            if (trials < 1 || limit < 0 || parallel < 1) {
                throw new IllegalArgumentException(
                        "trials and trials at a time are at least 1, a limit is at least 0: %d, %d, %d"
                                .formatted(trials, parallel, limit));
            }
        }
    }

    /** Hears how far a run is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called after a trial.
         *
         * @param done trials that are done, those of an earlier run included
         * @param known trials of an earlier run
         */
        void done(int done, int known, int all);
    }

    private record Job(int index, SuiteTask task, int trial) {}

    /**
     * A trial that was run.
     *
     * @param silence why it ended, if the mind gave no answer of any form; else null
     */
    private record Ran(
            int index, TrialResult result, @Nullable MindException silence) {
        boolean away() {
            return silence != null && silence.isAway();
        }
    }

    private final SuiteAgent agent;
    private final Settings settings;

    /** Prepares runs. */
    public SuiteRunner(SuiteAgent agent, Settings settings) {
        this.agent = agent;
        this.settings = settings;
    }

    /** Returns the first tasks of each group, in their order; all if there is no limit. */
    public static List<SuiteTask> limited(List<? extends SuiteTask> tasks, int limit) {
        Map<String, Integer> taken = new HashMap<>();
        List<SuiteTask> out = new ArrayList<>();
        for (SuiteTask task : tasks) {
            if (limit == 0 || taken.merge(task.group(), 1, Integer::sum) <= limit) {
                out.add(task);
            }
        }
        return out;
    }

    /**
     * Runs the trials of some tasks.
     *
     * @param journal where outcomes are kept as they come, and looked up; null to keep nothing
     * @throws FormatException if a task fails of itself; the message names it
     * @throws MindException if the agent was silent in all trials, or away in some, so that not all was measured
     */
    public List<TrialResult> run(List<? extends SuiteTask> tasks, @Nullable TrialJournal journal, Progress progress)
            throws InterruptedException {
        List<SuiteTask> taken = limited(tasks, settings.limit);
        List<@Nullable TrialResult> results = new ArrayList<>();
        List<Job> missing = new ArrayList<>();
        for (SuiteTask task : taken) {
            for (int trial = 0; trial < settings.trials; trial++) {
                TrialResult known = journal == null ? null : journal.get(agent.name(), task, trial);
                if (known == null) {
                    missing.add(new Job(results.size(), task, trial));
                }
                results.add(known);
            }
        }
        int known = results.size() - missing.size();
        progress.done(known, known, results.size());
        runAll(missing, journal, results, progress);
        return results.stream().<TrialResult>map(Objects::requireNonNull).toList();
    }

    private MindException unmeasured(List<@Nullable TrialResult> results, Ran last, int measured) {
        String so = measured == 0 ? "none of %d trials, so nothing was measured" : measured + " of %d trials";
        return MindException.silent(
                "%s came to the end of %s (on %s, %s); start the same again when it answers"
                        .formatted(
                                agent.name(), so.formatted(results.size()), last.result.task(), last.result.failure()),
                last.silence);
    }

    private void runAll(
            List<Job> jobs, @Nullable TrialJournal journal, List<@Nullable TrialResult> results, Progress progress)
            throws InterruptedException {
        int known = results.size() - jobs.size();
        int done = known;
        List<Ran> silent = new ArrayList<>();
        int away = 0; // one after another
        try (ExecutorService pool = Executors.newFixedThreadPool(
                settings.parallel,
                Thread.ofPlatform().daemon().name("trial-", 0).factory())) {
            ExecutorCompletionService<Ran> running = new ExecutorCompletionService<>(pool);
            try {
                int begun = 0;
                for (int ended = 0; ended < jobs.size(); ended++) {
                    for (; begun < jobs.size() && begun - ended < 2 * settings.parallel; begun++) {
                        Job job = jobs.get(begun);
                        running.submit(() -> run(job));
                    }
                    Ran ran = running.take().get();
                    results.set(ran.index, ran.result);
                    away = ran.away() ? away + 1 : 0;
                    if (ran.silence != null) {
                        silent.add(ran);
                    } else if (journal != null) {
                        journal.put(agent.name(), ran.result);
                    }
                    progress.done(++done, known, results.size());
                    if (away == MOST_AWAY) {
                        break;
                    }
                }
            } catch (ExecutionException e) {
                throw failure(e);
            } finally {
                pool.shutdownNow();
            }
        }
        Optional<Ran> unreached = silent.stream().filter(Ran::away).findFirst();
        if (unreached.isPresent() || !silent.isEmpty() && silent.size() == results.size()) {
            throw unmeasured(results, unreached.orElseGet(silent::getFirst), done - silent.size());
        }
    }

    private static RuntimeException failure(ExecutionException e) throws InterruptedException {
        switch (e.getCause()) {
            case InterruptedException interrupted -> throw interrupted;
            case RuntimeException unchecked -> {
                return unchecked;
            }
            case Error error -> throw error;
            case null, default -> {
                return new IllegalStateException(e.getCause());
            }
        }
    }

    private Ran run(Job job) throws InterruptedException {
        SuiteTask task = job.task;
        int number = job.trial;
        long start = System.nanoTime();
        long seed = TrialSeeds.of(settings.seed, task.id(), number);
        int questions = 0;
        long promptTokens = 0;
        long tokens = 0;
        String failure = null;
        MindException silence = null;
        List<String> answers = new ArrayList<>();
        try (Trial trial = task.begin(seed)) {
            for (Optional<Question> q = trial.next();
                    q.isPresent() && failure == null && questions < MOST_QUESTIONS;
                    q = trial.next()) {
                Thought thought;
                try {
                    thought = agent.answer(q.get(), trial, TrialSeeds.of(seed, questions));
                } catch (MindException e) {
                    failure = String.valueOf(e.getMessage());
                    silence = e.isSilent() ? e : null;
                    thought = Thought.of("");
                }
                questions++;
                promptTokens += thought.promptTokens();
                tokens += thought.answerTokens();
                answers.add(written(thought));
                trial.answer(thought);
            }
            TrialResult result = new TrialResult(
                    task.id(),
                    task.group(),
                    number,
                    failure == null ? trial.outcome() : failed(trial.outcome()),
                    questions,
                    promptTokens,
                    tokens,
                    (System.nanoTime() - start) / 1e9,
                    failure,
                    answers);
            return new Ran(job.index, result, silence);
        } catch (FormatException e) {
            throw new FormatException("task %s: %s".formatted(task.id(), e.getMessage()), e);
        }
    }

    /** Returns the outcome of a mind that could not answer: it gains nothing by having given up, though some tasks want no more. */
    private static Outcome failed(Outcome outcome) {
        return new Outcome(false, 0, outcome.metrics());
    }

    /** Returns an answer as JSON: a text, or an object if there is more. */
    private static String written(Thought thought) {
        if (thought.calls().isEmpty() && thought.reasoning() == null) {
            return JSON.valueToTree(thought.text()).toString();
        }
        ObjectNode out = JSON.createObjectNode();
        if (thought.reasoning() != null) {
            out.put("reasoning", thought.reasoning());
        }
        if (!thought.text().isEmpty()) {
            out.put("text", thought.text());
        }
        for (ToolCall call : thought.calls()) {
            out.withArray("calls")
                    .addObject()
                    .put("name", call.name())
                    .set("arguments", JSON.valueToTree(call.arguments()));
        }
        return out.toString();
    }
}

package org.menura.eval.code;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.sandbox.Guarantees;

/**
 * Computes pass@k of programs against their tests: what lm-evaluation-harness gets from Hugging Face's metric {@code code_eval}, in a
 * sandbox. Programs that call what {@code code_eval} takes away ({@code os.kill}, {@code subprocess}) may do so here, inside their walls.
 */
public final class CodeEval {
    private static @Nullable CodeEval opened;

    private final PythonPrograms programs;
    private final int atOnce;

    /**
     * Creates the metric.
     *
     * @param atOnce programs that run at the same time
     */
    public CodeEval(PythonPrograms programs, int atOnce) {
        this.programs = programs;
        this.atOnce = atOnce;
    }

    /**
     * Opens the metric with {@code code_eval}'s time and half of the processors.
     *
     * @throws FormatException if programs can't be run on this machine
     */
    public static synchronized CodeEval open() {
        if (opened == null) {
            int atOnce = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
            opened = new CodeEval(PythonPrograms.open(PythonPrograms.TIMEOUT, false), atOnce);
        }
        return opened;
    }

    /**
     * Computes pass@k over problems.
     *
     * @param references the tests of each problem
     * @param predictions the programs that were written for each problem
     * @return {@code pass@1} and so on, for each k that every problem has answers for
     * @throws FormatException if programs can't be run on this machine
     */
    public static Map<String, Double> passAtK(
            List<String> references, List<List<String>> predictions, List<Integer> ks) {
        return passAtK(open().verdicts(references, predictions), ks);
    }

    /** Computes pass@k from verdicts: the mean over problems. */
    public static Map<String, Double> passAtK(List<List<Verdict>> verdicts, List<Integer> ks) {
        Map<String, Double> out = new LinkedHashMap<>();
        for (int k : ks) {
            if (verdicts.isEmpty() || verdicts.stream().anyMatch(v -> v.size() < k)) {
                continue;
            }
            double sum = 0;
            for (List<Verdict> problem : verdicts) {
                int right = (int) problem.stream().filter(Verdict::passed).count();
                sum += PassAtK.estimate(problem.size(), right, k);
            }
            out.put("pass@" + k, sum / verdicts.size());
        }
        return out;
    }

    /**
     * Runs every program with its problem's tests behind it.
     *
     * @return for each problem the verdicts in the order of its programs
     */
    public List<List<Verdict>> verdicts(List<String> references, List<List<String>> predictions) {
        if (references.size() != predictions.size()) {
            throw new IllegalArgumentException(
                    "%d tests for %d problems".formatted(references.size(), predictions.size()));
        }
        try (ExecutorService threads =
                Executors.newFixedThreadPool(atOnce, Thread.ofVirtual().factory())) {
            List<List<Future<Verdict>>> running = new ArrayList<>();
            for (int i = 0; i < references.size(); i++) {
                List<Future<Verdict>> problem = new ArrayList<>();
                for (String prediction : predictions.get(i)) {
                    String program = prediction + "\n" + references.get(i);
                    problem.add(threads.submit(() -> programs.run(program)));
                }
                running.add(problem);
            }
            List<List<Verdict>> out = new ArrayList<>();
            for (List<Future<Verdict>> problem : running) {
                List<Verdict> verdicts = new ArrayList<>();
                for (Future<Verdict> verdict : problem) {
                    verdicts.add(result(verdict, threads));
                }
                out.add(List.copyOf(verdicts));
            }
            return out;
        }
    }

    private static Verdict result(Future<Verdict> verdict, ExecutorService threads) {
        try {
            return verdict.get();
        } catch (ExecutionException e) {
            threads.shutdownNow();
            if (e.getCause() instanceof IOException io) {
                throw new FormatException("a program could not be run: " + io.getMessage(), io);
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
            throw new FormatException("interrupted while programs ran", e);
        }
    }

    /** Says what holds for the programs. */
    public Guarantees guarantees() {
        return programs.guarantees();
    }

    /** Returns the time that a program may take. */
    public static Duration timeout() {
        return PythonPrograms.TIMEOUT;
    }
}

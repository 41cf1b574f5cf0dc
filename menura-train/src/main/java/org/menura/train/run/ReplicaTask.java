package org.menura.train.run;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.recipe.Recipe;
import org.menura.train.setup.RecordLimit;

/**
 * A replica's part of a round of DiLoCo: a pure function of the run's recipe and data, the joined weights, and the
 * replica's optimiser after the round before. It writes how the weights changed into a file beside the ledger. It may be
 * done twice, also at once, on any machine that sees the run's folder.
 *
 * @param folder of the run
 * @param round from 0
 * @param replica from 0
 * @param libraries whether matrix products may be left to a native library
 */
public record ReplicaTask(String folder, long round, int replica, boolean libraries) implements Serializable {
    /** Models of a run that this program has built and nobody is using. */
    private static final Deque<Built> IDLE = new ArrayDeque<>();

    private record Built(String folder, boolean libraries, int threads, DiLoCoLearning learning) {}

    /**
     * Carries the task out in a program that has nothing of the run, as an executor is. What it builds it keeps for the
     * next task of the same run.
     *
     * @throws IOException if a file of the run can't be read or written
     */
    public void run(int threads, String version) throws IOException {
        if (new DiLoCoFiles(Path.of(folder)).isDone(round, replica)) {
            return;
        }
        Built built = take(threads);
        if (built == null) {
            LedgerReader reader = new LedgerReader(Path.of(folder));
            reader.requireUnchanged();
            reader.data().verify();
            Recipe recipe = Recipe.read(reader.resolvedRecipe(), reader.data().base());
            RunParts parts = RunParts.of(
                    recipe,
                    new RunSettings(threads, libraries, version),
                    new TrainingRun.Listener() {},
                    Path.of(folder).resolve("tokens"),
                    RecordLimit.none());
            if (!(parts.learning() instanceof DiLoCoLearning learning)) {
                throw new IllegalStateException(folder + " is no run with replicas");
            }
            built = new Built(folder, libraries, threads, learning);
        }
        built.learning().train(round, replica);
        synchronized (IDLE) {
            IDLE.push(built);
        }
    }

    private @org.jspecify.annotations.Nullable Built take(int threads) {
        synchronized (IDLE) {
            IDLE.removeIf(b -> !b.folder().equals(folder) || b.libraries() != libraries || b.threads() != threads);
            return IDLE.poll();
        }
    }
}

package org.menura.spark;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.LocalModel;
import org.menura.generate.LoadOptions;
import org.menura.generate.Menura;

/** Models that this JVM has loaded and nobody is asking. A model serves one task at a time. */
final class ExecutorModels {
    private static final Deque<Loaded> IDLE = new ArrayDeque<>();

    private record Loaded(String path, int threads, EvalModel model) {}

    private ExecutorModels() {}

    /** Loads a model that answers the same on every machine: by Menura's own kernels. */
    static EvalModel open(String path, int threads) {
        LoadOptions options = LoadOptions.defaults().withThreads(threads).withOneDnn(false);
        return LocalModel.of(path, Menura.load(Path.of(path), options), LocalModel.Options.defaults());
    }

    /** Asks a model, which is loaded if there is none, and kept for the next task. */
    static <R> R with(String path, int threads, Function<EvalModel, R> asking) {
        Loaded loaded = take(path, threads);
        if (loaded == null) {
            loaded = new Loaded(path, threads, open(path, threads));
        }
        try {
            return asking.apply(loaded.model());
        } finally {
            synchronized (IDLE) {
                IDLE.push(loaded);
            }
        }
    }

    private static @Nullable Loaded take(String path, int threads) {
        synchronized (IDLE) {
            for (Loaded each : IDLE) {
                if (each.path().equals(path) && each.threads() == threads) {
                    IDLE.remove(each);
                    return each;
                }
            }
            while (!IDLE.isEmpty()) {
                IDLE.pop().model().close();
            }
            return null;
        }
    }
}

package org.menura.generate.constrain;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.generate.constrain.grammar.GrammarState;

/**
 * Masks that are found on another thread while a forward pass runs, as they depend on the tokens before alone. Whoever needs
 * one that has not been begun finds it on its own thread, so that nobody waits behind others' masks.
 */
final class MasksAhead {
    /** Tokens of a vocabulary below which masks take no longer than waking a thread. */
    static final int WORTH_A_THREAD = 4096;

    private static final long IDLE_SECONDS = 10;

    private static final ThreadPoolExecutor THREAD = thread();

    private final Map<GrammarState, FutureTask<TokenMask>> underway = new ConcurrentHashMap<>();

    private static ThreadPoolExecutor thread() {
        ThreadPoolExecutor one = new ThreadPoolExecutor(
                1,
                1,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                work -> Thread.ofPlatform().daemon().name("menura-masks").unstarted(work));
        one.allowCoreThreadTimeOut(true);
        return one;
    }

    /** Begins to find the mask of a state, unless somebody has. */
    void begin(GrammarState state, Function<GrammarState, TokenMask> walk) {
        FutureTask<TokenMask> task = new FutureTask<>(() -> {
            try {
                return walk.apply(state);
            } finally {
                underway.remove(state);
            }
        });
        if (underway.putIfAbsent(state, task) == null) {
            THREAD.execute(task);
        }
    }

    /**
     * Returns the mask of a state that was begun.
     *
     * @return null if it was not, or this thread is interrupted
     */
    @Nullable
    TokenMask of(GrammarState state) {
        FutureTask<TokenMask> task = underway.get(state);
        if (task == null) {
            return null;
        }
        task.run(); // nothing if the other thread has begun
        try {
            return task.get();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return null;
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}

package org.menura.generate.audio;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/** Waiting for what another thread computes, as if this one had computed it. */
final class Waiting {
    private Waiting() {}

    /** The result, once it is there; throws what the other thread threw. */
    static <T> T result(Future<T> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a model was loaded", e);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException r -> throw r;
                case Error r -> throw r;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }
}

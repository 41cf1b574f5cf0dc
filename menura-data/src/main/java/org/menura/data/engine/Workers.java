package org.menura.data.engine;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Threads that compute batches of rows. */
interface Workers {
    <T> Future<T> submit(Callable<T> work);

    /** How many batches may wait for each other. */
    int waiting();

    /** Threads of a pool. */
    static Workers of(ExecutorService pool, int threads) {
        return new Workers() {
            @Override
            public <T> Future<T> submit(Callable<T> work) {
                return pool.submit(work);
            }

            @Override
            public int waiting() {
                return 2 * threads;
            }
        };
    }

    /** The thread that asks. */
    static Workers inline() {
        return new Workers() {
            @Override
            public <T> Future<T> submit(Callable<T> work) {
                FutureTask<T> task = new FutureTask<>(work);
                task.run();
                return task;
            }

            @Override
            public int waiting() {
                return 1;
            }
        };
    }
}

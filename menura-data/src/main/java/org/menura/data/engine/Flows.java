package org.menura.data.engine;

import org.jspecify.annotations.Nullable;

/** The stages of the run that an executor works for: made once, shared by its threads, closed when another run comes. */
final class Flows {
    private static @Nullable Shared current;

    private static final class Shared {
        final Job job;
        final Flow flow;
        int users;

        Shared(Job job) {
            this.job = job;
            this.flow = new Flow(job);
        }
    }

    /** The use of stages by a task. */
    record Lease(Flow flow, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    private Flows() {}

    static synchronized Lease take(Job job) {
        Shared shared = current;
        if (shared == null || !shared.job.equals(job)) {
            if (shared != null && shared.users == 0) {
                shared.flow.close();
            }
            shared = new Shared(job);
            current = shared;
        }
        Shared taken = shared;
        taken.users++;
        return new Lease(taken.flow, () -> give(taken));
    }

    private static synchronized void give(Shared shared) {
        shared.users--;
        if (shared.users == 0 && shared != current) {
            shared.flow.close();
        }
    }
}

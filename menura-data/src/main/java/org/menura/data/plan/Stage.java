package org.menura.data.plan;

/**
 * A step of a plan. Stages are pure: what comes out depends on the rows and the options alone, never on positions,
 * threads, files or the engine. One instance serves all threads of a JVM; on a cluster every JVM makes its own from the
 * plan.
 */
public sealed interface Stage extends AutoCloseable permits MapStage, KeyedStage, ComponentsStage {
    /** Frees what the stage holds, such as a model. */
    @Override
    default void close() {}
}

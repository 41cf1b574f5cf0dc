package org.menura.data.plan;

/**
 * A kind of stage that plans name. Implementations have a public constructor without parameters and are named in
 * {@code META-INF/services/org.menura.data.plan.StageType}, Menura's own as any other's.
 */
public interface StageType {
    /** Returns the name in plans, such as {@code gopher}. */
    String name();

    /** Returns a sentence about what it does, for {@code menura data run --explain}. */
    String description();

    /**
     * Creates a stage.
     *
     * @param options the stage's keys in the plan; a key that was not asked for is an error
     * @throws org.menura.format.FormatException if a value is wrong: one sentence
     */
    Stage create(Options options);
}

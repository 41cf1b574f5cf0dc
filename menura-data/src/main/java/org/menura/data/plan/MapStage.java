package org.menura.data.plan;

/** A stage that looks at one row at a time: taggers, rules, rewriting. */
@FunctionalInterface
public non-sealed interface MapStage extends Stage {
    /** Decides about a row. Called by many threads at once. */
    Outcome apply(Row row);
}

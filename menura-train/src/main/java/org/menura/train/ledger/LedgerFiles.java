package org.menura.train.ledger;

import java.util.Set;

/** Names in a ledger's folder. */
final class LedgerFiles {
    /** Written last when a ledger is made; says that the folder is one. */
    static final String MARKER = "ledger.json";

    static final String RECIPE = "recipe.yaml";
    static final String RESOLVED = "recipe.resolved.json";
    static final String CODE = "code.json";
    static final String DATA = "data.json";
    static final String METRICS = "metrics.jsonl";
    static final String TIMES = "times.jsonl";
    static final String EVALUATIONS = "evaluations.jsonl";
    static final String CHECKPOINTS = "checkpoints";
    static final String PLOTS = "plots";

    /** What is there when the making of a ledger was cut short. */
    static final Set<String> BEFORE_MARKER = Set.of(RunLock.NAME, RECIPE, RESOLVED, CODE, DATA);

    private LedgerFiles() {}
}
